#include "platform/native/isolated_runtime.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "platform/native/isolated_protocol.hpp"

extern char** environ;

namespace assay::platform {

using base::Error;
using base::ErrorCode;
using base::PendingPtr;
using inference::LoadOptions;
using inference::RunResult;
using inference::SessionId;
using inference::SessionInfo;
using inference::Tensor;

namespace {

using Clock = std::chrono::steady_clock;
using Ms = std::chrono::duration<double, std::milli>;

constexpr double load_timeout_ms = 120'000;
constexpr int worker_socket = 3;

std::string signal_text(int number) {
  const char* name = ::strsignal(number);
  return "signal " + std::to_string(number) + (name != nullptr ? std::string(", ") + name : std::string());
}

// The worker process and our end of its socket.
class Worker {
 public:
  ~Worker() { kill(); }
  bool alive() const { return pid_ > 0; }
  int socket() const { return socket_; }

  bool start(const std::string& executable) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], worker_socket);
    std::string name = "assay", flag(worker_flag);
    std::array<char*, 3> arguments{name.data(), flag.data(), nullptr};
    const int problem = ::posix_spawn(&pid_, executable.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (problem != 0) {
      pid_ = 0;
      ::close(ends[0]);
      return false;
    }
    socket_ = ends[0];
    return true;
  }

  // Ends it if it lives; its exit status as waitpid has it.
  int kill() {
    if (pid_ <= 0) return 0;
    ::close(socket_);
    // Dead on its own: its status says why. A worker whose socket broke is about to be.
    int status = 0;
    pid_t ended = 0;
    for (int i = 0; i < 20 && broken_ && ended == 0; ++i) {
      ended = ::waitpid(pid_, &status, WNOHANG);
      if (ended == 0) ::usleep(1'000);
    }
    if (ended <= 0) {
      ::kill(pid_, SIGKILL);
      while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    }
    pid_ = 0;
    socket_ = -1;
    broken_ = false;
    return status;
  }
  void broken() { broken_ = true; }

 private:
  pid_t pid_ = 0;
  int socket_ = -1;
  bool broken_ = false;
};

struct Job {
  Message message;
  double timeout_ms = load_timeout_ms;
  PendingPtr<SessionInfo> loaded;
  PendingPtr<RunResult> ran;

  void refuse(const Error& error) const {
    if (loaded) loaded->resolve(std::unexpected(error));
    if (ran) ran->resolve(std::unexpected(error));
  }
};

class IsolatedRuntime final : public inference::Runtime {
 public:
  IsolatedRuntime(int threads, std::string_view executable)
      : threads_(threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
        executable_(executable),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        thread_([this] { serve(); }) {}

  ~IsolatedRuntime() override {
    {
      const std::scoped_lock lock(mutex_);
      closing_ = true;
      cancel_all({ErrorCode::Cancelled, "The inference runtime was closed.", {}, {}});
    }
    work_.notify_all();
    thread_.join();
    ::close(wake_);
  }

  std::vector<inference::DeviceOption> devices() const override {
    return {{inference::Device::Cpu, true,
             "ONNX Runtime, " + std::to_string(threads_) + (threads_ == 1 ? " thread" : " threads"), {}},
            {inference::Device::WebGpu, false, {}, "The native runtime runs models on the CPU only."}};
  }

  PendingPtr<SessionInfo> load(base::Buffer model, LoadOptions options) override {
    Job job;
    job.loaded = std::make_shared<base::Pending<SessionInfo>>();
    const auto pending = job.loaded;
    if (options.device != inference::Device::Cpu) {
      job.refuse({ErrorCode::Unsupported, "The native runtime runs models on the CPU only.",
                  "Choose the CPU, or open Assay in a browser with WebGPU.", {}});
      return pending;
    }
    job.message.kind = MessageKind::Load;
    job.message.session = next_id_.fetch_add(1);
    job.message.threads = options.threads > 0 ? options.threads : threads_;
    job.message.model = std::move(model);
    enqueue(std::move(job));
    return pending;
  }

  PendingPtr<RunResult> run(SessionId session, std::vector<Tensor> inputs, double timeout_ms) override {
    Job job;
    job.ran = std::make_shared<base::Pending<RunResult>>();
    const auto pending = job.ran;
    job.message.kind = MessageKind::Run;
    job.message.session = session;
    job.message.tensors = std::move(inputs);
    job.timeout_ms = std::clamp(timeout_ms, 1.0, 1e9);
    enqueue(std::move(job));
    return pending;
  }

  void release(SessionId session) override {
    Job job;
    job.message.kind = MessageKind::Release;
    job.message.session = session;
    enqueue(std::move(job));
  }

  void interrupt() override {
    const std::scoped_lock lock(mutex_);
    cancel_all({ErrorCode::Cancelled, "The run was cancelled.", {}, {}});
  }

 private:
  enum class Outcome : std::uint8_t { Reply, Gone, Timeout, Cancelled };

  void enqueue(Job job) {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(std::move(job));
    work_.notify_all();
  }

  // With the mutex held.
  void cancel_all(const Error& error) {
    std::erase_if(queue_, [&](const Job& job) {
      if (job.message.kind == MessageKind::Release) return false;
      job.refuse(error);
      return true;
    });
    if (current_ == nullptr || current_->message.kind == MessageKind::Release) return;
    current_->refuse(error);
    cancelled_ = true;
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_, &one, sizeof one));
  }

  void serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_.wait(lock, [&] { return closing_ || !queue_.empty(); });
      if (closing_) break;
      Job job = std::move(queue_.front());
      queue_.pop_front();
      current_ = &job;
      lock.unlock();
      execute(job);
      lock.lock();
      current_ = nullptr;
      cancelled_ = false;
      std::uint64_t count = 0;
      static_cast<void>(!::read(wake_, &count, sizeof count));
    }
    lock.unlock();
    worker_.kill();
  }

  void execute(Job& job) {
    const SessionId id = job.message.session;
    if (job.message.kind == MessageKind::Release) {
      if (sessions_.erase(id) > 0) static_cast<void>(send_frame(worker_.socket(), encode(job.message)));
      return;
    }
    if (job.message.kind == MessageKind::Run && !sessions_.contains(id)) {
      return job.refuse({ErrorCode::NotFound, "The model is not loaded any more: the runtime was started anew.",
                         "Run the model again.", {}});
    }
    const auto start = Clock::now();
    if (!worker_.alive() && !worker_.start(executable_)) {
      return job.refuse({ErrorCode::Runtime, "The process that runs models could not be started.", {}, {}});
    }
    base::Buffer reply;
    Outcome outcome = send_frame(worker_.socket(), encode(job.message)) ? await(start, job.timeout_ms, reply) : Outcome::Gone;
    std::optional<Message> message;
    if (outcome == Outcome::Reply) message = decode(reply);
    if (outcome == Outcome::Reply && !message) outcome = Outcome::Gone;
    if (outcome != Outcome::Reply) return lost(job, outcome);
    deliver(job, *std::move(message), Ms(Clock::now() - start).count());
  }

  void deliver(const Job& job, Message message, double elapsed_ms) {
    if (message.kind == MessageKind::Failed) return job.refuse(message.error);
    if (message.kind == MessageKind::Loaded && job.loaded) {
      if (job.loaded->ready()) {  // given up meanwhile
        Message release;
        release.kind = MessageKind::Release;
        release.session = job.message.session;
        static_cast<void>(send_frame(worker_.socket(), encode(release)));
        return;
      }
      sessions_.insert(job.message.session);
      message.info.id = job.message.session;
      if (!used_) message.info.fetch_ms = std::max(0.0, elapsed_ms - message.info.compile_ms);
      used_ = true;
      return job.loaded->resolve(std::move(message.info));
    }
    if (message.kind == MessageKind::Ran && job.ran) {
      RunResult result;
      result.outputs = std::move(message.tensors);
      result.run_ms = message.run_ms;
      result.copy_ms = std::max(0.0, elapsed_ms - message.run_ms);
      return job.ran->resolve(std::move(result));
    }
    lost(job, Outcome::Gone);
  }

  // The worker is gone or has to go: answer for it. The next load starts a new one.
  void lost(const Job& job, Outcome outcome) {
    if (outcome == Outcome::Gone) worker_.broken();
    const int status = worker_.kill();
    sessions_.clear();
    used_ = false;
    const bool loading = job.message.kind == MessageKind::Load;
    if (outcome == Outcome::Timeout) {
      std::string limit = std::to_string(job.timeout_ms / 1000);
      limit.resize(limit.find('.') + 2);
      job.refuse({ErrorCode::Timeout,
                  loading ? "The model did not finish loading within " + limit + " s and was stopped."
                          : "The model did not answer within " + limit + " s and was stopped.",
                  "It may loop for ever. Check it before running it again.", {}});
    } else if (outcome == Outcome::Gone) {
      const std::string how = WIFSIGNALED(status) ? signal_text(WTERMSIG(status))
                                                  : "exit status " + std::to_string(WEXITSTATUS(status));
      job.refuse({ErrorCode::Runtime,
                  std::string("The model crashed the runtime while ") + (loading ? "loading" : "running") + " (" + how +
                      ").",
                  "Nothing else was lost. The model may be broken, or need more memory than there is.", {}});
    }
  }

  // The next frame from the worker.
  Outcome await(Clock::time_point start, double timeout_ms, base::Buffer& reply) {
    std::uint64_t size = 0;
    Outcome outcome = receive(start, timeout_ms, reinterpret_cast<std::byte*>(&size), sizeof size);
    if (outcome != Outcome::Reply) return outcome;
    if (size > std::uint64_t{1} << 40) return Outcome::Gone;
    auto bytes = base::allocate(static_cast<std::size_t>(size));
    if (!bytes) return Outcome::Gone;
    outcome = receive(start, timeout_ms, bytes->data(), static_cast<std::size_t>(size));
    if (outcome == Outcome::Reply) reply = std::move(*bytes).freeze();
    return outcome;
  }

  Outcome receive(Clock::time_point start, double timeout_ms, std::byte* to, std::size_t size) {
    while (size > 0) {
      const double left = timeout_ms - Ms(Clock::now() - start).count();
      if (left <= 0) return Outcome::Timeout;
      std::array<pollfd, 2> wait{pollfd{worker_.socket(), POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
      const int ready = ::poll(wait.data(), wait.size(), static_cast<int>(std::min(left + 1, 60'000.0)));
      if (ready < 0 && errno != EINTR) return Outcome::Gone;
      if (ready <= 0) continue;
      if (wait[1].revents != 0) {
        const std::scoped_lock lock(mutex_);
        if (cancelled_) return Outcome::Cancelled;
      }
      if (wait[0].revents == 0) continue;
      const auto count = ::recv(worker_.socket(), to, size, 0);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return Outcome::Gone;
      to += count;
      size -= static_cast<std::size_t>(count);
    }
    return Outcome::Reply;
  }

  const int threads_;
  const std::string executable_;
  std::atomic<SessionId> next_id_{1};

  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Job> queue_;
  Job* current_ = nullptr;
  bool cancelled_ = false;
  bool closing_ = false;

  // Of the serving thread alone.
  Worker worker_;
  std::set<SessionId> sessions_;
  bool used_ = false;

  const int wake_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

std::shared_ptr<inference::Runtime> make_isolated_runtime(int threads, std::string_view executable) {
  return std::make_shared<IsolatedRuntime>(threads, executable);
}

}  // namespace assay::platform
