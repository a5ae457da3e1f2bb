// Models: binding, running, judging.
#include <algorithm>

#include "session/impl.hpp"

namespace assay::session {

using base::ErrorCode;

namespace {

// Without a measurement of this very model: networks below this size finish on the CPU before the GPU has
// been fed (models of ai.onnx.ml operators have no GPU kernels at all).
constexpr std::uint64_t gpu_worth_parameters = 2'000'000;

bool available(const std::vector<inference::DeviceOption>& devices, inference::Device device) {
  return std::any_of(devices.begin(), devices.end(), [&](const inference::DeviceOption& option) {
    return option.device == device && option.available;
  });
}

}  // namespace

void Session::Impl::rebind(Document& document) {
  document.binding = {};
  if (!document.model || !document.table) return;
  auto binding = inference::propose_binding(document.model->runnable, *document.table);
  if (binding) {
    document.binding = *std::move(binding);
  } else {
    base::Error error = binding.error();
    error.where.file = document.model->name;
    notice(Severity::Failure, std::move(error));
  }
}

void Session::Impl::apply(const CloseModel&) {
  if (!state_.document.model) return;
  Document& document = edit("close " + state_.document.model->name);
  document.model.reset();
  document.binding = {};
}

void Session::Impl::apply(const BindSlot& command) {
  const auto& slots = state_.document.binding.slots;
  if (command.slot >= slots.size() || slots[command.slot].column == command.column) return;
  auto& slot = edit("bind " + slots[command.slot].feature).binding.slots[command.slot];
  slot.column = command.column;
  slot.why = command.column ? "chosen by hand" : "not bound";
}

void Session::Impl::apply(const SetMissingPolicy& command) {
  if (state_.document.binding.missing == command.policy) return;
  edit("treat missing values otherwise").binding.missing = command.policy;
}

void Session::Impl::apply(const SetLabel& command) {
  if (state_.document.binding.label == command.column) return;
  edit("choose the label column").binding.label = command.column;
}

void Session::Impl::apply(const SetDevice& command) {
  state_.settings.device = command.device;
  services_.host->store("device", command.device == DeviceChoice::Cpu      ? "cpu"
                                  : command.device == DeviceChoice::WebGpu ? "webgpu"
                                                                           : "auto");
}

inference::Device Session::Impl::chosen_device() const {
  const auto choice = state_.settings.device;
  if (choice == DeviceChoice::Cpu) return inference::Device::Cpu;
  if (choice == DeviceChoice::WebGpu) return inference::Device::WebGpu;
  const auto& model = state_.document.model;
  const bool worth = model && !model->model.uses_ml_domain && model->model.parameter_count >= gpu_worth_parameters;
  return worth && available(state_.devices, inference::Device::WebGpu) ? inference::Device::WebGpu
                                                                       : inference::Device::Cpu;
}

void Session::Impl::apply(const RunModel&) {
  const Document& document = state_.document;
  if (run_job_) return;
  if (!document.model || !document.table) {
    notice(Severity::Warning, {ErrorCode::InvalidArgument, "There is nothing to run yet.",
                               "Open a table and a model first.", {}});
    return;
  }
  if (!services_.runtime) {
    notice(Severity::Failure, {ErrorCode::Unsupported, "This build has no inference runtime.", {}, {}});
    return;
  }
  if (auto checked = document.binding.check(document.model->runnable, *document.table); !checked) {
    notice(Severity::Failure, checked.error());
    return;
  }
  inference::ScoreRequest request;
  request.table = document.table;
  // Shares the LoadedModel's life: the runnable model is a member of it.
  request.model = std::shared_ptr<const onnx::Model>(document.model, &document.model->runnable);
  request.model_bytes = document.model->bytes;
  request.model_name = document.model->name;
  request.classes = document.model->classes;
  request.binding = document.binding;
  request.load.device = chosen_device();
  auto scorer = inference::Scorer::make(services_.runtime, std::move(request));
  const std::string name = document.model->name;
  run_job_ = start(scorer, "Run " + name, true,
                   [this, scorer, name, device = chosen_device(), table = document.table](
                       const std::optional<base::Error>& error) {
    run_job_.reset();
    if (error && error->code == ErrorCode::Cancelled) return info(error->message, "No predictions were added.");
    if (error) {
      base::Error told = *error;
      if (told.where.file.empty()) told.where.file = name;
      return notice(Severity::Failure, std::move(told));
    }
    scored(scorer->take(), name, device, table);
  });
}

void Session::Impl::scored(const inference::ScoreResult& result, const std::string& model_name,
                           inference::Device device, const data::TablePtr& scored_table) {
  // The table may have been replaced meanwhile; predictions belong to the rows that were scored.
  if (!state_.document.table || state_.document.table->rows() != scored_table->rows() ||
      state_.document.report == nullptr || state_.document.table->name() != scored_table->name()) {
    info("The predictions of " + model_name + " were dropped.", "The table they belong to is no longer open.");
    return;
  }
  auto table = state_.document.table->with_columns(result.columns);
  if (!table) return notice(Severity::Failure, table.error());
  Document& document = edit("run " + model_name);
  document.table = *std::move(table);
  Run run;
  run.model_name = model_name;
  run.device_name = result.session.device_name;
  run.device = device;
  run.rows = result.rows;
  run.skipped_rows = result.skipped_rows;
  run.batch_rows = result.batch_rows;
  run.fetch_ms = result.session.fetch_ms;
  run.compile_ms = result.session.compile_ms;
  run.first_run_ms = result.first_run_ms;
  run.run_ms = result.run_ms;
  run.copy_ms = result.copy_ms;
  run.elapsed_ms = result.elapsed_ms;
  for (const auto& column : document.table->columns()) {
    if (column->field().origin == model_name) run.columns.push_back(column->name());
  }
  document.runs.push_back(std::move(run));
}

void Session::Impl::derive_evaluation() {
  const Document& document = state_.document;
  const auto label = document.binding.label;
  const bool wanted = document.table && document.model && label && !document.runs.empty();
  const data::TablePtr table = wanted ? document.table : nullptr;
  if (table == evaluated_table_ && label == evaluated_label_) return;
  supersede(evaluation_job_);
  evaluated_table_ = table;
  evaluated_label_ = label;
  state_.evaluation = {};
  if (!table) return;
  auto request = inference::evaluation_request(table, *label, document.model->name);
  if (!request) return;
  auto evaluator = inference::Evaluator::make(*std::move(request));
  state_.evaluation.state = DerivedState::Pending;
  state_.evaluation.phase = "Comparing with " + table->column(*label).name();
  evaluation_job_ = start(evaluator, evaluator->title(), false,
                          [this, evaluator](const std::optional<base::Error>& error) {
    evaluation_job_.reset();
    if (error) {
      state_.evaluation = {DerivedState::Failed, nullptr, {}, {}, error};
    } else {
      state_.evaluation = {DerivedState::Ready,
                           std::make_shared<const inference::Evaluation>(evaluator->take()), {}, {}, {}};
    }
  });
}

}  // namespace assay::session
