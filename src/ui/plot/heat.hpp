// The heat-map part of draw.hpp.
#pragma once

#include <string>
#include <vector>

#include "ui/plot/draw.hpp"

namespace assay::ui::plot {

FigureHit heat_map(Ui& ui, const Rect& rect, const Figure& figure, bool hovered, bool clicked);
// What to show of the cell under the pointer.
[[nodiscard]] std::vector<std::string> heat_reading(const Figure& figure, std::size_t cell);

}  // namespace assay::ui::plot
