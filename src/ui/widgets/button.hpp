// Buttons, chips, switches and links.
#pragma once

#include <string>
#include <vector>

#include "ui/widgets/interact.hpp"

namespace assay::ui {

enum class ButtonKind : std::uint8_t { Primary, Secondary, Ghost, Danger };

struct Button {
  std::string name{};             // for assistive technology; unique: "Sort by age"
  std::string label{};            // shown; empty: the icon alone
  const char* icon = nullptr;
  ButtonKind kind = ButtonKind::Secondary;
  bool disabled = false;
  std::string tooltip{};          // an icon-only button shows its name when this is empty
  const char* trailing_icon = nullptr;
  std::optional<bool> expanded{}; // opens something
  std::optional<bool> pressed{};  // is a toggle
  TextStyle style = TextStyle::Body;
};

Hit button(Ui& ui, const Rect& rect, const Button& spec);
[[nodiscard]] float button_width(const Ui& ui, const Button& spec);
// A square, borderless one.
Hit icon_button(Ui& ui, const Rect& rect, const char* icon, std::string name, bool disabled = false, std::string tooltip = {});

// One of several choices side by side; returns the new choice or -1.
int segmented(Ui& ui, const Rect& rect, std::string_view name, const std::vector<std::string>& choices, int current);
[[nodiscard]] float segmented_width(const Ui& ui, const std::vector<std::string>& choices);

// A check box with its label; returns true when toggled.
bool check_box(Ui& ui, const Rect& rect, std::string_view name, bool checked, bool disabled = false);

// A small rounded label that does nothing: a type, a state.
float badge(Ui& ui, float x, float centre_y, std::string_view words, Colour text, Colour background, const char* icon = nullptr);
[[nodiscard]] float badge_width(const Ui& ui, std::string_view words, bool icon = false);

// Underlined on hover; acts like a button.
Hit link(Ui& ui, const Rect& rect, std::string_view name, std::string_view words, TextStyle style = TextStyle::Body);

}  // namespace assay::ui
