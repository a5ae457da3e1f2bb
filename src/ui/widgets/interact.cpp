#include "ui/widgets/interact.hpp"

#include <cmath>

#include <imgui.h>
#include <imgui_internal.h>

namespace assay::ui {

namespace {

constexpr float long_press_s = 0.5F;

void focus_ring(Ui& ui, const Rect& rect, float radius) {
  const Rect ring = rect.inset(-2);
  ui.draw().AddRect({ring.x, ring.y}, {ring.right(), ring.bottom()}, ui.theme->accent, radius + 2, 0, 2.0F);
}

}  // namespace

std::uint32_t item_id(std::string_view name) {
  return ImGui::GetCurrentWindow()->GetID(name.data(), name.data() + name.size());
}

AccessNode node_of(Role role, std::string_view name) {
  AccessNode node;
  node.role = role;
  node.name = name;
  return node;
}

Hit interact(Ui& ui, const Rect& rect, AccessNode node, const ItemOptions& options) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (node.id == 0) node.id = item_id(node.name);
  node.rect = rect.access();
  node.focusable = !options.disabled;
  node.disabled = options.disabled;
  Hit hit;
  hit.id = node.id;
  if (options.disabled) {
    if (options.tooltip != nullptr && ui.mouse_over(rect)) tooltip(ui, rect, options.tooltip, hit.id);
    ui.access.add(std::move(node));
    return hit;
  }
  const ImRect bb({rect.x, rect.y}, {rect.right(), rect.bottom()});
  const ImGuiID id = node.id;
  if (ImGui::ItemAdd(bb, id)) {
    ImGuiButtonFlags flags = ImGuiButtonFlags_MouseButtonLeft;
    if (options.press_on_down) flags |= ImGuiButtonFlags_PressedOnClick;
    hit.clicked = ImGui::ButtonBehavior(bb, id, &hit.hovered, &hit.held, flags);
    hit.double_clicked = hit.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    hit.right_clicked = hit.hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right);
    const ImGuiIO& io = ImGui::GetIO();
    if (ui.input.touch && hit.held && io.MouseDownDuration[0] >= long_press_s &&
        io.MouseDownDuration[0] - io.DeltaTime < long_press_s && ImGui::GetMouseDragDelta(0, 6).x == 0) {
      hit.right_clicked = true;
      ImGui::ClearActiveID();
    }
    if (hit.held && ui.input.touch) ui.animating = true;
  }
  const ImGuiContext& g = *GImGui;
  hit.focused = g.NavId == id && !g.NavDisableHighlight;
  if (ui.access.has_pending()) {
    if (ui.access.take(id, Action::Click) || ui.access.take(id, Action::Expand)) hit.clicked = true;
    if (ui.access.take(id, Action::ContextMenu)) hit.right_clicked = true;
    if (ui.access.take(id, Action::Focus)) {
      ImGui::SetFocusID(id, window);
      ImGui::SetNavWindow(window);
    }
    if (ui.access.take(id, Action::ScrollIntoView)) ImGui::ScrollToRect(window, bb);
  }
  if (hit.hovered && options.hand) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (options.tooltip != nullptr && (hit.hovered || hit.focused)) tooltip(ui, rect, options.tooltip, id);
  if (options.ring && hit.focused) focus_ring(ui, rect, options.ring_radius);
  node.focused = g.NavId == id;
  ui.access.add(std::move(node));
  return hit;
}

void tooltip(Ui& ui, const Rect& rect, std::string_view words, std::uint32_t id) {
  ui.tooltip = words;
  ui.tooltip_at = rect;
  ui.tooltip_id = id;
}

void fill(Ui& ui, const Rect& rect, Colour colour, float radius) {
  if (rect.empty()) return;
  ui.draw().AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, colour, radius);
}

void stroke(Ui& ui, const Rect& rect, Colour colour, float radius, float width) {
  // The line lies inside the rectangle, on whole device pixels.
  const float half = width * 0.5F;
  ui.draw().AddRect({rect.x + half - 0.5F, rect.y + half - 0.5F}, {rect.right() - half + 0.5F, rect.bottom() - half + 0.5F},
                    colour, radius, 0, width);
}

void shadow(Ui& ui, const Rect& rect, float radius, float strength) {
  ImDrawList& list = ui.draw();
  list.PushClipRectFullScreen();
  for (int i = 1; i <= 10; ++i) {  // dense near the edge, thin far away
    const auto grow = static_cast<float>(i * i) * 0.22F * strength;
    list.AddRectFilled({rect.x - grow, rect.y - grow + 5 * strength}, {rect.right() + grow, rect.bottom() + grow + 5 * strength},
                       ui.theme->shadow, radius + grow);
  }
  list.PopClipRect();
}

void hline(Ui& ui, float x, float y, float width, Colour colour) {
  const float s = ui.fonts.scale;
  const float top = std::round(y * s) / s;
  ui.draw().AddRectFilled({x, top}, {x + width, top + std::max(1.0F, std::round(s)) / s}, colour);
}

void vline(Ui& ui, float x, float y, float height, Colour colour) {
  const float s = ui.fonts.scale;
  const float left = std::round(x * s) / s;
  ui.draw().AddRectFilled({left, y}, {left + std::max(1.0F, std::round(s)) / s, y + height}, colour);
}

void sharpen(Ui& ui) { ui.draw()._FringeScale = 1.0F / ui.fonts.scale; }

void place_cursor(float x, float y) { ImGui::GetCurrentWindow()->DC.CursorPos = {x, y}; }

}  // namespace assay::ui
