#include "ui/theme.hpp"

#include <imgui.h>

namespace assay::ui {

namespace {

Theme make_light() {
  Theme t;
  t.canvas = rgb(0xF5F6F9);
  t.surface = rgb(0xFFFFFF);
  t.raised = rgb(0xFFFFFF);
  t.sunken = rgb(0xEFF1F5);
  t.hover = rgb(0x1B2433, 0.05F);
  t.press = rgb(0x1B2433, 0.10F);
  t.border = rgb(0xE2E5EC);
  t.border_strong = rgb(0xC9CED9);
  t.text = rgb(0x151A23);
  t.muted = rgb(0x566072);
  t.faint = rgb(0x8790A1);
  t.accent = rgb(0x3D5AFE);
  t.accent_hover = rgb(0x2F49DB);
  t.on_accent = rgb(0xFFFFFF);
  t.accent_soft = rgb(0xE9EDFF);
  t.accent_text = rgb(0x3148D8);
  t.positive = rgb(0x14795A);
  t.positive_soft = rgb(0xE2F5EC);
  t.warning = rgb(0x9A5B00);
  t.warning_soft = rgb(0xFFF3DC);
  t.danger = rgb(0xB8243A);
  t.danger_soft = rgb(0xFDE8EB);
  t.shadow = rgb(0x1A2233, 0.016F);
  t.scrim = rgb(0x11161F, 0.38F);
  t.bar = rgb(0x4C6FFF);
  t.bar_soft = rgb(0xBFCBFB);
  t.grid_line = rgb(0xE9EBF0);
  return t;
}

Theme make_dark() {
  Theme t;
  t.dark = true;
  t.canvas = rgb(0x0D1015);
  t.surface = rgb(0x151920);
  t.raised = rgb(0x1C2129);
  t.sunken = rgb(0x1D222B);
  t.hover = rgb(0xFFFFFF, 0.05F);
  t.press = rgb(0xFFFFFF, 0.09F);
  t.border = rgb(0x272D38);
  t.border_strong = rgb(0x3A4250);
  t.text = rgb(0xE9ECF2);
  t.muted = rgb(0xA1AABB);
  t.faint = rgb(0x747E90);
  t.accent = rgb(0x5B76FF);
  t.accent_hover = rgb(0x7189FF);
  t.on_accent = rgb(0xFFFFFF);
  t.accent_soft = rgb(0x222B4D);
  t.accent_text = rgb(0xA3B4FF);
  t.positive = rgb(0x58D3A0);
  t.positive_soft = rgb(0x14322A);
  t.warning = rgb(0xF0B557);
  t.warning_soft = rgb(0x37290F);
  t.danger = rgb(0xFF8091);
  t.danger_soft = rgb(0x3D1B22);
  t.shadow = rgb(0x000000, 0.075F);
  t.scrim = rgb(0x000000, 0.55F);
  t.bar = rgb(0x7B93FF);
  t.bar_soft = rgb(0x38427A);
  t.grid_line = rgb(0x222832);
  return t;
}

ImVec4 vec(Colour colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

}  // namespace

const Theme& theme_of(bool dark) {
  static const Theme light = make_light();
  static const Theme night = make_dark();
  return dark ? night : light;
}

void apply_to_imgui(const Theme& theme, bool touch) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {0, 0};
  style.WindowBorderSize = 0;
  style.WindowMinSize = {1, 1};
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 0;
  style.PopupRounding = size::radius;
  style.FramePadding = {10, 7};
  style.FrameRounding = size::radius;
  style.ItemSpacing = {0, 0};
  style.ScrollbarSize = touch ? 6.0F : 10.0F;
  style.ScrollbarRounding = 6;
  style.DisabledAlpha = 0.5F;
  style.AntiAliasedLinesUseTex = true;
  style.CircleTessellationMaxError = 0.12F;
  style.CurveTessellationTol = 0.6F;
  ImVec4* c = style.Colors;
  c[ImGuiCol_Text] = vec(theme.text);
  c[ImGuiCol_TextDisabled] = vec(theme.faint);
  c[ImGuiCol_WindowBg] = vec(theme.canvas);
  c[ImGuiCol_ChildBg] = {0, 0, 0, 0};
  c[ImGuiCol_PopupBg] = {0, 0, 0, 0};
  c[ImGuiCol_Border] = vec(theme.border);
  c[ImGuiCol_FrameBg] = c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_FrameBgActive] = {0, 0, 0, 0};
  c[ImGuiCol_TextSelectedBg] = vec(with_alpha(theme.accent, 0.30F));
  c[ImGuiCol_ScrollbarBg] = {0, 0, 0, 0};
  c[ImGuiCol_ScrollbarGrab] = vec(with_alpha(theme.faint, 0.35F));
  c[ImGuiCol_ScrollbarGrabHovered] = vec(with_alpha(theme.faint, 0.6F));
  c[ImGuiCol_ScrollbarGrabActive] = vec(with_alpha(theme.muted, 0.8F));
  c[ImGuiCol_NavHighlight] = {0, 0, 0, 0};  // our widgets draw their own focus ring
  c[ImGuiCol_NavWindowingHighlight] = c[ImGuiCol_NavWindowingDimBg] = {0, 0, 0, 0};
  c[ImGuiCol_ModalWindowDimBg] = vec(theme.scrim);
}

}  // namespace assay::ui
