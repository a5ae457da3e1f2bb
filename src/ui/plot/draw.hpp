// Draws figures with ImGui: hover reads values, drag zooms a histogram, a double click resets.
#pragma once

#include <optional>

#include "ui/context.hpp"
#include "ui/plot/figure.hpp"

namespace assay::ui::plot {

struct FigureHit {
  std::optional<std::size_t> hovered;  // bin, bar, or cell (row × columns + column)
  std::optional<std::size_t> clicked;
};

FigureHit draw_figure(Ui& ui, const Rect& rect, const Figure& figure);

// How tall a bar chart or a heat-map wants to be.
[[nodiscard]] float bars_height(const Figure& figure);
[[nodiscard]] float heat_height(const Figure& figure, float width);

}  // namespace assay::ui::plot
