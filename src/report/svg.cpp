#include "report/svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "base/time.hpp"
#include "report/html_report.hpp"

namespace assay::report {

namespace {

std::string fixed(double value) {  // coordinates: two decimals
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

std::string edge_text(double value, bool timestamp) {
  constexpr double limit = 9.2e18;
  if (timestamp && std::abs(value) < limit) {
    return base::format_timestamp(static_cast<std::int64_t>(value), false);
  }
  return number(value);
}

// Orange above 0, blue below, towards grey at 0: the colour-blind-safe pair of Okabe & Ito.
std::string correlation_colour(double r) {
  const double share = std::min(1.0, std::abs(r));
  const std::array<int, 3> end = r >= 0 ? std::array{213, 94, 0} : std::array{0, 114, 178};
  constexpr std::array<int, 3> middle{200, 203, 210};
  std::string out = "rgb(";
  for (std::size_t i = 0; i < 3; ++i) {
    out += (i == 0 ? "" : ",") + std::to_string(static_cast<int>(middle[i] + (end[i] - middle[i]) * share));
  }
  return out + ")";
}

}  // namespace

std::string number(double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.5g", value);
  return text.data();
}

std::string histogram_svg(const stats::Histogram& histogram, bool timestamps, std::string_view title) {
  const std::size_t bins = histogram.counts.size();
  if (bins == 0 || histogram.edges.size() != bins + 1) return "";
  constexpr double width = 320, height = 96, base = 110;
  const double low = histogram.edges.front(), span = histogram.edges.back() - low;
  const auto most = static_cast<double>(std::max<std::uint64_t>(1, histogram.largest()));
  std::string out = "<svg viewBox=\"0 0 320 130\" role=\"img\" aria-label=\"" + escaped(title) + "\">";
  for (std::size_t i = 0; i < bins; ++i) {
    if (histogram.counts[i] == 0) continue;
    const double left = span > 0 ? (histogram.edges[i] - low) / span * width : 0;
    const double right = span > 0 ? (histogram.edges[i + 1] - low) / span * width : width;
    const double tall = std::max(1.0, static_cast<double>(histogram.counts[i]) / most * height);
    out += "<rect class=\"bar\" x=\"" + fixed(left + 0.5) + "\" y=\"" + fixed(base - tall) + "\" width=\"" +
           fixed(std::max(0.8, right - left - 1)) + "\" height=\"" + fixed(tall) + "\"><title>" +
           escaped(edge_text(histogram.edges[i], timestamps)) + " to " +
           escaped(edge_text(histogram.edges[i + 1], timestamps)) + ": " + std::to_string(histogram.counts[i]) +
           "</title></rect>";
  }
  out += "<line class=\"axis\" x1=\"0\" y1=\"110.5\" x2=\"320\" y2=\"110.5\"/>";
  out += "<text class=\"tick\" x=\"0\" y=\"125\">" + escaped(edge_text(low, timestamps)) + "</text>";
  out += "<text class=\"tick\" x=\"320\" y=\"125\" text-anchor=\"end\">" +
         escaped(edge_text(histogram.edges.back(), timestamps)) + "</text>";
  out += "<text class=\"tick\" x=\"320\" y=\"10\" text-anchor=\"end\">" + std::to_string(histogram.largest()) +
         " at most</text>";
  return out + "</svg>";
}

std::string correlation_svg(const profile::TableProfile& profile) {
  if (!profile.correlation) return "";
  const auto& c = *profile.correlation;
  const std::size_t n = std::min<std::size_t>(30, c.columns.size());
  if (n < 2) return "";
  const double cell = std::clamp(560.0 / static_cast<double>(n), 16.0, 56.0);
  const double side = cell * static_cast<double>(n);
  constexpr double margin = 150;
  std::string out = "<svg class=\"heat\" viewBox=\"0 0 " + fixed(side + margin) + " " + fixed(side + 4) +
                    "\" style=\"max-width:" + fixed(side + margin) + "px\" role=\"img\" aria-label=\"Correlation matrix\">";
  for (std::size_t i = 0; i < n; ++i) {
    const std::string& row = profile.columns[c.columns[i]].name;
    const double y = cell * static_cast<double>(i);
    out += "<text class=\"tick\" x=\"" + fixed(margin - 8) + "\" y=\"" + fixed(y + cell / 2 + 4) +
           "\" text-anchor=\"end\">" + escaped(row, 22) + "</text>";
    for (std::size_t j = 0; j < n; ++j) {
      const auto r = c.at(i, j);
      const std::string value = r ? number(*r) : "undefined";
      const double x = margin + cell * static_cast<double>(j);
      out += "<rect class=\"" + std::string(r ? "cell" : "cell none") + "\" x=\"" + fixed(x) + "\" y=\"" + fixed(y) +
             "\" width=\"" + fixed(cell - 2) + "\" height=\"" + fixed(cell - 2) + "\" rx=\"2\"";
      if (r) out += " fill=\"" + correlation_colour(*r) + "\"";
      out += "><title>" + escaped(row, 60) + " and " + escaped(profile.columns[c.columns[j]].name, 60) + ": " + value +
             "</title></rect>";
    }
  }
  return out + "</svg>";
}

}  // namespace assay::report
