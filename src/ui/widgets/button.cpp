#include "ui/widgets/button.hpp"

#include <imgui.h>

#include "ui/icons.gen.hpp"

namespace assay::ui {

namespace {

struct Look {
  Colour background, border, text;
};

Look look_of(const Theme& t, ButtonKind kind, bool hovered, bool held, bool disabled, bool on) {
  Look look{0, 0, t.text};
  switch (kind) {
    case ButtonKind::Primary:
      look = {hovered ? t.accent_hover : t.accent, 0, t.on_accent};
      break;
    case ButtonKind::Danger:
      look = {hovered ? t.danger_soft : t.surface, t.border_strong, t.danger};
      break;
    case ButtonKind::Secondary:
      look = {hovered ? mix(t.surface, t.sunken, 0.7F) : t.surface, hovered ? t.border_strong : t.border, t.text};
      break;
    case ButtonKind::Ghost:
      look = {hovered ? t.hover : 0, 0, t.muted};
      if (hovered) look.text = t.text;
      break;
  }
  if (on) look = {t.accent_soft, 0, t.accent_text};
  if (held) look.background = kind == ButtonKind::Primary ? mix(t.accent_hover, t.text, 0.12F) : mix(look.background, t.press, 0.6F);
  if (disabled) {
    look.text = t.faint;
    if (kind == ButtonKind::Primary) look.background = t.sunken;
  }
  return look;
}

constexpr float icon_box = 18;

}  // namespace

float button_width(const Ui& ui, const Button& spec) {
  float width = spec.label.empty() ? 0 : ui.width(spec.label, spec.style);
  if (spec.icon != nullptr) width += icon_box + (spec.label.empty() ? 0 : 7);
  if (spec.trailing_icon != nullptr) width += 16 + 3;
  return width + (spec.label.empty() ? 14 : 26);
}

Hit button(Ui& ui, const Rect& rect, const Button& spec) {
  AccessNode node = node_of(Role::Button, spec.name);
  node.description = spec.tooltip;
  node.expanded = spec.expanded;
  if (spec.pressed) node.selected = *spec.pressed;
  ItemOptions options;
  options.disabled = spec.disabled;
  const std::string tip = spec.tooltip.empty() && spec.label.empty() ? spec.name : spec.tooltip;
  if (!tip.empty()) options.tooltip = tip.c_str();
  const Hit hit = interact(ui, rect, std::move(node), options);
  const Look look = look_of(*ui.theme, spec.kind, hit.hovered || spec.expanded.value_or(false), hit.held, spec.disabled,
                            spec.pressed.value_or(false));
  fill(ui, rect, look.background, size::radius);
  if (look.border != 0) stroke(ui, rect, look.border, size::radius);
  float content = spec.label.empty() ? 0 : ui.width(spec.label, spec.style);
  if (spec.icon != nullptr) content += icon_box + (spec.label.empty() ? 0 : 7);
  if (spec.trailing_icon != nullptr) content += 16 + 3;
  float x = rect.centre_x() - std::min(content, rect.w - 8) * 0.5F;
  if (spec.icon != nullptr) {
    ui.icon({x, rect.y, icon_box, rect.h}, spec.icon, spec.style == TextStyle::Small && !spec.label.empty() ? TextStyle::IconSmall : TextStyle::Icon, look.text);
    x += icon_box + 7;
  }
  const float trailing = spec.trailing_icon != nullptr ? 19 : 0;
  if (!spec.label.empty()) {
    const float room = rect.right() - 8 - trailing - x;
    ui.label({x, rect.y, room, rect.h}, spec.label, spec.style, look.text);
    x += std::min(ui.width(spec.label, spec.style), room) + 3;
  }
  if (spec.trailing_icon != nullptr) ui.icon({x, rect.y, 16, rect.h}, spec.trailing_icon, TextStyle::IconSmall, ui.theme->faint);
  return hit;
}

Hit icon_button(Ui& ui, const Rect& rect, const char* icon, std::string name, bool disabled, std::string tooltip) {
  Button spec;
  spec.name = std::move(name);
  spec.icon = icon;
  spec.kind = ButtonKind::Ghost;
  spec.disabled = disabled;
  spec.tooltip = std::move(tooltip);
  return button(ui, rect, spec);
}

float segmented_width(const Ui& ui, const std::vector<std::string>& choices) {
  float width = 4;
  for (const std::string& choice : choices) width += ui.width(choice, TextStyle::Small) + 24;
  return width;
}

int segmented(Ui& ui, const Rect& rect, std::string_view name, const std::vector<std::string>& choices, int current) {
  const AccessScope scope(ui, Role::Group, std::string(name), rect);
  fill(ui, rect, ui.theme->sunken, size::radius);
  int chosen = -1;
  Rect rest = rect.inset(2);
  const float natural = segmented_width(ui, choices) - 4;
  for (int i = 0; i < static_cast<int>(choices.size()); ++i) {
    const std::string& choice = choices[static_cast<std::size_t>(i)];
    const float share = (ui.width(choice, TextStyle::Small) + 24) / natural;
    const Rect part = rest.take_left(share * (rect.w - 4));
    AccessNode node = node_of(Role::RadioButton, std::string(name) + ": " + choice);
    node.checked = i == current;
    ItemOptions options;
    options.ring_radius = 6;
    const Hit hit = interact(ui, part, std::move(node), options);
    if (i == current) {
      fill(ui, part, ui.theme->dark ? ui.theme->border_strong : ui.theme->surface, 6);
      if (!ui.theme->dark) stroke(ui, part, ui.theme->border, 6);
    } else if (hit.hovered) {
      fill(ui, part, ui.theme->hover, 6);
    }
    ui.label(part, choice, i == current ? TextStyle::SmallStrong : TextStyle::Small,
             i == current ? ui.theme->text : ui.theme->muted, Align::Centre);
    if (hit.clicked && i != current) chosen = i;
  }
  return chosen;
}

bool check_box(Ui& ui, const Rect& rect, std::string_view name, bool checked, bool disabled) {
  AccessNode node = node_of(Role::CheckBox, name);
  node.checked = checked;
  ItemOptions options;
  options.disabled = disabled;
  const Hit hit = interact(ui, rect, std::move(node), options);
  const Rect box{rect.x + 2, rect.centre_y() - 8, 16, 16};
  fill(ui, box, checked ? ui.theme->accent : ui.theme->surface, 4);
  if (!checked) stroke(ui, box, hit.hovered ? ui.theme->muted : ui.theme->border_strong, 4, 1.5F);
  if (checked) ui.icon(box, icons::check, TextStyle::IconSmall, ui.theme->on_accent);
  ui.label({box.right() + 8, rect.y, rect.right() - box.right() - 8, rect.h}, name, TextStyle::Body,
           disabled ? ui.theme->faint : ui.theme->text);
  return hit.clicked;
}

float badge_width(const Ui& ui, std::string_view words, bool icon) {
  return ui.width(words, TextStyle::Caption) + 14 + (icon ? 16 : 0);
}

float badge(Ui& ui, float x, float centre_y, std::string_view words, Colour text, Colour background, const char* icon) {
  const float width = badge_width(ui, words, icon != nullptr);
  const Rect box{x, centre_y - 10, width, 20};
  fill(ui, box, background, 10);
  float left = box.x + 7;
  if (icon != nullptr) {
    ui.icon({left - 1, box.y, 14, box.h}, icon, TextStyle::IconSmall, text);
    left += 16;
  }
  ui.label({left, box.y, width, box.h}, words, TextStyle::Caption, text);
  return width;
}

Hit link(Ui& ui, const Rect& rect, std::string_view name, std::string_view words, TextStyle style) {
  ItemOptions options;
  options.ring_radius = 4;
  const Hit hit = interact(ui, rect, node_of(Role::Link, name), options);
  ui.label(rect, words, style, ui.theme->accent_text);
  if (hit.hovered) {
    const float width = std::min(rect.w, ui.width(words, style));
    hline(ui, rect.x, rect.centre_y() + cap_height(style) * 0.5F + 3, width, ui.theme->accent_text);
  }
  return hit;
}

}  // namespace assay::ui
