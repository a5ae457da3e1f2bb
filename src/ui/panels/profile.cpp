// The Profile stage: a list of the columns on the left, the table's overview or one column on the right.
#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/fuzzy.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/profile_parts.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/field.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

// A histogram of a few pixels: no axis, no words.
void sparkline(Ui& ui, const Rect& box, const stats::Histogram& bars, bool current) {
  const auto largest = static_cast<double>(std::max<std::uint64_t>(1, bars.largest()));
  const float width = box.w / static_cast<float>(std::max<std::size_t>(1, bars.counts.size()));
  for (std::size_t i = 0; i < bars.counts.size(); ++i) {
    if (bars.counts[i] == 0) continue;
    const float height = std::max(1.5F, static_cast<float>(static_cast<double>(bars.counts[i]) / largest) * box.h);
    fill(ui, {box.x + static_cast<float>(i) * width, box.bottom() - height, std::max(1.0F, width - 0.5F), height}, current ? ui.theme->bar : ui.theme->bar_soft, 0.5F);
  }
}

void share_line(Ui& ui, const Rect& box, const profile::ColumnProfile& column, bool current) {
  if (!column.top || column.present() == 0) return;
  float x = box.x;
  const double present = static_cast<double>(column.present());
  for (std::size_t i = 0; i < std::min<std::size_t>(4, column.top->values.size()); ++i) {
    const float width = static_cast<float>(static_cast<double>(column.top->values[i].count) / present) * box.w;
    fill(ui, {x, box.centre_y() - 4, std::max(1.0F, width - 1), 8}, with_alpha(current ? ui.theme->bar : ui.theme->bar_soft, 1.0F - 0.2F * static_cast<float>(i)), 1.5F);
    x += width;
  }
  if (x < box.right() - 1) fill(ui, {x, box.centre_y() - 4, box.right() - x, 8}, ui.theme->sunken, 1.5F);
}

void column_row(Ui& ui, const Rect& row, const profile::ColumnProfile& column, bool current) {
  AccessNode node = node_of(Role::Option, "Profile of " + column.name);
  node.selected = current;
  ItemOptions options;
  options.ring_radius = 8;
  const Hit hit = interact(ui, row, std::move(node), options);
  if (current) fill(ui, row, ui.theme->accent_soft, 8);
  else if (hit.hovered) fill(ui, row, ui.theme->hover, 8);
  Rect line = row.inset(10, 0);
  const bool made = !column.origin.empty();
  ui.icon(line.take_left(16, 9), made ? icons::sparkles : type_icon(column.type), TextStyle::IconSmall, current ? ui.theme->accent_text : ui.theme->faint);
  const Rect picture = line.take_right(48, 10);
  const Rect box{picture.x, picture.centre_y() - 9, picture.w, 18};
  if (column.mini && column.mini->counts.size() > 1) sparkline(ui, box, *column.mini, current);
  else share_line(ui, box, column, current);
  if (column.missing > 0) {
    const std::string missing = share_text(column.missing_share());
    ui.label(line.take_right(ui.width(missing, TextStyle::Caption), 6), missing, TextStyle::Caption, ui.theme->warning, Align::Right);
  }
  const bool cut = ui.label(line, column.name, current ? TextStyle::BodyStrong : TextStyle::Body, current ? ui.theme->accent_text : ui.theme->text);
  if (cut && hit.hovered) tooltip(ui, row, column.name, hit.id);
  if (hit.clicked) ui.send(session::SelectColumn{column.column, false});
}

void column_list(Ui& ui, Rect rect, const profile::TableProfile& profile) {
  fill(ui, rect, ui.theme->surface);
  vline(ui, rect.right() - 1, rect.y, rect.h, ui.theme->border);
  const AccessScope scope(ui, Role::Region, "Columns", rect);
  rect = rect.inset(12, 12);
  Field field{.name = "Search columns", .placeholder = "Search " + plural(profile.columns.size(), "column"), .icon = icons::search, .search = true};
  text_field(ui, rect.take_top(ui.control, 10), field, ui.profile.search);
  const auto selected = ui.state().navigation.column;
  const Rect all = rect.take_top(36, 4);
  AccessNode node = node_of(Role::Button, "Overview of the table");
  node.selected = !selected;
  const Hit hit = interact(ui, all, std::move(node));
  if (!selected) fill(ui, all, ui.theme->accent_soft, 8);
  else if (hit.hovered) fill(ui, all, ui.theme->hover, 8);
  Rect line = all.inset(10, 0);
  ui.icon(line.take_left(16, 9), icons::grid_3x3, TextStyle::IconSmall, selected ? ui.theme->faint : ui.theme->accent_text);
  ui.label(line, "Overview", selected ? TextStyle::Body : TextStyle::BodyStrong, selected ? ui.theme->text : ui.theme->accent_text);
  if (hit.clicked) ui.send(session::SelectColumn{std::nullopt, false});
  hline(ui, rect.x, rect.y, rect.w, ui.theme->border);
  rect.take_top(6);
  const AccessScope list(ui, Role::ListBox, "Columns", rect);
  Scroll scroll(ui, "##columns", rect);
  float y = scroll.y();
  for (const profile::ColumnProfile& column : profile.columns) {
    if (!ui.profile.search.empty() && !fuzzy_score(ui.profile.search, column.name)) continue;
    const Rect row{scroll.x(), y, scroll.width(), 36};
    y += 38;
    if (row.bottom() < rect.y - 400 || row.y > rect.bottom() + 400) continue;
    ImGui::PushID(static_cast<int>(column.column));
    column_row(ui, row, column, selected == column.column);
    ImGui::PopID();
  }
  scroll.end_at(y);
}

void column_combo(Ui& ui, const Rect& rect, const profile::TableProfile& profile) {
  fill(ui, rect, ui.theme->surface);
  hline(ui, rect.x, rect.bottom() - 1, rect.w, ui.theme->border);
  std::vector<Choice> choices = {{.label = "Overview of the table", .detail = {}, .icon = icons::grid_3x3, .why = {}}};
  for (const profile::ColumnProfile& column : profile.columns) choices.push_back({.label = column.name, .detail = std::string(data::to_string(column.type)), .icon = type_icon(column.type), .why = {}});
  const auto selected = ui.state().navigation.column;
  const int current = selected ? static_cast<int>(*selected) + 1 : 0;
  const std::string shown = choices[static_cast<std::size_t>(std::min<int>(current, static_cast<int>(choices.size()) - 1))].label;
  const int chosen = combo(ui, rect.inset(10, 6), "Column to show", shown, choices, current);
  if (chosen == 0) ui.send(session::SelectColumn{std::nullopt, false});
  else if (chosen > 0) ui.send(session::SelectColumn{static_cast<std::size_t>(chosen) - 1, false});
}

}  // namespace

void draw_profile(Ui& ui, const Rect& rect) {
  const session::State& state = ui.state();
  Rect rest = rect;
  if (!derived_state(ui, rest, derived_info(state.profile), "the profile", "Open a table to see its profile.")) return;
  const profile::TableProfile& profile = *state.profile.value;
  if (state.profile.state == session::DerivedState::Pending) rest.take_top(3);
  if (ui.narrow) column_combo(ui, rest.take_top(ui.control + 12), profile);
  else column_list(ui, rest.take_left(std::min(272.0F, rest.w * 0.3F)), profile);
  const auto column = state.navigation.column;
  const bool one = column && *column < profile.columns.size();
  if (one) draw_column_profile(ui, rest, profile, *column);
  else draw_overview(ui, rest, profile);
}

}  // namespace assay::ui
