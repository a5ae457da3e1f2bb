#include "ui/plot/heat.hpp"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/widgets/interact.hpp"

namespace assay::ui::plot {

namespace {

constexpr float longest_cell = 56, label_room = 0.24F;

struct Layout {
  float label_width = 0, head_height = 0, cell_w = 0, cell_h = 0;
};

Layout layout_of(const Ui* ui, const HeatMap& heat, float width) {
  Layout layout;
  float longest = 40;
  if (ui != nullptr) {
    for (const std::string& row : heat.rows) longest = std::max(longest, ui->width(row, TextStyle::Small));
  }
  layout.label_width = std::min(longest, width * label_room) + 10;
  const auto n = static_cast<float>(std::max<std::size_t>(1, heat.columns.size()));
  layout.cell_w = std::min((width - layout.label_width) / n, longest_cell * 1.6F);
  layout.cell_h = std::clamp(layout.cell_w * 0.62F, 14.0F, 38.0F);
  layout.head_height = 26;
  return layout;
}

Colour colour_of(const Ui& ui, const HeatMap& heat, double value) {
  if (heat.palette == HeatPalette::Diverging) return diverging_colour(static_cast<float>(value / std::max(std::fabs(heat.lo), std::fabs(heat.hi))), ui.theme->dark);
  const double t = heat.hi > heat.lo ? (value - heat.lo) / (heat.hi - heat.lo) : 0;
  return mix(ui.theme->sunken, ui.theme->accent, static_cast<float>(std::pow(std::clamp(t, 0.0, 1.0), 0.7)));
}

void labels(Ui& ui, const Rect& rect, const HeatMap& heat, const Layout& layout) {
  for (std::size_t c = 0; c < heat.columns.size(); ++c) {
    const Rect box{rect.x + layout.label_width + static_cast<float>(c) * layout.cell_w + 1, rect.y, layout.cell_w - 2, layout.head_height};
    if (layout.cell_w >= 26) ui.label(box, heat.columns[c], TextStyle::Caption, ui.theme->muted, Align::Centre);
  }
  for (std::size_t r = 0; r < heat.rows.size(); ++r) {
    const Rect box{rect.x, rect.y + layout.head_height + static_cast<float>(r) * layout.cell_h, layout.label_width - 10, layout.cell_h};
    if (layout.cell_h >= 12) ui.label(box, heat.rows[r], TextStyle::Small, ui.theme->muted, Align::Right);
  }
}

}  // namespace

float heat_height(const Figure& figure, float width) {
  const Layout layout = layout_of(nullptr, figure.heat, width);
  return layout.head_height + layout.cell_h * static_cast<float>(figure.heat.rows.size()) + 4;
}

FigureHit heat_map(Ui& ui, const Rect& rect, const Figure& figure, bool hovered, bool clicked) {
  const HeatMap& heat = figure.heat;
  FigureHit result;
  const Layout layout = layout_of(&ui, heat, rect.w);
  labels(ui, rect, heat, layout);
  const Point mouse{ImGui::GetMousePos().x, ImGui::GetMousePos().y};
  for (std::size_t r = 0; r < heat.rows.size(); ++r) {
    for (std::size_t c = 0; c < heat.columns.size(); ++c) {
      const std::size_t at = r * heat.columns.size() + c;
      const Rect cell{rect.x + layout.label_width + static_cast<float>(c) * layout.cell_w,
                      rect.y + layout.head_height + static_cast<float>(r) * layout.cell_h, layout.cell_w, layout.cell_h};
      const Rect box = cell.inset(layout.cell_w > 14 ? 1.0F : 0.25F);
      const bool over = hovered && cell.contains(mouse);
      Colour colour = ui.theme->sunken;
      if (heat.cells[at]) colour = colour_of(ui, heat, *heat.cells[at]);
      fill(ui, box, colour, layout.cell_w > 14 ? 3.0F : 0.0F);
      if (!heat.cells[at]) ui.label(box, undefined_text, TextStyle::Caption, ui.theme->faint, Align::Centre);
      else if (!heat.texts.empty() && layout.cell_w >= 34) {
        ui.label(box, heat.texts[at], TextStyle::MonoSmall, is_light(colour) ? rgb(0x151A23) : rgb(0xFFFFFF), Align::Centre);
      }
      if (over) {
        stroke(ui, box, ui.theme->text, 3, 2);
        result.hovered = at;
        if (clicked) result.clicked = at;
      }
    }
  }
  return result;
}

std::vector<std::string> heat_reading(const Figure& figure, std::size_t cell) {
  const HeatMap& heat = figure.heat;
  const std::string& row = heat.rows[cell / heat.columns.size()];
  const std::string& column = heat.columns[cell % heat.columns.size()];
  const std::string value = heat.cells[cell] ? (heat.palette == HeatPalette::Diverging ? number_text(*heat.cells[cell], 3) : count_text(static_cast<std::uint64_t>(*heat.cells[cell]))) : "undefined";
  if (heat.row_title.empty()) return {value, row + " and " + column};
  return {value, heat.row_title + ": " + row, heat.column_title + ": " + column};
}

}  // namespace assay::ui::plot
