#include "session/session.hpp"

#include <algorithm>
#include <set>

#include "session/impl.hpp"
#include "session/location.hpp"

namespace assay::session {

namespace {

constexpr std::size_t undo_depth = 50;
// Earlier tables are kept for undo up to this much; the last one always is.
constexpr std::size_t undo_budget_bytes = std::size_t{512} << 20;
constexpr double slow_refresh_ms = 500;  // for what costs a call to the machine: memory, devices

Theme parse_theme(const std::optional<std::string>& text) {
  if (text == "light") return Theme::Light;
  if (text == "dark") return Theme::Dark;
  return Theme::System;
}

DeviceChoice parse_device(const std::optional<std::string>& text) {
  if (text == "cpu") return DeviceChoice::Cpu;
  if (text == "webgpu") return DeviceChoice::WebGpu;
  return DeviceChoice::Auto;
}

}  // namespace

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::Data: return "Data";
    case Stage::Profile: return "Profile";
    case Stage::Predict: return "Predict";
  }
  return "Data";
}

Session::Impl::Impl(Services services) : services_(std::move(services)) {
  state_.settings.theme = parse_theme(services_.host->stored("theme"));
  state_.settings.device = parse_device(services_.host->stored("device"));
  state_.threads = services_.executor->thread_count();
  refresh();
}

Session::Impl::~Impl() {
  for (auto& job : jobs_) {
    job.superseded = true;
    job.task->cancel();
  }
}

std::uint64_t Session::Impl::start(base::TaskPtr task, std::string title, bool visible,
                                   std::function<void(const std::optional<base::Error>&)> ended) {
  const std::uint64_t id = next_id_++;
  jobs_.push_back({id, task, std::move(title), Clock::now(), visible});
  services_.executor->submit(task, [this, id, task, ended = std::move(ended)] {
    const auto at = std::find_if(jobs_.begin(), jobs_.end(), [id](const ActiveJob& job) { return job.id == id; });
    if (at == jobs_.end()) return;
    const bool dropped = at->superseded;
    jobs_.erase(at);
    changed_ = true;
    if (!dropped) ended(task->error());
  });
  changed_ = true;
  return id;
}

void Session::Impl::supersede(std::optional<std::uint64_t>& job) {
  if (!job) return;
  for (auto& active : jobs_) {
    if (active.id != *job) continue;
    active.superseded = true;
    active.visible = false;
    active.task->cancel();
  }
  job.reset();
}

void Session::Impl::cancel(std::uint64_t job) {
  for (auto& active : jobs_) {
    if (active.id != job) continue;
    active.cancelling = true;
    active.task->cancel();
  }
}

void Session::Impl::notice(Severity severity, base::Error text) {
  state_.notices.push_back({next_id_++, severity, std::move(text)});
  changed_ = true;
}

void Session::Impl::info(std::string message, std::string hint) {
  notice(Severity::Info, {base::ErrorCode::Internal, std::move(message), std::move(hint), {}});
}

Document& Session::Impl::edit(std::string label) {
  undo_.push_back({std::move(label), state_.document});
  while (undo_.size() > undo_depth || (undo_.size() > 1 && undo_bytes() > undo_budget_bytes)) {
    undo_.erase(undo_.begin());
  }
  redo_.clear();
  document_changed();
  return state_.document;
}

// What undo keeps alive beside the document: columns are shared, so each counts once.
std::size_t Session::Impl::undo_bytes() const {
  std::set<const data::Column*> counted;
  if (state_.document.table) {
    for (const auto& column : state_.document.table->columns()) counted.insert(column.get());
  }
  std::size_t bytes = 0;
  for (const auto& entry : undo_) {
    if (!entry.document.table) continue;
    for (const auto& column : entry.document.table->columns()) {
      if (counted.insert(column.get()).second) bytes += column->size_bytes();
    }
  }
  return bytes;
}

void Session::Impl::document_changed() {
  ++state_.revision;
  // What was selected may be gone: another table, or fewer columns.
  const auto& table = state_.document.table;
  auto& selected = state_.navigation;
  if (selected.column && (!table || *selected.column >= table->column_count())) selected.column.reset();
  if (selected.row && (!table || *selected.row >= table->rows())) selected.row.reset();
  changed_ = true;
}

void Session::Impl::undo() {
  if (undo_.empty()) return;
  redo_.push_back({undo_.back().label, state_.document});
  state_.document = std::move(undo_.back().document);
  undo_.pop_back();
  document_changed();
}

void Session::Impl::redo() {
  if (redo_.empty()) return;
  undo_.push_back({redo_.back().label, state_.document});
  state_.document = std::move(redo_.back().document);
  redo_.pop_back();
  document_changed();
}

void Session::Impl::refresh_jobs() {
  state_.jobs.clear();
  for (const auto& job : jobs_) {
    if (!job.visible) continue;
    const auto& progress = job.task->progress;
    JobInfo shown;
    shown.id = job.id;
    shown.title = job.title;
    shown.phase = progress.phase();
    shown.fraction = progress.fraction();
    shown.done = progress.done.load();
    shown.total = progress.total.load();
    shown.elapsed_ms = std::chrono::duration<double, std::milli>(Clock::now() - job.started).count();
    const auto bytes = static_cast<double>(progress.done_bytes.load());
    if (bytes > 0 && shown.elapsed_ms > 0) shown.bytes_per_second = bytes / (shown.elapsed_ms / 1000.0);
    shown.cancelling = job.cancelling;
    state_.jobs.push_back(std::move(shown));
  }
}

void Session::Impl::refresh() {
  Document& document = state_.document;
  state_.partial_table = load_task_ && !document.table ? load_task_->snapshot() : nullptr;
  refresh_jobs();
  derive_row_order();
  derive_profile();
  derive_evaluation();
  state_.can_undo = !undo_.empty();
  state_.can_redo = !redo_.empty();
  state_.undo_label = undo_.empty() ? "" : undo_.back().label;
  state_.redo_label = redo_.empty() ? "" : redo_.back().label;
  const Theme theme = state_.settings.theme;
  const bool dark = theme == Theme::Dark || (theme == Theme::System && services_.host->system_prefers_dark());
  changed_ = changed_ || dark != state_.dark;
  state_.dark = dark;

  const auto now = Clock::now();
  if (std::chrono::duration<double, std::milli>(now - last_slow_refresh_).count() < slow_refresh_ms) return;
  last_slow_refresh_ = now;
  state_.samples = services_.host->samples();
  state_.memory_bytes = services_.host->memory_bytes();
  state_.memory_limit_bytes = services_.host->memory_limit_bytes();
  state_.foreign_requests = services_.host->foreign_requests();
  if (services_.runtime) state_.devices = services_.runtime->devices();
  state_.gpu_adapter.clear();
  state_.gpu_reason = "This build has no GPU kernels.";
  if (services_.gpu == nullptr) return;
  if (auto adapter = services_.gpu->adapter()) {
    state_.gpu_adapter = *adapter;
    state_.gpu_reason.clear();
  } else {
    state_.gpu_reason = adapter.error().message;
  }
}

bool Session::Impl::tick(double budget_ms) {
  if (services_.inbox->drain() > 0) changed_ = true;
  while (!queue_.empty()) {
    const Command command = std::move(queue_.front());
    queue_.pop_front();
    changed_ = true;
    std::visit([this](const auto& one) { apply(one); }, command);
  }
  services_.executor->pump(budget_ms);
  if (services_.inbox->drain() > 0) changed_ = true;
  const bool changed = changed_ || !jobs_.empty();
  changed_ = false;
  refresh();
  return changed || changed_;
}

void Session::Impl::apply(const CancelJob& command) { cancel(command.job); }

void Session::Impl::apply(const DismissNotice& command) {
  std::erase_if(state_.notices, [&](const Notice& one) { return one.id == command.notice; });
}

Session::Session(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {}
Session::~Session() = default;
void Session::send(Command command) { impl_->send(std::move(command)); }
bool Session::tick(double budget_ms) { return impl_->tick(budget_ms); }
const State& Session::state() const { return impl_->state(); }
Derived<ColumnHistogramResult> Session::histogram(std::size_t column, std::uint32_t bins) const {
  return impl_->histogram(column, bins);
}
bool Session::busy() const { return impl_->busy(); }
std::string Session::location() const {
  const auto& state = impl_->state();
  return format_location(state.navigation, state.shown_table().get());
}

}  // namespace assay::session
