// The second renderer of figures: one self-contained SVG document, the same axes, ticks and colours as on the screen.
#pragma once

#include <string>

#include "ui/plot/figure.hpp"

namespace assay::ui::plot {

[[nodiscard]] std::string to_svg(const Figure& figure, double width, double height, bool dark);

}  // namespace assay::ui::plot
