// The parts of the data grid share these.
#pragma once

#include <vector>

#include "ui/panels/grid_math.hpp"
#include "ui/panels/panels.hpp"

namespace assay::ui {

struct GridColumn {
  std::size_t index = 0;  // in the table
  float x = 0, width = 0; // on the screen
  bool pinned = false;
};

// What one frame of the grid works with.
struct GridFrame {
  const data::Table* table = nullptr;
  const profile::TableProfile* profile = nullptr;
  const session::RowOrder* order = nullptr;  // null: file order
  std::int64_t rows = 0;                     // shown
  std::vector<GridColumn> columns;           // shown, pinned ones first
  Rect all, header, body, numbers, scroll_y, scroll_x;
  float pinned_right = 0;                    // where the columns that scroll begin
  float content_width = 0;                   // of the columns that scroll
  float row_height = 30;

  [[nodiscard]] std::int64_t source_row(std::int64_t shown) const { return order == nullptr ? shown : order->source_row(shown); }
  [[nodiscard]] const data::Column& column(int position) const { return table->column(columns[static_cast<std::size_t>(position)].index); }
};

inline constexpr float grid_header_height = 96;

void draw_grid_header(Ui& ui, GridFrame& frame);
void draw_grid_body(Ui& ui, GridFrame& frame);
void draw_grid_scrollbars(Ui& ui, GridFrame& frame);
void grid_keys(Ui& ui, GridFrame& frame);
void grid_toolbar(Ui& ui, const Rect& rect);
// Menus and filter popups of a header.
void draw_column_menu(Ui& ui, const data::Table& table, const profile::TableProfile* profile, std::size_t column, const Rect& anchor);
[[nodiscard]] std::uint32_t column_menu_id();
// The selected cells as TSV, "" when there are none.
[[nodiscard]] std::string selection_tsv(const Ui& ui, const GridFrame& frame);
[[nodiscard]] GridFrame make_grid_frame(Ui& ui, const Rect& rect);
[[nodiscard]] GridFrame grid_for_copy(Ui& ui);  // between frames: no place, only rows and columns
void grid_select(Ui& ui, const GridFrame& frame, CellRef cell, bool extend);
[[nodiscard]] const profile::ColumnProfile* profile_of(const GridFrame& frame, std::size_t column);
[[nodiscard]] std::string filter_words(const data::Table& table, const session::Filter& filter);

}  // namespace assay::ui
