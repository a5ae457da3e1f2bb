#include "ui/plot/draw.hpp"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/plot/heat.hpp"
#include "ui/plot/ticks.hpp"
#include "ui/widgets/interact.hpp"

namespace assay::ui::plot {

namespace {

constexpr float bar_row = 28;
constexpr float axis_left = 46, axis_bottom = 22;

Hit figure_item(Ui& ui, const Rect& rect, const Figure& figure) {
  AccessNode node = node_of(Role::Image, figure.title);
  node.description = figure.description;
  ItemOptions options;
  options.hand = false;
  return interact(ui, rect, std::move(node), options);
}

void y_axis(Ui& ui, const Rect& plot, double top) {
  for (const Tick& tick : number_ticks(0, top, std::max(2, static_cast<int>(plot.h / 42)), true)) {
    const float y = plot.bottom() - static_cast<float>(tick.at / top) * plot.h;
    hline(ui, plot.x, y, plot.w, tick.at == 0 ? ui.theme->border_strong : ui.theme->grid_line);
    ui.label({plot.x - axis_left, y - 8, axis_left - 8, 16}, tick.label, TextStyle::MonoSmall, ui.theme->faint, Align::Right);
  }
}

void x_axis(Ui& ui, const Rect& plot, const Axis& axis, double lo, double hi) {
  const bool time = axis.scale == Scale::Time;
  const int target = std::max(2, static_cast<int>(plot.w / (time ? 100 : 72)));
  const auto ticks = time ? time_ticks(lo, hi, target) : number_ticks(lo, hi, target, axis.integer);
  float free_from = plot.x - 30;
  for (const Tick& tick : ticks) {
    const float x = plot.x + static_cast<float>((tick.at - lo) / (hi - lo)) * plot.w;
    const float width = ui.width(tick.label, TextStyle::MonoSmall);
    float left = x - width * 0.5F;
    left = std::min(left, plot.right() + 6 - width);
    if (left < free_from) continue;
    vline(ui, x, plot.bottom(), 4, ui.theme->border_strong);
    ui.label({left, plot.bottom() + 5, width + 1, 16}, tick.label, TextStyle::MonoSmall, ui.theme->faint);
    free_from = left + width + 10;
  }
}

void reading(Ui& ui, Point at, const std::vector<std::string>& lines) {
  float width = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) width = std::max(width, ui.width(lines[i], i == 0 ? TextStyle::SmallStrong : TextStyle::Small));
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  Rect box{at.x + 14, at.y - 12, width + 20, static_cast<float>(lines.size()) * 17 + 12};
  if (box.right() > ui.input.width - 8) box.x = at.x - 14 - box.w;
  box.x = std::max(8.0F, box.x);
  box.y = std::clamp(box.y, 8.0F, std::max(8.0F, ui.input.height - box.h - 8));
  const bool dark = ui.theme->dark;
  list.AddRectFilled({box.x, box.y}, {box.right(), box.bottom()}, dark ? rgb(0xE9ECF2) : rgb(0x1B212C), 6);
  float y = box.y + 6;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ui.text.in(list, {box.x + 10, y, width + 2, 17}, lines[i], i == 0 ? TextStyle::SmallStrong : TextStyle::Small,
               dark ? rgb(0x151A23) : rgb(0xF6F7F9));
    y += 17;
  }
}

struct Zoom {
  double lo, hi;
};

Zoom zoom_of(Ui& ui, const Rect& plot, const Figure& figure, const Hit& hit) {
  PlotZoom& zoom = ui.zooms[hit.id];
  if (!zoom.zoomed || zoom.lo < figure.x.lo || zoom.hi > figure.x.hi) zoom = {figure.x.lo, figure.x.hi, zoom.drag_from, false, zoom.dragging};
  const Point mouse{ImGui::GetMousePos().x, ImGui::GetMousePos().y};
  const auto at = [&](float x) { return zoom.lo + std::clamp((x - plot.x) / plot.w, 0.0F, 1.0F) * (zoom.hi - zoom.lo); };
  if (hit.double_clicked) {
    zoom = {figure.x.lo, figure.x.hi, 0, false, false};
  } else if (hit.held && ImGui::IsMouseDragging(0, 4)) {
    if (!zoom.dragging) zoom.drag_from = at(ImGui::GetIO().MouseClickedPos[0].x);
    zoom.dragging = true;
    const float from = plot.x + static_cast<float>((zoom.drag_from - zoom.lo) / (zoom.hi - zoom.lo)) * plot.w;
    const float to = std::clamp(mouse.x, plot.x, plot.right());
    fill(ui, {std::min(from, to), plot.y, std::fabs(to - from), plot.h}, with_alpha(ui.theme->accent, 0.16F));
  } else if (zoom.dragging) {
    zoom.dragging = false;
    const double to = at(mouse.x);
    const double lo = std::min(zoom.drag_from, to), hi = std::max(zoom.drag_from, to);
    if (hi - lo > (figure.x.hi - figure.x.lo) * 1e-6) zoom.lo = lo, zoom.hi = hi, zoom.zoomed = true;
  }
  return {zoom.lo, zoom.hi};
}

FigureHit histogram(Ui& ui, const Rect& rect, const Figure& figure) {
  FigureHit result;
  Rect plot = rect;
  plot.take_left(axis_left);
  plot.take_bottom(axis_bottom);
  plot.take_top(8);
  plot.take_right(6);
  const Hit hit = figure_item(ui, rect, figure);
  if (figure.bins.empty() || !(figure.x.lo < figure.x.hi)) return result;
  const Zoom zoom = zoom_of(ui, plot, figure, hit);
  const double top = nice_ceiling(largest_in(figure, zoom.lo, zoom.hi), std::max(2, static_cast<int>(plot.h / 42)));
  y_axis(ui, plot, top);
  const Point mouse{ImGui::GetMousePos().x, ImGui::GetMousePos().y};
  const auto x_of = [&](double v) { return plot.x + static_cast<float>((v - zoom.lo) / (zoom.hi - zoom.lo)) * plot.w; };
  ImDrawList& list = ui.draw();
  list.PushClipRect({plot.x, plot.y}, {plot.right(), plot.bottom()}, true);
  for (std::size_t i = 0; i < figure.bins.size(); ++i) {
    const Bin& bin = figure.bins[i];
    if (bin.hi <= zoom.lo || bin.lo >= zoom.hi) continue;
    float left = std::max(x_of(bin.lo), plot.x - 4), right = std::min(x_of(bin.hi), plot.right() + 4);
    const bool over = hit.hovered && mouse.x >= left && mouse.x < right;
    if (over) result.hovered = i;
    if (over) fill(ui, {left, plot.y, right - left, plot.h}, ui.theme->hover);
    if (bin.value <= 0) continue;
    const float gap = right - left > 5 ? 1.0F : right - left > 2.5F ? 0.5F : 0.0F;
    const float height = std::max(1.5F, static_cast<float>(bin.value / top) * plot.h);
    const Rect bar{left + gap * 0.5F, plot.bottom() - height, std::max(0.75F, right - left - gap), height};
    list.AddRectFilled({bar.x, bar.y}, {bar.right(), bar.bottom()}, over ? ui.theme->accent_hover : ui.theme->bar,
                       std::min(2.0F, bar.w * 0.25F), ImDrawFlags_RoundCornersTop);
  }
  for (const Marker& marker : figure.markers) {
    if (marker.at < zoom.lo || marker.at > zoom.hi) continue;
    for (float y = plot.y; y < plot.bottom(); y += 7) vline(ui, x_of(marker.at), y, 4, ui.theme->warning);
    const float width = ui.width(marker.label, TextStyle::Caption);
    const float left = std::min(x_of(marker.at) + 5, plot.right() - width - 2);
    ui.label({left, plot.y, width + 2, 14}, marker.label, TextStyle::Caption, ui.theme->warning);
  }
  list.PopClipRect();
  x_axis(ui, plot, figure.x, zoom.lo, zoom.hi);
  if (result.hovered) {
    const Bin& bin = figure.bins[*result.hovered];
    reading(ui, mouse, {count_text(static_cast<std::uint64_t>(bin.value)) + (bin.value == 1 ? " row" : " rows"),
                        value_text(figure.x, bin.lo) + " to " + value_text(figure.x, bin.hi)});
    if (hit.clicked && !ImGui::IsMouseDragging(0, 4)) result.clicked = result.hovered;
  }
  return result;
}

FigureHit bars(Ui& ui, const Rect& rect, const Figure& figure) {
  FigureHit result;
  const Hit hit = figure_item(ui, rect, figure);
  double largest = 0;
  float label_width = 0, count_width = 0, note_width = 0;
  for (const Bar& bar : figure.bars) {
    largest = std::max(largest, bar.value);
    label_width = std::max(label_width, ui.width(bar.label, TextStyle::Small));
    count_width = std::max(count_width, ui.width(short_count(bar.value), TextStyle::MonoSmall) + 1);
    note_width = std::max(note_width, ui.width(bar.note, TextStyle::Small) + 1);
  }
  label_width = std::min(label_width, rect.w * 0.35F);
  const Point mouse{ImGui::GetMousePos().x, ImGui::GetMousePos().y};
  float y = rect.y;
  for (std::size_t i = 0; i < figure.bars.size() && y < rect.bottom(); ++i, y += bar_row) {
    const Bar& bar = figure.bars[i];
    Rect row{rect.x, y, rect.w, bar_row};
    const bool over = hit.hovered && row.contains(mouse);
    if (over) {
      fill(ui, row.inset(-4, 1), ui.theme->hover, 4);
      result.hovered = i;
      if (hit.clicked) result.clicked = i;
    }
    const bool cut = ui.label(row.take_left(label_width, 12), bar.label, TextStyle::Small, bar.muted ? ui.theme->faint : ui.theme->text);
    if (cut && over) tooltip(ui, {rect.x, y, label_width, bar_row}, bar.label, item_id(figure.title) + static_cast<std::uint32_t>(i) + 1);
    if (note_width > 1) ui.label(row.take_right(note_width, 12), bar.note, TextStyle::Small, ui.theme->muted, Align::Right);
    ui.label(row.take_right(count_width, 12), short_count(bar.value), TextStyle::MonoSmall, ui.theme->faint, Align::Right);
    const Rect track{row.x, row.centre_y() - 5, row.w, 10};
    fill(ui, track, ui.theme->sunken, 3);
    const float length = largest > 0 ? static_cast<float>(bar.value / largest) * row.w : 0;
    const Colour colour = bar.muted ? ui.theme->bar_soft : bar.category ? category_colour(*bar.category) : ui.theme->bar;
    if (length > 0) fill(ui, {track.x, track.y, std::max(2.0F, length), track.h}, colour, 3);
  }
  return result;
}

FigureHit lines(Ui& ui, const Rect& rect, const Figure& figure) {
  const Hit hit = figure_item(ui, rect, figure);
  (void)hit;
  Rect plot = rect;
  plot.take_left(axis_left);
  plot.take_bottom(axis_bottom);
  plot.take_top(8);
  plot.take_right(8);
  if (!(figure.x.lo < figure.x.hi) || !(figure.y.lo < figure.y.hi)) return {};
  for (const Tick& tick : number_ticks(figure.y.lo, figure.y.hi, std::max(2, static_cast<int>(plot.h / 42)))) {
    const float y = plot.bottom() - static_cast<float>((tick.at - figure.y.lo) / (figure.y.hi - figure.y.lo)) * plot.h;
    hline(ui, plot.x, y, plot.w, ui.theme->grid_line);
    ui.label({plot.x - axis_left, y - 8, axis_left - 8, 16}, tick.label, TextStyle::MonoSmall, ui.theme->faint, Align::Right);
  }
  x_axis(ui, plot, figure.x, figure.x.lo, figure.x.hi);
  for (std::size_t k = 0; k < figure.lines.size(); ++k) {
    const Line& line = figure.lines[k];
    std::vector<ImVec2> points;
    const auto flush = [&] {
      if (points.size() > 1) ui.draw().AddPolyline(points.data(), static_cast<int>(points.size()), category_colour(k), 0, 2.0F);
      points.clear();
    };
    for (std::size_t i = 0; i < line.x.size(); ++i) {
      if (!std::isfinite(line.y[i])) {
        flush();
        continue;
      }
      points.push_back({plot.x + static_cast<float>((line.x[i] - figure.x.lo) / (figure.x.hi - figure.x.lo)) * plot.w,
                        plot.bottom() - static_cast<float>((line.y[i] - figure.y.lo) / (figure.y.hi - figure.y.lo)) * plot.h});
    }
    flush();
  }
  return {};
}

}  // namespace

float bars_height(const Figure& figure) { return static_cast<float>(figure.bars.size()) * bar_row; }

FigureHit draw_figure(Ui& ui, const Rect& rect, const Figure& figure) {
  switch (figure.kind) {
    case Kind::Histogram: return histogram(ui, rect, figure);
    case Kind::Bars: return bars(ui, rect, figure);
    case Kind::HeatMap: {
      const Hit hit = figure_item(ui, rect, figure);
      const FigureHit result = heat_map(ui, rect, figure, hit.hovered, hit.clicked);
      if (result.hovered) reading(ui, {ImGui::GetMousePos().x, ImGui::GetMousePos().y}, heat_reading(figure, *result.hovered));
      return result;
    }
    case Kind::Lines: return lines(ui, rect, figure);
  }
  return {};
}

}  // namespace assay::ui::plot
