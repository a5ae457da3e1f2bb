#include <cmath>
#include <cstdio>
#include <set>

#include <nlohmann/json.hpp>

#include "app/cli_commands.hpp"
#include "inference/evaluation.hpp"
#include "inference/scorer.hpp"
#include "io/csv_writer.hpp"
#include "platform/native/isolated_runtime.hpp"

namespace assay::app {

using base::ErrorCode;
using base::fail;
using base::Result;
using inference::Binding;
using inference::Evaluation;
using inference::ScoreResult;
using nlohmann::ordered_json;

namespace {

inference::MissingPolicy policy_of(const std::string& name) {
  if (name == "nan") return inference::MissingPolicy::Nan;
  if (name == "zero") return inference::MissingPolicy::Zero;
  if (name == "skip") return inference::MissingPolicy::SkipRow;
  return inference::MissingPolicy::Impute;
}

std::unexpected<base::Error> usage(std::string message, std::string hint) {
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

// "INPUT=COLUMN"; either may hold a "=", so every place is tried.
Result<void> bind_by_hand(Binding& binding, const data::Table& table, const std::string& text) {
  for (auto at = text.find('='); at != std::string::npos; at = text.find('=', at + 1)) {
    const std::string input = text.substr(0, at);
    const auto column = table.find(text.substr(at + 1));
    for (auto& slot : binding.slots) {
      if (slot.feature != input || !column) continue;
      slot.column = column;
      slot.why = "chosen by hand";
      return {};
    }
  }
  std::string inputs;
  for (std::size_t i = 0; i < binding.slots.size() && i < 20; ++i) inputs += (i == 0 ? "" : ", ") + binding.slots[i].feature;
  return usage("--bind " + text + ": there is no such input, or no such column.", "The model's inputs are: " + inputs + ".");
}

struct Scored {
  ScoreResult result;
  data::TablePtr table;
  std::optional<Evaluation> evaluation;
};

Result<Scored> score(const Console& console, const ScoreArguments& arguments, const session::LoadedModel& model,
                     const data::TablePtr& table) {
  auto binding = inference::propose_binding(model.runnable, *table);
  if (!binding) return std::unexpected(binding.error());
  for (const auto& text : arguments.bindings) {
    if (auto bound = bind_by_hand(*binding, *table, text); !bound) return std::unexpected(bound.error());
  }
  if (!arguments.label.empty()) {
    binding->label = table->find(arguments.label);
    if (!binding->label) return usage("--label: there is no column \"" + arguments.label + "\".", "Check the name.");
  }
  binding->missing = policy_of(arguments.missing);
  if (auto fits = binding->check(model.runnable, *table); !fits) {
    base::Error error = fits.error();
    error.hint += " Use --bind INPUT=COLUMN.";
    return std::unexpected(error);
  }
  inference::ScoreRequest request;
  request.table = table;
  request.model = std::make_shared<const onnx::Model>(model.runnable);
  request.model_bytes = model.bytes;
  request.model_name = model.name;
  request.classes = model.classes;
  request.binding = *binding;
  request.load.threads = console.threads;
  request.run_timeout_ms = arguments.timeout_s * 1000;
  Scored scored;
  auto scorer = inference::Scorer::make(platform::make_isolated_runtime(console.thread_count()), std::move(request));
  if (auto done = console.run(scorer); !done) return std::unexpected(done.error());
  scored.result = scorer->take();
  auto with = table->with_columns(scored.result.columns);
  if (!with) return std::unexpected(with.error());
  scored.table = *std::move(with);
  if (!binding->label) return scored;
  const auto asked = inference::evaluation_request(scored.table, *binding->label, model.name);
  if (!asked) {
    if (arguments.label.empty()) return scored;  // nobody asked for it
    return usage("--label: \"" + arguments.label + "\" cannot be compared with what the model predicts.",
                 "Name a column with the true answers.");
  }
  auto evaluator = inference::Evaluator::make(*asked);
  if (auto done = console.run(evaluator); done) {
    scored.evaluation = evaluator->take();
  } else if (!arguments.label.empty()) {
    return std::unexpected(done.error());
  }
  return scored;
}

ordered_json optional_json(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json evaluation_json(const Evaluation& evaluation) {
  ordered_json out{{"label", evaluation.label_column}, {"prediction", evaluation.prediction_column},
                   {"rows", evaluation.rows}, {"missing_rows", evaluation.missing_rows}};
  if (const auto& c = evaluation.classification) {
    ordered_json labels = ordered_json::array();
    for (std::size_t i = 0; i < c->labels.size(); ++i) {
      labels.push_back({{"label", c->labels[i]}, {"precision", optional_json(c->precision[i])},
                        {"recall", optional_json(c->recall[i])}, {"f1", optional_json(c->f1[i])}});
    }
    out["classification"] = {{"accuracy", optional_json(c->accuracy)},
                             {"balanced_accuracy", optional_json(c->balanced_accuracy)},
                             {"precision_macro", optional_json(c->precision_macro)},
                             {"recall_macro", optional_json(c->recall_macro)}, {"f1_macro", optional_json(c->f1_macro)},
                             {"auc", optional_json(c->auc)}, {"log_loss", optional_json(c->log_loss)},
                             {"labels", labels}, {"confusion", c->confusion}};
  }
  if (const auto& r = evaluation.regression) {
    out["regression"] = {{"mae", optional_json(r->mae)}, {"mse", optional_json(r->mse)},
                         {"rmse", optional_json(r->rmse)}, {"r2", optional_json(r->r2)}};
  }
  return out;
}

ordered_json summary_json(const Scored& scored, const session::LoadedModel& model) {
  const ScoreResult& r = scored.result;
  ordered_json columns = ordered_json::array();
  for (const auto& column : r.columns) {
    columns.push_back({{"name", column->name()}, {"type", data::to_string(column->type())}, {"missing", column->null_count()}});
  }
  return {{"schema", "assay-score/1"},
          {"model", model.name},
          {"table", scored.table->name()},
          {"rows", r.rows},
          {"skipped_rows", r.skipped_rows},
          {"batch_rows", r.batch_rows},
          {"device", r.session.device_name},
          {"compile_ms", r.session.compile_ms},
          {"first_run_ms", r.first_run_ms},
          {"run_ms", r.run_ms},
          {"copy_ms", r.copy_ms},
          {"elapsed_ms", r.elapsed_ms},
          {"columns", columns},
          {"evaluation", scored.evaluation ? evaluation_json(*scored.evaluation) : ordered_json(nullptr)},
          {"notes", model.notes}};
}

void print_confusion(std::FILE* out, const inference::Classification& c) {
  constexpr std::size_t most = 12;
  const std::size_t n = c.labels.size();
  if (n == 0 || n > most) return;
  std::vector<std::string> header{"true \\ predicted"};
  for (const auto& label : c.labels) header.push_back(shown(label, 16));
  std::vector<bool> right(n + 1, true);
  right[0] = false;
  TextTable table(header, right);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<std::string> row{shown(c.labels[i], 24)};
    for (std::size_t j = 0; j < n; ++j) row.push_back(count_text(c.confusion[i * n + j]));
    table.row(std::move(row));
  }
  std::fputs(table.text().c_str(), out);
}

void print_summary(std::FILE* out, const Scored& scored, const session::LoadedModel& model) {
  const ScoreResult& r = scored.result;
  std::fprintf(out, "%s over %s: %s rows in %s (%s, batches of %s, first run %s, model loaded in %s)\n",
               shown(model.name).c_str(), shown(scored.table->name()).c_str(),
               count_text(static_cast<std::uint64_t>(r.rows)).c_str(), duration_text(r.elapsed_ms).c_str(),
               r.session.device_name.c_str(), count_text(static_cast<std::uint64_t>(r.batch_rows)).c_str(),
               duration_text(r.first_run_ms).c_str(), duration_text(r.session.compile_ms).c_str());
  if (r.skipped_rows > 0) {
    std::fprintf(out, "%s rows were skipped: a value that the model needs is missing.\n",
                 count_text(static_cast<std::uint64_t>(r.skipped_rows)).c_str());
  }
  for (const auto& note : model.notes) std::fprintf(out, "Note: %s\n", shown(note, 400).c_str());
  if (!scored.evaluation) return;
  const Evaluation& e = *scored.evaluation;
  std::fprintf(out, "\nAgainst \"%s\" (%s rows", shown(e.label_column).c_str(),
               count_text(static_cast<std::uint64_t>(e.rows)).c_str());
  if (e.missing_rows > 0) std::fprintf(out, ", %s without a label or prediction left out", count_text(static_cast<std::uint64_t>(e.missing_rows)).c_str());
  std::fputs("):\n", out);
  TextTable table({"measure", "value"}, {false, true});
  if (const auto& c = e.classification) {
    table.row({"accuracy", number_text(c->accuracy)});
    table.row({"balanced accuracy", number_text(c->balanced_accuracy)});
    table.row({"precision (macro)", number_text(c->precision_macro)});
    table.row({"recall (macro)", number_text(c->recall_macro)});
    table.row({"F1 (macro)", number_text(c->f1_macro)});
    table.row({c->labels.size() > 2 ? "AUC (one-vs-rest, macro)" : "AUC", number_text(c->auc)});
    table.row({"log-loss", number_text(c->log_loss)});
  }
  if (const auto& g = e.regression) {
    table.row({"MAE", number_text(g->mae)});
    table.row({"MSE", number_text(g->mse)});
    table.row({"RMSE", number_text(g->rmse)});
    table.row({"R²", number_text(g->r2)});
  }
  std::fputs(table.text().c_str(), out);
  if (e.classification) {
    std::fputc('\n', out);
    print_confusion(out, *e.classification);
  }
}

Result<void> write_csv(const Console& console, const data::TablePtr& table, const std::string& path) {
  auto file = OutputFile::create(path);
  if (!file) return std::unexpected(file.error());
  io::CsvWriteOptions options;
  options.guard_formulas = false;  // programs read this: an exact copy
  const auto writer = io::make_csv_writer(
      table,
      [&](std::span<const std::byte> bytes) {
        return file->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      },
      options);
  if (auto done = console.run(writer); !done) return done;
  return file->close();
}

}  // namespace

int score_command(const Console& console, const ScoreArguments& arguments) {
  const bool to_stdout = arguments.output == "-";
  if (console.json && to_stdout) {
    std::fputs("assay: --json needs -o FILE for the predictions: both would go to standard output.\n", stderr);
    return exit_usage;
  }
  if (arguments.model == "-" && arguments.data == "-") {
    std::fputs("assay: only one of MODEL and DATA can be standard input.\n", stderr);
    return exit_usage;
  }
  auto model = load_model(console, arguments.model);
  if (!model) return console.report(model.error());
  auto loaded = load_table(console, arguments.data);
  if (!loaded) return console.report(loaded.error());
  auto scored = score(console, arguments, **model, loaded->table);
  if (!scored) {
    const int code = console.report(scored.error());
    return scored.error().code == ErrorCode::InvalidArgument ? exit_usage : code;
  }
  if (auto written = write_csv(console, scored->table, arguments.output); !written) {
    return console.report(written.error());
  }
  if (console.json) {
    const auto json = summary_json(*scored, **model);
    std::printf("%s\n", json.dump(2, ' ', false, ordered_json::error_handler_t::replace).c_str());
  } else {
    print_summary(to_stdout ? stderr : stdout, *scored, **model);
  }
  return exit_ok;
}

}  // namespace assay::app
