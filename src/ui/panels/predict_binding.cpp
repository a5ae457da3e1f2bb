// Which column feeds which input, what a missing value becomes, and the column with the true answer.
#include <algorithm>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/predict_parts.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/field.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

using inference::ElementType;
using inference::MissingPolicy;
using inference::Slot;

// The rule of inference::Binding::check, for one slot at a time.
bool fits(data::Type column, ElementType tensor) {
  if (column == data::Type::Timestamp) return false;
  return tensor == ElementType::String || data::is_numeric(column);
}

std::vector<Choice> column_choices(const data::Table& table, std::optional<ElementType> wanted) {
  std::vector<Choice> choices;
  choices.push_back({.label = "(none)", .detail = {}, .why = {}});
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    const data::Column& column = table.column(i);
    const bool fitting = !wanted || fits(column.type(), *wanted);
    choices.push_back({.label = column.name(), .detail = std::string(data::to_string(column.type())), .icon = type_icon(column.type()), .disabled = !fitting, .why = {}});
  }
  return choices;
}

void slot_row(Ui& ui, const Rect& row, const data::Table& table, std::size_t index, const Slot& slot) {
  const bool bound = slot.column && *slot.column < table.column_count();
  const bool wrong = bound && !fits(table.column(*slot.column).type(), slot.type);
  Rect line = row;
  const Rect state = line.take_left(20, 8);
  const bool good = bound && !wrong;
  ui.icon(state, good ? icons::circle_check : icons::circle_alert, TextStyle::Icon, good ? ui.theme->positive : ui.theme->danger);
  Rect pick = line.take_right(std::max(150.0F, line.w * 0.44F), 12);
  const std::string type(inference::to_string(slot.type));
  const bool cut = ui.label({line.x, row.y + 2, line.w, 20}, slot.feature, TextStyle::Body, ui.theme->text);
  const std::string why = wrong ? "wants " + type + ", the column holds " + std::string(data::to_string(table.column(*slot.column).type()))
                                : type + (slot.why.empty() ? "" : "  \xC2\xB7  " + slot.why);
  const bool cut_why = ui.label({line.x, row.y + 21, line.w, 16}, why, TextStyle::Caption, good ? ui.theme->faint : ui.theme->danger);
  if ((cut || cut_why) && ui.mouse_over({line.x, row.y, line.w, row.h})) tooltip(ui, line, slot.feature + ": " + why, item_id(slot.feature));
  ui.say({line.x, row.y, line.w, row.h}, slot.feature + ": " + why);
  const std::vector<Choice> choices = column_choices(table, slot.type);
  const int current = bound ? static_cast<int>(*slot.column) + 1 : 0;
  const Rect box{pick.x, row.centre_y() - ui.control * 0.5F, pick.w, ui.control};
  const int chosen = combo(ui, box, "Column for " + slot.feature, bound ? table.column(*slot.column).name() : "choose a column", choices, current, !good);
  if (chosen == 0) ui.send(session::BindSlot{index, std::nullopt});
  else if (chosen > 0) ui.send(session::BindSlot{index, static_cast<std::size_t>(chosen) - 1});
}

int bound_count(const inference::Binding& binding, const data::Table& table) {
  return static_cast<int>(std::count_if(binding.slots.begin(), binding.slots.end(), [&](const Slot& slot) {
    return slot.column && *slot.column < table.column_count() && fits(table.column(*slot.column).type(), slot.type);
  }));
}

constexpr float slot_row_height = 46;
constexpr std::size_t shown_slots = 14;

}  // namespace

void binding_card(Ui& ui, CardFlow& flow, int column) {
  const session::State& state = ui.state();
  const inference::Binding& binding = state.document.binding;
  if (!state.document.table) {
    const Rect rect = flow.place(column, 220);
    titled_card(ui, rect, "Inputs");
    Rect inner = rect.inset(size::pad);
    message(ui, {inner.x, inner.y + 20, inner.w, 120}, icons::table, "Now a table", "Drop the table that this model is to score.", ui.theme->accent_text);
    Button open{.name = "Open a table", .label = "Open a table", .icon = icons::folder_open, .kind = ButtonKind::Primary, .tooltip = {}};
    const float width = button_width(ui, open);
    if (button(ui, inner.take_bottom(ui.control).centred(width, ui.control), open).clicked) ui.send(session::ShowOpenDialog{});
    return;
  }
  const data::Table& table = *state.document.table;
  const std::size_t shown = std::min(shown_slots, binding.slots.size());
  const bool cut = binding.slots.size() > shown;
  const float list_height = static_cast<float>(shown) * slot_row_height;
  const Rect rect = flow.place(column, card_head + list_height + size::pad);
  const std::string note = std::to_string(bound_count(binding, table)) + " of " + std::to_string(binding.slots.size()) + " bound";
  Rect inner = titled_card(ui, rect, "Inputs", note);
  const AccessScope list(ui, Role::List, "Inputs of the model", inner);
  if (!cut) {
    for (std::size_t i = 0; i < shown; ++i) {
      slot_row(ui, inner.take_top(slot_row_height), table, i, binding.slots[i]);
      if (i + 1 < shown) hline(ui, inner.x, inner.y - 0.5F, inner.w, mix(ui.theme->surface, ui.theme->border, 0.6F));
    }
    return;
  }
  Scroll scroll(ui, "##slots", inner);  // a wide model: the list scrolls in itself
  float y = scroll.y();
  for (std::size_t i = 0; i < binding.slots.size(); ++i, y += slot_row_height) {
    const Rect row{scroll.x(), y, scroll.width() - 6, slot_row_height};
    if (row.bottom() < inner.y - 100 || row.y > inner.bottom() + 100) continue;
    slot_row(ui, row, table, i, binding.slots[i]);
  }
  scroll.end_at(y);
}

namespace {

struct PolicyRow {
  MissingPolicy policy;
  const char* label;
  const char* help;
};
constexpr PolicyRow policies[] = {
    {MissingPolicy::Impute, "Fill in", "The model's own value, else the column's mean (text: empty)"},
    {MissingPolicy::Nan, "NaN", "NaN for number inputs: tree ensembles handle it"},
    {MissingPolicy::Zero, "Zero", "0 for numbers, empty for text"},
    {MissingPolicy::SkipRow, "Skip row", "Rows with a missing input get a missing prediction"},
};

void option_line(Ui& ui, Rect& inner, std::string_view label, float height, auto&& control) {
  Rect row = inner.take_top(height, 10);
  ui.label(row.take_left(112, 8), label, TextStyle::Body, ui.theme->muted);
  control(row);
}

void missing_option(Ui& ui, const Rect& row) {
  std::vector<Choice> choices;
  int current = 0;
  for (int i = 0; i < 4; ++i) {
    choices.push_back({.label = policies[i].label, .detail = {}, .why = policies[i].help});
    if (policies[i].policy == ui.state().document.binding.missing) current = i;
  }
  const int chosen = combo(ui, row, "Missing values", policies[current].label, choices, current);
  if (chosen >= 0) ui.send(session::SetMissingPolicy{policies[chosen].policy});
}

void label_option(Ui& ui, const Rect& row, const data::Table& table) {
  const auto label = ui.state().document.binding.label;
  const bool there = label && *label < table.column_count();
  std::vector<Choice> choices = column_choices(table, std::nullopt);
  const int current = there ? static_cast<int>(*label) + 1 : 0;
  const int chosen = combo(ui, row, "True answers", there ? table.column(*label).name() : "(none)", choices, current);
  if (chosen == 0) ui.send(session::SetLabel{std::nullopt});
  else if (chosen > 0) ui.send(session::SetLabel{static_cast<std::size_t>(chosen) - 1});
}

void device_option(Ui& ui, const Rect& row) {
  using session::DeviceChoice;
  const session::State& state = ui.state();
  std::vector<Choice> choices = {{.label = "Auto", .detail = {}, .why = "Whichever is faster for this model"}};
  std::vector<DeviceChoice> values = {DeviceChoice::Auto};
  for (const auto& option : state.devices) {
    const bool gpu = option.device == inference::Device::WebGpu;
    const bool trees = gpu && option.available && state.document.model->model.uses_ml_domain;
    choices.push_back({.label = std::string(inference::to_string(option.device)), .detail = {}, .disabled = !option.available || trees,
                       .why = trees ? "WebGPU has no ai.onnx.ml operators: this model runs on the CPU" : option.available ? option.name : option.reason});
    values.push_back(gpu ? DeviceChoice::WebGpu : DeviceChoice::Cpu);
  }
  int current = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == state.settings.device) current = static_cast<int>(i);
  }
  const int chosen = combo(ui, row, "Run on", choices[static_cast<std::size_t>(current)].label, choices, current);
  if (chosen >= 0) ui.send(session::SetDevice{values[static_cast<std::size_t>(chosen)]});
}

const session::JobInfo* running_job(const session::State& state) {
  const std::string title = "Run " + state.document.model->name;
  for (const session::JobInfo& job : state.jobs) {
    if (job.title == title) return &job;
  }
  return nullptr;
}

}  // namespace

void run_card(Ui& ui, CardFlow& flow, int column) {
  const session::State& state = ui.state();
  const bool table = state.document.table != nullptr;
  const session::JobInfo* job = running_job(state);
  base::Result<void> ready;
  if (table) ready = state.document.binding.check(state.document.model->runnable, *state.document.table);
  const float words = flow.width(column) - 2 * size::pad;
  const bool blocked = table && !ready;
  const float reason = blocked ? static_cast<float>(ui.text.wrap(ready.error().message + " " + ready.error().hint, TextStyle::Small, words, 4).size()) * TextPainter::line_height(TextStyle::Small) + 12 : 0;
  const float height = card_head + 3 * (ui.control + 10) + 6 + reason + (job != nullptr ? 58 : ui.control + 8) + size::pad;
  const Rect rect = flow.place(column, height);
  Rect inner = titled_card(ui, rect, "Run");
  if (table) {
    option_line(ui, inner, "Missing values", ui.control, [&](const Rect& row) { missing_option(ui, row); });
    option_line(ui, inner, "True answers", ui.control, [&](const Rect& row) { label_option(ui, row, *state.document.table); });
  } else {
    inner.take_top(2 * (ui.control + 10));
  }
  option_line(ui, inner, "Run on", ui.control, [&](const Rect& row) { device_option(ui, row); });
  inner.take_top(6);
  if (blocked) {
    const Rect box = inner.take_top(reason);
    const std::string text = ready.error().message + " " + ready.error().hint;
    ui.paragraph(box, text, TextStyle::Small, ui.theme->danger, Align::Left, 4);
    AccessNode node = node_of(Role::Status, text);
    node.rect = box.access();
    ui.access.add(std::move(node));
  }
  if (job != nullptr) {
    Rect line = inner.take_top(24, 4);
    std::string figures = job->total > 0 ? short_count(static_cast<double>(job->done)) + " of " + short_count(static_cast<double>(job->total)) + " rows" : "";
    if (job->elapsed_ms > 200 && job->done > 0) figures += "  \xC2\xB7  " + short_count(static_cast<double>(job->done) / (job->elapsed_ms / 1000)) + " rows/s";
    ui.label(line.take_right(ui.width(figures, TextStyle::MonoSmall) + 2, 8), figures, TextStyle::MonoSmall, ui.theme->muted, Align::Right);
    ui.label(line, job->phase.empty() ? job->title : job->phase, TextStyle::Small, ui.theme->text);
    Rect bar = inner.take_top(28);
    Button cancel{.name = "Cancel the run", .label = job->cancelling ? "Cancelling" : "Cancel", .disabled = job->cancelling, .tooltip = {}, .style = TextStyle::Small};
    const Rect cancel_box = bar.take_right(button_width(ui, cancel), 12);
    progress_bar(ui, {bar.x, bar.centre_y() - 4, bar.w, 8}, "Run " + state.document.model->name, job->fraction, figures);
    if (button(ui, cancel_box, cancel).clicked) ui.send(session::CancelJob{job->id});
    return;
  }
  Button run{.name = "Run model", .label = table ? "Run on " + plural(static_cast<std::uint64_t>(state.document.table->rows()), "row") : "Run model", .icon = icons::play, .kind = ButtonKind::Primary,
             .disabled = !table || blocked, .tooltip = table ? "" : "Open a table first"};
  if (button(ui, inner.take_top(ui.control + 8), run).clicked) ui.send(session::RunModel{});
}

}  // namespace assay::ui
