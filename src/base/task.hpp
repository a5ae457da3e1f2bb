// Task: work that advances in bounded steps, off the UI thread where there are threads, between frames
// where there are none. Readers, profilers and scorers are tasks; jobs/executor.hpp runs them.
//
// A task captures an immutable snapshot of what it needs. Executors call step() from up to
// max_parallelism() threads at once, so a task hands out its units of work with an atomic counter or a
// mutex of its own. One step should take about step_budget_ms on the slowest machine and never more than
// a few times that: without threads the page draws between steps.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace assay::base {

inline constexpr double step_budget_ms = 4.0;

enum class Step : std::uint8_t {
  More,     // there is more for this thread to do now
  Blocked,  // nothing to do at this moment: waiting for bytes, for a runtime, or for other threads' units
  Done,     // the whole task is finished; returned by every call after the last unit is finished
  Failed,   // fail() was called with the reason
};

// Shared by the task's threads (writers) and the UI (reader). All members may be used from any thread.
class Progress {
 public:
  // What is being done, for a person: "Reading", "Profiling 20 columns", "Scoring".
  void phase(std::string text);
  [[nodiscard]] std::string phase() const;

  std::atomic<std::uint64_t> done{0};
  std::atomic<std::uint64_t> total{0};  // 0 = not known yet
  std::atomic<std::uint64_t> done_bytes{0};  // for a rate in MB/s; 0 where bytes mean nothing

  // done / total in [0, 1], or nothing while total is not known.
  [[nodiscard]] std::optional<double> fraction() const;

 private:
  mutable std::mutex mutex_;
  std::string phase_;
};

class Task {
 public:
  virtual ~Task() = default;

  // Shown to a person: "Open titanic.csv".
  [[nodiscard]] virtual std::string title() const = 0;
  [[nodiscard]] virtual int max_parallelism() const { return 1; }

  // Do one bounded piece of work. Thread-safe up to max_parallelism() concurrent calls.
  [[nodiscard]] virtual Step step() = 0;

  Progress progress;

  void cancel() { stop_.store(true, std::memory_order_release); }
  [[nodiscard]] bool stop_requested() const { return stop_.load(std::memory_order_acquire); }

  // Record why the task failed (the first reason wins). Returns Step::Failed for `return failed(...)`.
  Step failed(Error error);
  [[nodiscard]] std::optional<Error> error() const;

 private:
  std::atomic<bool> stop_{false};
  mutable std::mutex error_mutex_;
  std::optional<Error> error_;
};

using TaskPtr = std::shared_ptr<Task>;

}  // namespace assay::base
