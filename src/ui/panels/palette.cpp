#include <algorithm>
#include <functional>

#include <imgui.h>
#include <imgui_internal.h>

#include "ui/fuzzy.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/panels.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/field.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

struct Entry {
  std::string label;
  const char* icon;
  std::string detail;
  std::function<void(Ui&)> run;
};

std::function<void(Ui&)> sends(session::Command command) {
  return [command = std::move(command)](Ui& ui) { ui.send(command); };
}

void app_entries(const Ui& ui, std::vector<Entry>& out) {
  using namespace session;
  const State& state = ui.state();
  out.push_back({"Open file", icons::folder_open, shortcut_text(ui, "O"), sends(ShowOpenDialog{})});
  out.push_back({"Paste a table", icons::clipboard_paste, "", [](Ui& u) { u.shell.paste_next = true; }});
  out.push_back({"Generate a dataset of 1,000,000 rows", icons::wand_sparkles, "", sends(GenerateSample{})});
  out.push_back({"Go to Data", icons::table, "1", sends(GoToStage{Stage::Data})});
  out.push_back({"Go to Profile", icons::chart_column, "2", sends(GoToStage{Stage::Profile})});
  out.push_back({"Go to Predict", icons::sparkles, "3", sends(GoToStage{Stage::Predict})});
  if (state.can_undo) out.push_back({state.undo_label.empty() ? "Undo" : state.undo_label, icons::undo_2, shortcut_text(ui, "Z"), sends(Undo{})});
  if (state.can_redo) out.push_back({state.redo_label.empty() ? "Redo" : state.redo_label, icons::redo_2, shortcut_text(ui, "Z", true), sends(Redo{})});
  out.push_back({"Use the light theme", icons::sun, "", sends(SetTheme{session::Theme::Light})});
  out.push_back({"Use the dark theme", icons::moon, "", sends(SetTheme{session::Theme::Dark})});
  out.push_back({"Follow the system's theme", icons::monitor, "", sends(SetTheme{session::Theme::System})});
  out.push_back({"Help and keyboard shortcuts", icons::circle_question_mark, "?", [](Ui& u) { u.shell.help_next = true; }});
  out.push_back({"Choose the device: Auto", icons::cpu, "", sends(SetDevice{DeviceChoice::Auto})});
  out.push_back({"Choose the device: CPU", icons::cpu, "", sends(SetDevice{DeviceChoice::Cpu})});
  for (const auto& option : state.devices) {
    if (option.device == inference::Device::WebGpu && option.available) out.push_back({"Choose the device: WebGPU", icons::gauge, option.name, sends(SetDevice{DeviceChoice::WebGpu})});
  }
  for (const JobInfo& job : state.jobs) out.push_back({"Cancel " + job.title, icons::circle_x, job.phase, sends(CancelJob{job.id})});
  for (const Sample& sample : state.samples) {
    out.push_back({"Open sample: " + sample.title, icons::flask_conical, sample.models.empty() ? "" : "data", sends(OpenSample{sample.id, false})});
    if (!sample.models.empty()) out.push_back({"Open sample with its model: " + sample.title, icons::flask_conical, "data and model", sends(OpenSample{sample.id, true})});
  }
}

void document_entries(const Ui& ui, std::vector<Entry>& out) {
  using namespace session;
  const State& state = ui.state();
  if (state.document.model) {
    if (state.document.table) out.push_back({"Run the model", icons::play, state.document.model->name, sends(RunModel{})});
    out.push_back({"Close the model", icons::x, state.document.model->name, sends(CloseModel{})});
  }
  if (!state.document.table) return;
  const data::Table& table = *state.document.table;
  out.push_back({"Export shown rows as CSV", icons::download, "", sends(ExportCsv{true})});
  out.push_back({"Export all rows as CSV", icons::download, "", sends(ExportCsv{false})});
  out.push_back({"Show or hide the details", icons::panel_right, "", [](Ui& u) { u.shell.drawer_open = !u.shell.drawer_open; }});
  out.push_back({"Copy cells with their header", icons::copy, ui.grid.copy_header ? "on" : "off", [](Ui& u) { u.grid.copy_header = !u.grid.copy_header; }});
  out.push_back({"Clear the sort", icons::arrow_up_down, "", sends(SetSort{std::nullopt})});
  out.push_back({"Clear all filters", icons::filter_x, "", sends(ClearFilters{})});
  out.push_back({"Close the table", icons::x, table.name(), sends(CloseTable{})});
  for (std::size_t i = 0; i < std::min<std::size_t>(table.column_count(), 2000); ++i) {
    const std::string& name = table.column(i).name();
    const char* icon = type_icon(table.column(i).type());
    out.push_back({"Go to column " + name, icon, std::string(data::to_string(table.column(i).type())), [i](Ui& u) {
                     u.send(SelectColumn{i, false});
                     if (u.state().navigation.stage == Stage::Data) u.grid.reveal_column = i;
                   }});
    if (i >= 300) continue;  // very wide tables: by name alone
    out.push_back({"Profile of column " + name, icons::chart_column, "", sends(SelectColumn{i, true})});
    out.push_back({"Sort by " + name, icons::arrow_up_down, "", sends(SetSort{SortKey{i, false}})});
  }
}

struct Match {
  std::size_t entry;
  int score;
  std::vector<std::size_t> at;
};

std::vector<Match> matches_of(const std::vector<Entry>& entries, std::string_view query) {
  std::vector<Match> found;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Match match{i, 0, {}};
    const auto score = fuzzy_score(query, entries[i].label, &match.at);
    if (!score) continue;
    match.score = *score;
    found.push_back(std::move(match));
  }
  std::stable_sort(found.begin(), found.end(), [](const Match& a, const Match& b) { return a.score > b.score; });
  if (found.size() > 60) found.resize(60);
  return found;
}

// The label with its matched letters in the accent.
void marked_label(Ui& ui, const Rect& rect, const std::string& label, const std::vector<std::size_t>& at) {
  float x = rect.x;
  const float baseline = rect.centre_y() + cap_height(TextStyle::Body) * 0.5F;
  for (std::size_t i = 0; i < label.size();) {
    const std::size_t start = i;
    (void)next_code_point(label, i);
    const bool hit = std::binary_search(at.begin(), at.end(), start);
    x = ui.text.line(ui.draw(), x, baseline, std::string_view(label).substr(start, i - start), hit ? TextStyle::BodyStrong : TextStyle::Body,
                     hit ? ui.theme->accent_text : ui.theme->text);
    if (x > rect.right() - 10) break;
  }
}

bool entry_row(Ui& ui, const Rect& row, const Entry& entry, const Match& match, bool current, bool follow) {
  AccessNode node = node_of(Role::Option, entry.label);
  node.selected = current;
  node.description = entry.detail;
  ItemOptions options;
  options.ring = false;
  const Hit hit = interact(ui, row, std::move(node), options);
  if (current) fill(ui, row, ui.theme->accent_soft, 8);
  else if (hit.hovered) fill(ui, row, ui.theme->hover, 8);
  if (current && follow) ImGui::ScrollToRect(ImGui::GetCurrentWindow(), ImRect(row.x, row.y - 4, row.right(), row.bottom() + 4));
  Rect line = row.inset(12, 0);
  ui.icon(line.take_left(18, 12), entry.icon, TextStyle::IconSmall, current ? ui.theme->accent_text : ui.theme->muted);
  if (!entry.detail.empty()) ui.label(line.take_right(std::min(160.0F, ui.width(entry.detail, TextStyle::Small)), 10), entry.detail, TextStyle::Small, ui.theme->faint, Align::Right);
  marked_label(ui, line, entry.label, match.at);
  return hit.clicked;
}

}  // namespace

void open_palette(Ui& ui) { ui.palette.open_next = true; }

void draw_palette(Ui& ui) {
  if (ui.palette.open_next) {
    ui.palette = {};
    open_dialog("##palette");
  }
  // As tall as what was found in the last frame, its top edge in one place.
  const float row_height = ui.control + 4;
  const float height = std::min(460.0F, 78 + row_height * static_cast<float>(std::clamp(ui.palette.found, 2, 40)));
  const float top_share = 0.28F * (ui.input.height - 460) / std::max(1.0F, ui.input.height - height);
  Dialog dialog(ui, "##palette", "Command palette", 620, height, std::max(0.0F, top_share));
  if (!dialog) return;
  std::vector<Entry> entries;
  document_entries(ui, entries);
  app_entries(ui, entries);
  if (ui.palette.query.empty()) std::stable_partition(entries.begin(), entries.end(), [](const Entry& e) { return !e.label.starts_with("Go to column") && !e.label.starts_with("Profile of") && !e.label.starts_with("Sort by"); });
  Rect inner = dialog.rect().inset(10);
  Rect top = inner.take_top(44, 6);
  Field field{.name = "Command", .placeholder = "Type a command or the name of a column", .icon = icons::search, .focus = dialog.appearing(), .plain = true};
  const FieldResult typed = text_field(ui, top.inset(10, 0), field, ui.palette.query);
  hline(ui, dialog.rect().x, top.bottom() + 2, dialog.rect().w, ui.theme->border);
  const std::vector<Match> found = matches_of(entries, ui.palette.query);
  if (ui.palette.found != static_cast<int>(found.size())) ui.animating = true;
  ui.palette.found = static_cast<int>(found.size());
  const int last = static_cast<int>(found.size()) - 1;
  const int before = ui.palette.cursor;
  if (typed.changed) ui.palette.cursor = 0;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) ++ui.palette.cursor;
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) --ui.palette.cursor;
  if (ImGui::IsKeyPressed(ImGuiKey_PageDown)) ui.palette.cursor += 8;
  if (ImGui::IsKeyPressed(ImGuiKey_PageUp)) ui.palette.cursor -= 8;
  ui.palette.cursor = std::clamp(ui.palette.cursor, 0, std::max(0, last));
  std::optional<std::size_t> run;
  if (last < 0) ui.label(inner.take_top(60), "No command of that name", TextStyle::Body, ui.theme->faint, Align::Centre);
  {
    const AccessScope list(ui, Role::ListBox, "Commands", inner);
    Scroll scroll(ui, "##commands", inner);
    float y = scroll.y();
    for (int i = 0; i <= last; ++i) {
      const Match& match = found[static_cast<std::size_t>(i)];
      ImGui::PushID(i);
      if (entry_row(ui, {scroll.x(), y, scroll.width(), row_height}, entries[match.entry], match, i == ui.palette.cursor, before != ui.palette.cursor)) run = match.entry;
      ImGui::PopID();
      y += row_height;
    }
    scroll.end_at(y);
  }
  if (typed.submitted && last >= 0) run = found[static_cast<std::size_t>(ui.palette.cursor)].entry;
  if (!run) return;
  dialog.close();
  entries[*run].run(ui);
}

}  // namespace assay::ui
