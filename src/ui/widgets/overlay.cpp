#include "ui/widgets/overlay.hpp"

#include <algorithm>
#include <cmath>

#include <imgui.h>
#include <imgui_internal.h>

#include "ui/icons.gen.hpp"

namespace assay::ui {

namespace {

constexpr ImGuiWindowFlags popup_flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoResize |
                                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoScrollbar |
                                         ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground;

Rect beside(const Ui& ui, const Rect& anchor, float width, float height) {
  Rect r{anchor.x, anchor.bottom() + 6, width, height};
  if (r.bottom() > ui.input.height - 8 && anchor.y - 6 - height > 8) r.y = anchor.y - 6 - height;
  r.y = std::clamp(r.y, 8.0F, std::max(8.0F, ui.input.height - height - 8));
  if (r.right() > ui.input.width - 8) r.x = std::min(r.x, anchor.right() - width);
  r.x = std::clamp(r.x, 8.0F, std::max(8.0F, ui.input.width - width - 8));
  return {std::round(r.x), std::round(r.y), width, height};
}

void raised_box(Ui& ui, const Rect& rect, float radius) {
  shadow(ui, rect, radius);
  fill(ui, rect, ui.theme->raised, radius);
  stroke(ui, rect, ui.theme->border, radius);
}

}  // namespace

void open_popup(std::uint32_t id) { ImGui::OpenPopup(static_cast<ImGuiID>(id)); }

bool popup_open(std::uint32_t id) { return ImGui::IsPopupOpen(static_cast<ImGuiID>(id), ImGuiPopupFlags_None); }

Popup::Popup(Ui& ui, std::uint32_t id, const Rect& anchor, Rect wanted, Role role, std::string_view name) : ui_(ui) {
  if (!popup_open(id)) {
    GImGui->NextWindowData.ClearFlags();
    return;
  }
  rect_ = beside(ui, anchor, wanted.w, std::min(wanted.h, ui.input.height - 16));
  ImGui::SetNextWindowPos({rect_.x, rect_.y});
  ImGui::SetNextWindowSize({rect_.w, rect_.h});
  open_ = ImGui::BeginPopupEx(id, popup_flags);
  if (!open_) return;
  appearing_ = ImGui::IsWindowAppearing();
  if (appearing_) ui.animating = true;
  sharpen(ui);
  raised_box(ui, rect_, size::radius);
  AccessNode node = node_of(role, name);
  node.id = ImGui::GetCurrentWindow()->ID;
  node.rect = rect_.access();
  ui.access.open(std::move(node));
}

Popup::~Popup() {
  if (!open_) return;
  ui_.access.close();
  ImGui::EndPopup();
}

void Popup::close() {
  ImGui::CloseCurrentPopup();
  ui_.animating = true;
}

std::optional<std::size_t> menu(Ui& ui, std::uint32_t id, const Rect& anchor, std::string_view name,
                                const std::vector<MenuItem>& items) {
  if (!popup_open(id)) return std::nullopt;
  float width = 180;
  float height = 12;
  for (const MenuItem& item : items) {
    width = std::max(width, ui.width(item.label, TextStyle::Body) + ui.width(item.shortcut, TextStyle::Small) + 72);
    width = std::max(width, ui.width(item.note, TextStyle::Small) + 52);
    height += ui.control + (item.separator_before ? 9 : 0) + (item.note.empty() ? 0 : 16);
  }
  width = std::min(width, 420.0F);
  Popup popup(ui, id, anchor, {0, 0, width, height}, Role::Menu, name);
  if (!popup) return std::nullopt;
  Rect rest = popup.rect().inset(6, 6);
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const MenuItem& item = items[i];
    if (item.separator_before) hline(ui, rest.x, rest.take_top(9).centre_y(), rest.w, ui.theme->border);
    const Rect row = rest.take_top(ui.control + (item.note.empty() ? 0 : 16));
    AccessNode node = node_of(Role::MenuItem, item.label);
    node.checked = item.checked;
    node.description = item.note;
    ItemOptions options;
    options.disabled = item.disabled;
    options.ring_radius = 6;
    const Hit hit = interact(ui, row, std::move(node), options);
    if (hit.hovered || hit.focused) fill(ui, row, ui.theme->hover, 6);
    const Colour colour = item.disabled ? ui.theme->faint : item.danger ? ui.theme->danger : ui.theme->text;
    Rect line = row.inset(8, 0);
    const Rect tick = line.take_left(18, 8);
    const char* icon = item.checked ? (*item.checked ? icons::check : item.icon) : item.icon;
    if (icon != nullptr) ui.icon(tick, icon, TextStyle::IconSmall, item.danger ? colour : ui.theme->muted);
    if (!item.shortcut.empty()) ui.label(line.take_right(ui.width(item.shortcut, TextStyle::Small), 8), item.shortcut, TextStyle::Small, ui.theme->faint);
    Rect first = line;
    if (!item.note.empty()) first.h = 28;
    ui.label(first, item.label, TextStyle::Body, colour);
    if (!item.note.empty()) ui.label({line.x, row.y + 24, line.w, 18}, item.note, TextStyle::Small, ui.theme->faint);
    if (hit.clicked) chosen = i;
  }
  if (chosen) popup.close();
  return chosen;
}

void open_dialog(const char* id) { ImGui::OpenPopup(id); }

Dialog::Dialog(Ui& ui, const char* id, std::string_view name, float width, float height, float top_share) : ui_(ui) {
  width = std::min(width, ui.input.width - 24);
  height = std::min(height, ui.input.height - 24);
  rect_ = {std::round((ui.input.width - width) * 0.5F), std::round(std::max(12.0F, (ui.input.height - height) * top_share)), width, height};
  ImGui::SetNextWindowPos({rect_.x, rect_.y});
  ImGui::SetNextWindowSize({rect_.w, rect_.h});
  open_ = ImGui::BeginPopupModal(id, nullptr, popup_flags);
  if (!open_) return;
  appearing_ = ImGui::IsWindowAppearing();
  if (appearing_) ui.animating = true;
  sharpen(ui);
  raised_box(ui, rect_, size::card_radius);
  AccessNode node = node_of(Role::Dialog, name);
  node.id = ImGui::GetCurrentWindow()->ID;
  node.rect = rect_.access();
  node.modal = true;
  ui.access.open(std::move(node));
  if (!appearing_ && ImGui::IsKeyPressed(ImGuiKey_Escape, false)) close();
}

Dialog::~Dialog() {
  if (!open_) return;
  ui_.access.close();
  ImGui::EndPopup();
}

void Dialog::close() {
  ImGui::CloseCurrentPopup();
  ui_.animating = true;
}

Scroll::Scroll(Ui& ui, const char* id, const Rect& rect, float margin_right) : ui_(ui) {
  place_cursor(rect.x, rect.y);
  ImGui::BeginChild(id, {std::max(1.0F, rect.w), std::max(1.0F, rect.h)}, ImGuiChildFlags_None,
                    ImGuiWindowFlags_NavFlattened | ImGuiWindowFlags_NoSavedSettings);
  sharpen(ui);
  const ImGuiWindow& window = *ImGui::GetCurrentWindow();
  x_ = rect.x;
  y_ = end_ = rect.y - window.Scroll.y;
  width_ = rect.w - std::max(margin_right, window.ScrollbarY ? ImGui::GetStyle().ScrollbarSize : 0.0F);
}

Scroll::~Scroll() {
  // A finger drags the content.
  const ImGuiIO& io = ImGui::GetIO();
  if (ui_.input.touch && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) && ImGui::IsMouseDragging(0, 8)) {
    ImGui::SetScrollY(ImGui::GetScrollY() - io.MouseDelta.y);
    ImGui::ClearActiveID();
  }
  place_cursor(x_, end_);
  ImGui::Dummy({1, 0.001F});
  ImGui::EndChild();
}

void Scroll::to_top() { ImGui::SetScrollY(0); }

void draw_tooltip(Ui& ui) {
  constexpr double rest_s = 0.45;
  if (ui.tooltip.empty()) {
    ui.tooltip_last = 0;
    return;
  }
  if (ui.tooltip_id != ui.tooltip_last) {
    ui.tooltip_last = ui.tooltip_id;
    ui.tooltip_since = ui.now;
  }
  if (ui.now - ui.tooltip_since < rest_s) {
    ui.animating = true;
    ui.tooltip.clear();
    return;
  }
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  list._FringeScale = 1.0F / ui.fonts.scale;
  const std::vector<std::string> lines = ui.text.wrap(ui.tooltip, TextStyle::Small, 300);
  float width = 0;
  for (const std::string& line : lines) width = std::max(width, ui.width(line, TextStyle::Small));
  const float height = static_cast<float>(lines.size()) * TextPainter::line_height(TextStyle::Small);
  Rect box{ui.tooltip_at.centre_x() - width * 0.5F - 10, ui.tooltip_at.bottom() + 8, width + 20, height + 12};
  if (box.bottom() > ui.input.height - 8) box.y = ui.tooltip_at.y - 8 - box.h;
  box.x = std::clamp(box.x, 8.0F, std::max(8.0F, ui.input.width - box.w - 8));
  const Colour back = ui.theme->dark ? rgb(0xE9ECF2) : rgb(0x1B212C);
  list.AddRectFilled({box.x, box.y}, {box.right(), box.bottom()}, back, 6);
  float y = box.y + 6;
  for (const std::string& line : lines) {
    ui.text.in(list, {box.x + 10, y, width + 2, TextPainter::line_height(TextStyle::Small)}, line, TextStyle::Small,
               ui.theme->dark ? rgb(0x151A23) : rgb(0xF6F7F9));
    y += TextPainter::line_height(TextStyle::Small);
  }
  ui.tooltip.clear();
}

}  // namespace assay::ui
