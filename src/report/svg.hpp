// Figures as SVG that takes its colours from the page (CSS classes bar, axis, tick, cell).
#pragma once

#include <string>
#include <vector>

#include "profile/profile.hpp"

namespace assay::report {

// Bars over equal or unequal bins, with the outer edges and the largest count as labels.
[[nodiscard]] std::string histogram_svg(const stats::Histogram& histogram, bool timestamps, std::string_view title);

// Pearson's r as a square of cells: blue for -1, grey for 0, orange for +1, hatched for undefined; every cell
// carries its pair and value as a tooltip. At most 30 columns; "" for fewer than two.
[[nodiscard]] std::string correlation_svg(const profile::TableProfile& profile);

// A number for a person: five significant digits.
[[nodiscard]] std::string number(double value);

}  // namespace assay::report
