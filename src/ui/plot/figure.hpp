// The figure model: what a figure shows, apart from how it is drawn. Two renderers read it: draw.hpp on the screen
// and svg.hpp for export. It has nothing of ImGui's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::ui::plot {

enum class Scale : std::uint8_t { Linear, Time };  // Time: microseconds since 1970

struct Axis {
  std::string title;
  Scale scale = Scale::Linear;
  double lo = 0, hi = 1;
  bool integer = false;  // ticks on whole numbers only
};

// A bin of a histogram: [lo, hi) holds `value` rows.
struct Bin {
  double lo = 0, hi = 0;
  double value = 0;
};

// One bar of a bar chart, drawn from left to right under each other.
struct Bar {
  std::string label;
  double value = 0;
  std::string note;       // "12.4 %"
  bool muted = false;     // "other"
  std::optional<std::size_t> category;  // colour of a category rather than the theme's
};

// A straight line over a histogram: a mean, a quantile.
struct Marker {
  double at = 0;
  std::string label;
};

struct Line {
  std::string name;
  std::vector<double> x, y;  // equally long; NaN breaks the line
};

enum class HeatPalette : std::uint8_t { Diverging, Magnitude };
struct HeatMap {
  std::vector<std::string> rows, columns;
  std::vector<std::optional<double>> cells;  // rows × columns
  std::vector<std::string> texts;            // in the cells; may be empty
  HeatPalette palette = HeatPalette::Diverging;
  double lo = -1, hi = 1;
  std::string row_title, column_title;
};

enum class Kind : std::uint8_t { Histogram, Bars, HeatMap, Lines };

struct Figure {
  Kind kind = Kind::Histogram;
  std::string title;        // also the name of the image for assistive technology
  std::string description;  // its reading in words
  Axis x, y;
  std::vector<Bin> bins;
  std::vector<Bar> bars;
  std::vector<Marker> markers;
  std::vector<Line> lines;
  HeatMap heat;
};

// The figure's data as CSV (RFC 4180), with a header.
[[nodiscard]] std::string to_csv(const Figure& figure);

// The part of a histogram's bins that lies in [lo, hi], and its largest value there.
[[nodiscard]] double largest_in(const Figure& figure, double lo, double hi);

// A bound as the axis' scale shows it.
[[nodiscard]] std::string value_text(const Axis& axis, double value);

}  // namespace assay::ui::plot
