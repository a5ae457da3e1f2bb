// Arrow-style bitmaps: bit i of byte i / 8, least significant first; 1 = valid (or true).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace assay::base {

[[nodiscard]] constexpr std::size_t bitmap_bytes(std::size_t bits) { return (bits + 7) / 8; }

[[nodiscard]] inline bool get_bit(const std::byte* bits, std::size_t i) {
  return ((static_cast<std::uint8_t>(bits[i >> 3]) >> (i & 7)) & 1U) != 0;
}

inline void set_bit(std::byte* bits, std::size_t i) {
  bits[i >> 3] |= static_cast<std::byte>(1U << (i & 7));
}

inline void clear_bit(std::byte* bits, std::size_t i) {
  bits[i >> 3] &= static_cast<std::byte>(~(1U << (i & 7)));
}

// The number of 1 bits among the first `count` bits.
[[nodiscard]] inline std::size_t count_bits(const std::byte* bits, std::size_t count) {
  std::size_t ones = 0;
  std::size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    std::uint64_t word = 0;
    std::memcpy(&word, bits + (i >> 3), sizeof word);
    ones += static_cast<std::size_t>(std::popcount(word));
  }
  for (; i < count; ++i) ones += get_bit(bits, i) ? 1 : 0;
  return ones;
}

}  // namespace assay::base
