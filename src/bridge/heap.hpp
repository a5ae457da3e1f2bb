// HeapBlocks: the memory that the page writes and the core then owns. The page asks for a block, fills it and
// names it in a message as a Ref; a Ref that names no whole block of ours is refused.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "base/buffer.hpp"
#include "base/result.hpp"
#include "bridge/messages.gen.hpp"

namespace assay::bridge {

// All members may be called from any thread.
class HeapBlocks {
 public:
  // 64-byte aligned; null when there is no memory, or for 0 bytes.
  [[nodiscard]] std::byte* allocate(std::size_t size_bytes);
  // Give a block back unused. False when it is none of ours.
  bool release(const std::byte* block);
  // Take the block that `ref` names over, without a copy. An empty ref ({0, 0}) is an empty buffer.
  [[nodiscard]] base::Result<base::Buffer> take(const Ref& ref);
  [[nodiscard]] std::size_t count() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::uintptr_t, base::MutableBuffer> blocks_;
};

// Bytes of ours, as a message names them. They stay valid as long as the caller keeps them.
[[nodiscard]] inline Ref ref_of(const void* data, std::size_t size_bytes) {
  if (size_bytes == 0) return {};
  return {static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(data)), size_bytes};
}
[[nodiscard]] inline Ref ref_of(const base::Buffer& buffer) { return ref_of(buffer.data(), buffer.size_bytes()); }

}  // namespace assay::bridge
