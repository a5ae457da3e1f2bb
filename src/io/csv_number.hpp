// Reading numbers, in a header so that the column loops can take it in.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace assay::io {

// A number read from trimmed text.
struct Number {
  enum class Form : std::uint8_t { None, Integer, Real };
  Form form = Form::None;
  std::int64_t integer = 0;
  double real = 0.0;  // set for both forms
};

namespace detail {

inline constexpr std::array<double, 23> powers_of_ten{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

constexpr bool is_digit(char c) { return static_cast<unsigned char>(c - '0') <= 9; }

// The value of eight digits 0..9, one a byte, the first in the lowest (little-endian), after D. Lemire,
// "Quickly parsing eight digits".
inline std::uint64_t eight_digits(std::uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return (((digits & 0x000000FF000000FFU) * 0x000F424000000064U) +
          (((digits >> 16) & 0x000000FF000000FFU) * 0x0000271000000001U)) >>
         32;
}

inline constexpr std::array<std::uint64_t, 9> whole_powers_of_ten{1,       10,        100,        1'000,      10'000,
                                                                  100'000, 1'000'000, 10'000'000, 100'000'000};

// Appends the digits at p to `mantissa` (which wraps past 19 digits: the caller counts) and returns their end.
// Up to eight at once, without a branch on how many they are.
inline const char* take_digits(const char* p, const char* end, const char* readable_end, std::uint64_t& mantissa) {
  while (readable_end - p >= 8 && p < end) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    word ^= 0x3030303030303030U;  // a digit is now 0..9
    const std::uint64_t others = (((word & 0x7F7F7F7F7F7F7F7FU) + 0x7676767676767676U) | word) & 0x8080808080808080U;
    const std::size_t run = others == 0 ? 8 : static_cast<std::size_t>(std::countr_zero(others)) / 8;
    const std::size_t count = run < static_cast<std::size_t>(end - p) ? run : static_cast<std::size_t>(end - p);
    if (count == 0) return p;
    mantissa = mantissa * whole_powers_of_ten[count] + eight_digits(word << (64 - 8 * count));
    p += count;
    if (count < 8) return p;
  }
  while (p < end && is_digit(*p)) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p++ - '0');
  return p;
}

// Everything the fast path leaves: exponents, many digits, infinities. `text` keeps its sign.
[[nodiscard]] Number parse_real_slowly(std::string_view text);

inline Number finish_integer(std::uint64_t magnitude, std::size_t digits, bool negative, bool plus) {
  if (plus && digits > 6) return {};
  if (digits > 19) return {};
  if (magnitude == 0 && negative) return {Number::Form::Real, 0, -0.0};
  constexpr std::uint64_t limit = std::uint64_t{1} << 63;
  if (magnitude > limit || (magnitude == limit && !negative)) return {};
  const auto value = static_cast<std::int64_t>(negative ? ~magnitude + 1 : magnitude);
  return {Number::Form::Integer, value, static_cast<double>(value)};
}

}  // namespace detail

// `readable_end`: bytes from text.data() up to there may be read (for eight-byte loads).
[[nodiscard]] inline Number parse_number(std::string_view text, const char* readable_end) {
  const char* p = text.data();
  const char* const end = p + text.size();
  if (p == end) return {};
  const bool negative = *p == '-';
  const bool plus = *p == '+';
  if (negative || plus) ++p;
  const char* const whole = p;
  std::uint64_t mantissa = 0;
  p = detail::take_digits(p, end, readable_end, mantissa);
  const auto whole_digits = static_cast<std::size_t>(p - whole);
  if (whole_digits > 1 && *whole == '0') return {};
  if (p == end) {
    return whole_digits == 0 ? Number{} : detail::finish_integer(mantissa, whole_digits, negative, plus);
  }
  if (*p != '.') return detail::parse_real_slowly(text);
  const char* const fraction = p + 1;
  p = detail::take_digits(fraction, end, readable_end, mantissa);
  const auto fraction_digits = static_cast<std::size_t>(p - fraction);
  const bool simple = p == end && whole_digits + fraction_digits > 0 && whole_digits + fraction_digits <= 19 &&
                      mantissa <= (std::uint64_t{1} << 53) && fraction_digits < detail::powers_of_ten.size();
  if (!simple) return detail::parse_real_slowly(text);
  // Both operands are exact, so one division rounds correctly (W. Clinger, 1990).
  const double value = static_cast<double>(mantissa) / detail::powers_of_ten[fraction_digits];
  return {Number::Form::Real, 0, negative ? -value : value};
}

}  // namespace assay::io
