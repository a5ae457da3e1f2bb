#include <algorithm>

#include <imgui.h>

#include "ui/icons.gen.hpp"
#include "ui/panels/panels.hpp"
#include "ui/widgets/button.hpp"

namespace assay::ui {

namespace {

std::string where_text(const base::Where& where) {
  std::string text = where.file;
  if (where.line) text += (text.empty() ? "line " : ", line ") + std::to_string(*where.line);
  if (where.column) text += ", column " + std::to_string(*where.column);
  if (where.byte && !where.line) text += (text.empty() ? "byte " : ", byte ") + std::to_string(*where.byte);
  return text;
}

// One notice from the bottom up; returns its height.
float toast(Ui& ui, const session::Notice& notice, float x, float bottom, float width) {
  const bool failed = notice.severity == session::Severity::Failure;
  const bool warned = notice.severity == session::Severity::Warning;
  const Colour colour = failed ? ui.theme->danger : warned ? ui.theme->warning : ui.theme->positive;
  const Colour soft = failed ? ui.theme->danger_soft : warned ? ui.theme->warning_soft : ui.theme->positive_soft;
  const float words = width - 60 - 44;
  const auto lines = [&](std::string_view text, TextStyle style) {
    return static_cast<float>(ui.text.wrap(text, style, words, 8).size()) * TextPainter::line_height(style);
  };
  const std::string where = where_text(notice.text.where);
  const float height = std::max(52.0F, 28 + lines(notice.text.message, TextStyle::BodyStrong) + lines(notice.text.hint, TextStyle::Small) +
                                           (notice.text.hint.empty() ? 0 : 3) + (where.empty() ? 0 : 19));
  const Rect box{x, bottom - height, width, height};
  const std::string name = notice.text.message + (notice.text.hint.empty() ? "" : " " + notice.text.hint);
  const AccessScope scope(ui, failed || warned ? Role::Alert : Role::Status, name, box);
  shadow(ui, box, 12);
  fill(ui, box, ui.theme->raised, 12);
  stroke(ui, box, ui.theme->border, 12);
  const Rect disc{box.x + 14, box.y + 12, 30, 30};
  fill(ui, disc, soft, 15);
  ui.icon(disc, failed ? icons::circle_alert : warned ? icons::triangle_alert : icons::circle_check, TextStyle::Icon, colour);
  float y = box.y + 14;
  y += ui.paragraph({box.x + 58, y, words, 0}, notice.text.message, TextStyle::BodyStrong, ui.theme->text, Align::Left, 8);
  if (!where.empty()) {
    ui.label({box.x + 58, y, words, 19}, where, TextStyle::MonoSmall, ui.theme->faint);
    y += 19;
  }
  if (!notice.text.hint.empty()) ui.paragraph({box.x + 58, y + 3, words, 0}, notice.text.hint, TextStyle::Small, ui.theme->muted, Align::Left, 8);
  Button dismiss{.name = "Dismiss: " + notice.text.message, .label = {}, .icon = icons::x, .kind = ButtonKind::Ghost, .tooltip = "Dismiss"};
  if (button(ui, {box.right() - 38, box.y + 12, 28, 28}, dismiss).clicked) ui.send(session::DismissNotice{notice.id});
  return height;
}

// What only informs goes by itself after a while, unless the pointer rests on it.
void let_go(Ui& ui, const Rect& toasts) {
  constexpr double shown_s = 6;
  auto& since = ui.shell.notices_since;
  const auto& notices = ui.state().notices;
  std::erase_if(since, [&](const auto& each) {
    return std::none_of(notices.begin(), notices.end(), [&](const session::Notice& n) { return n.id == each.first; });
  });
  const ImVec2 mouse = ImGui::GetMousePos();
  const bool resting = toasts.contains({mouse.x, mouse.y});
  for (const session::Notice& notice : notices) {
    const double start = since.try_emplace(notice.id, ui.now).first->second;
    if (notice.severity != session::Severity::Info || resting) continue;
    ui.animating = true;
    if (ui.now - start > shown_s) ui.send(session::DismissNotice{notice.id});
  }
}

}  // namespace

void draw_toasts(Ui& ui) {
  const auto& notices = ui.state().notices;
  if (notices.empty()) return;
  const float width = std::min(ui.input.width - 24, 440.0F);
  const float x = ui.narrow ? 12 : ui.input.width - width - 20;
  float bottom = ui.input.height - ui.input.inset_bottom - (ui.narrow ? size::bottom_bar + 12 : 20);
  // The window covers what the toasts need and no more: the rest stays clickable.
  float total = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(4, notices.size()); ++i) total += 220;
  const float top = std::max(0.0F, bottom - total);
  float& used = ui.shell.toast_height;
  ImGui::SetNextWindowPos({x, std::max(top, bottom - std::max(60.0F, used))});
  ImGui::SetNextWindowSize({width, bottom - std::max(top, bottom - std::max(60.0F, used))});
  ImGui::Begin("##toasts", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                        ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoScrollWithMouse);
  sharpen(ui);
  ImGui::PushClipRect({0, 0}, {ui.input.width, ui.input.height}, false);
  const float start = bottom;
  std::size_t shown = 0;
  for (auto notice = notices.rbegin(); notice != notices.rend() && shown < 4; ++notice, ++shown) {
    ImGui::PushID(static_cast<int>(notice->id));
    bottom -= toast(ui, *notice, x, bottom, width) + 10;
    ImGui::PopID();
  }
  let_go(ui, {x, bottom, width, start - bottom});
  if (used != start - bottom) ui.animating = true;
  used = start - bottom;
  ImGui::PopClipRect();
  ImGui::End();
}

}  // namespace assay::ui
