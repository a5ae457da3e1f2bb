#include <algorithm>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/panels.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

using session::DeviceChoice;
using session::State;

// ---- the dataset ----------------------------------------------------------------------------------------

void dataset_menu(Ui& ui, std::uint32_t id, const Rect& anchor) {
  const bool table = ui.state().document.table != nullptr;
  const bool model = ui.state().document.model != nullptr;
  const std::vector<MenuItem> items = {
      {"Open file\xE2\x80\xA6", icons::folder_open, shortcut_text(ui, "O"), false, false, {}, false, {}},
      {"Paste a table\xE2\x80\xA6", icons::clipboard_paste, {}, false, false, {}, false, {}},
      {"Export shown rows as CSV", icons::download, {}, !table, false, {}, true, {}},
      {"Export all rows as CSV", icons::download, {}, !table, false, {}, false, {}},
      {"Close table", icons::x, {}, !table, false, {}, true, {}},
      {"Close model", icons::x, {}, !model, false, {}, false, {}},
  };
  const auto chosen = menu(ui, id, anchor, "Dataset menu", items);
  if (!chosen) return;
  switch (*chosen) {
    case 0: ui.send(session::ShowOpenDialog{}); break;
    case 1: ui.shell.paste_next = true; break;
    case 2: ui.send(session::ExportCsv{true}); break;
    case 3: ui.send(session::ExportCsv{false}); break;
    case 4: ui.send(session::CloseTable{}); break;
    case 5: ui.send(session::CloseModel{}); break;
    default: break;
  }
}

void dataset_chip(Ui& ui, const Rect& room) {
  const data::TablePtr& table = ui.state().shown_table();
  if (!table) {
    ui.label(room, "Assay", TextStyle::Title, ui.theme->text);
    return;
  }
  const bool partial = ui.state().document.table == nullptr;
  std::string detail = table_shape(*table) + "  \xC2\xB7  " + bytes_text(static_cast<double>(table->size_bytes()));
  if (partial) detail = count_text(static_cast<std::uint64_t>(table->rows())) + " rows so far";
  const float name_width = ui.width(table->name(), TextStyle::BodyStrong);
  const float detail_width = ui.narrow ? 0 : ui.width(detail, TextStyle::Small) + 14;
  const Rect chip{room.x, room.centre_y() - 18, std::min(room.w, name_width + detail_width + 78), 36};
  AccessNode node = node_of(Role::Button, "Dataset " + table->name());
  node.description = detail;
  node.expanded = popup_open(item_id("dataset menu"));
  const Hit hit = interact(ui, chip, std::move(node));
  if (hit.hovered || *node.expanded) fill(ui, chip, ui.theme->hover, size::radius);
  Rect inner = chip.inset(8, 0);
  const Rect icon = inner.take_left(24, 8);
  fill(ui, icon.centred(26, 26), ui.theme->positive_soft, 7);
  ui.icon(icon, icons::file_spreadsheet, TextStyle::Icon, ui.theme->positive);
  const Rect arrow = inner.take_right(16, 2);
  const float shown_name = std::min(name_width + 1, detail_width > 0 ? std::max(80.0F, inner.w - detail_width) : inner.w);
  ui.label(inner.take_left(shown_name, 12), table->name(), TextStyle::BodyStrong, ui.theme->text);
  if (detail_width > 0) ui.label(inner, detail, TextStyle::Small, ui.theme->muted);
  ui.icon(arrow, icons::chevron_down, TextStyle::IconSmall, ui.theme->faint);
  if (hit.clicked) open_popup(item_id("dataset menu"));
  dataset_menu(ui, item_id("dataset menu"), chip);
}

// ---- jobs -----------------------------------------------------------------------------------------------

std::string job_figures(const session::JobInfo& job) {
  std::string text;
  if (job.fraction) text = std::to_string(static_cast<int>(*job.fraction * 100)) + " %";
  if (job.bytes_per_second > 0) text += (text.empty() ? "" : "  \xC2\xB7  ") + rate_text(job.bytes_per_second);
  if (text.empty()) text = duration_text(job.elapsed_ms);
  return text;
}

void job_chip(Ui& ui, const Rect& rect, const session::JobInfo& job, std::size_t others) {
  const AccessScope scope(ui, Role::Group, "Job " + job.title, rect);
  fill(ui, rect, ui.theme->surface, size::radius);
  stroke(ui, rect, ui.theme->border, size::radius);
  Rect inner = rect.inset(10, 0);
  const Rect cancel = inner.take_right(24, 8);
  const std::string figures = job.cancelling ? "Cancelling" : job_figures(job);
  const float figures_width = ui.width(figures, TextStyle::MonoSmall) + 2;
  Rect line = inner;
  line.h = 24;
  ui.label(line.take_right(figures_width, 8), figures, TextStyle::MonoSmall, ui.theme->muted, Align::Right);
  const std::string words = (job.phase.empty() ? job.title : job.phase) + (others > 0 ? "  +" + std::to_string(others) : "");
  ui.label(line, words, TextStyle::Small, ui.theme->text);
  progress_bar(ui, {inner.x, rect.bottom() - 10, inner.w, 4}, job.title, job.fraction, figures);
  if (icon_button(ui, cancel.centred(24, 24), icons::x, "Cancel " + job.title, job.cancelling).clicked) ui.send(session::CancelJob{job.id});
}

// ---- device ---------------------------------------------------------------------------------------------

const inference::DeviceOption* option_of(const State& state, inference::Device device) {
  for (const auto& option : state.devices) {
    if (option.device == device) return &option;
  }
  return nullptr;
}

}  // namespace

std::string device_summary(const State& state) {
  const std::string threads = plural(static_cast<std::uint64_t>(std::max(1, state.threads)), "thread");
  switch (state.settings.device) {
    case DeviceChoice::Cpu: return "CPU \xC2\xB7 " + threads;
    case DeviceChoice::WebGpu: return "WebGPU";
    case DeviceChoice::Auto: break;
  }
  return "Auto \xC2\xB7 " + threads;
}

void draw_device_menu(Ui& ui, const Rect& anchor) {
  const State& state = ui.state();
  const auto* cpu = option_of(state, inference::Device::Cpu);
  const auto* gpu = option_of(state, inference::Device::WebGpu);
  const bool gpu_there = !state.gpu_adapter.empty() || (gpu != nullptr && gpu->available);
  std::string gpu_note = gpu_there ? (state.gpu_adapter.empty() ? gpu->name : state.gpu_adapter)
                                   : !state.gpu_reason.empty() ? state.gpu_reason : gpu != nullptr ? gpu->reason : "Not available here.";
  const std::string cpu_note = cpu != nullptr && !cpu->name.empty() ? cpu->name : plural(static_cast<std::uint64_t>(std::max(1, state.threads)), "thread");
  const DeviceChoice now = state.settings.device;
  const std::vector<MenuItem> items = {
      {"Auto", nullptr, {}, false, false, now == DeviceChoice::Auto, false, "Whichever is faster for the task"},
      {"CPU", nullptr, {}, false, false, now == DeviceChoice::Cpu, false, cpu_note},
      {"WebGPU", nullptr, {}, !gpu_there, false, now == DeviceChoice::WebGpu, false, gpu_note},
  };
  const auto chosen = menu(ui, item_id("device menu"), anchor, "Device menu", items);
  if (!chosen) return;
  static constexpr DeviceChoice choices[] = {DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::WebGpu};
  ui.send(session::SetDevice{choices[*chosen]});
}

namespace {

void device_chip(Ui& ui, const Rect& rect) {
  Button spec;
  spec.name = "Device: " + device_summary(ui.state());
  spec.label = device_summary(ui.state());
  spec.icon = ui.state().settings.device == DeviceChoice::WebGpu ? icons::gauge : icons::cpu;
  spec.kind = ButtonKind::Ghost;
  spec.style = TextStyle::Small;
  spec.expanded = popup_open(item_id("device menu"));
  spec.tooltip = ui.state().gpu_adapter.empty() ? "Where models and kernels run. " + ui.state().gpu_reason
                                                : "Where models and kernels run. GPU: " + ui.state().gpu_adapter;
  if (button(ui, rect, spec).clicked) open_popup(item_id("device menu"));
  draw_device_menu(ui, rect);
}

float device_chip_width(const Ui& ui) { return ui.width(device_summary(ui.state()), TextStyle::Small) + 52; }

// ---- what proves that nothing left -----------------------------------------------------------------------

void quiet_fact(Ui& ui, const Rect& rect, const char* icon, std::string_view words, std::string_view tip, Colour colour) {
  Rect inner = rect;
  ui.icon(inner.take_left(18, 6), icon, TextStyle::IconSmall, colour);
  ui.label(inner, words, TextStyle::Small, colour);
  ui.say(rect, words);
  if (ui.mouse_over(rect)) tooltip(ui, rect, tip, item_id(words));
}

std::string requests_text(const State& state) {
  return plural(state.foreign_requests, "request") + " left this device";
}

std::string memory_text(const State& state) {
  return bytes_text(static_cast<double>(state.memory_bytes));
}

// From the right: facts, device, undo and redo, the palette. What does not fit is left to the palette.
void right_side(Ui& ui, Rect& room) {
  const State& state = ui.state();
  const bool wide = room.w > 900;
  const float half = ui.control * 0.5F;
  const auto slot = [&](float width, float gap) {
    Rect r = room.take_right(width, gap);
    return Rect{r.x, r.centre_y() - half, r.w, ui.control};
  };
  if (icon_button(ui, slot(34, 4), ui.shell.drawer_open ? icons::panel_right_close : icons::panel_right,
                  ui.shell.drawer_open ? "Hide details" : "Show details", state.shown_table() == nullptr).clicked) {
    ui.shell.drawer_open = !ui.shell.drawer_open;
  }
  if (!ui.narrow) {
    if (icon_button(ui, slot(32, 0), icons::redo_2, "Redo", !state.can_redo, state.redo_label.empty() ? "Redo" : state.redo_label).clicked) ui.send(session::Redo{});
    if (icon_button(ui, slot(32, 8), icons::undo_2, "Undo", !state.can_undo, state.undo_label.empty() ? "Undo" : state.undo_label).clicked) ui.send(session::Undo{});
    if (wide) {
      const std::string requests = requests_text(state);
      quiet_fact(ui, slot(ui.width(requests, TextStyle::Small) + 28, 12), icons::shield_check, requests,
                 "Requests made to another origin since the start. Your data stays on this device.",
                 state.foreign_requests == 0 ? ui.theme->positive : ui.theme->warning);
      std::string tip = "Memory in use";
      if (state.memory_limit_bytes) tip += ", of at most " + bytes_text(static_cast<double>(*state.memory_limit_bytes));
      if (state.memory_bytes > 0) quiet_fact(ui, slot(ui.width(memory_text(state), TextStyle::Small) + 28, 12), icons::memory_stick, memory_text(state), tip, ui.theme->muted);
    }
    device_chip(ui, slot(device_chip_width(ui), 8));
  }
  Button palette;
  palette.name = "Open the command palette";
  palette.icon = wide ? icons::search : icons::command;
  if (wide) palette.label = "Commands  " + shortcut_text(ui, "K");
  palette.style = TextStyle::Small;
  palette.kind = wide ? ButtonKind::Secondary : ButtonKind::Ghost;
  palette.tooltip = "Every command and every column, by name";
  if (button(ui, slot(wide ? button_width(ui, palette) : 34, 12), palette).clicked) open_palette(ui);
}

}  // namespace

void draw_top_bar(Ui& ui, const Rect& rect) {
  fill(ui, rect, ui.theme->surface);
  hline(ui, rect.x, rect.bottom() - 1, rect.w, ui.theme->border);
  const AccessScope scope(ui, Role::Banner, "Top bar", rect);
  Rect room = rect.inset(ui.narrow ? 10 : 12, 0);
  right_side(ui, room);
  const auto& jobs = ui.state().jobs;
  if (!jobs.empty()) {
    const float width = ui.narrow ? room.w * 0.5F : std::clamp(room.w * 0.42F, 200.0F, 320.0F);
    const Rect slot = room.take_right(width, 8);
    job_chip(ui, {slot.x, slot.centre_y() - 20, slot.w, 40}, jobs.front(), jobs.size() - 1);
  }
  dataset_chip(ui, room);
}

}  // namespace assay::ui
