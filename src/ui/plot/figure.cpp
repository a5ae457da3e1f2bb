#include "ui/plot/figure.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "ui/format.hpp"

namespace assay::ui::plot {

namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string plain(double value) {
  if (!std::isfinite(value)) return {};
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string heat_csv(const HeatMap& heat) {
  std::string out = quoted(heat.row_title.empty() ? "row" : heat.row_title);
  for (const std::string& column : heat.columns) out += "," + quoted(column);
  out += "\r\n";
  for (std::size_t r = 0; r < heat.rows.size(); ++r) {
    out += quoted(heat.rows[r]);
    for (std::size_t c = 0; c < heat.columns.size(); ++c) {
      const auto& cell = heat.cells[r * heat.columns.size() + c];
      out += "," + (cell ? plain(*cell) : std::string());
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace

std::string value_text(const Axis& axis, double value) {
  if (axis.scale == Scale::Time) {
    if (!std::isfinite(value) || std::fabs(value) > 9e18) return std::string(undefined_text);
    return time_text(std::llround(value));
  }
  return number_text(value, 5);
}

std::string to_csv(const Figure& figure) {
  std::string out;
  switch (figure.kind) {
    case Kind::Histogram:
      out = "from,to,count\r\n";
      for (const Bin& bin : figure.bins) {
        if (figure.x.scale == Scale::Time) out += value_text(figure.x, bin.lo) + "," + value_text(figure.x, bin.hi);
        else out += plain(bin.lo) + "," + plain(bin.hi);
        out += "," + plain(bin.value) + "\r\n";
      }
      break;
    case Kind::Bars:
      out = quoted(figure.y.title.empty() ? "value" : figure.y.title) + ",count\r\n";
      for (const Bar& bar : figure.bars) out += quoted(bar.label) + "," + plain(bar.value) + "\r\n";
      break;
    case Kind::HeatMap: return heat_csv(figure.heat);
    case Kind::Lines:
      out = "series,x,y\r\n";
      for (const Line& line : figure.lines) {
        for (std::size_t i = 0; i < line.x.size(); ++i) out += quoted(line.name) + "," + plain(line.x[i]) + "," + plain(line.y[i]) + "\r\n";
      }
      break;
  }
  return out;
}

double largest_in(const Figure& figure, double lo, double hi) {
  double largest = 0;
  for (const Bin& bin : figure.bins) {
    if (bin.hi > lo && bin.lo < hi) largest = std::max(largest, bin.value);
  }
  return largest;
}

}  // namespace assay::ui::plot
