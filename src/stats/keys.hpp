// Order-preserving 64-bit keys: a < b exactly when key_of(a) < key_of(b). Sorting keys sorts values, and one
// radix sort serves every type. Doubles must not be NaN; -0 becomes +0.
#pragma once

#include <bit>
#include <cstdint>

namespace assay::stats {

inline constexpr std::uint64_t sign_bit = 1ULL << 63;

[[nodiscard]] constexpr std::uint64_t key_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ sign_bit;
}
[[nodiscard]] constexpr std::int64_t integer_of(std::uint64_t key) {
  return static_cast<std::int64_t>(key ^ sign_bit);
}
[[nodiscard]] inline std::uint64_t key_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return bits ^ ((bits >> 63) != 0 ? ~0ULL : sign_bit);
}
[[nodiscard]] inline double real_of(std::uint64_t key) {
  return std::bit_cast<double>(key ^ ((key >> 63) != 0 ? sign_bit : ~0ULL));
}

// How sorted keys are read back as numbers.
enum class KeyKind : std::uint8_t { Integer, Real };
[[nodiscard]] inline double number_of(std::uint64_t key, KeyKind kind) {
  return kind == KeyKind::Integer ? static_cast<double>(integer_of(key)) : real_of(key);
}

}  // namespace assay::stats
