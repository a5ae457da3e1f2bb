// What came of the last run: times, the predictions' distribution, and how good they are.
#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/predict_parts.hpp"
#include "ui/plot/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"

namespace assay::ui {

namespace {

void big_figures(Ui& ui, Rect& inner, const std::vector<Stat>& figures) {
  const int across = inner.w >= 420 ? 4 : inner.w >= 300 ? 3 : 2;
  const auto lines = (static_cast<int>(figures.size()) + across - 1) / across;
  Rect area = inner.take_top(static_cast<float>(lines) * 58, 6);
  const float width = area.w / static_cast<float>(across);
  for (int i = 0; i < static_cast<int>(figures.size()); ++i) {
    const Stat& stat = figures[static_cast<std::size_t>(i)];
    const Rect box{area.x + static_cast<float>(i % across) * width, area.y + static_cast<float>(i / across) * 58, width, 52};
    ui.label({box.x, box.y, box.w, 18}, stat.label, TextStyle::Small, ui.theme->muted);
    ui.label({box.x, box.y + 19, box.w, 28}, stat.value, TextStyle::Figure, ui.theme->text);
    if (ui.mouse_over(box)) tooltip(ui, box, stat.help, item_id(stat.label));
    AccessNode node = node_of(Role::ListItem, stat.label);
    node.value = stat.value;
    node.description = stat.help;
    node.rect = box.access();
    ui.access.add(std::move(node));
  }
}

float figures_height(float width, std::size_t count) {
  const int across = width >= 420 ? 4 : width >= 300 ? 3 : 2;
  return static_cast<float>((static_cast<int>(count) + across - 1) / across) * 58 + 6;
}

std::string quality(const std::optional<double>& value) { return value ? number_text(std::round(*value * 1e4) / 1e4, 4) : std::string(undefined_text); }

std::vector<Stat> classification_figures(const inference::Classification& c) {
  return {{"Accuracy", c.accuracy ? share_text(*c.accuracy) : std::string(undefined_text), "Share of the rows whose prediction equals the true answer."},
          {"Balanced", c.balanced_accuracy ? share_text(*c.balanced_accuracy) : std::string(undefined_text), "Balanced accuracy: mean of the recalls of the classes."},
          {"F1", quality(c.f1_macro), "Harmonic mean of precision and recall, averaged over the classes."},
          {"ROC AUC", quality(c.auc), "Area under the ROC curve; with more than two classes one against the rest, macro average."},
          {"Precision", quality(c.precision_macro), "Right among those predicted as a class, averaged over the classes."},
          {"Recall", quality(c.recall_macro), "Found among those truly of a class, averaged over the classes."},
          {"Log loss", quality(c.log_loss), "Mean negative logarithm of the probability given to the true class."}};
}

std::vector<Stat> regression_figures(const inference::Regression& r) {
  return {{"R\xC2\xB2", quality(r.r2), "1 \xE2\x88\x92 residual / total sum of squares: 1 is perfect, 0 is no better than the mean."},
          {"RMSE", number_text(r.rmse, 4), "Root of the mean squared error, in the unit of the target."},
          {"MAE", number_text(r.mae, 4), "Mean absolute error, in the unit of the target."},
          {"MSE", number_text(r.mse, 4), "Mean squared error."}};
}

plot::Figure confusion_figure(const inference::Classification& c) {
  plot::Figure figure;
  figure.kind = plot::Kind::HeatMap;
  figure.title = "Confusion matrix";
  figure.heat.palette = plot::HeatPalette::Magnitude;
  figure.heat.rows = figure.heat.columns = c.labels;
  figure.heat.row_title = "true";
  figure.heat.column_title = "predicted";
  figure.heat.lo = 0;
  figure.heat.hi = 1;
  std::uint64_t right = 0, all = 0;
  for (std::size_t i = 0; i < c.confusion.size(); ++i) {
    const auto value = static_cast<double>(c.confusion[i]);
    figure.heat.cells.emplace_back(value);
    figure.heat.texts.push_back(short_count(value));
    figure.heat.hi = std::max(figure.heat.hi, value);
    all += c.confusion[i];
    if (i / c.labels.size() == i % c.labels.size()) right += c.confusion[i];
  }
  figure.description = count_text(right) + " of " + count_text(all) + " rows on the diagonal. Rows are the true class, columns the predicted one.";
  return figure;
}

void evaluation_card(Ui& ui, CardFlow& flow, int column) {
  const session::State& state = ui.state();
  using session::DerivedState;
  if (state.evaluation.state == DerivedState::Absent) return;
  if (!state.evaluation.value) {
    const Rect rect = flow.place(column, 150);
    card(ui, rect);
    derived_state(ui, rect.inset(size::pad), derived_info(state.evaluation), "the evaluation", "");
    return;
  }
  const inference::Evaluation& e = *state.evaluation.value;
  const float width = flow.width(column) - 2 * size::pad;
  const std::vector<Stat> figures = e.classification ? classification_figures(*e.classification) : e.regression ? regression_figures(*e.regression) : std::vector<Stat>{};
  const bool matrix = e.classification && !e.classification->labels.empty() && e.classification->labels.size() <= 30;
  plot::Figure confusion;
  if (matrix) confusion = confusion_figure(*e.classification);
  const float heat = matrix ? plot::heat_height(confusion, std::min(width, 520.0F)) + 36 : 0;
  const std::string left_out = e.missing_rows > 0 ? plural(static_cast<std::uint64_t>(e.missing_rows), "row") + " without an answer or a prediction left out" : "";
  const Rect rect = flow.place(column, card_head + figures_height(width, figures.size()) + heat + (left_out.empty() ? 0 : 20) + size::pad - 6);
  Rect inner = titled_card(ui, rect, "How good it is", "against " + e.label_column + ", " + plural(static_cast<std::uint64_t>(e.rows), "row"));
  {
    const AccessScope list(ui, Role::List, "Metrics", inner);
    big_figures(ui, inner, figures);
  }
  if (matrix) {
    inner.take_top(6);
    Rect title = inner.take_top(20, 4);
    ui.heading(title, "Confusion matrix", TextStyle::SmallStrong, 4);
    ui.label(title, "rows: true, columns: predicted", TextStyle::Caption, ui.theme->faint, Align::Right);
    plot::draw_figure(ui, {inner.x, inner.y, std::min(inner.w, 520.0F), heat - 30}, confusion);
    inner.take_top(heat - 30);
  }
  if (!left_out.empty()) ui.label({inner.x, rect.bottom() - 30, inner.w, 18}, left_out, TextStyle::Caption, ui.theme->faint);
}

void times_card(Ui& ui, CardFlow& flow, int column, const session::Run& run) {
  const double rate = run.elapsed_ms > 0 ? static_cast<double>(run.rows) / (run.elapsed_ms / 1000) : 0;
  const std::vector<Stat> big = {{"Rows", short_count(static_cast<double>(run.rows)), count_text(static_cast<std::uint64_t>(run.rows)) + " rows were scored."},
                                 {"Rows per second", short_count(rate), "Rows scored, divided by the time of the whole run."},
                                 {"In all", duration_text(run.elapsed_ms), "From the start of the run to its last row."}};
  std::vector<Stat> stats = {{"Runtime loaded in", duration_text(run.fetch_ms), "Loading the runtime itself: 0 when it was there already."},
                             {"Model compiled in", duration_text(run.compile_ms), "Creating the session: graph optimisation and kernels."},
                             {"First batch", duration_text(run.first_run_ms), "The first run is slower than those that follow."},
                             {"Inside the runtime", duration_text(run.run_ms), "All batches, inside the runtime."},
                             {"Copying", duration_text(run.copy_ms), "Moving tensors in and out."},
                             {"Batch", plural(static_cast<std::uint64_t>(run.batch_rows), "row"), "Rows handed to the runtime at once."}};
  if (run.skipped_rows > 0) stats.push_back({"Skipped", plural(static_cast<std::uint64_t>(run.skipped_rows), "row"), "Rows with a missing input, which got a missing prediction."});
  const float width = flow.width(column) - 2 * size::pad;
  const Rect rect = flow.place(column, card_head + figures_height(width, big.size()) + 4 + stats_height(ui, stats, width) + 14 + ui.control + size::pad);
  Rect inner = titled_card(ui, rect, "Last run", run.device_name);
  {
    const AccessScope list(ui, Role::List, "Last run", inner);
    big_figures(ui, inner, big);
  }
  inner.take_top(4);
  draw_stats(ui, inner.take_top(stats_height(ui, stats, width), 14), stats);
  Rect line = inner.take_top(ui.control);
  Button out{.name = "Export predictions as CSV", .label = "Export CSV", .icon = icons::download, .tooltip = "The table with its predictions", .style = TextStyle::Small};
  Button show{.name = "Show predictions in the grid", .label = "Show in grid", .icon = icons::table, .tooltip = {}, .style = TextStyle::Small};
  if (button(ui, line.take_left(button_width(ui, out), 8), out).clicked) ui.send(session::ExportCsv{false});
  if (button(ui, line.take_left(button_width(ui, show)), show).clicked) {
    ui.send(session::GoToStage{session::Stage::Data});
    if (ui.state().document.table && !run.columns.empty()) {
      if (const auto at = ui.state().document.table->find(run.columns.front())) ui.grid.reveal_column = *at;
    }
  }
}

void distribution_card(Ui& ui, CardFlow& flow, int column, const session::Run& run) {
  const session::State& state = ui.state();
  if (!state.document.table || run.columns.empty() || !state.profile.value) return;
  const auto at = state.document.table->find(run.columns.front());
  if (!at || *at >= state.profile.value->columns.size()) return;
  const profile::ColumnProfile& profile = state.profile.value->columns[*at];
  if (profile.rows == 0) return;
  const bool bars = !profile.histogram || profile.histogram->counts.size() < 2 || profile.kind != profile::Kind::Numeric;
  const plot::Figure figure = bars ? top_figure(profile) : histogram_figure(profile, *profile.histogram);
  if (bars && figure.bars.empty()) return;
  const Rect rect = flow.place(column, bars ? card_head + plot::bars_height(figure) + size::pad : 260);
  const Rect inner = titled_card(ui, rect, "Predictions");
  figure_menu(ui, rect, figure);
  plot::draw_figure(ui, inner, figure);
}

}  // namespace

void result_cards(Ui& ui, CardFlow& flow, int column) {
  const auto& runs = ui.state().document.runs;
  if (runs.empty()) return;
  evaluation_card(ui, flow, column);
  distribution_card(ui, flow, column, runs.back());
  times_card(ui, flow, column, runs.back());
}

}  // namespace assay::ui
