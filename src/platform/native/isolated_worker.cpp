// The worker's side of an isolated runtime: one thread that does what it is told, until its parent goes.

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <map>
#include <string_view>

#include "platform/native/isolated_protocol.hpp"
#include "platform/native/isolated_runtime.hpp"
#include "platform/native/ort_session.hpp"

namespace assay::platform {

namespace {

constexpr int parent_socket = 3;

bool receive(std::byte* to, std::size_t size) {
  while (size > 0) {
    const auto count = ::recv(parent_socket, to, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

class Server {
 public:
  // The answer to a message; nothing for those that have none.
  std::optional<Message> handle(Message message) {
    switch (message.kind) {
      case MessageKind::Load: return load(message);
      case MessageKind::Run: return run(message);
      case MessageKind::Release: sessions_.erase(message.session); return std::nullopt;
      default: return failure({base::ErrorCode::Internal, "The runtime was asked for something it does not know.", {}, {}});
    }
  }

 private:
  static Message failure(base::Error error) {
    Message out;
    out.kind = MessageKind::Failed;
    out.error = std::move(error);
    return out;
  }

  Message load(const Message& message) {
    auto loaded = load_session(message.model, message.threads);
    if (!loaded) return failure(loaded.error());
    Message out;
    out.kind = MessageKind::Loaded;
    out.session = message.session;
    out.info = info_of(*loaded, message.session, message.threads);
    sessions_.insert_or_assign(message.session, *std::move(loaded));
    return out;
  }

  Message run(const Message& message) {
    const auto at = sessions_.find(message.session);
    if (at == sessions_.end()) return failure({base::ErrorCode::NotFound, "The model is not loaded any more.", {}, {}});
    const Ort::RunOptions options;
    auto result = run_session(at->second, message.tensors, options);
    if (!result) return failure(result.error());
    Message out;
    out.kind = MessageKind::Ran;
    out.session = message.session;
    out.tensors = std::move(result->outputs);
    out.run_ms = result->run_ms;
    out.copy_ms = result->copy_ms;
    return out;
  }

  std::map<std::uint32_t, OrtSession> sessions_;
};

int serve() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a model that loops for ever must not outlive its parent
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  std::signal(SIGINT, SIG_IGN);  // Ctrl+C is for the parent, which ends us
  Server server;
  while (true) {
    std::uint64_t size = 0;
    if (!receive(reinterpret_cast<std::byte*>(&size), sizeof size)) return 0;
    auto bytes = base::allocate(static_cast<std::size_t>(size));
    if (!bytes || !receive(bytes->data(), static_cast<std::size_t>(size))) return 1;
    auto message = decode(std::move(*bytes).freeze());
    if (!message) return 1;
    const auto answer = server.handle(*std::move(message));
    if (answer && !send_frame(parent_socket, encode(*answer))) return 0;
  }
}

}  // namespace

std::optional<int> run_worker_if_asked(int argc, char** argv) {
  if (argc != 2 || std::string_view(argv[1]) != worker_flag) return std::nullopt;
  return serve();
}

}  // namespace assay::platform
