#include <imgui.h>
#include <imgui_internal.h>

#include "ui/panels/panels.hpp"

namespace assay::ui {

std::string shortcut_text(const Ui& ui, std::string_view key, bool shift) {
  if (ui.input.mac_keys) return std::string(shift ? "\xE2\x87\xA7" : "") + "\xE2\x8C\x98" + std::string(key);
  return std::string("Ctrl+") + (shift ? "Shift+" : "") + std::string(key);
}

void handle_shortcuts(Ui& ui) {
  using session::Stage;
  const ImGuiIO& io = ImGui::GetIO();
  const auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(key, false); };
  const bool command = io.KeyCtrl || io.KeySuper;
  const bool popup = ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
  if (command && !io.KeyShift && pressed(ImGuiKey_K)) open_palette(ui);
  if (command && pressed(ImGuiKey_O)) ui.send(session::ShowOpenDialog{});
  if (io.WantTextInput || popup) return;  // those keys belong to the field or the popup
  if (command && pressed(ImGuiKey_Z)) {
    if (io.KeyShift) ui.send(session::Redo{});
    else ui.send(session::Undo{});
  }
  if (command && pressed(ImGuiKey_Y)) ui.send(session::Redo{});
  if (command || io.KeyAlt) return;
  if (pressed(ImGuiKey_1)) ui.send(session::GoToStage{Stage::Data});
  if (pressed(ImGuiKey_2)) ui.send(session::GoToStage{Stage::Profile});
  if (pressed(ImGuiKey_3)) ui.send(session::GoToStage{Stage::Predict});
  for (const ImWchar c : io.InputQueueCharacters) {
    if (c == '?') ui.shell.help_next = true;
  }
}

}  // namespace assay::ui
