// Immutable, shared, 64-byte aligned bytes: the storage under every column and tensor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>

#include "base/result.hpp"

namespace assay::base {

// A view of immutable bytes with shared ownership. Copying shares; nothing is ever written through it.
class Buffer {
 public:
  Buffer() = default;
  Buffer(std::shared_ptr<const void> owner, const std::byte* data, std::size_t size_bytes)
      : owner_(std::move(owner)), data_(data), size_bytes_(size_bytes) {}

  [[nodiscard]] const std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }
  [[nodiscard]] bool empty() const { return size_bytes_ == 0; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_bytes_}; }

  // The bytes seen as values of T. The buffer must have been written as T.
  template <class T>
  [[nodiscard]] std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data_), size_bytes_ / sizeof(T)};
  }

 private:
  std::shared_ptr<const void> owner_;
  const std::byte* data_ = nullptr;
  std::size_t size_bytes_ = 0;
};

// Bytes under construction: written by one owner, then frozen into a Buffer without a copy.
class MutableBuffer {
 public:
  static constexpr std::size_t alignment = 64;

  MutableBuffer() = default;
  // Zero-filled when `zeroed`. Throws nothing: an allocation that fails leaves valid() == false.
  explicit MutableBuffer(std::size_t size_bytes, bool zeroed = false) : size_bytes_(size_bytes) {
    if (size_bytes == 0) return;
    void* raw = ::operator new(size_bytes, std::align_val_t{alignment}, std::nothrow);
    if (raw == nullptr) {
      size_bytes_ = 0;
      failed_ = true;
      return;
    }
    storage_ = std::shared_ptr<std::byte>(static_cast<std::byte*>(raw), [](std::byte* p) {
      ::operator delete(p, std::align_val_t{alignment});
    });
    if (zeroed) std::memset(raw, 0, size_bytes);
  }

  [[nodiscard]] bool valid() const { return !failed_; }
  [[nodiscard]] std::byte* data() { return storage_.get(); }
  [[nodiscard]] const std::byte* data() const { return storage_.get(); }
  [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }

  template <class T>
  [[nodiscard]] std::span<T> as() {
    return {reinterpret_cast<T*>(storage_.get()), size_bytes_ / sizeof(T)};
  }

  // Freeze the first `used_bytes` (all of them by default). The MutableBuffer is empty afterwards.
  [[nodiscard]] Buffer freeze(std::size_t used_bytes = SIZE_MAX) && {
    const std::size_t used = used_bytes < size_bytes_ ? used_bytes : size_bytes_;
    const std::byte* at = storage_.get();
    size_bytes_ = 0;
    return Buffer(std::shared_ptr<const void>(std::move(storage_)), at, used);
  }

 private:
  std::shared_ptr<std::byte> storage_;
  std::size_t size_bytes_ = 0;
  bool failed_ = false;
};

// Allocate or say how much was asked for.
[[nodiscard]] Result<MutableBuffer> allocate(std::size_t size_bytes, bool zeroed = false);

// Copy bytes into a fresh Buffer.
[[nodiscard]] Result<Buffer> copy_to_buffer(std::span<const std::byte> bytes);

}  // namespace assay::base
