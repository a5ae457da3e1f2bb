#include "jobs/executor.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <new>
#include <string>
#include <thread>

namespace assay::jobs {

void Inbox::post(std::function<void()> message) {
  std::function<void()> wake;
  {
    const std::scoped_lock lock(mutex_);
    messages_.push_back(std::move(message));
    wake = wake_;
  }
  if (wake) wake();
}

std::size_t Inbox::drain() {
  std::vector<std::function<void()>> taken;
  {
    const std::scoped_lock lock(mutex_);
    taken.swap(messages_);
  }
  for (auto& message : taken) message();
  return taken.size();
}

bool Inbox::empty() const {
  const std::scoped_lock lock(mutex_);
  return messages_.empty();
}

void Inbox::on_post(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

namespace {

using base::Step;
using base::Task;
using base::TaskPtr;

// One step that cannot throw: libraries underneath may run out of memory.
Step guarded_step(Task& task) {
  if (task.stop_requested()) {
    return task.failed({base::ErrorCode::Cancelled, "Cancelled: " + task.title() + ".", {}, {}});
  }
  try {
    return task.step();
  } catch (const std::bad_alloc&) {
    return task.failed({base::ErrorCode::OutOfMemory, "Not enough memory: " + task.title() + ".",
                       "Nothing already loaded was lost. Close other data or use a smaller file.", {}});
  } catch (const std::exception& caught) {
    return task.failed({base::ErrorCode::Internal, task.title() + " stopped: " + caught.what(),
                       "Nothing already loaded was lost. Please report this.", {}});
  }
}

// A job with the count of threads that are inside step() right now.
struct Running {
  TaskPtr task;
  std::function<void()> publish;
  int inside = 0;
  bool ended = false;
};

#if ASSAY_THREADS
class PoolExecutor final : public Executor {
 public:
  PoolExecutor(Inbox& inbox, int threads) : inbox_(inbox) {
    for (int i = 0; i < std::max(1, threads); ++i) threads_.emplace_back([this] { work(); });
  }

  ~PoolExecutor() override {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
      for (auto& running : jobs_) running->task->cancel();
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  void submit(TaskPtr task, std::function<void()> publish) override {
    {
      const std::scoped_lock lock(mutex_);
      jobs_.push_back(std::make_shared<Running>(Running{std::move(task), std::move(publish)}));
    }
    changed_.notify_all();
  }

  void pump(double /*budget_ms*/) override {}
  int thread_count() const override { return static_cast<int>(threads_.size()); }

  std::size_t active() const override {
    const std::scoped_lock lock(mutex_);
    return jobs_.size();
  }

 private:
  // The oldest job that can use one more thread and that this thread did not just find blocked.
  std::shared_ptr<Running> take(const std::vector<Running*>& blocked) {
    for (auto& running : jobs_) {
      if (running->ended || running->inside >= running->task->max_parallelism()) continue;
      if (std::find(blocked.begin(), blocked.end(), running.get()) != blocked.end()) continue;
      return running;
    }
    return nullptr;
  }

  void work() {
    std::vector<Running*> blocked;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      auto running = take(blocked);
      if (!running) {
        // Blocked jobs are tried again after a moment: what they wait for has no way to tell us.
        if (blocked.empty()) {
          changed_.wait(lock);
        } else {
          changed_.wait_for(lock, std::chrono::milliseconds(1));
        }
        blocked.clear();
        continue;
      }
      ++running->inside;
      lock.unlock();
      const Step result = guarded_step(*running->task);
      lock.lock();
      --running->inside;
      if (result == Step::Blocked) blocked.push_back(running.get());
      if (result == Step::Done || result == Step::Failed) running->ended = true;
      if (running->ended && running->inside == 0) finish(running);
    }
  }

  void finish(const std::shared_ptr<Running>& running) {
    const auto at = std::find(jobs_.begin(), jobs_.end(), running);
    if (at == jobs_.end()) return;
    jobs_.erase(at);
    inbox_.post([running] { if (running->publish) running->publish(); });
  }

  Inbox& inbox_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Running>> jobs_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
};
#endif

class CooperativeExecutor final : public Executor {
 public:
  explicit CooperativeExecutor(Inbox& inbox) : inbox_(inbox) {}

  void submit(TaskPtr task, std::function<void()> publish) override {
    jobs_.push_back(std::make_shared<Running>(Running{std::move(task), std::move(publish)}));
  }

  void pump(double budget_ms) override {
    using clock = std::chrono::steady_clock;
    const auto end = clock::now() + std::chrono::duration<double, std::milli>(budget_ms);
    std::size_t blocked_in_a_row = 0;
    while (!jobs_.empty() && blocked_in_a_row < jobs_.size()) {
      auto job = jobs_.front();
      const Step result = guarded_step(*job->task);
      if (result == Step::Done || result == Step::Failed) {
        jobs_.pop_front();
        inbox_.post([job] { if (job->publish) job->publish(); });
        blocked_in_a_row = 0;
      } else if (result == Step::Blocked) {
        jobs_.pop_front();
        jobs_.push_back(std::move(job));
        ++blocked_in_a_row;
      } else {
        blocked_in_a_row = 0;
      }
      if (clock::now() >= end) return;
    }
  }

  int thread_count() const override { return 1; }
  std::size_t active() const override { return jobs_.size(); }

 private:
  Inbox& inbox_;
  std::deque<std::shared_ptr<Running>> jobs_;
};

}  // namespace

std::unique_ptr<Executor> make_pool_executor(Inbox& inbox, int threads) {
#if ASSAY_THREADS
  return std::make_unique<PoolExecutor>(inbox, threads);
#else
  static_cast<void>(threads);
  return make_cooperative_executor(inbox);
#endif
}

std::unique_ptr<Executor> make_cooperative_executor(Inbox& inbox) {
  return std::make_unique<CooperativeExecutor>(inbox);
}

}  // namespace assay::jobs
