// Executors run jobs; the inbox brings their ends back to the UI thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/task.hpp"

namespace assay::jobs {

// Closures that any thread may post and only the UI thread drains, once a frame.
class Inbox {
 public:
  void post(std::function<void()> message);
  // Run everything posted so far, in order; returns how many. Messages posted meanwhile wait.
  std::size_t drain();
  [[nodiscard]] bool empty() const;
  // Called (from the posting thread) after each post: wakes a sleeping main loop. May be empty.
  void on_post(std::function<void()> wake);

 private:
  mutable std::mutex mutex_;
  std::vector<std::function<void()>> messages_;
  std::function<void()> wake_;
};

class Executor {
 public:
  virtual ~Executor() = default;

  // Start a job: a task and what to do with its end. When the task ends (Done, Failed or cancelled: see
  // Task::error()) `publish` is posted to the inbox, once; it runs on the UI thread and must be quick. It
  // checks for itself whether the result is still wanted and drops a stale one.
  virtual void submit(base::TaskPtr task, std::function<void()> publish) = 0;

  // Called on the UI thread once a frame with the time it may spend; only the cooperative executor uses it.
  virtual void pump(double budget_ms) = 0;

  // Threads that work at once (1 for the cooperative one).
  [[nodiscard]] virtual int thread_count() const = 0;

  // Jobs submitted and not ended.
  [[nodiscard]] virtual std::size_t active() const = 0;
};

// A pool of `threads` >= 1 threads; every thread helps with every job, oldest job first. The destructor
// cancels what runs and joins.
[[nodiscard]] std::unique_ptr<Executor> make_pool_executor(Inbox& inbox, int threads);

// No threads: pump() advances jobs in turn until the budget is used.
[[nodiscard]] std::unique_ptr<Executor> make_cooperative_executor(Inbox& inbox);

}  // namespace assay::jobs
