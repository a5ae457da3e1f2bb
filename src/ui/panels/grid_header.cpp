#include <algorithm>
#include <cmath>

#include <imgui.h>
#include <imgui_internal.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/grid.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

using session::Filter;

const Filter* range_of(const Ui& ui, std::size_t column) {
  for (const Filter& filter : ui.state().document.view.filters) {
    if (filter.column == column && filter.kind == Filter::Kind::Range) return &filter;
  }
  return nullptr;
}

const Filter* equals_of(const Ui& ui, std::size_t column) {
  for (const Filter& filter : ui.state().document.view.filters) {
    if (filter.column == column && filter.kind == Filter::Kind::Equals) return &filter;
  }
  return nullptr;
}

std::string histogram_words(const profile::ColumnProfile& profile, const stats::Histogram& bars) {
  const bool time = profile.type == data::Type::Timestamp;
  const auto bound = [&](double v) { return time ? time_text(std::llround(v)) : number_text(v, 4); };
  return "From " + bound(bars.edges.front()) + " to " + bound(bars.edges.back()) + " in " + std::to_string(bars.counts.size()) + " bins, the tallest " +
         count_text(bars.largest()) + " rows. Drag to filter.";
}

// Brush on the little histogram: the range between press and release becomes a filter.
void brush(Ui& ui, const Rect& box, std::size_t column, const stats::Histogram& bars, const Hit& hit) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto share = [&](float x) { return std::clamp((x - box.x) / box.w, 0.0F, 1.0F); };
  if (hit.held && ImGui::IsMouseDragging(0, 3)) {
    ui.grid.brushing = column;
    ui.grid.brush_from = share(io.MouseClickedPos[0].x);
    ui.grid.brush_to = share(io.MousePos.x);
    const float a = std::min(ui.grid.brush_from, ui.grid.brush_to), b = std::max(ui.grid.brush_from, ui.grid.brush_to);
    fill(ui, {box.x + a * box.w, box.y, (b - a) * box.w, box.h}, with_alpha(ui.theme->accent, 0.20F));
    return;
  }
  if (ui.grid.brushing != column || hit.held) return;
  ui.grid.brushing.reset();
  const double lo = bars.edges.front(), hi = bars.edges.back();
  const double a = std::min(ui.grid.brush_from, ui.grid.brush_to), b = std::max(ui.grid.brush_from, ui.grid.brush_to);
  if (b - a < 0.01) return;
  Filter filter;
  filter.column = column;
  filter.kind = Filter::Kind::Range;
  filter.lo = lo + a * (hi - lo);
  filter.hi = lo + b * (hi - lo);
  ui.send(session::AddFilter{filter});
}

void mini_histogram(Ui& ui, const Rect& box, const profile::ColumnProfile& profile) {
  const stats::Histogram& bars = *profile.mini;
  AccessNode node = node_of(Role::Image, "Histogram of " + profile.name);
  node.description = histogram_words(profile, bars);
  node.id = item_id("mini " + profile.name);
  ItemOptions options;
  options.ring_radius = 3;
  const Hit hit = interact(ui, box, std::move(node), options);
  const double largest = static_cast<double>(std::max<std::uint64_t>(1, bars.largest()));
  const Filter* range = range_of(ui, profile.column);
  const double lo = bars.edges.front(), span = bars.edges.back() - bars.edges.front();
  for (std::size_t i = 0; i < bars.counts.size(); ++i) {
    const float left = box.x + static_cast<float>((bars.edges[i] - lo) / span) * box.w;
    const float right = box.x + static_cast<float>((bars.edges[i + 1] - lo) / span) * box.w;
    const float height = bars.counts[i] == 0 ? 0 : std::max(1.5F, static_cast<float>(static_cast<double>(bars.counts[i]) / largest) * box.h);
    const bool kept = range == nullptr || (bars.edges[i + 1] > range->lo && bars.edges[i] < range->hi);
    const float gap = right - left > 3 ? 1.0F : 0.0F;
    const bool over = hit.hovered && ImGui::GetMousePos().x >= left && ImGui::GetMousePos().x < right;
    fill(ui, {left, box.bottom() - height, right - left - gap, height}, over ? ui.theme->accent : kept ? mix(ui.theme->bar, ui.theme->surface, 0.25F) : ui.theme->bar_soft, 1);
    if (!over) continue;
    const bool time = profile.type == data::Type::Timestamp;
    const auto bound = [&](double v) { return time ? time_text(std::llround(v)) : number_text(v, 4); };
    tooltip(ui, box, bound(bars.edges[i]) + " to " + bound(bars.edges[i + 1]) + ": " + plural(bars.counts[i], "row") + ". Drag to filter.", hit.id);
  }
  hline(ui, box.x, box.bottom(), box.w, ui.theme->border_strong);
  brush(ui, box, profile.column, bars, hit);
}

void mini_categories(Ui& ui, const Rect& box, const profile::ColumnProfile& profile) {
  const profile::TopValues& top = *profile.top;
  std::uint64_t largest = 1;
  for (const auto& value : top.values) largest = std::max(largest, value.count);
  const Filter* equals = equals_of(ui, profile.column);
  Rect rest = box;
  const std::size_t shown = std::min<std::size_t>(2, top.values.size());
  const double present = static_cast<double>(std::max<std::uint64_t>(1, profile.present()));
  for (std::size_t i = 0; i < shown; ++i) {
    const Rect row = rest.take_top(16, 1);
    const profile::TopValue& value = top.values[i];
    const std::string label = value.label.empty() ? "empty text" : value.label;
    AccessNode node = node_of(Role::Button, "Filter " + profile.name + " by " + label);
    ItemOptions options;
    options.ring_radius = 3;
    const Hit hit = interact(ui, row, std::move(node), options);
    const float share = static_cast<float>(static_cast<double>(value.count) / present);
    const bool on = equals != nullptr && equals->text == value.label;
    fill(ui, {row.x, row.y, std::max(2.0F, row.w * share), row.h - 1}, on ? with_alpha(ui.theme->accent, 0.45F) : hit.hovered ? ui.theme->bar_soft : with_alpha(ui.theme->bar, 0.20F), 3);
    Rect line = row.inset(5, 0);
    const std::string percent = share_text(share);
    ui.label(line.take_right(ui.width(percent, TextStyle::Caption), 6), percent, TextStyle::Caption, ui.theme->muted, Align::Right);
    ui.label(line, label, TextStyle::Caption, ui.theme->text);
    if (!hit.clicked) continue;
    if (on) {
      const auto& filters = ui.state().document.view.filters;
      ui.send(session::RemoveFilter{static_cast<std::size_t>(equals - filters.data())});
    } else {
      Filter filter;
      filter.column = profile.column;
      filter.kind = Filter::Kind::Equals;
      filter.text = value.label;
      ui.send(session::AddFilter{filter});
    }
  }
}

void facts_line(Ui& ui, const Rect& box, const profile::ColumnProfile& profile) {
  const std::string left = profile.missing == 0 ? "complete" : share_text(profile.missing_share()) + " missing";
  const bool spread = profile.kind == profile::Kind::Numeric || profile.kind == profile::Kind::Timestamp;
  std::string right;
  if (!spread && profile.distinct) right = short_count(static_cast<double>(profile.distinct->value)) + " distinct";
  else if (profile.numeric && profile.numeric->quantiles) right = "median " + number_text(profile.numeric->quantiles->p50, 4);
  const float left_width = ui.width(left, TextStyle::Caption), right_width = ui.width(right, TextStyle::Caption);
  ui.label(box, left, TextStyle::Caption, profile.missing == 0 ? ui.theme->faint : ui.theme->warning);
  if (left_width + right_width + 8 <= box.w) ui.label(box, right, TextStyle::Caption, ui.theme->faint, Align::Right);
}

// How full the column is, along the bottom edge.
void missing_bar(Ui& ui, const Rect& box, const profile::ColumnProfile* profile) {
  fill(ui, box, ui.theme->sunken);
  if (profile == nullptr || profile->rows == 0) return;
  const auto present = static_cast<float>(1.0 - profile->missing_share());
  fill(ui, {box.x, box.y, box.w * present, box.h}, mix(ui.theme->positive, ui.theme->surface, 0.35F));
  fill(ui, {box.x + box.w * present, box.y, box.w * (1 - present), box.h}, ui.theme->warning);
}

void resize_handle(Ui& ui, GridFrame& frame, const GridColumn& column) {
  const Rect box{column.x + column.width - 5, frame.header.y, 9, frame.header.h};
  const ImGuiID id = item_id("##resize " + frame.table->column(column.index).name());
  const ImRect bb({box.x, box.y}, {box.right(), box.bottom()});
  bool hovered = false, held = false;
  ImGui::SetNextItemAllowOverlap();
  if (ImGui::ItemAdd(bb, id, nullptr, ImGuiItemFlags_NoNav)) ImGui::ButtonBehavior(bb, id, &hovered, &held, ImGuiButtonFlags_NoNavFocus);
  if (hovered || held) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    fill(ui, {box.x + 3, box.y, 2, box.h}, ui.theme->accent);
  }
  if (held) {
    if (ui.grid.resizing != column.index) {
      ui.grid.resizing = column.index;
      ui.grid.resize_start = column.width;
    }
    ui.grid.widths[column.index] = std::clamp(ui.grid.resize_start + ImGui::GetMouseDragDelta(0, 0).x, 64.0F, 900.0F);
  } else if (ui.grid.resizing == column.index) {
    ui.grid.resizing.reset();
  }
}

const profile::Alert* worst_alert(const GridFrame& frame, std::size_t column) {
  if (frame.profile == nullptr) return nullptr;
  for (const profile::Alert& alert : frame.profile->alerts) {  // most severe first
    if (std::find(alert.columns.begin(), alert.columns.end(), column) != alert.columns.end()) return &alert;
  }
  return nullptr;
}

void name_line(Ui& ui, GridFrame& frame, const GridColumn& where, Rect line) {
  const data::Column& column = frame.table->column(where.index);
  const session::TableView& view = ui.state().document.view;
  const bool sorted = view.sort && view.sort->column == where.index;
  const Rect menu_box = line.take_right(24);
  Button more{.name = "Column menu " + column.name(), .label = {}, .icon = icons::ellipsis_vertical, .kind = ButtonKind::Ghost, .tooltip = "Sort, filter, pin, hide"};
  if (button(ui, menu_box.centred(24, 24), more).clicked) {
    ui.grid.menu_column = where.index;
    open_popup(column_menu_id());
  }
  if (ui.grid.menu_column == where.index) draw_column_menu(ui, *frame.table, frame.profile, where.index, menu_box.centred(24, 24));
  AccessNode node = node_of(Role::Button, "Sort by " + column.name());
  node.description = sorted ? (view.sort->descending ? "Sorted, largest first" : "Sorted, smallest first") : "";
  ItemOptions options;
  options.ring_radius = 4;
  const profile::Alert* alert = worst_alert(frame, where.index);
  std::string tip = column.name() + ": " + std::string(type_words(column.type()));
  if (!column.field().origin.empty()) tip += "\nFrom " + column.field().origin;
  if (alert != nullptr) tip += "\n" + alert->message;
  options.tooltip = tip.c_str();
  const Hit hit = interact(ui, line, std::move(node), options);
  if (hit.clicked) {
    std::optional<session::SortKey> next = session::SortKey{where.index, false};
    if (sorted) next = view.sort->descending ? std::nullopt : std::optional(session::SortKey{where.index, true});
    ui.send(session::SetSort{next});
  }
  if (hit.right_clicked) {
    ui.grid.menu_column = where.index;
    open_popup(column_menu_id());
  }
  if (hit.hovered) fill(ui, line.inset(-4, 1), ui.theme->hover, 6);
  const bool made = !column.field().origin.empty();
  ui.icon(line.take_left(16, 7), made ? icons::sparkles : type_icon(column.type()), TextStyle::IconSmall, made ? ui.theme->accent_text : ui.theme->faint);
  if (sorted) ui.icon(line.take_right(16, 2), view.sort->descending ? icons::arrow_down : icons::arrow_up, TextStyle::IconSmall, ui.theme->accent_text);
  if (where.pinned) ui.icon(line.take_right(16, 2), icons::pin, TextStyle::IconSmall, ui.theme->faint);
  if (alert != nullptr && alert->severity != profile::Severity::Info) {
    ui.icon(line.take_right(16, 2), icons::triangle_alert, TextStyle::IconSmall, alert->severity == profile::Severity::Error ? ui.theme->danger : ui.theme->warning);
  }
  ui.label(line, column.name(), TextStyle::BodyStrong, sorted ? ui.theme->accent_text : ui.theme->text);
}

void header_cell(Ui& ui, GridFrame& frame, const GridColumn& where, int position) {
  const data::Column& column = frame.table->column(where.index);
  const session::TableView& view = ui.state().document.view;
  const Rect box{where.x, frame.header.y, where.width, frame.header.h};
  AccessNode node = node_of(Role::ColumnHeader, "Column " + column.name());
  node.rect = box.access();
  node.row = 1;
  node.column = position + 2;
  if (view.sort && view.sort->column == where.index) node.sort = view.sort->descending ? "descending" : "ascending";
  const profile::ColumnProfile* profile = profile_of(frame, where.index);
  node.value = std::string(data::to_string(column.type()));
  if (profile != nullptr) node.description = profile->missing == 0 ? "complete" : share_text(profile->missing_share()) + " missing";
  const AccessScope scope(ui, std::move(node));
  const bool selected = ui.state().navigation.column == where.index;
  fill(ui, box, selected ? mix(ui.theme->surface, ui.theme->accent_soft, 0.55F) : ui.theme->surface);
  Rect inner = box.inset(12, 0);
  inner.take_top(4);
  resize_handle(ui, frame, where);
  name_line(ui, frame, where, {inner.x, inner.y, inner.w + 6, 28});
  inner.take_top(30);
  const Rect picture = inner.take_top(33, 4);
  if (profile != nullptr && profile->mini && profile->mini->counts.size() > 1) mini_histogram(ui, picture, *profile);
  else if (profile != nullptr && profile->top && !profile->top->values.empty()) mini_categories(ui, picture, *profile);
  else ui.label({picture.x, picture.y, picture.w, 18}, type_words(column.type()), TextStyle::Small, ui.theme->faint);
  if (profile != nullptr) facts_line(ui, {inner.x, inner.y, inner.w, 16}, *profile);
  missing_bar(ui, {box.x, box.bottom() - 3, box.w - 1, 3}, profile);
  vline(ui, box.right() - 1, box.y + 10, box.h - 20, ui.theme->border);
}

void header_half(Ui& ui, GridFrame& frame, bool pinned) {
  const float left = pinned ? frame.body.x : frame.pinned_right;
  const float right = pinned ? frame.pinned_right : frame.body.right();
  if (right <= left) return;
  ImGui::PushClipRect({left, frame.header.y}, {right, frame.header.bottom()}, true);
  for (int i = 0; i < static_cast<int>(frame.columns.size()); ++i) {
    const GridColumn& column = frame.columns[static_cast<std::size_t>(i)];
    if (column.pinned != pinned || column.x + column.width <= left || column.x >= right) continue;
    ImGui::PushID(static_cast<int>(column.index));
    header_cell(ui, frame, column, i);
    ImGui::PopID();
  }
  ImGui::PopClipRect();
}

}  // namespace

void draw_grid_header(Ui& ui, GridFrame& frame) {
  fill(ui, frame.header, ui.theme->surface);
  AccessNode row = node_of(Role::Row, "Header");
  row.rect = frame.header.access();
  row.row = 1;
  const AccessScope scope(ui, std::move(row));
  const Rect corner{frame.numbers.x, frame.header.y, frame.numbers.w, frame.header.h};
  ui.label({corner.x, corner.bottom() - 24, corner.w - 10, 18}, "row", TextStyle::Caption, ui.theme->faint, Align::Right);
  header_half(ui, frame, false);
  header_half(ui, frame, true);
  hline(ui, frame.all.x, frame.header.bottom() - 1, frame.all.w, ui.theme->border_strong);
}

}  // namespace assay::ui
