// The Predict stage: the model, what feeds it, its run and what came of it.
#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/predict_parts.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

bool model_is_running(const session::State& state) {
  if (!state.document.model) return false;
  const std::string title = "Run " + state.document.model->name;
  return std::any_of(state.jobs.begin(), state.jobs.end(), [&](const session::JobInfo& job) { return job.title == title; });
}

namespace {

// The model of the sample that is open; else up to three samples that have one.
std::vector<const session::Sample*> offered_samples(const session::State& state) {
  std::vector<const session::Sample*> found;
  for (const session::Sample& sample : state.samples) {
    if (sample.models.empty()) continue;
    if (sample.id == state.document.sample_id) return {&sample};
    if (found.size() < 3) found.push_back(&sample);
  }
  return found;
}

void sample_models(Ui& ui, Rect inner, const std::vector<const session::Sample*>& samples) {
  if (samples.empty()) return;
  const bool own = samples.front()->id == ui.state().document.sample_id;
  ui.label(inner.take_top(22, 8), own ? "or the one made for this sample" : "or look at a sample with its model", TextStyle::Small, ui.theme->faint, Align::Centre);
  std::vector<Button> buttons;
  float total = -8;
  for (const session::Sample* sample : samples) {
    Button spec{.name = "Open " + sample->title + " with its model", .label = own ? "Use the model of " + sample->title : sample->title, .icon = icons::flask_conical,
                .tooltip = sample->description, .style = TextStyle::Small};
    total += button_width(ui, spec) + 8;
    buttons.push_back(std::move(spec));
  }
  Rect line = inner.take_top(ui.control);
  line = line.centred(std::min(total, line.w), line.h);
  const float fit = std::min(1.0F, line.w / std::max(1.0F, total));
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    if (button(ui, line.take_left(button_width(ui, buttons[i]) * fit, 8), buttons[i]).clicked) ui.send(session::OpenSample{samples[i]->id, true});
  }
}

}  // namespace

void draw_no_model(Ui& ui, const Rect& rect) {
  const auto samples = offered_samples(ui.state());
  const Rect box = rect.centred(std::min(rect.w - 32, 560.0F), samples.empty() ? 284.0F : 350.0F);
  card(ui, box);
  Rect inner = box.inset(32);
  const Rect disc = inner.take_top(64, 16).centred(64, 64);
  fill(ui, disc, ui.theme->accent_soft, 20);
  ui.icon(disc, icons::brain, TextStyle::IconLarge, ui.theme->accent_text);
  const Rect title = inner.take_top(28, 4);
  ui.label(title, "Drop an ONNX model", TextStyle::Title, ui.theme->text, Align::Centre);
  AccessNode heading = node_of(Role::Heading, "Drop an ONNX model");
  heading.level = 1;
  heading.rect = title.access();
  ui.access.add(std::move(heading));
  Rect words = inner.take_top(48, 16);
  ui.paragraph(words, "It is read and run here, on the CPU or with WebGPU. Its predictions become columns of your table.", TextStyle::Body, ui.theme->muted, Align::Centre);
  Button open{.name = "Open a model", .label = "Open a model", .icon = icons::folder_open, .kind = ButtonKind::Primary, .tooltip = {}};
  const float width = button_width(ui, open);
  if (button(ui, inner.take_top(ui.control + 4, 12).centred(width, ui.control + 4), open).clicked) ui.send(session::ShowOpenDialog{});
  sample_models(ui, inner, samples);
}

void draw_predict(Ui& ui, const Rect& rect) {
  const session::State& state = ui.state();
  if (!state.document.model) return draw_no_model(ui, rect);
  Scroll scroll(ui, "##predict", rect);
  const float margin = ui.narrow ? 12 : 24;
  const float width = std::min(scroll.width() - 2 * margin, 1360.0F);
  const float x = scroll.x() + margin;
  float y = scroll.y() + (ui.narrow ? 14 : 20);
  const session::LoadedModel& model = *state.document.model;
  Rect head{x, y, width, 36};
  const Rect disc = head.take_left(36, 12);
  fill(ui, disc, ui.theme->accent_soft, 10);
  ui.icon(disc, icons::brain, TextStyle::Icon, ui.theme->accent_text);
  Button close{.name = "Close model " + model.name, .label = {}, .icon = icons::x, .kind = ButtonKind::Ghost, .tooltip = "Close the model; its predictions stay"};
  if (button(ui, head.take_right(32, 8).centred(32, 32), close).clicked) ui.send(session::CloseModel{});
  ui.heading(head, model.name, TextStyle::Title, 1);
  y += 36 + size::gap;
  const bool one = width < 860;
  CardFlow flow(x, y, width, one, 0.56F);
  if (one) {
    run_card(ui, flow, 0);
    result_cards(ui, flow, 0);
    binding_card(ui, flow, 0);
    model_card(ui, flow, 0, model);
    graph_card(ui, flow, 0, model);
  } else {
    binding_card(ui, flow, 0);
    model_card(ui, flow, 0, model);
    graph_card(ui, flow, 0, model);
    run_card(ui, flow, 1);
    result_cards(ui, flow, 1);
  }
  scroll.end_at(flow.bottom() + 16);
}

}  // namespace assay::ui
