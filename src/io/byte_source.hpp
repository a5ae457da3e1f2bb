// ByteSource: where a reader gets its bytes. Bytes may still be arriving (a file that the browser is
// reading); a reader that needs more than there is answers Step::Blocked and is called again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"

namespace assay::io {

// All members may be called from any thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // File name for messages, without a folder: "titanic.csv".
  [[nodiscard]] virtual std::string name() const = 0;
  // The whole size, once known (a stream's is known at its end).
  [[nodiscard]] virtual std::optional<std::uint64_t> size_bytes() const = 0;
  // Bytes [0, available) can be read now. Grows; equals the size once complete() is true.
  [[nodiscard]] virtual std::uint64_t available_bytes() const = 0;
  [[nodiscard]] virtual bool complete() const = 0;
  // Reading failed for good (disk error, the file changed, the person revoked access).
  [[nodiscard]] virtual std::optional<base::Error> error() const = 0;

  // Copy bytes [offset, offset + out.size()) to `out`. Fails (Io) when they are not available.
  [[nodiscard]] virtual base::Result<void> read(std::uint64_t offset, std::span<std::byte> out) const = 0;
  // The same bytes in place, where the source holds them contiguously (memory, a mapped file): no copy.
  // An empty optional where it does not; then use read(). Valid while the source lives.
  [[nodiscard]] virtual std::optional<std::span<const std::byte>> view(std::uint64_t offset,
                                                                       std::size_t size_bytes) const = 0;
};

using ByteSourcePtr = std::shared_ptr<const ByteSource>;

}  // namespace assay::io
