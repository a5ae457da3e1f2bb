#include "ui/plot/svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "ui/colours.hpp"
#include "ui/format.hpp"
#include "ui/plot/ticks.hpp"
#include "ui/theme.hpp"

namespace assay::ui::plot {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

std::string hex(Colour colour) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", colour & 0xFFU, (colour >> 8) & 0xFFU, (colour >> 16) & 0xFFU);
  return text.data();
}

std::string px(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

class Svg {
 public:
  Svg(const Figure& figure, double width, double height, const Theme& theme) {
    out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + px(width) + " " + px(height) + "\" width=\"" + px(width) + "\" height=\"" + px(height) +
           "\" role=\"img\" font-family=\"Inter, system-ui, sans-serif\" font-size=\"11\">\n<title>" + escaped(figure.title) + "</title>\n<desc>" + escaped(figure.description) + "</desc>\n";
    rect(0, 0, width, height, theme.surface);
    text(16, 24, figure.title, theme.text, "start", 14, true);
  }
  void rect(double x, double y, double w, double h, Colour colour, double radius = 0, std::string_view tip = {}) {
    out_ += "<rect x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"" + px(std::max(0.0, w)) + "\" height=\"" + px(std::max(0.0, h)) + "\" fill=\"" + hex(colour) + "\"";
    if (radius > 0) out_ += " rx=\"" + px(radius) + "\"";
    out_ += tip.empty() ? "/>\n" : "><title>" + escaped(tip) + "</title></rect>\n";
  }
  void line(double x1, double y1, double x2, double y2, Colour colour, std::string_view dash = {}, double width = 1) {
    out_ += "<line x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2) + "\" stroke=\"" + hex(colour) + "\" stroke-width=\"" + px(width) + "\"";
    if (!dash.empty()) out_ += " stroke-dasharray=\"" + std::string(dash) + "\"";
    out_ += "/>\n";
  }
  void text(double x, double y, std::string_view words, Colour colour, const char* anchor, double size = 11, bool strong = false) {
    out_ += "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" fill=\"" + hex(colour) + "\" text-anchor=\"" + anchor + "\" font-size=\"" + px(size) + "\"" +
            (strong ? " font-weight=\"600\"" : "") + ">" + escaped(words) + "</text>\n";
  }
  void path(const std::string& d, Colour colour) { out_ += "<path d=\"" + d + "\" fill=\"none\" stroke=\"" + hex(colour) + "\" stroke-width=\"2\"/>\n"; }
  [[nodiscard]] std::string done() { return out_ + "</svg>\n"; }

 private:
  std::string out_;
};

struct Box {
  double x, y, w, h;
};

void x_axis(Svg& svg, const Box& plot, const Axis& axis, const Theme& theme) {
  const bool time = axis.scale == Scale::Time;
  const int target = std::max(2, static_cast<int>(plot.w / 90));
  for (const Tick& tick : time ? time_ticks(axis.lo, axis.hi, target) : number_ticks(axis.lo, axis.hi, target, axis.integer)) {
    const double x = plot.x + (tick.at - axis.lo) / (axis.hi - axis.lo) * plot.w;
    svg.line(x, plot.y + plot.h, x, plot.y + plot.h + 4, theme.border_strong);
    svg.text(x, plot.y + plot.h + 17, tick.label, theme.muted, "middle");
  }
  if (!axis.title.empty()) svg.text(plot.x + plot.w / 2, plot.y + plot.h + 34, axis.title, theme.muted, "middle", 12);
}

void y_axis(Svg& svg, const Box& plot, double lo, double hi, bool integer, const Theme& theme) {
  for (const Tick& tick : number_ticks(lo, hi, std::max(2, static_cast<int>(plot.h / 42)), integer)) {
    const double y = plot.y + plot.h - (tick.at - lo) / (hi - lo) * plot.h;
    svg.line(plot.x, y, plot.x + plot.w, y, tick.at == 0 ? theme.border_strong : theme.grid_line);
    svg.text(plot.x - 8, y + 4, tick.label, theme.muted, "end");
  }
}

void histogram(Svg& svg, const Box& plot, const Figure& figure, const Theme& theme) {
  if (figure.bins.empty() || !(figure.x.lo < figure.x.hi)) return;
  const double top = nice_ceiling(largest_in(figure, figure.x.lo, figure.x.hi), std::max(2, static_cast<int>(plot.h / 42)));
  y_axis(svg, plot, 0, top, true, theme);
  const auto x_of = [&](double v) { return plot.x + (v - figure.x.lo) / (figure.x.hi - figure.x.lo) * plot.w; };
  for (const Bin& bin : figure.bins) {
    if (bin.value <= 0) continue;
    const double left = x_of(bin.lo), right = x_of(bin.hi), height = bin.value / top * plot.h;
    svg.rect(left + 0.5, plot.y + plot.h - height, std::max(0.75, right - left - 1), height, theme.bar, 1,
             value_text(figure.x, bin.lo) + " to " + value_text(figure.x, bin.hi) + ": " + plural(static_cast<std::uint64_t>(bin.value), "row"));
  }
  for (const Marker& marker : figure.markers) {
    if (marker.at < figure.x.lo || marker.at > figure.x.hi) continue;
    svg.line(x_of(marker.at), plot.y, x_of(marker.at), plot.y + plot.h, theme.warning, "4 3");
    svg.text(x_of(marker.at) + 5, plot.y + 10, marker.label, theme.warning, "start");
  }
  x_axis(svg, plot, figure.x, theme);
}

void bars(Svg& svg, const Box& area, const Figure& figure, const Theme& theme) {
  double largest = 0;
  for (const Bar& bar : figure.bars) largest = std::max(largest, bar.value);
  const double row = std::min(28.0, area.h / std::max<double>(1, static_cast<double>(figure.bars.size())));
  const double labels = 150, notes = 110;
  double y = area.y;
  for (const Bar& bar : figure.bars) {
    std::string label = bar.label.substr(0, 26);
    svg.text(area.x + labels - 10, y + row / 2 + 4, label, bar.muted ? theme.faint : theme.text, "end");
    const double width = largest > 0 ? bar.value / largest * (area.w - labels - notes) : 0;
    svg.rect(area.x + labels, y + row * 0.25, std::max(1.0, width), row * 0.5, bar.muted ? theme.bar_soft : bar.category ? category_colour(*bar.category) : theme.bar, 2,
             bar.label + ": " + count_text(static_cast<std::uint64_t>(bar.value)));
    svg.text(area.x + area.w, y + row / 2 + 4, short_count(bar.value) + "   " + bar.note, theme.muted, "end");
    y += row;
  }
}

void heat(Svg& svg, const Box& area, const Figure& figure, const Theme& theme) {
  const HeatMap& map = figure.heat;
  if (map.rows.empty() || map.columns.empty()) return;
  const double labels = 120, head = 24;
  const double w = (area.w - labels) / static_cast<double>(map.columns.size());
  const double h = (area.h - head) / static_cast<double>(map.rows.size());
  for (std::size_t c = 0; c < map.columns.size(); ++c) svg.text(area.x + labels + (static_cast<double>(c) + 0.5) * w, area.y + head - 8, map.columns[c].substr(0, 14), theme.muted, "middle", 10);
  for (std::size_t r = 0; r < map.rows.size(); ++r) {
    const double y = area.y + head + static_cast<double>(r) * h;
    svg.text(area.x + labels - 8, y + h / 2 + 4, map.rows[r].substr(0, 18), theme.muted, "end");
    for (std::size_t c = 0; c < map.columns.size(); ++c) {
      const std::size_t at = r * map.columns.size() + c;
      const double x = area.x + labels + static_cast<double>(c) * w;
      Colour colour = theme.sunken;
      if (map.cells[at] && map.palette == HeatPalette::Diverging) {
        colour = diverging_colour(static_cast<float>(*map.cells[at] / std::max(std::fabs(map.lo), std::fabs(map.hi))), theme.dark);
      } else if (map.cells[at]) {
        const double t = map.hi > map.lo ? (*map.cells[at] - map.lo) / (map.hi - map.lo) : 0;
        colour = mix(theme.sunken, theme.accent, static_cast<float>(std::pow(std::clamp(t, 0.0, 1.0), 0.7)));
      }
      svg.rect(x + 1, y + 1, w - 2, h - 2, colour, 3, map.rows[r] + ", " + map.columns[c]);
      if (map.cells[at] && !map.texts.empty() && w >= 30) svg.text(x + w / 2, y + h / 2 + 4, map.texts[at], is_light(colour) ? rgb(0x151A23) : rgb(0xFFFFFF), "middle", 10);
    }
  }
}

void lines(Svg& svg, const Box& plot, const Figure& figure, const Theme& theme) {
  if (!(figure.x.lo < figure.x.hi) || !(figure.y.lo < figure.y.hi)) return;
  y_axis(svg, plot, figure.y.lo, figure.y.hi, figure.y.integer, theme);
  x_axis(svg, plot, figure.x, theme);
  for (std::size_t k = 0; k < figure.lines.size(); ++k) {
    const Line& line = figure.lines[k];
    std::string d;
    bool pen = false;
    for (std::size_t i = 0; i < line.x.size(); ++i) {
      if (!std::isfinite(line.y[i])) {
        pen = false;
        continue;
      }
      d += (pen ? "L" : "M") + px(plot.x + (line.x[i] - figure.x.lo) / (figure.x.hi - figure.x.lo) * plot.w) + " " +
           px(plot.y + plot.h - (line.y[i] - figure.y.lo) / (figure.y.hi - figure.y.lo) * plot.h) + " ";
      pen = true;
    }
    svg.path(d, category_colour(k));
  }
}

}  // namespace

std::string to_svg(const Figure& figure, double width, double height, bool dark) {
  const Theme& theme = theme_of(dark);
  Svg svg(figure, width, height, theme);
  const Box area{16, 44, width - 32, height - 60};
  const Box plot{64, 44, width - 84, height - 44 - 46};
  switch (figure.kind) {
    case Kind::Histogram: histogram(svg, plot, figure, theme); break;
    case Kind::Bars: bars(svg, area, figure, theme); break;
    case Kind::HeatMap: heat(svg, area, figure, theme); break;
    case Kind::Lines: lines(svg, plot, figure, theme); break;
  }
  return svg.done();
}

}  // namespace assay::ui::plot
