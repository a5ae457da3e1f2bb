#include "ui/panels/grid.hpp"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

constexpr float narrowest = 64, widest_guess = 260, scrollbar = 12;

// Wide enough for the name and for what the first rows hold.
float guess_width(const Ui& ui, const data::Column& column) {
  float width = ui.width(column.name(), TextStyle::BodyStrong) + 92;
  const std::int64_t rows = std::min<std::int64_t>(column.length(), 40);
  for (std::int64_t row = 0; row < rows; ++row) {
    if (!column.is_valid(row)) continue;
    width = std::max(width, ui.width(session::cell_text(column, row).substr(0, 80), TextStyle::Mono) + 28);
  }
  return std::round(std::clamp(width, 132.0F, widest_guess));
}

float width_of(Ui& ui, const data::Table& table, std::size_t column) {
  const auto found = ui.grid.widths.find(column);
  if (found != ui.grid.widths.end()) return found->second;
  return ui.grid.widths[column] = guess_width(ui, table.column(column));
}

// A new table starts at its first cell; a table that only grew keeps everything.
void follow_table(Ui& ui, const data::Table& table) {
  std::uint64_t key = 1469598103934665603ULL;
  const auto eat = [&key](std::string_view text) {
    for (const char c : text) key = (key ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  };
  eat(table.name());
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    if (table.column(i).field().origin.empty()) eat(table.column(i).name());
  }
  if (key == ui.grid.table_key) return;
  const bool focused = ui.grid.focused;
  ui.grid = GridState{};
  ui.grid.focused = focused;
  ui.grid.table_key = key;
}

void place_columns(Ui& ui, GridFrame& frame) {
  const session::TableView& view = ui.state().document.view;
  const bool pins = !ui.narrow;  // a phone has no room for them
  for (const bool pinned : {true, false}) {
    for (std::size_t i = 0; i < frame.table->column_count(); ++i) {
      if (view.hidden.contains(i) || (pins && view.pinned.contains(i)) != pinned) continue;
      frame.columns.push_back({i, 0, std::max(narrowest, width_of(ui, *frame.table, i)), pinned});
    }
  }
  float x = frame.body.x;
  for (GridColumn& column : frame.columns) {
    if (!column.pinned) continue;
    column.x = x;
    x += column.width;
  }
  frame.pinned_right = x;
  for (const GridColumn& column : frame.columns) frame.content_width += column.pinned ? 0 : column.width;
  const float room = frame.body.right() - frame.pinned_right;
  ui.grid.scroll_x = std::clamp(ui.grid.scroll_x, 0.0F, std::max(0.0F, frame.content_width - room));
  x = frame.pinned_right - ui.grid.scroll_x;
  for (GridColumn& column : frame.columns) {
    if (column.pinned) continue;
    column.x = x;
    x += column.width;
  }
}

void reveal(Ui& ui, GridFrame& frame) {
  if (ui.grid.reveal_row) {
    ui.grid.top_row = reveal_row(ui.grid.top_row, *ui.grid.reveal_row, frame.rows, frame.body.h, frame.row_height);
    ui.grid.reveal_row.reset();
    ui.animating = true;
  }
  if (!ui.grid.reveal_column) return;
  for (const GridColumn& column : frame.columns) {
    if (column.index != *ui.grid.reveal_column || column.pinned) continue;
    if (column.x < frame.pinned_right) ui.grid.scroll_x -= frame.pinned_right - column.x;
    else if (column.x + column.width > frame.body.right()) {
      ui.grid.scroll_x += std::min(column.x - frame.pinned_right, column.x + column.width - frame.body.right());
    }
  }
  ui.grid.reveal_column.reset();
  ui.animating = true;
}

void wheel(Ui& ui, const GridFrame& frame) {
  if (!ui.mouse_over(frame.all)) return;
  const ImGuiIO& io = ImGui::GetIO();
  const bool sideways = io.KeyShift;
  const float vertical = sideways ? 0 : io.MouseWheel;
  const float horizontal = sideways ? io.MouseWheel : io.MouseWheelH;
  if (vertical != 0) ui.grid.top_row = clamp_top_row(ui.grid.top_row - static_cast<double>(vertical) * 3, frame.rows, frame.body.h, frame.row_height);
  if (horizontal != 0) ui.grid.scroll_x -= horizontal * 60;
}

}  // namespace

const profile::ColumnProfile* profile_of(const GridFrame& frame, std::size_t column) {
  if (frame.profile == nullptr || column >= frame.profile->columns.size()) return nullptr;
  const profile::ColumnProfile& found = frame.profile->columns[column];
  return found.rows > 0 || frame.table->rows() == 0 ? &found : nullptr;
}

GridFrame make_grid_frame(Ui& ui, const Rect& rect) {
  GridFrame frame;
  frame.table = ui.state().shown_table().get();
  frame.profile = ui.state().document.table ? ui.state().profile.value.get() : nullptr;
  const bool whole = ui.state().document.table != nullptr;
  if (whole && ui.state().row_order.value) frame.order = ui.state().row_order.value.get();
  frame.rows = frame.order != nullptr ? frame.order->total : frame.table->rows();
  frame.row_height = ui.input.touch ? 40.0F : 30.0F;
  frame.all = rect;
  Rect rest = rect;
  frame.header = rest.take_top(grid_header_height);
  frame.scroll_x = rest.take_bottom(scrollbar);
  frame.scroll_y = rest.take_right(scrollbar);
  const std::string widest = count_text(static_cast<std::uint64_t>(std::max<std::int64_t>(frame.table->rows(), 1)));
  const float numbers = std::max(48.0F, ui.width(widest, TextStyle::MonoSmall) + 24);
  frame.numbers = rest.take_left(numbers);
  frame.body = rest;
  follow_table(ui, *frame.table);
  place_columns(ui, frame);
  return frame;
}

GridFrame grid_for_copy(Ui& ui) { return make_grid_frame(ui, {0, 0, ui.input.width, ui.input.height}); }

void draw_data(Ui& ui, const Rect& rect) {
  Rect rest = rect;
  grid_toolbar(ui, rest.take_top(ui.narrow ? 52 : 48));
  const session::State& state = ui.state();
  if (state.document.table && state.row_order.state == session::DerivedState::Pending) {
    progress_bar(ui, rest.take_top(3), state.row_order.phase.empty() ? "Sorting and filtering" : state.row_order.phase, state.row_order.fraction);
  } else if (state.row_order.state == session::DerivedState::Failed) {
    const Rect box = rest;
    if (!derived_state(ui, box, derived_info(state.row_order), "the order of the rows", "")) return;
  }
  fill(ui, rest, ui.theme->surface);
  GridFrame frame = make_grid_frame(ui, rest);
  AccessNode node = node_of(Role::Grid, "Data grid");
  node.id = item_id("data grid");
  node.rect = rest.access();
  node.row_count = frame.rows + 1;
  node.column_count = static_cast<std::int64_t>(frame.columns.size()) + 1;
  node.focusable = true;
  node.focused = ui.grid.focused;
  const AccessScope scope(ui, std::move(node));
  wheel(ui, frame);
  grid_keys(ui, frame);
  reveal(ui, frame);
  frame.columns.clear();
  frame.content_width = 0;
  place_columns(ui, frame);
  draw_grid_body(ui, frame);
  draw_grid_header(ui, frame);
  draw_grid_scrollbars(ui, frame);
  if (frame.rows == 0) {
    const bool filtered = !state.document.view.filters.empty();
    message(ui, frame.body, filtered ? icons::filter_x : icons::table, filtered ? "No row passes the filters" : "This table has no rows",
            filtered ? "Remove a filter above to see rows again." : "The file has a header and nothing below it.", ui.theme->faint);
  }
}

}  // namespace assay::ui
