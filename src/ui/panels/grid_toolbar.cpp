#include <algorithm>
#include <cstdlib>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/fuzzy.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/grid.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/field.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

std::string shown_words(const session::State& state) {
  const data::Table& table = *state.shown_table();
  const auto all = static_cast<std::uint64_t>(table.rows());
  if (!state.document.table) return count_text(all) + " rows so far";
  if (state.row_order.value && !state.document.view.filters.empty()) {
    return count_text(static_cast<std::uint64_t>(state.row_order.value->total)) + " of " + plural(all, "row");
  }
  return plural(all, "row");
}

void filter_chips(Ui& ui, Rect& room) {
  const session::State& state = ui.state();
  const auto& filters = state.document.view.filters;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const std::string words = filter_words(*state.shown_table(), filters[i]);
    const float width = std::min(240.0F, ui.width(words, TextStyle::Small) + 56);
    if (room.w < width + 60) {
      ui.label(room.take_left(40, 8), "+" + std::to_string(filters.size() - i), TextStyle::Small, ui.theme->muted);
      break;
    }
    const Rect slot = room.take_left(width, 6);
    const Rect chip{slot.x, slot.centre_y() - 14, slot.w, 28};
    const AccessScope scope(ui, Role::Group, "Filter " + words, chip);
    fill(ui, chip, ui.theme->accent_soft, 14);
    Rect inner = chip.inset(10, 0);
    const Rect remove = inner.take_right(20, 4);
    ui.icon(inner.take_left(14, 6), icons::filter, TextStyle::IconSmall, ui.theme->accent_text);
    ui.label(inner, words, TextStyle::Small, ui.theme->accent_text);
    Button x{.name = "Remove filter " + words, .label = {}, .icon = icons::x, .kind = ButtonKind::Ghost, .tooltip = "Remove"};
    if (button(ui, remove.moved(4, 0).centred(22, 22), x).clicked) ui.send(session::RemoveFilter{i});
  }
  if (filters.size() > 1) {
    Button clear{.name = "Clear all filters", .label = "Clear", .kind = ButtonKind::Ghost, .tooltip = {}, .style = TextStyle::Small};
    const float width = button_width(ui, clear);
    if (room.w > width && button(ui, room.take_left(width, 4).centred(width, 28), clear).clicked) ui.send(session::ClearFilters{});
  }
}

// Find a column or jump to a row: one popup.
void find_popup(Ui& ui, const Rect& anchor) {
  const data::Table& table = *ui.state().shown_table();
  Popup popup(ui, item_id("find popup"), anchor, {0, 0, 300, 364}, Role::Dialog, "Find");
  if (!popup) return;
  Rect inner = popup.rect().inset(12);
  Field jump{.name = "Row number", .placeholder = "Go to row\xE2\x80\xA6", .icon = icons::hash, .mono = true};
  Field find{.name = "Find a column", .placeholder = "Find a column\xE2\x80\xA6", .icon = icons::search, .search = true, .focus = popup.appearing()};
  text_field(ui, inner.take_top(ui.control, 8), find, ui.grid.find_text);
  Rect line = inner.take_bottom(ui.control);
  inner.take_bottom(8);
  Button go{.name = "Go to row", .label = "Go", .tooltip = {}};
  const Rect go_box = line.take_right(button_width(ui, go), 8);
  const bool enter = text_field(ui, line, jump, ui.grid.jump_text).submitted;
  if (button(ui, go_box, go).clicked || enter) {
    const long long row = std::atoll(ui.grid.jump_text.c_str());
    if (row >= 1) {
      ui.grid.reveal_row = std::min<std::int64_t>(row, table.rows()) - 1;
      ui.grid.head = ui.grid.anchor = CellRef{*ui.grid.reveal_row, 0};
      popup.close();
    }
  }
  Scroll list(ui, "##found", inner);
  float y = list.y();
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    const data::Column& column = table.column(i);
    if (!ui.grid.find_text.empty() && !fuzzy_score(ui.grid.find_text, column.name())) continue;
    const Rect row{list.x(), y, list.width(), 30};
    y += row.h;
    if (row.bottom() < inner.y - 200 || row.y > inner.bottom() + 200) continue;
    ItemOptions options;
    options.ring_radius = 6;
    const Hit hit = interact(ui, row, node_of(Role::Option, column.name()), options);
    if (hit.hovered || hit.focused) fill(ui, row, ui.theme->hover, 6);
    Rect words = row.inset(8, 0);
    ui.icon(words.take_left(16, 8), type_icon(column.type()), TextStyle::IconSmall, ui.theme->faint);
    ui.label(words, column.name(), TextStyle::Body, ui.theme->text);
    if (hit.clicked) {
      if (ui.state().document.view.hidden.contains(i)) ui.send(session::SetColumnHidden{i, false});
      ui.grid.reveal_column = i;
      ui.send(session::SelectColumn{i, false});
      popup.close();
    }
  }
  list.end_at(y);
}

void hidden_menu(Ui& ui, Rect& room) {
  const auto& hidden = ui.state().document.view.hidden;
  if (hidden.empty()) return;
  Button show{.name = "Hidden columns", .label = std::to_string(hidden.size()) + " hidden", .icon = icons::eye_off, .kind = ButtonKind::Ghost,
              .tooltip = "Show hidden columns again", .expanded = popup_open(item_id("hidden menu")), .style = TextStyle::Small};
  const Rect slot = room.take_right(button_width(ui, show), 4);
  const Rect box = slot.centred(slot.w, ui.control);
  if (button(ui, box, show).clicked) open_popup(item_id("hidden menu"));
  std::vector<MenuItem> items;
  std::vector<std::size_t> columns;
  for (const std::size_t column : hidden) {
    if (columns.size() >= 12 || column >= ui.state().shown_table()->column_count()) break;
    columns.push_back(column);
    items.push_back({"Show " + ui.state().shown_table()->column(column).name(), icons::eye, {}, false, false, {}, false, {}});
  }
  if (const auto chosen = menu(ui, item_id("hidden menu"), box, "Hidden columns", items)) ui.send(session::SetColumnHidden{columns[*chosen], false});
}

void rejected_note(Ui& ui, Rect& room) {
  const auto& report = ui.state().document.report;
  if (!report || report->rejected_count == 0 || ui.narrow) return;
  Button note{.name = plural(report->rejected_count, "row") + " of the file could not be read as they are", .label = plural(report->rejected_count, "odd row"),
              .icon = icons::triangle_alert, .kind = ButtonKind::Ghost, .tooltip = "Rows of the file that could not be read as they are: see the details", .style = TextStyle::Small};
  const float width = button_width(ui, note);
  if (room.w < width + 200) return;
  const Rect slot = room.take_right(width, 4);
  if (button(ui, slot.centred(slot.w, ui.control), note).clicked) ui.shell.drawer_open = true;
}

}  // namespace

void grid_toolbar(Ui& ui, const Rect& rect) {
  const session::State& state = ui.state();
  fill(ui, rect, ui.theme->surface);
  hline(ui, rect.x, rect.bottom() - 1, rect.w, ui.theme->border);
  const AccessScope scope(ui, Role::Toolbar, "Grid tools", rect);
  Rect room = rect.inset(ui.narrow ? 10 : 16, 0);
  const std::string rows = ui.now < ui.grid.status_until ? ui.grid.status : shown_words(state);
  if (ui.now < ui.grid.status_until) ui.animating = true;
  const Rect count = room.take_left(ui.width(rows, TextStyle::SmallStrong) + 2, 14);
  ui.label(count, rows, TextStyle::SmallStrong, ui.theme->text);
  AccessNode status = node_of(Role::Status, rows);
  status.rect = count.access();
  ui.access.add(std::move(status));
  Button find{.name = "Find a column or a row", .label = ui.narrow ? "" : "Find", .icon = icons::search, .kind = ButtonKind::Ghost, .tooltip = "Find a column, go to a row",
              .expanded = popup_open(item_id("find popup")), .style = TextStyle::Small};
  Button out{.name = "Export CSV", .label = ui.narrow ? "" : "Export CSV", .icon = icons::download, .kind = ButtonKind::Ghost, .disabled = !state.document.table,
             .tooltip = "Save the rows shown as CSV", .style = TextStyle::Small};
  const Rect out_box = room.take_right(button_width(ui, out), 4).centred(button_width(ui, out), ui.control);
  const Rect find_box = room.take_right(button_width(ui, find), 4).centred(button_width(ui, find), ui.control);
  if (button(ui, find_box, find).clicked) {
    ui.grid.find_text.clear();
    ui.grid.jump_text.clear();
    open_popup(item_id("find popup"));
  }
  find_popup(ui, find_box);
  if (button(ui, out_box, out).clicked) ui.send(session::ExportCsv{true});
  hidden_menu(ui, room);
  rejected_note(ui, room);
  filter_chips(ui, room);
}

}  // namespace assay::ui
