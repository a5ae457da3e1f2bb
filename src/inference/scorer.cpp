#include "inference/scorer.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <deque>
#include <map>
#include <optional>

#include "inference/gather.hpp"
#include "inference/outputs.hpp"
#include "inference/shape.hpp"

namespace assay::inference {

using base::ErrorCode;
using base::Step;

namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// About a million numbers (or 2^17 texts) a batch: large enough to keep the runtime's threads busy, small
// enough to cancel, to show progress and to fit a browser tab.
std::int64_t automatic_batch(const Binding& binding) {
  const auto width = std::max<std::size_t>(1, binding.slots.size());
  const bool text = std::any_of(binding.slots.begin(), binding.slots.end(),
                                [](const Slot& slot) { return slot.type == ElementType::String; });
  const std::size_t elements = std::size_t{1} << (text ? 17 : 20);
  const auto rows = static_cast<std::int64_t>(std::bit_floor(std::max<std::size_t>(1, elements / width)));
  return std::clamp<std::int64_t>(rows, 4'096, data::chunk_rows);
}

class ScorerTask final : public Scorer {
 public:
  ScorerTask(std::shared_ptr<Runtime> runtime, ScoreRequest request)
      : runtime_(std::move(runtime)), request_(std::move(request)) {}

  ~ScorerTask() override { stop(); }

  std::string title() const override { return "Run " + request_.model_name; }

  Step step() override {
    if (stop_requested()) {
      stop();
      return failed({ErrorCode::Cancelled, "Cancelled: " + title() + ".", {}, {}});
    }
    if (error()) return Step::Failed;
    switch (stage_) {
      case Stage::Start: return start();
      case Stage::Load: return load();
      case Stage::Means: return means();
      case Stage::Run: return run();
      case Stage::Done: return Step::Done;
    }
    return Step::Done;
  }

  ScoreResult take() override { return std::move(result_); }

 private:
  enum class Stage : std::uint8_t { Start, Load, Means, Run, Done };
  struct Flight {
    Batch batch;
    base::PendingPtr<RunResult> answer;  // null: every row of the batch was skipped
  };

  Step give_up(base::Error error) {
    stop();
    if (error.where.file.empty()) error.where.file = request_.model_name;
    return failed(std::move(error));
  }

  // Nothing of ours is left in the runtime afterwards. Also called by the destructor: an executor drops a
  // cancelled task without another step.
  void stop() {
    const bool loading = loading_ && !loading_->ready();
    const bool running = std::any_of(flights_.begin(), flights_.end(),
                                     [](const Flight& flight) { return flight.answer && !flight.answer->ready(); });
    if (loading || running) runtime_->interrupt();
    if (loading_ && loading_->ready() && !session_) {
      if (auto info = loading_->take()) runtime_->release(info->id);
    }
    if (session_) runtime_->release(*session_);
    loading_.reset();
    session_.reset();
    flights_.clear();
  }

  Step start() {
    started_ = Clock::now();
    if (!runtime_ || !request_.table || !request_.model) {
      return give_up({ErrorCode::Internal, "There is no runtime, table or model to score with.", {}, {}});
    }
    const onnx::Model& model = *request_.model;
    if (model.needs_external_data) {
      return give_up({ErrorCode::Unsupported, "The model keeps its weights in other files, which Assay does not open.",
                      "Save the model as one file with its weights inside.", {}});
    }
    if (auto fits = request_.binding.check(model, *request_.table); !fits) return give_up(fits.error());
    for (const auto& input : model.inputs) {
      auto shape = input_shape(input);
      if (!shape) return give_up(shape.error());
      shapes_.push_back(*std::move(shape));
    }
    auto fixed = fixed_batch(model);
    if (!fixed) return give_up(fixed.error());
    fixed_rows_ = *fixed;
    const std::int64_t wanted = request_.binding.batch_rows;
    batch_rows_ = fixed_rows_ > 0 ? fixed_rows_ : wanted > 0 ? wanted : automatic_batch(request_.binding);
    outputs_.emplace(model, request_.classes, request_.model_name);
    progress.total = static_cast<std::uint64_t>(request_.table->rows());
    progress.phase("Loading the model");
    loading_ = runtime_->load(request_.model_bytes, request_.load);
    stage_ = Stage::Load;
    return Step::More;
  }

  Step load() {
    if (!loading_->ready()) return Step::Blocked;
    auto info = loading_->take();
    loading_.reset();
    if (!info) return give_up(info.error());
    session_ = info->id;
    result_.session = *std::move(info);
    const auto& binding = request_.binding;
    for (const Slot& slot : binding.slots) {
      const auto& column = request_.table->columns()[*slot.column];
      if (needs_mean(slot, binding.missing, *column)) scans_.try_emplace(*slot.column, column);
    }
    scanning_ = scans_.begin();
    progress.phase("Looking at missing values");
    stage_ = Stage::Means;
    return Step::More;
  }

  Step means() {
    const auto begin = Clock::now();
    while (scanning_ != scans_.end()) {
      if (!scanning_->second.step()) ++scanning_;
      if (ms_since(begin) > base::step_budget_ms) return Step::More;
    }
    const auto& slots = request_.binding.slots;
    std::vector<double> means(slots.size(), 0.0);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (const auto at = scans_.find(*slots[i].column); at != scans_.end()) means[i] = at->second.mean();
    }
    gather_.emplace(request_.table, *request_.model, request_.binding, shapes_, std::move(means));
    progress.phase("Scoring");
    stage_ = Stage::Run;
    return Step::More;
  }

  // Results first, then the next run, then the next batch: so that one is gathered while another runs.
  Step run() {
    if (!flights_.empty() && (!flights_.front().answer || flights_.front().answer->ready())) return land();
    if (next_batch_ && flights_.size() < most_in_flight()) {
      base::PendingPtr<RunResult> answer;
      if (next_batch_->rows > 0) {
        answer = runtime_->run(*session_, std::move(next_batch_->inputs), request_.run_timeout_ms);
      }
      flights_.push_back({*std::move(next_batch_), std::move(answer)});
      next_batch_.reset();
      return Step::More;
    }
    const std::int64_t rows = request_.table->rows();
    if (!next_batch_ && gathered_ < rows) {
      const std::int64_t end = std::min(rows, gathered_ + batch_rows_);
      auto batch = gather_->rows(gathered_, end, fixed_rows_);
      if (!batch) return give_up(batch.error());
      gathered_ = end;
      next_batch_ = *std::move(batch);
      return Step::More;
    }
    return flights_.empty() ? finish() : Step::Blocked;
  }

  // Short runs are queued up, so that the runtime does not wait for us between them; long ones are not, so
  // that the time limit of one run does not cover two.
  std::size_t most_in_flight() const {
    if (runs_ == 0) return 1;
    const double each = std::max(0.5, (result_.run_ms + result_.copy_ms) / static_cast<double>(runs_));
    return each >= 25.0 ? 1 : std::min<std::size_t>(64, static_cast<std::size_t>(50.0 / each));
  }

  Step land() {
    Flight flight = std::move(flights_.front());
    flights_.pop_front();
    std::vector<Tensor> outputs;
    if (flight.answer) {
      auto answer = flight.answer->take();
      if (!answer) return give_up(answer.error());
      if (runs_ == 0) result_.first_run_ms = answer->run_ms;
      ++runs_;
      result_.run_ms += answer->run_ms;
      result_.copy_ms += answer->copy_ms;
      outputs = std::move(answer->outputs);
    }
    const Batch& batch = flight.batch;
    if (auto taken = outputs_->append(batch, outputs); !taken) return give_up(taken.error());
    result_.skipped_rows += batch.end - batch.begin - batch.rows;
    progress.done = static_cast<std::uint64_t>(batch.end);
    return Step::More;
  }

  Step finish() {
    auto columns = std::move(*outputs_).finish();
    if (!columns) return give_up(columns.error());
    result_.columns = *std::move(columns);
    result_.rows = request_.table->rows();
    result_.batch_rows = batch_rows_;
    result_.elapsed_ms = ms_since(started_);
    stop();
    stage_ = Stage::Done;
    return Step::Done;
  }

  std::shared_ptr<Runtime> runtime_;
  ScoreRequest request_;
  ScoreResult result_;
  Stage stage_ = Stage::Start;
  Clock::time_point started_;
  std::vector<InputShape> shapes_;
  std::int64_t fixed_rows_ = 0;
  std::int64_t batch_rows_ = 0;
  base::PendingPtr<SessionInfo> loading_;
  std::optional<SessionId> session_;
  std::map<std::size_t, MeanScan> scans_;  // by column
  std::map<std::size_t, MeanScan>::iterator scanning_;
  std::optional<Gather> gather_;
  std::optional<OutputColumns> outputs_;
  std::optional<Batch> next_batch_;
  std::deque<Flight> flights_;
  std::int64_t gathered_ = 0;
  std::uint64_t runs_ = 0;
};

}  // namespace

std::shared_ptr<Scorer> Scorer::make(std::shared_ptr<Runtime> runtime, ScoreRequest request) {
  return std::make_shared<ScorerTask>(std::move(runtime), std::move(request));
}

}  // namespace assay::inference
