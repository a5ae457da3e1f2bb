#include <algorithm>
#include <cmath>

#include <imgui.h>
#include <imgui_internal.h>

#include "ui/format.hpp"
#include "ui/panels/grid.hpp"
#include "ui/widgets/interact.hpp"

namespace assay::ui {

namespace {

bool pressed(ImGuiKey key) { return ImGui::IsKeyPressed(key, true); }

// Where the arrows lead; nothing when no such key was pressed.
std::optional<CellRef> moved(const GridFrame& frame, CellRef at, bool jump) {
  const auto page = static_cast<std::int64_t>(std::max(1.0F, frame.body.h / frame.row_height - 1));
  const std::int64_t last_row = frame.rows - 1;
  const int last_column = static_cast<int>(frame.columns.size()) - 1;
  CellRef to = at;
  if (pressed(ImGuiKey_DownArrow)) to.row = jump ? last_row : at.row + 1;
  else if (pressed(ImGuiKey_UpArrow)) to.row = jump ? 0 : at.row - 1;
  else if (pressed(ImGuiKey_RightArrow)) to.column = jump ? last_column : at.column + 1;
  else if (pressed(ImGuiKey_LeftArrow)) to.column = jump ? 0 : at.column - 1;
  else if (pressed(ImGuiKey_PageDown)) to.row = at.row + page;
  else if (pressed(ImGuiKey_PageUp)) to.row = at.row - page;
  else if (pressed(ImGuiKey_Home)) to = jump ? CellRef{0, 0} : CellRef{at.row, 0};
  else if (pressed(ImGuiKey_End)) to = jump ? CellRef{last_row, last_column} : CellRef{at.row, last_column};
  else return std::nullopt;
  to.row = std::clamp<std::int64_t>(to.row, 0, std::max<std::int64_t>(0, last_row));
  to.column = std::clamp(to.column, 0, std::max(0, last_column));
  return to;
}

}  // namespace

void grid_keys(Ui& ui, GridFrame& frame) {
  if (ui.access.take(item_id("data grid"), Action::Focus) || ui.access.take(item_id("data grid"), Action::Click)) {
    ui.grid.focused = true;
    if (!ui.grid.head) grid_select(ui, frame, {0, 0}, false);
  }
  const ImGuiIO& io = ImGui::GetIO();
  const bool popup = ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopupId);
  if (!ui.grid.focused || popup || io.WantTextInput || frame.rows == 0 || frame.columns.empty()) return;
  if (pressed(ImGuiKey_Tab) || pressed(ImGuiKey_Escape)) {
    ui.grid.focused = false;
    return;
  }
  const CellRef at = ui.grid.head.value_or(CellRef{});
  const bool jump = ui.input.mac_keys ? io.KeySuper : io.KeyCtrl;
  if (const auto to = moved(frame, at, jump)) {
    grid_select(ui, frame, *to, io.KeyShift);
    ui.grid.reveal_row = ui.grid.head->row;
    ui.grid.reveal_column = frame.columns[static_cast<std::size_t>(ui.grid.head->column)].index;
    return;
  }
  if (pressed(ImGuiKey_Enter) || pressed(ImGuiKey_KeypadEnter)) ui.shell.drawer_open = true;
  if (jump && pressed(ImGuiKey_A)) {
    ui.grid.anchor = CellRef{0, 0};
    ui.grid.head = CellRef{frame.rows - 1, static_cast<int>(frame.columns.size()) - 1};
  }
  if (jump && ImGui::IsKeyPressed(ImGuiKey_C, false)) {
    std::string text = selection_tsv(ui, frame);
    if (text.empty()) return;
    ui.send(session::CopyText{std::move(text)});
    ui.grid.status = "Copied";
    ui.grid.status_until = ui.now + 2.0;
  }
}

namespace {

// One bar in either direction; returns the new top (rows or pixels).
double bar(Ui& ui, const Rect& track, bool vertical, double top, double view, double total, bool& dragging, const char* id_text) {
  const double length = vertical ? track.h : track.w;
  const Thumb thumb = thumb_of(top, view, total, length - 4);
  if (thumb.length <= 0) return top;
  const ImRect bb({track.x, track.y}, {track.right(), track.bottom()});
  const ImGuiID id = item_id(id_text);
  bool hovered = false, held = false;
  if (ImGui::ItemAdd(bb, id, nullptr, ImGuiItemFlags_NoNav)) ImGui::ButtonBehavior(bb, id, &hovered, &held, ImGuiButtonFlags_PressedOnClick | ImGuiButtonFlags_NoNavFocus);
  const double origin = vertical ? track.y + 2 : track.x + 2;
  const double mouse = (vertical ? ImGui::GetMousePos().y : ImGui::GetMousePos().x) - origin;
  if (held && !dragging) {
    dragging = true;
    const bool on_thumb = mouse >= thumb.start && mouse < thumb.start + thumb.length;
    ui.grid.drag_origin = on_thumb ? mouse - thumb.start : thumb.length * 0.5;
  }
  if (!held) dragging = false;
  if (dragging) top = top_of_thumb(mouse - ui.grid.drag_origin, view, total, length - 4);
  const Thumb shown = thumb_of(top, view, total, length - 4);
  const Colour colour = with_alpha(ui.theme->faint, dragging ? 0.75F : hovered ? 0.6F : 0.35F);
  const auto start = static_cast<float>(origin + shown.start);
  const auto size = static_cast<float>(shown.length);
  if (vertical) fill(ui, {track.x + 3, start, 6, size}, colour, 3);
  else fill(ui, {start, track.y + 3, size, 6}, colour, 3);
  return top;
}

}  // namespace

void draw_grid_scrollbars(Ui& ui, GridFrame& frame) {
  const double shown = frame.body.h / frame.row_height;
  ui.grid.top_row = bar(ui, frame.scroll_y, true, ui.grid.top_row, shown, static_cast<double>(frame.rows), ui.grid.dragging_scrollbar, "##scroll rows");
  ui.grid.top_row = clamp_top_row(ui.grid.top_row, frame.rows, frame.body.h, frame.row_height);
  const float room = frame.body.right() - frame.pinned_right;
  const Rect track{frame.pinned_right, frame.scroll_x.y, room, frame.scroll_x.h};
  ui.grid.scroll_x = static_cast<float>(bar(ui, track, false, ui.grid.scroll_x, room, frame.content_width, ui.grid.dragging_scrollbar_x, "##scroll columns"));
}

}  // namespace assay::ui
