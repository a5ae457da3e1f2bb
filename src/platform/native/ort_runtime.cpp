#include "platform/native/ort_runtime.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/native/ort_session.hpp"

namespace assay::platform {

using base::Error;
using base::ErrorCode;
using base::fail;
using base::PendingPtr;
using inference::LoadOptions;
using inference::RunResult;
using inference::SessionId;
using inference::SessionInfo;
using inference::Tensor;

namespace {

using Clock = std::chrono::steady_clock;
using Ms = std::chrono::duration<double, std::milli>;

// Building a session cannot be interrupted; a model that takes longer than this is given up.
constexpr std::chrono::seconds load_timeout{120};
// After an interrupt the thread has this long to come back before it is left behind.
constexpr std::chrono::milliseconds grace{500};

int machine_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

struct Job {
  enum class Kind : std::uint8_t { Load, Run, Release };
  Kind kind = Kind::Run;
  SessionId id = 0;
  base::Buffer model;
  LoadOptions options;
  std::vector<Tensor> inputs;
  double timeout_ms = 0;
  PendingPtr<SessionInfo> loaded;
  PendingPtr<RunResult> ran;

  void refuse(const Error& error) const {
    if (loaded) loaded->resolve(std::unexpected(error));
    if (ran) ran->resolve(std::unexpected(error));
  }
};

// A thread with its sessions. `Shared::mutex` guards all but `sessions`, which only the thread touches.
struct Lane {
  std::deque<Job> queue;
  std::shared_ptr<Job> current;
  Clock::time_point deadline;
  std::optional<Ort::RunOptions> stop;  // of the run in progress
  bool abandoned = false;
  bool ended = false;
  std::map<SessionId, OrtSession> sessions;
};

struct Shared {
  std::mutex mutex;
  std::condition_variable work;   // a lane has work, or is abandoned
  std::condition_variable watch;  // a deadline changed, or a lane ended
  std::shared_ptr<Lane> lane;
  std::vector<std::shared_ptr<Lane>> left_behind;
  bool closing = false;
};

void do_load(Lane& lane, const Job& job, int default_threads) {
  const int threads = job.options.threads > 0 ? job.options.threads : default_threads;
  if (job.options.device != inference::Device::Cpu) {
    job.loaded->resolve(fail(ErrorCode::Unsupported, "The native runtime runs models on the CPU only.",
                             "Choose the CPU, or open Assay in a browser with WebGPU."));
    return;
  }
  auto loaded = load_session(job.model, threads);
  if (!loaded) {
    job.loaded->resolve(std::unexpected(loaded.error()));
    return;
  }
  if (job.loaded->ready()) return;  // given up meanwhile: nobody would release it
  SessionInfo info = info_of(*loaded, job.id, threads);
  lane.sessions.insert_or_assign(job.id, *std::move(loaded));
  job.loaded->resolve(std::move(info));
}

void do_run(Lane& lane, const Job& job, const Ort::RunOptions& options) {
  const auto at = lane.sessions.find(job.id);
  if (at == lane.sessions.end()) {
    job.ran->resolve(fail(ErrorCode::NotFound, "The model is not loaded any more: the runtime was started anew.",
                          "Run the model again."));
    return;
  }
  job.ran->resolve(run_session(at->second, job.inputs, options));
}

// What a lane's thread does until it is abandoned or the runtime closes.
void work(const std::shared_ptr<Shared>& shared, const std::shared_ptr<Lane>& lane, int default_threads) {
  std::unique_lock lock(shared->mutex);
  while (true) {
    shared->work.wait(lock, [&] { return lane->abandoned || shared->closing || !lane->queue.empty(); });
    if (lane->abandoned || shared->closing) break;
    lane->current = std::make_shared<Job>(std::move(lane->queue.front()));
    lane->queue.pop_front();
    const std::shared_ptr<Job> job = lane->current;
    lane->stop.emplace();
    lane->deadline = Clock::now() + (job->kind == Job::Kind::Run
                                         ? std::chrono::duration_cast<Clock::duration>(Ms(job->timeout_ms))
                                         : std::chrono::duration_cast<Clock::duration>(load_timeout));
    shared->watch.notify_all();
    lock.unlock();
    switch (job->kind) {
      case Job::Kind::Load: do_load(*lane, *job, default_threads); break;
      case Job::Kind::Run: do_run(*lane, *job, *lane->stop); break;
      case Job::Kind::Release: lane->sessions.erase(job->id); break;
    }
    lock.lock();
    lane->current.reset();
    lane->stop.reset();
    shared->watch.notify_all();
  }
  lock.unlock();
  lane->sessions.clear();
  lock.lock();
  lane->ended = true;
  shared->watch.notify_all();
}

class OrtRuntime final : public inference::Runtime {
 public:
  explicit OrtRuntime(int threads) : threads_(threads > 0 ? threads : machine_threads()) {
    start_lane();
    watchdog_ = std::thread([this] { watch(); });
  }

  ~OrtRuntime() override {
    {
      const std::scoped_lock lock(shared_->mutex);
      shared_->closing = true;
      if (shared_->lane->stop) shared_->lane->stop->SetTerminate();
      drop_queue(*shared_->lane, closed());
      if (shared_->lane->current) shared_->lane->current->refuse(closed());
      shared_->left_behind.push_back(shared_->lane);
    }
    shared_->work.notify_all();
    shared_->watch.notify_all();
    watchdog_.join();
    // Threads were told to stop: give them a moment, then go without them (they keep what they use alive).
    std::unique_lock lock(shared_->mutex);
    shared_->watch.wait_for(lock, 2 * grace, [&] {
      return std::all_of(shared_->left_behind.begin(), shared_->left_behind.end(),
                         [](const auto& lane) { return lane->ended; });
    });
  }

  std::vector<inference::DeviceOption> devices() const override {
    return {{inference::Device::Cpu, true,
             "ONNX Runtime, " + std::to_string(threads_) + (threads_ == 1 ? " thread" : " threads"), {}},
            {inference::Device::WebGpu, false, {}, "The native runtime runs models on the CPU only."}};
  }

  PendingPtr<SessionInfo> load(base::Buffer model, LoadOptions options) override {
    auto pending = std::make_shared<base::Pending<SessionInfo>>();
    Job job;
    job.kind = Job::Kind::Load;
    job.id = next_id_.fetch_add(1);
    job.model = std::move(model);
    job.options = options;
    job.loaded = pending;
    enqueue(std::move(job));
    return pending;
  }

  PendingPtr<RunResult> run(SessionId session, std::vector<Tensor> inputs, double timeout_ms) override {
    auto pending = std::make_shared<base::Pending<RunResult>>();
    Job job;
    job.id = session;
    job.inputs = std::move(inputs);
    job.timeout_ms = std::clamp(timeout_ms, 1.0, 1e9);
    job.ran = pending;
    enqueue(std::move(job));
    return pending;
  }

  void release(SessionId session) override {
    Job job;
    job.kind = Job::Kind::Release;
    job.id = session;
    enqueue(std::move(job));
  }

  void interrupt() override {
    const Error cancelled{ErrorCode::Cancelled, "The run was cancelled.", {}, {}};
    const std::scoped_lock lock(shared_->mutex);
    Lane& lane = *shared_->lane;
    drop_queue(lane, cancelled);
    if (!lane.current || lane.current->kind == Job::Kind::Release) return;
    lane.current->refuse(cancelled);
    if (lane.stop) lane.stop->SetTerminate();
    lane.deadline = std::min(lane.deadline, Clock::now() + grace);
    shared_->watch.notify_all();
  }

 private:
  static Error closed() { return {ErrorCode::Cancelled, "The inference runtime was closed.", {}, {}}; }

  void enqueue(Job job) {
    const std::scoped_lock lock(shared_->mutex);
    shared_->lane->queue.push_back(std::move(job));
    shared_->work.notify_all();
  }

  // Releases stay: they free memory.
  static void drop_queue(Lane& lane, const Error& error) {
    std::erase_if(lane.queue, [&](const Job& job) {
      if (job.kind == Job::Kind::Release) return false;
      job.refuse(error);
      return true;
    });
  }

  void start_lane() {
    auto lane = std::make_shared<Lane>();
    shared_->lane = lane;
    std::thread([shared = shared_, lane, threads = threads_] { work(shared, lane, threads); }).detach();
  }

  // The job in progress is over its time: answer for it, leave its thread behind and start a new one.
  void replace_lane() {
    const std::shared_ptr<Lane> lane = shared_->lane;
    const double seconds = lane->current->timeout_ms / 1000.0;
    std::string limit = std::to_string(seconds);
    limit.resize(limit.find('.') + 2);
    lane->current->refuse({ErrorCode::Timeout,
                           lane->current->kind == Job::Kind::Load
                               ? "The model did not finish loading in time and was stopped."
                               : "The model did not answer within " + limit + " s and was stopped.",
                           "It may loop for ever. Check it before running it again.", {}});
    if (lane->stop) lane->stop->SetTerminate();
    lane->abandoned = true;
    shared_->left_behind.push_back(lane);
    start_lane();
    // Loads do not depend on what was lost; runs do.
    for (Job& job : lane->queue) {
      if (job.kind == Job::Kind::Load) {
        shared_->lane->queue.push_back(std::move(job));
      } else {
        job.refuse({ErrorCode::NotFound, "The model is not loaded any more: the runtime was started anew.",
                    "Run the model again.", {}});
      }
    }
    lane->queue.clear();
    shared_->work.notify_all();
  }

  void watch() {
    std::unique_lock lock(shared_->mutex);
    while (!shared_->closing) {
      std::erase_if(shared_->left_behind, [](const auto& lane) { return lane->ended; });
      const std::shared_ptr<Lane> lane = shared_->lane;
      if (!lane->current) {
        shared_->watch.wait(lock);
      } else if (Clock::now() >= lane->deadline) {
        replace_lane();
      } else {
        shared_->watch.wait_until(lock, lane->deadline);
      }
    }
  }

  const int threads_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::atomic<SessionId> next_id_{1};
  std::thread watchdog_;
};

}  // namespace

std::shared_ptr<inference::Runtime> make_ort_runtime(int threads) {
  return std::make_shared<OrtRuntime>(threads);
}

}  // namespace assay::platform
