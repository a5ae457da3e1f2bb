#include "ui/context.hpp"

#include <imgui.h>
#include <imgui_internal.h>

namespace assay::ui {

ImDrawList& Ui::draw() const { return *ImGui::GetWindowDrawList(); }

bool Ui::label(const Rect& rect, std::string_view words, TextStyle style, Colour colour, Align align) {
  return text.in(draw(), rect, words, style, colour, align);
}

float Ui::paragraph(const Rect& rect, std::string_view words, TextStyle style, Colour colour, Align align,
                    std::size_t max_lines) {
  return text.paragraph(draw(), rect, words, style, colour, align, max_lines);
}

void Ui::icon(const Rect& rect, const char* name, TextStyle style, Colour colour) {
  text.icon(draw(), rect, name, style, colour);
}

void Ui::heading(const Rect& rect, std::string_view words, TextStyle style, int level) {
  label(rect, words, style, theme->text);
  AccessNode node;
  node.role = Role::Heading;
  node.name = words;
  node.rect = rect.access();
  node.level = level;
  access.add(std::move(node));
}

void Ui::say(const Rect& rect, std::string_view words) {
  AccessNode node;
  node.role = Role::Text;
  node.name = words;
  node.rect = rect.access();
  access.add(std::move(node));
}

bool Ui::mouse_over(const Rect& rect) const {
  const ImGuiContext& g = *GImGui;
  if (g.HoveredWindow == nullptr || g.HoveredWindow != g.CurrentWindow) return false;
  const ImVec2 mouse = g.IO.MousePos;
  const ImRect& clip = g.CurrentWindow->ClipRect;
  return rect.contains({mouse.x, mouse.y}) && clip.Contains(mouse);
}

}  // namespace assay::ui
