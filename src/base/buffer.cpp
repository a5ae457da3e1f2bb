#include "base/buffer.hpp"

#include <string>

namespace assay::base {

Result<MutableBuffer> allocate(std::size_t size_bytes, bool zeroed) {
  MutableBuffer buffer(size_bytes, zeroed);
  if (!buffer.valid()) {
    return fail(ErrorCode::OutOfMemory,
                "Not enough memory for " + std::to_string(size_bytes) + " bytes.",
                "Close other data or use a machine with more memory.");
  }
  return buffer;
}

Result<Buffer> copy_to_buffer(std::span<const std::byte> bytes) {
  auto buffer = allocate(bytes.size());
  if (!buffer) return std::unexpected(buffer.error());
  if (!bytes.empty()) std::memcpy(buffer->data(), bytes.data(), bytes.size());
  return std::move(*buffer).freeze();
}

}  // namespace assay::base
