// A least-significant-digit radix sort of 64-bit keys, optionally with a 32-bit row number each, that works in
// bounded slices: a task can sort millions of keys a few milliseconds at a time. Stable.
//
// Use: make(), fill keys() (and rows()) and count the digits, begin(), run() every unit in order, read sorted().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "base/result.hpp"

namespace assay::stats {

// How often each value of each byte occurs: counted while the keys are written, merged in any order.
struct DigitCounts {
  std::array<std::array<std::uint32_t, 256>, 8> count{};
  void add(std::span<const std::uint64_t> keys);
  // Only the bytes in which `low` and `high` differ can differ among keys between them; the lower ones all can.
  void add(std::span<const std::uint64_t> keys, std::uint64_t low, std::uint64_t high);
  void merge(const DigitCounts& other);
};

class RadixSort {
 public:
  static constexpr std::size_t slice = 131'072;  // keys moved by one unit

  // Room for `count` keys (and rows), twice. Fails with OutOfMemory. count < 2^32.
  [[nodiscard]] static base::Result<RadixSort> make(std::size_t count, bool with_rows);
  [[nodiscard]] static std::size_t memory_bytes(std::size_t count, bool with_rows) {
    return count * 2 * (sizeof(std::uint64_t) + (with_rows ? sizeof(std::uint32_t) : 0));
  }

  [[nodiscard]] std::span<std::uint64_t> keys() { return keys_[from_].as<std::uint64_t>().first(count_); }
  [[nodiscard]] std::span<std::uint32_t> rows() {
    return with_rows_ ? rows_[from_].as<std::uint32_t>().first(count_) : std::span<std::uint32_t>{};
  }
  // All keys are in place and counted. The number of units is known from now on.
  void begin(const DigitCounts& counts);
  [[nodiscard]] std::size_t units() const { return passes_.size() * slices(); }
  void run(std::size_t unit);  // 0, 1, 2 ... units() - 1

  // The space that does not hold the sorted keys, for what comes after the sort. Same size.
  [[nodiscard]] std::span<std::uint64_t> spare() { return keys_[1 - from_].as<std::uint64_t>().first(count_); }

 private:
  [[nodiscard]] std::size_t slices() const { return (count_ + slice - 1) / slice; }
  struct Pass {
    unsigned shift = 0;
    std::array<std::uint32_t, 256> next{};  // where the next key with this digit goes
  };
  std::size_t count_ = 0;
  bool with_rows_ = false;
  std::array<base::MutableBuffer, 2> keys_, rows_;
  std::size_t from_ = 0;
  std::vector<Pass> passes_;
};

}  // namespace assay::stats
