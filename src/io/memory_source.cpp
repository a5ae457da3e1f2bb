#include "io/memory_source.hpp"

#include <cstring>

namespace assay::io {

using base::ErrorCode;

MemorySource::MemorySource(std::string name, base::Buffer bytes)
    : name_(std::move(name)), frozen_(std::move(bytes)), data_(frozen_.data()),
      size_(frozen_.size_bytes()), available_(frozen_.size_bytes()) {}

base::Result<std::shared_ptr<MemorySource>> MemorySource::with_capacity(std::string name,
                                                                        std::uint64_t capacity_bytes) {
  if (capacity_bytes > SIZE_MAX) {
    return base::fail(ErrorCode::OutOfMemory,
                      name + " has " + std::to_string(capacity_bytes) + " bytes, more than this build can address.",
                      "Use the native build, or a smaller file.");
  }
  auto room = base::allocate(static_cast<std::size_t>(capacity_bytes));
  if (!room) return std::unexpected(room.error());
  auto source = std::make_shared<MemorySource>(std::move(name), base::Buffer{});
  source->growing_ = *std::move(room);
  source->data_ = source->growing_.data();
  source->size_ = capacity_bytes;
  return source;
}

std::span<std::byte> MemorySource::writable() {
  const auto used = static_cast<std::size_t>(available_.load(std::memory_order_relaxed));
  return growing_.as<std::byte>().subspan(used);
}

void MemorySource::written(std::size_t count) { available_.fetch_add(count, std::memory_order_release); }

void MemorySource::finish() { size_ = available_.load(std::memory_order_relaxed); }

void MemorySource::fail(base::Error error) {
  const std::scoped_lock lock(mutex_);
  if (!error_) error_ = std::move(error);
}

std::optional<base::Error> MemorySource::error() const {
  const std::scoped_lock lock(mutex_);
  return error_;
}

base::Result<void> MemorySource::read(std::uint64_t offset, std::span<std::byte> out) const {
  const auto bytes = view(offset, out.size());
  if (!bytes) return base::fail(ErrorCode::Io, name_ + ": bytes that have not arrived were asked for.");
  if (!out.empty()) std::memcpy(out.data(), bytes->data(), out.size());
  return {};
}

std::optional<std::span<const std::byte>> MemorySource::view(std::uint64_t offset,
                                                             std::size_t size_bytes) const {
  const auto available = available_bytes();
  if (offset > available || size_bytes > available - offset) return std::nullopt;
  return std::span(data_ + offset, size_bytes);
}

}  // namespace assay::io
