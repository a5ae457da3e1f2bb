#include "ui/widgets/field.hpp"

#include <algorithm>

#include <imgui.h>
#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include "ui/fuzzy.hpp"
#include "ui/icons.gen.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

bool input(Ui& ui, const Rect& rect, const Field& spec, const char* id, std::string& value, bool& submitted) {
  const TextStyle style = spec.mono ? TextStyle::Mono : TextStyle::Body;
  ImFont* font = ui.fonts.at(style);
  ImGui::PushFont(font);
  const float line = font->FontSize;
  const float pad_y = spec.multi_line ? 8 : std::max(0.0F, (rect.h - line) * 0.5F);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, pad_y));
  place_cursor(rect.x, rect.y);
  bool changed = false;
  if (spec.multi_line) {
    changed = ImGui::InputTextMultiline(id, &value, {rect.w, rect.h}, ImGuiInputTextFlags_AllowTabInput);
  } else {
    ImGui::SetNextItemWidth(rect.w);
    const bool enter = ImGui::InputTextWithHint(id, spec.placeholder.c_str(), &value, ImGuiInputTextFlags_EnterReturnsTrue);
    submitted = enter;
    changed = ImGui::IsItemEdited();
  }
  ImGui::PopStyleVar();
  ImGui::PopFont();
  ui.text.mention(value, style);
  return changed;
}

}  // namespace

FieldResult text_field(Ui& ui, const Rect& rect, const Field& spec, std::string& value) {
  FieldResult result;
  const std::string id_text = "##" + spec.name;
  result.id = item_id(id_text);
  if (auto forced = ui.access.take_value(result.id)) {
    if (ImGui::GetActiveID() == result.id) ImGui::ClearActiveID();
    value = std::move(*forced);
    result.changed = true;
  }
  const bool focus = ui.access.take(result.id, Action::Focus) || ui.access.take(result.id, Action::Click) || spec.focus;
  if (focus) ImGui::SetKeyboardFocusHere();
  const bool active = ImGui::GetActiveID() == result.id;
  Rect inner = rect;
  if (!spec.plain) {
    fill(ui, rect, ui.theme->surface, size::radius);
    stroke(ui, rect, active ? ui.theme->accent : ui.mouse_over(rect) ? ui.theme->border_strong : ui.theme->border, size::radius,
           active ? 1.5F : 1.0F);
    inner = rect.inset(10, 0);
  }
  if (spec.icon != nullptr) ui.icon(inner.take_left(18, 8), spec.icon, TextStyle::IconSmall, ui.theme->faint);
  const bool clearable = spec.search && !value.empty();
  const Rect clear = clearable ? inner.take_right(20) : Rect{};
  result.changed |= input(ui, inner, spec, id_text.c_str(), value, result.submitted);
  result.active = ImGui::GetActiveID() == result.id;
  AccessNode node = node_of(spec.search ? Role::SearchBox : Role::TextBox, spec.name);
  node.id = result.id;
  node.rect = rect.access();
  node.value = value;
  node.description = spec.placeholder;
  node.focusable = true;
  node.focused = result.active;
  ui.access.add(std::move(node));
  if (clearable && icon_button(ui, clear.centred(20, 20), icons::x, "Clear " + spec.name).clicked) {
    value.clear();
    result.changed = true;
  }
  return result;
}

namespace {

constexpr std::size_t search_from = 10;

// The open list of a combo box; returns the choice or -1.
int choice_list(Ui& ui, const Rect& anchor, std::string_view name, const std::vector<Choice>& choices, int current, std::uint32_t id) {
  const bool searchable = choices.size() >= search_from;
  float width = anchor.w;
  float height = searchable ? 44 : 8;
  for (const Choice& c : choices) {
    width = std::max(width, ui.width(c.label, TextStyle::Body) + ui.width(c.detail, TextStyle::Small) + 84);
    height += c.why.empty() ? ui.control : ui.control + 16;
  }
  width = std::min(width, ui.input.width - 16);
  Popup popup(ui, id, anchor, {0, 0, width, std::min(height + 8, 340.0F)}, Role::ListBox, name);
  if (!popup) return -1;
  Rect rest = popup.rect().inset(6, 6);
  std::string& query = ui.combo_search[id];
  if (searchable) {
    Field field;
    field.name = "Search " + std::string(name);
    field.placeholder = "Search";
    field.icon = icons::search;
    field.focus = popup.appearing();
    text_field(ui, rest.take_top(32, 6), field, query);
  }
  int chosen = -1;
  Scroll scroll(ui, "##choices", rest);
  float y = scroll.y();
  for (int i = 0; i < static_cast<int>(choices.size()); ++i) {
    const Choice& c = choices[static_cast<std::size_t>(i)];
    if (searchable && !query.empty() && !fuzzy_score(query, c.label)) continue;
    const Rect row{scroll.x(), y, scroll.width(), c.why.empty() ? ui.control : ui.control + 16};
    y += row.h;
    AccessNode node = node_of(Role::Option, c.label);
    node.description = c.why;
    node.selected = i == current;
    ItemOptions options;
    options.disabled = c.disabled;
    options.ring_radius = 6;
    const Hit hit = interact(ui, row, std::move(node), options);
    if (hit.hovered || hit.focused) fill(ui, row, ui.theme->hover, 6);
    Rect line = row.inset(8, 0);
    const Rect tick = line.take_left(18, 6);
    if (i == current) ui.icon(tick, icons::check, TextStyle::IconSmall, ui.theme->accent_text);
    else if (c.icon != nullptr) ui.icon(tick, c.icon, TextStyle::IconSmall, ui.theme->faint);
    if (!c.detail.empty()) {
      const float detail = ui.width(c.detail, TextStyle::Small);
      ui.label(line.take_right(detail, 8), c.detail, TextStyle::Small, ui.theme->faint);
    }
    Rect first = line;
    if (!c.why.empty()) first.h = 28;
    ui.label(first, c.label, TextStyle::Body, c.disabled ? ui.theme->faint : ui.theme->text);
    if (!c.why.empty()) ui.label({line.x, row.y + 24, line.w, 18}, c.why, TextStyle::Small, ui.theme->faint);
    if (hit.clicked) chosen = i;
  }
  scroll.end_at(y);
  if (chosen >= 0) {
    query.clear();
    popup.close();
  }
  return chosen;
}

}  // namespace

int combo(Ui& ui, const Rect& rect, std::string_view name, std::string_view shown, const std::vector<Choice>& choices, int current,
          bool alarming) {
  AccessNode node = node_of(Role::ComboBox, name);
  const std::uint32_t id = item_id(name);
  node.id = id;
  node.value = shown;
  node.expanded = popup_open(id);
  const Hit hit = interact(ui, rect, std::move(node));
  fill(ui, rect, ui.theme->surface, size::radius);
  stroke(ui, rect, alarming ? ui.theme->danger : hit.hovered ? ui.theme->border_strong : ui.theme->border, size::radius,
         alarming ? 1.5F : 1.0F);
  Rect inner = rect.inset(10, 0);
  ui.icon(inner.take_right(16, 4), icons::chevron_down, TextStyle::IconSmall, ui.theme->faint);
  ui.label(inner, shown, TextStyle::Body, current < 0 ? ui.theme->muted : ui.theme->text);
  if (auto value = ui.access.take_value(id)) {
    for (int i = 0; i < static_cast<int>(choices.size()); ++i) {
      const Choice& c = choices[static_cast<std::size_t>(i)];
      if (c.label == *value && !c.disabled) return i;
    }
  }
  if (hit.clicked) open_popup(id);
  return choice_list(ui, rect, name, choices, current, id);
}

}  // namespace assay::ui
