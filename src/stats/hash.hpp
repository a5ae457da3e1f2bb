// 128-bit hashes of texts and of 64-bit values, for counting distinct values and finding equal rows.
// Not keyed: they find equal values, they do not withstand someone who forges collisions.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace assay::stats {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  [[nodiscard]] bool operator==(const Hash128&) const = default;
};

// A bijection that spreads every input bit over all output bits: the finaliser of SplitMix64 (Steele, Lea &
// Flood 2014, constants by Stafford).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

[[nodiscard]] inline Hash128 hash_bytes(std::string_view text) {
  std::uint64_t low = 0x9e3779b97f4a7c15ULL ^ text.size();
  std::uint64_t high = 0xd1b54a32d192ed03ULL + text.size();
  const auto take = [&](std::uint64_t word) {
    low = (low ^ word) * 0xff51afd7ed558ccdULL;
    low ^= low >> 32;
    high = (high + word) * 0xc4ceb9fe1a85ec53ULL;
    high ^= high >> 29;
  };
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    take(word);
  }
  if (left > 0) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, left);
    take(word);
  }
  return {mix(low), mix(high)};
}

}  // namespace assay::stats
