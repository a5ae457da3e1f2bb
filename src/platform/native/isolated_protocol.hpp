// What an isolated runtime and its worker say to each other over a socket: framed messages of plain values.
// Both ends are this program, but the worker ran someone's model: every length is checked when reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/buffer.hpp"
#include "base/result.hpp"
#include "inference/runtime.hpp"

namespace assay::platform {

enum class MessageKind : std::uint32_t { Load = 1, Run, Release, Loaded, Ran, Failed };

struct Message {
  MessageKind kind = MessageKind::Failed;
  std::uint32_t session = 0;
  std::int32_t threads = 0;               // Load
  base::Buffer model;                     // Load
  std::vector<inference::Tensor> tensors; // Run, Ran
  inference::SessionInfo info;            // Loaded
  double run_ms = 0, copy_ms = 0;         // Ran
  base::Error error;                      // Failed
};

// The bytes of a message without its frame. Large buffers are copied once.
[[nodiscard]] std::vector<std::byte> encode(const Message& message);
// Nothing when the bytes are not a message. Buffers share `bytes`.
[[nodiscard]] std::optional<Message> decode(const base::Buffer& bytes);

// Frame: uint64 length, then the bytes. Blocking; false when the other end is gone.
[[nodiscard]] bool send_frame(int socket, const std::vector<std::byte>& bytes);

}  // namespace assay::platform
