#include <algorithm>
#include <cmath>

#include <imgui.h>
#include <imgui_internal.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/grid.hpp"
#include "ui/widgets/interact.hpp"

namespace assay::ui {

namespace {

struct Block {
  std::int64_t top, bottom;
  int left, right;
  [[nodiscard]] bool has(std::int64_t row, int column) const { return row >= top && row <= bottom && column >= left && column <= right; }
};

std::optional<Block> block_of(const GridState& grid, const GridFrame& frame) {
  if (!grid.anchor || !grid.head || frame.rows == 0 || frame.columns.empty()) return std::nullopt;
  const auto last_row = frame.rows - 1;
  const int last_column = static_cast<int>(frame.columns.size()) - 1;
  const CellRef a = *grid.anchor, b = *grid.head;
  return Block{std::min({a.row, b.row, last_row}), std::min(std::max(a.row, b.row), last_row), std::min({a.column, b.column, last_column}),
               std::min(std::max(a.column, b.column), last_column)};
}

std::optional<CellRef> cell_at(const Ui& ui, const GridFrame& frame, Point p, bool clamp) {
  if (frame.rows == 0 || frame.columns.empty()) return std::nullopt;
  const VisibleRows rows = visible_rows(ui.grid.top_row, frame.rows, frame.body.h, frame.row_height);
  if (clamp) p = {std::clamp(p.x, frame.body.x, frame.body.right() - 1), std::clamp(p.y, frame.body.y, frame.body.bottom() - 1)};
  if (!frame.body.contains(p)) return std::nullopt;
  CellRef cell;
  cell.row = std::min(frame.rows - 1, rows.first + static_cast<std::int64_t>((p.y - frame.body.y + rows.offset) / frame.row_height));
  if (!clamp && rows.first + static_cast<std::int64_t>((p.y - frame.body.y + rows.offset) / frame.row_height) >= frame.rows) return std::nullopt;
  for (int i = 0; i < static_cast<int>(frame.columns.size()); ++i) {
    const GridColumn& column = frame.columns[static_cast<std::size_t>(i)];
    const float left = column.pinned ? column.x : std::max(column.x, frame.pinned_right);
    if (p.x >= left && p.x < column.x + column.width) {
      cell.column = i;
      return cell;
    }
  }
  if (!clamp) return std::nullopt;
  cell.column = static_cast<int>(frame.columns.size()) - 1;
  return cell;
}

// Presses, drags and taps on the cells.
void pointer(Ui& ui, GridFrame& frame) {
  const ImGuiIO& io = ImGui::GetIO();
  const ImGuiID id = item_id("##cells");
  const ImRect bb({frame.body.x, frame.body.y}, {frame.body.right(), frame.body.bottom()});
  bool hovered = false, held = false;
  if (ImGui::ItemAdd(bb, id, nullptr, ImGuiItemFlags_NoNav)) ImGui::ButtonBehavior(bb, id, &hovered, &held, ImGuiButtonFlags_PressedOnClick | ImGuiButtonFlags_NoNavFocus);
  const Point mouse{io.MousePos.x, io.MousePos.y};
  if (ui.input.touch) {
    if (held && ImGui::IsMouseDragging(0, 8)) {
      ui.grid.panning = true;
      ui.grid.top_row = clamp_top_row(ui.grid.top_row - static_cast<double>(io.MouseDelta.y / frame.row_height), frame.rows, frame.body.h, frame.row_height);
      ui.grid.scroll_x -= io.MouseDelta.x;
    } else if (!held) {
      if (hovered && io.MouseReleased[0] && !ui.grid.panning) {
        if (const auto cell = cell_at(ui, frame, mouse, false)) grid_select(ui, frame, *cell, false);
      }
      ui.grid.panning = false;
    }
    return;
  }
  if (hovered && ImGui::IsMouseClicked(0)) {
    ui.grid.focused = true;
    if (const auto cell = cell_at(ui, frame, mouse, false)) {
      grid_select(ui, frame, *cell, io.KeyShift);
      ui.grid.selecting = true;
    }
  }
  if (hovered && ImGui::IsMouseDoubleClicked(0)) ui.shell.drawer_open = true;
  if (ui.grid.selecting && held && ImGui::IsMouseDragging(0, 3)) {
    if (mouse.y > frame.body.bottom()) ui.grid.top_row += 0.6;
    if (mouse.y < frame.body.y) ui.grid.top_row -= 0.6;
    ui.grid.top_row = clamp_top_row(ui.grid.top_row, frame.rows, frame.body.h, frame.row_height);
    if (const auto cell = cell_at(ui, frame, mouse, true)) grid_select(ui, frame, *cell, true);
    ui.animating = true;
  }
  if (!held) ui.grid.selecting = false;
  if (ImGui::IsMouseClicked(0) && !hovered) ui.grid.focused = false;
  if (hovered && ImGui::IsMouseClicked(1)) {
    if (const auto cell = cell_at(ui, frame, mouse, false)) {
      const auto block = block_of(ui.grid, frame);
      if (!block || !block->has(cell->row, cell->column)) grid_select(ui, frame, *cell, false);
      ui.shell.drawer_open = true;
    }
  }
}

void cell(Ui& ui, const GridFrame& frame, std::int64_t row, int position, const Rect& box) {
  const GridColumn& where = frame.columns[static_cast<std::size_t>(position)];
  const data::Column& column = frame.table->column(where.index);
  const std::int64_t source = frame.source_row(row);
  AccessNode node = node_of(Role::GridCell, column.name());
  node.id = item_id("##cells") ^ (static_cast<std::uint32_t>(row) * 2654435761U + static_cast<std::uint32_t>(where.index) * 40503U + 7U);
  node.rect = box.access();
  node.row = row + 2;  // the header is row 1
  node.column = position + 2;
  const bool head = ui.grid.head && ui.grid.head->row == row && ui.grid.head->column == position;
  node.selected = head;
  const Rect inner = box.inset(12, 0);
  if (source >= column.length()) return;
  const bool real_nan = column.type() == data::Type::Real && column.is_valid(source) && std::isnan(column.number(source));
  if (!column.is_valid(source) || real_nan) {
    const bool right = column.type() == data::Type::Integer || column.type() == data::Type::Real;
    ui.label(inner, "missing", TextStyle::Caption, with_alpha(ui.theme->faint, 0.75F), right ? Align::Right : Align::Left);
    node.value = "missing";
  } else {
    std::string text = session::cell_text(column, source);
    const bool number = column.type() == data::Type::Integer || column.type() == data::Type::Real;
    const bool plain = column.type() == data::Type::Text;
    if (text.size() > 300) text.resize(300);
    const bool empty = text.empty();
    ui.label(inner, empty ? "empty text" : text, empty ? TextStyle::Caption : plain ? TextStyle::Body : TextStyle::Mono,
             empty ? with_alpha(ui.theme->faint, 0.75F) : ui.theme->text, number ? Align::Right : Align::Left);
    node.value = std::move(text);
  }
  if (ui.access.has_pending() && (ui.access.take(node.id, Action::Click) || ui.access.take(node.id, Action::Focus))) {
    ui.grid.focused = true;
    grid_select(ui, frame, {row, position}, false);
  }
  ui.access.add(std::move(node));
}

void row_cells(Ui& ui, const GridFrame& frame, std::int64_t row, float y, bool pinned) {
  for (int i = 0; i < static_cast<int>(frame.columns.size()); ++i) {
    const GridColumn& column = frame.columns[static_cast<std::size_t>(i)];
    if (column.pinned != pinned) continue;
    if (column.x + column.width <= (pinned ? frame.body.x : frame.pinned_right) || column.x >= frame.body.right()) continue;
    cell(ui, frame, row, i, {column.x, y, column.width, frame.row_height});
  }
}

void row_number(Ui& ui, const GridFrame& frame, std::int64_t row, float y) {
  const std::string text = count_text(static_cast<std::uint64_t>(frame.source_row(row)) + 1);
  const Rect box{frame.numbers.x, y, frame.numbers.w - 10, frame.row_height};
  const bool current = ui.grid.head && ui.grid.head->row == row;
  ui.label(box, text, TextStyle::MonoSmall, current ? ui.theme->accent_text : ui.theme->faint, Align::Right);
  AccessNode node = node_of(Role::RowHeader, "Row " + text);
  node.rect = box.access();
  node.row = row + 2;
  node.column = 1;
  ui.access.add(std::move(node));
}

void selection(Ui& ui, const GridFrame& frame, const VisibleRows& rows, bool pinned) {
  const auto block = block_of(ui.grid, frame);
  if (!block) return;
  const float top = frame.body.y - static_cast<float>(rows.offset) + static_cast<float>(static_cast<double>(block->top - rows.first) * frame.row_height);
  const float bottom = top + static_cast<float>(static_cast<double>(block->bottom - block->top + 1) * frame.row_height);
  for (int i = block->left; i <= block->right; ++i) {
    const GridColumn& column = frame.columns[static_cast<std::size_t>(i)];
    if (column.pinned != pinned) continue;
    const float y0 = std::max(top, frame.body.y - 40), y1 = std::min(bottom, frame.body.bottom() + 40);
    if (y1 > y0) fill(ui, {column.x, y0, column.width, y1 - y0}, with_alpha(ui.theme->accent, block->top == block->bottom && block->left == block->right ? 0.0F : 0.10F));
  }
  const GridColumn& head = frame.columns[static_cast<std::size_t>(std::min<int>(ui.grid.head->column, static_cast<int>(frame.columns.size()) - 1))];
  if (head.pinned != pinned) return;
  const float y = frame.body.y - static_cast<float>(rows.offset) + static_cast<float>(static_cast<double>(ui.grid.head->row - rows.first) * frame.row_height);
  stroke(ui, {head.x, y, head.width, frame.row_height + 1}, ui.grid.focused ? ui.theme->accent : ui.theme->border_strong, 2, 2);
}

// Everything of one half: the columns that are pinned, or those that scroll.
void half(Ui& ui, const GridFrame& frame, const VisibleRows& rows, bool pinned) {
  const float left = pinned ? frame.body.x : frame.pinned_right;
  const float right = pinned ? frame.pinned_right : frame.body.right();
  if (right <= left) return;
  ImDrawList& list = ui.draw();
  list.PushClipRect({left, frame.body.y}, {right, frame.body.bottom()}, true);
  for (const GridColumn& column : frame.columns) {
    if (column.pinned == pinned && !frame.table->column(column.index).field().origin.empty()) {
      fill(ui, {column.x, frame.body.y, column.width, frame.body.h}, with_alpha(ui.theme->accent, 0.035F));
    }
  }
  selection(ui, frame, rows, pinned);
  list.PopClipRect();
}

}  // namespace

void grid_select(Ui& ui, const GridFrame& frame, CellRef cell, bool extend) {
  if (frame.rows == 0 || frame.columns.empty()) return;
  cell.row = std::clamp<std::int64_t>(cell.row, 0, frame.rows - 1);
  cell.column = std::clamp(cell.column, 0, static_cast<int>(frame.columns.size()) - 1);
  const bool moved = !ui.grid.head || !(*ui.grid.head == cell);
  ui.grid.head = cell;
  if (!extend || !ui.grid.anchor) ui.grid.anchor = cell;
  if (!moved) return;
  ui.send(session::SelectRow{frame.source_row(cell.row)});
  ui.send(session::SelectColumn{frame.columns[static_cast<std::size_t>(cell.column)].index, false});
}

void draw_grid_body(Ui& ui, GridFrame& frame) {
  pointer(ui, frame);
  const VisibleRows rows = visible_rows(ui.grid.top_row, frame.rows, frame.body.h, frame.row_height);
  ui.grid.top_row = static_cast<double>(rows.first) + rows.offset / frame.row_height;
  ImDrawList& list = ui.draw();
  const float left = frame.numbers.x;
  list.PushClipRect({left, frame.body.y}, {frame.body.right(), frame.body.bottom()}, true);
  float used = frame.pinned_right;
  for (const GridColumn& column : frame.columns) used = std::max(used, column.x + column.width);
  used = std::min(used, frame.body.right());
  for (std::int64_t row = rows.first; row <= rows.end && row < frame.rows; ++row) {
    const float y = frame.body.y - static_cast<float>(rows.offset) + static_cast<float>(row - rows.first) * frame.row_height;
    if (ui.grid.head && ui.grid.head->row == row) fill(ui, {left, y, used - left, frame.row_height}, with_alpha(ui.theme->accent, 0.05F));
    hline(ui, left, y + frame.row_height - 1, used - left, mix(ui.theme->surface, ui.theme->border, 0.65F));
  }
  list.PopClipRect();
  half(ui, frame, rows, false);
  half(ui, frame, rows, true);
  for (std::int64_t row = rows.first; row < rows.end; ++row) {
    const float y = frame.body.y - static_cast<float>(rows.offset) + static_cast<float>(row - rows.first) * frame.row_height;
    AccessNode node = node_of(Role::Row, "Row " + std::to_string(row + 1));
    node.rect = {frame.numbers.x, y, frame.all.w, frame.row_height};
    node.row = row + 2;
    const AccessScope scope(ui, std::move(node));
    list.PushClipRect({frame.numbers.x, frame.body.y}, {frame.numbers.right(), frame.body.bottom()}, true);
    row_number(ui, frame, row, y);
    list.PopClipRect();
    list.PushClipRect({frame.pinned_right, frame.body.y}, {frame.body.right(), frame.body.bottom()}, true);
    row_cells(ui, frame, row, y, false);
    list.PopClipRect();
    if (frame.pinned_right > frame.body.x) {
      list.PushClipRect({frame.body.x, frame.body.y}, {frame.pinned_right, frame.body.bottom()}, true);
      row_cells(ui, frame, row, y, true);
      list.PopClipRect();
    }
  }
  vline(ui, frame.numbers.right() - 1, frame.header.y, frame.header.h + frame.body.h, ui.theme->border);
  if (frame.pinned_right > frame.body.x) vline(ui, frame.pinned_right - 1, frame.header.y, frame.header.h + frame.body.h, ui.theme->border_strong);
}

std::string selection_tsv(const Ui& ui, const GridFrame& frame) {
  constexpr std::int64_t most_cells = 2'000'000;
  const auto block = block_of(ui.grid, frame);
  if (!block) return {};
  std::string out;
  const auto each = [&](auto&& text_of) {
    for (int c = block->left; c <= block->right; ++c) {
      if (c > block->left) out += '\t';
      out += tsv_field(text_of(c));
    }
    out += '\n';
  };
  const bool single = block->top == block->bottom && block->left == block->right;
  if (single) {
    const std::int64_t source = frame.source_row(block->top);
    return frame.column(block->left).is_valid(source) ? session::cell_text(frame.column(block->left), source) : std::string();
  }
  if (ui.grid.copy_header) each([&](int c) { return frame.column(c).name(); });
  const std::int64_t rows = std::min<std::int64_t>(block->bottom - block->top + 1, most_cells / (block->right - block->left + 1) + 1);
  for (std::int64_t row = block->top; row < block->top + rows; ++row) {
    const std::int64_t source = frame.source_row(row);
    each([&](int c) { return frame.column(c).is_valid(source) ? session::cell_text(frame.column(c), source) : std::string(); });
  }
  return out;
}

}  // namespace assay::ui
