#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <imgui.h>

#include "base/time.hpp"
#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/grid.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/field.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

using session::Filter;

std::uint32_t filter_popup_id() { return item_id("filter popup"); }

bool ordered(data::Type type) { return type == data::Type::Integer || type == data::Type::Real || type == data::Type::Timestamp; }

// "2020-01-31" or "2020-01-31 12:30" as microseconds; a plain number as it is.
std::optional<double> bound_of(const std::string& text, data::Type type) {
  if (text.empty()) return std::nullopt;
  if (type == data::Type::Timestamp) {
    const auto parsed = base::parse_timestamp(text);
    if (!parsed) return std::nullopt;
    return static_cast<double>(parsed->us);
  }
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  while (*end == ' ') ++end;
  if (end == text.c_str() || *end != '\0' || std::isnan(value)) return std::nullopt;
  return value;
}

void range_fields(Ui& ui, Popup& popup, Rect inner, std::size_t column, data::Type type) {
  const bool time = type == data::Type::Timestamp;
  ui.label(inner.take_top(20, 4), time ? "Dates from and to, as 2024-01-31" : "Values from and to", TextStyle::Small, ui.theme->muted);
  Rect line = inner.take_top(ui.control, 12);
  Field low{.name = "Filter from", .placeholder = "from", .mono = true, .focus = popup.appearing()};
  Field high{.name = "Filter to", .placeholder = "to", .mono = true};
  const bool enter_low = text_field(ui, line.take_left((line.w - 8) * 0.5F, 8), low, ui.grid.filter_low).submitted;
  const bool enter_high = text_field(ui, line, high, ui.grid.filter_high).submitted;
  const auto lo = bound_of(ui.grid.filter_low, type), hi = bound_of(ui.grid.filter_high, type);
  const bool wrong = (!lo && !ui.grid.filter_low.empty()) || (!hi && !ui.grid.filter_high.empty());
  Button apply{.name = "Apply filter", .label = "Apply filter", .kind = ButtonKind::Primary, .disabled = wrong || (!lo && !hi), .tooltip = wrong ? "That is not a number" : ""};
  if (time && wrong) apply.tooltip = "Write dates as 2024-01-31";
  const bool go = button(ui, inner.take_top(ui.control), apply).clicked || ((enter_low || enter_high) && !apply.disabled);
  if (!go) return;
  Filter filter;
  filter.column = column;
  filter.kind = Filter::Kind::Range;
  filter.lo = lo.value_or(-HUGE_VAL);
  filter.hi = hi.value_or(HUGE_VAL);
  ui.send(session::AddFilter{filter});
  popup.close();
}

void text_filter(Ui& ui, Popup& popup, Rect inner, std::size_t column, const profile::ColumnProfile* profile) {
  Rect line = inner.take_top(ui.control, 10);
  Field field{.name = "Filter text", .placeholder = "contains\xE2\x80\xA6", .icon = icons::search, .focus = popup.appearing()};
  Button apply{.name = "Apply filter", .label = "Apply", .kind = ButtonKind::Primary, .disabled = ui.grid.filter_text.empty(), .tooltip = {}};
  const Rect apply_box = line.take_right(button_width(ui, apply), 8);
  const bool enter = text_field(ui, line, field, ui.grid.filter_text).submitted;
  Filter filter;
  filter.column = column;
  if (button(ui, apply_box, apply).clicked || (enter && !apply.disabled)) {
    filter.kind = Filter::Kind::Contains;
    filter.text = ui.grid.filter_text;
    ui.send(session::AddFilter{filter});
    popup.close();
    return;
  }
  if (profile == nullptr || !profile->top) return;
  ui.label(inner.take_top(20, 2), "or one of the most frequent values", TextStyle::Small, ui.theme->muted);
  for (const profile::TopValue& value : profile->top->values) {
    if (inner.h < 28) break;
    const Rect row = inner.take_top(28);
    const std::string label = value.label.empty() ? "empty text" : value.label;
    ItemOptions options;
    options.ring_radius = 6;
    const Hit hit = interact(ui, row, node_of(Role::Option, label), options);
    if (hit.hovered || hit.focused) fill(ui, row, ui.theme->hover, 6);
    Rect words = row.inset(8, 0);
    const std::string count = short_count(static_cast<double>(value.count));
    ui.label(words.take_right(ui.width(count, TextStyle::MonoSmall), 8), count, TextStyle::MonoSmall, ui.theme->faint, Align::Right);
    ui.label(words, label, TextStyle::Body, ui.theme->text);
    if (!hit.clicked) continue;
    filter.kind = Filter::Kind::Equals;
    filter.text = value.label;
    ui.send(session::AddFilter{filter});
    popup.close();
  }
}

void filter_popup(Ui& ui, const data::Table& table, const profile::TableProfile* profile, std::size_t column, const Rect& anchor) {
  const data::Column& data = table.column(column);
  const bool range = ordered(data.type());
  const auto* known = profile != nullptr && column < profile->columns.size() ? &profile->columns[column] : nullptr;
  const std::size_t values = known != nullptr && known->top ? std::min<std::size_t>(8, known->top->values.size()) : 0;
  const float height = range ? 156 + 16 : 90 + (values > 0 ? 24 + 28 * static_cast<float>(values) : 0);
  Popup popup(ui, filter_popup_id(), anchor, {0, 0, 300, height}, Role::Dialog, "Filter " + data.name());
  if (!popup) return;
  Rect inner = popup.rect().inset(14, 12);
  ui.label(inner.take_top(22, 6), "Filter " + data.name(), TextStyle::BodyStrong, ui.theme->text);
  if (range) range_fields(ui, popup, inner, column, data.type());
  else text_filter(ui, popup, inner, column, known);
}

}  // namespace

std::uint32_t column_menu_id() { return item_id("column menu"); }

void draw_column_menu(Ui& ui, const data::Table& table, const profile::TableProfile* profile, std::size_t column, const Rect& anchor) {
  const session::TableView& view = ui.state().document.view;
  const bool pinned = view.pinned.contains(column);
  const bool sorted = view.sort && view.sort->column == column;
  const bool whole = ui.state().document.table != nullptr;
  const std::vector<MenuItem> items = {
      {"Sort ascending", icons::arrow_up, {}, !whole, false, {}, false, {}},
      {"Sort descending", icons::arrow_down, {}, !whole, false, {}, false, {}},
      {"Clear sort", icons::x, {}, !sorted, false, {}, false, {}},
      {"Filter\xE2\x80\xA6", icons::filter, {}, !whole, false, {}, true, {}},
      {"Only rows where it is missing", icons::filter, {}, !whole, false, {}, false, {}},
      {"Only rows where it is there", icons::filter, {}, !whole, false, {}, false, {}},
      {pinned ? "Unpin" : "Pin to the left", pinned ? icons::pin_off : icons::pin, {}, !whole, false, {}, true, {}},
      {"Hide", icons::eye_off, {}, !whole, false, {}, false, {}},
      {"Open profile", icons::chart_column, {}, !whole, false, {}, true, {}},
      {"Copy name", icons::copy, {}, false, false, {}, false, {}},
  };
  Filter filter;
  filter.column = column;
  const auto chosen = menu(ui, column_menu_id(), anchor, "Menu of " + table.column(column).name(), items);
  bool open_filter = false;
  switch (chosen.value_or(99)) {
    case 0: ui.send(session::SetSort{session::SortKey{column, false}}); break;
    case 1: ui.send(session::SetSort{session::SortKey{column, true}}); break;
    case 2: ui.send(session::SetSort{std::nullopt}); break;
    case 3: open_filter = true; break;
    case 4: filter.kind = Filter::Kind::Missing; ui.send(session::AddFilter{filter}); break;
    case 5: filter.kind = Filter::Kind::NotMissing; ui.send(session::AddFilter{filter}); break;
    case 6: ui.send(session::SetColumnPinned{column, !pinned}); break;
    case 7: ui.send(session::SetColumnHidden{column, true}); break;
    case 8: ui.send(session::SelectColumn{column, true}); break;
    case 9: ui.send(session::CopyText{table.column(column).name()}); break;
    default: break;
  }
  if (open_filter) {
    ui.grid.filter_text.clear();
    ui.grid.filter_low.clear();
    ui.grid.filter_high.clear();
    open_popup(filter_popup_id());
  }
  filter_popup(ui, table, profile, column, anchor);
}

std::string filter_words(const data::Table& table, const Filter& filter) {
  const data::Column& column = table.column(std::min(filter.column, table.column_count() - 1));
  const bool time = column.type() == data::Type::Timestamp;
  const auto bound = [&](double v) { return time ? time_text(std::llround(v)) : number_text(v, 5); };
  switch (filter.kind) {
    case Filter::Kind::Range:
      if (!std::isfinite(filter.lo)) return column.name() + " \xE2\x89\xA4 " + bound(filter.hi);
      if (!std::isfinite(filter.hi)) return column.name() + " \xE2\x89\xA5 " + bound(filter.lo);
      return bound(filter.lo) + " \xE2\x89\xA4 " + column.name() + " \xE2\x89\xA4 " + bound(filter.hi);
    case Filter::Kind::Equals: return column.name() + " = " + (filter.text.empty() ? "empty text" : filter.text);
    case Filter::Kind::Contains: return column.name() + " contains " + filter.text;
    case Filter::Kind::Missing: return column.name() + " is missing";
    case Filter::Kind::NotMissing: return column.name() + " is there";
  }
  return column.name();
}

}  // namespace assay::ui
