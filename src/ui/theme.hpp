// The look: colours of the two themes and the measures of the 8-px grid.
#pragma once

#include "ui/colours.hpp"

namespace assay::ui {

struct Theme {
  bool dark = false;
  Colour canvas = 0;        // behind everything
  Colour surface = 0;       // cards, the grid, bars
  Colour raised = 0;        // menus, dialogs
  Colour sunken = 0;        // wells, tracks, headers
  Colour hover = 0;         // laid over what is under the pointer (translucent)
  Colour press = 0;
  Colour border = 0, border_strong = 0;
  Colour text = 0, muted = 0, faint = 0;
  Colour accent = 0, accent_hover = 0, on_accent = 0;
  Colour accent_soft = 0;   // background of what is selected
  Colour accent_text = 0;   // accent that reads on a surface
  Colour positive = 0, positive_soft = 0;
  Colour warning = 0, warning_soft = 0;
  Colour danger = 0, danger_soft = 0;
  Colour shadow = 0;        // translucent; laid several times
  Colour scrim = 0;         // behind dialogs
  Colour bar = 0, bar_soft = 0;  // marks of a figure, and those that are not in focus
  Colour grid_line = 0;     // of a figure
};

[[nodiscard]] const Theme& theme_of(bool dark);
// Give ImGui's own style the theme (text fields, scrollbars, popups).
void apply_to_imgui(const Theme& theme, bool touch);

namespace size {
inline constexpr float unit = 8;
inline constexpr float gap = 16;        // between cards
inline constexpr float pad = 16;        // inside cards
inline constexpr float rail = 72;
inline constexpr float bottom_bar = 60;
inline constexpr float top_bar = 56;
inline constexpr float drawer = 320;
inline constexpr float control = 32;    // height of buttons and fields
inline constexpr float touch_control = 44;
inline constexpr float radius = 8;
inline constexpr float card_radius = 12;
inline constexpr float narrow = 720;    // windows narrower than this get the phone's layout
}  // namespace size

}  // namespace assay::ui
