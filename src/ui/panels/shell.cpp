#include <array>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/panels.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

using session::Stage;

struct StageRow {
  Stage stage;
  const char* name;
  const char* icon;
};
constexpr std::array<StageRow, 3> stages = {{
    {Stage::Data, "Data", icons::table},
    {Stage::Profile, "Profile", icons::chart_column},
    {Stage::Predict, "Predict", icons::sparkles},
}};

void stage_tab(Ui& ui, const Rect& rect, const StageRow& row, bool below) {
  const bool current = ui.state().navigation.stage == row.stage;
  AccessNode node = node_of(Role::Tab, row.name);
  node.selected = current;
  const Hit hit = interact(ui, rect, std::move(node));
  const Rect pill = below ? rect.inset(10, 5) : rect.inset(8, 2);
  if (current) fill(ui, pill, ui.theme->accent_soft, 10);
  else if (hit.hovered) fill(ui, pill, ui.theme->hover, 10);
  const Colour colour = current ? ui.theme->accent_text : ui.theme->muted;
  const float middle = rect.centre_y();
  ui.icon({rect.x, middle - 19, rect.w, 20}, row.icon, TextStyle::Icon, colour);
  ui.label({rect.x, middle + 3, rect.w, 16}, row.name, current ? TextStyle::SmallStrong : TextStyle::Small, colour, Align::Centre);
  if (hit.clicked && !current) ui.send(session::GoToStage{row.stage});
}

// The mark: three bars under a touchstone's streak.
void brand_mark(Ui& ui, const Rect& box) {
  fill(ui, box, ui.theme->accent, 9);
  const float base = box.bottom() - 9;
  const float x = box.x + 9;
  fill(ui, {x, base - 7, 4, 7}, with_alpha(ui.theme->on_accent, 0.6F), 1.5F);
  fill(ui, {x + 7, base - 12, 4, 12}, with_alpha(ui.theme->on_accent, 0.8F), 1.5F);
  fill(ui, {x + 14, base - 18, 4, 18}, ui.theme->on_accent, 1.5F);
}

void rail(Ui& ui, Rect rect) {
  fill(ui, rect, ui.theme->surface);
  vline(ui, rect.right() - 1, rect.y, rect.h, ui.theme->border);
  const AccessScope scope(ui, Role::Navigation, "Stages", rect);
  const Rect head = rect.take_top(size::top_bar, 8);
  brand_mark(ui, head.centred(36, 36));
  {
    const AccessScope tabs(ui, Role::TabList, "Stage", rect);
    for (const StageRow& row : stages) stage_tab(ui, rect.take_top(60, 4), row, false);
  }
  Rect foot = rect.inset(0, 10);
  if (icon_button(ui, foot.take_bottom(36, 4).centred(36, 36), ui.theme->dark ? icons::sun : icons::moon,
                  ui.theme->dark ? "Use the light theme" : "Use the dark theme").clicked) {
    ui.send(session::SetTheme{ui.theme->dark ? session::Theme::Light : session::Theme::Dark});
  }
  if (icon_button(ui, foot.take_bottom(36, 4).centred(36, 36), icons::circle_question_mark, "Help and keyboard shortcuts").clicked) {
    ui.shell.help_next = true;
  }
}

void bottom_bar(Ui& ui, Rect rect) {
  fill(ui, rect, ui.theme->surface);
  hline(ui, rect.x, rect.y, rect.w, ui.theme->border);
  const AccessScope scope(ui, Role::Navigation, "Stages", rect);
  const AccessScope tabs(ui, Role::TabList, "Stage", rect);
  rect.h -= ui.input.inset_bottom;
  const float each = rect.w / static_cast<float>(stages.size());
  for (const StageRow& row : stages) stage_tab(ui, rect.take_left(each), row, true);
}

void content(Ui& ui, const Rect& rect) {
  const session::State& state = ui.state();
  const AccessScope scope(ui, Role::Main, std::string(stages[static_cast<std::size_t>(state.navigation.stage)].name), rect);
  const bool table = state.shown_table() != nullptr;
  const bool predict = state.navigation.stage == Stage::Predict;
  if (!table && !state.loading_name.empty()) return draw_loading(ui, rect);
  if (!table && !(predict && state.document.model)) return draw_empty_state(ui, rect);
  switch (state.navigation.stage) {
    case Stage::Data: return draw_data(ui, rect);
    case Stage::Profile: return draw_profile(ui, rect);
    case Stage::Predict: return draw_predict(ui, rect);
  }
}

}  // namespace

void draw_shell(Ui& ui) {
  Rect rest{ui.input.inset_left, ui.input.inset_top, ui.input.width - ui.input.inset_left - ui.input.inset_right,
            ui.input.height - ui.input.inset_top};
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({ui.input.width, ui.input.height});
  ImGui::Begin("##root", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground);
  sharpen(ui);
  fill(ui, {0, 0, ui.input.width, ui.input.height}, ui.theme->canvas);
  handle_shortcuts(ui);
  if (ui.narrow) {
    bottom_bar(ui, rest.take_bottom(size::bottom_bar + ui.input.inset_bottom));
  } else {
    rest.h -= ui.input.inset_bottom;
    rail(ui, rest.take_left(size::rail));
  }
  draw_top_bar(ui, rest.take_top(size::top_bar));
  const bool table = ui.state().shown_table() != nullptr;
  if (ui.shell.drawer_open && table) {
    const Rect drawer = ui.narrow ? rest : rest.take_right(size::drawer);
    draw_drawer(ui, drawer);
    if (!ui.narrow) content(ui, rest);
  } else {
    content(ui, rest);
  }
  draw_palette(ui);
  draw_help(ui);
  draw_paste_dialog(ui);
  ImGui::End();
  draw_toasts(ui);
  if (ui.input.dropping) draw_drop_overlay(ui);
  draw_tooltip(ui);
}

const char* type_icon(data::Type type) {
  switch (type) {
    case data::Type::Boolean: return icons::toggle_left;
    case data::Type::Integer: return icons::hash;
    case data::Type::Real: return icons::decimals_arrow_right;
    case data::Type::Timestamp: return icons::calendar_clock;
    case data::Type::Text: return icons::type;
  }
  return icons::type;
}

std::string_view type_words(data::Type type) {
  switch (type) {
    case data::Type::Boolean: return "yes or no";
    case data::Type::Integer: return "whole number";
    case data::Type::Real: return "number";
    case data::Type::Timestamp: return "date or time";
    case data::Type::Text: return "text";
  }
  return "";
}

std::string table_shape(const data::Table& table) {
  return plural(static_cast<std::uint64_t>(table.rows()), "row") + " \xC3\x97 " + plural(table.column_count(), "column");
}

}  // namespace assay::ui
