// MemorySource: a ByteSource over one contiguous block of memory, filled by one writer while readers run.
#pragma once

#include <atomic>
#include <mutex>

#include "base/buffer.hpp"
#include "io/byte_source.hpp"

namespace assay::io {

class MemorySource final : public ByteSource {
 public:
  // All of `bytes` is there.
  MemorySource(std::string name, base::Buffer bytes);
  // `capacity_bytes` of room to be filled by append()/writable(); the size is `capacity_bytes`.
  [[nodiscard]] static base::Result<std::shared_ptr<MemorySource>> with_capacity(std::string name,
                                                                                 std::uint64_t capacity_bytes);

  // The writer's side: where the next bytes go (the unfilled rest), and that `count` of them were written.
  [[nodiscard]] std::span<std::byte> writable();
  void written(std::size_t count);
  // No more will come (the size becomes what was written), or reading failed.
  void finish();
  void fail(base::Error error);

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::optional<std::uint64_t> size_bytes() const override { return size_.load(); }
  [[nodiscard]] std::uint64_t available_bytes() const override {
    return available_.load(std::memory_order_acquire);
  }
  [[nodiscard]] bool complete() const override { return available_bytes() == size_.load(); }
  [[nodiscard]] std::optional<base::Error> error() const override;
  [[nodiscard]] base::Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;
  [[nodiscard]] std::optional<std::span<const std::byte>> view(std::uint64_t offset,
                                                               std::size_t size_bytes) const override;

 private:
  std::string name_;
  base::Buffer frozen_;
  base::MutableBuffer growing_;
  const std::byte* data_ = nullptr;
  std::atomic<std::uint64_t> size_{0};
  std::atomic<std::uint64_t> available_{0};
  mutable std::mutex mutex_;
  std::optional<base::Error> error_;
};

}  // namespace assay::io
