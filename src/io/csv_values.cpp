#include "io/csv_values.hpp"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/time.hpp"
#include "io/csv_number.hpp"

namespace assay::io {

ColumnKind resolve(Kinds seen) {
  seen &= kind::values;
  if (seen == 0) return ColumnKind::Unknown;
  if (seen == kind::TrueFalse || seen == kind::YesNo) return ColumnKind::Boolean;
  if ((seen & ~(kind::Integer | kind::BigInteger)) == 0) return ColumnKind::Integer;
  if ((seen & ~(kind::Integer | kind::Real)) == 0) return ColumnKind::Real;
  if (seen == kind::LocalTime) return ColumnKind::LocalTime;
  if (seen == kind::ZonedTime) return ColumnKind::ZonedTime;
  return ColumnKind::Text;
}

data::Type to_type(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::Boolean: return data::Type::Boolean;
    case ColumnKind::Integer: return data::Type::Integer;
    case ColumnKind::Real: return data::Type::Real;
    case ColumnKind::LocalTime:
    case ColumnKind::ZonedTime: return data::Type::Timestamp;
    case ColumnKind::Unknown:
    case ColumnKind::Text: break;
  }
  return data::Type::Text;
}

namespace {

struct Marker {
  std::string_view word;
  Markers::InText in_text;
};

constexpr std::array<Marker, 13> default_markers{{
    {"NA", Markers::InText::Ambiguous},
    {"N/A", Markers::InText::Missing},
    {"n/a", Markers::InText::Missing},
    {"NaN", Markers::InText::Missing},
    {"nan", Markers::InText::Missing},
    {"NULL", Markers::InText::Missing},
    {"null", Markers::InText::Missing},
    {"None", Markers::InText::Value},
    {"#N/A", Markers::InText::Missing},
    {"<NA>", Markers::InText::Missing},
    {"-nan", Markers::InText::Missing},
    {"-NaN", Markers::InText::Missing},
    {"-", Markers::InText::Value},
}};

}  // namespace

std::vector<std::string> default_missing_markers() {
  std::vector<std::string> words;
  for (const auto& marker : default_markers) words.emplace_back(marker.word);
  return words;
}

Markers::Markers(std::vector<std::string> own) : own_(std::move(own)) {
  if (own_.empty()) longest_ = 4;
  for (const auto& word : own_) longest_ = std::max(longest_, word.size());
}

bool Markers::find(std::string_view text) const {
  if (!own_.empty()) return std::find(own_.begin(), own_.end(), text) != own_.end();
  return std::any_of(default_markers.begin(), default_markers.end(),
                     [&](const Marker& marker) { return marker.word == text; });
}

Markers::InText Markers::find_text(std::string_view text) const {
  if (!own_.empty()) return find(text) ? InText::Missing : InText::Value;
  // Only these letters begin a marker; nearly every value leaves here.
  switch (text.front()) {
    case 'N': case 'n': case '#': case '<': case '-': break;
    default: return InText::Value;
  }
  for (const auto& marker : default_markers) {
    if (marker.word == text) return marker.in_text;
  }
  return InText::Value;
}

bool exact_in_double(std::int64_t value) {
  constexpr std::int64_t all_exact = std::int64_t{1} << 53;
  if (value >= -all_exact && value <= all_exact) return true;
  // Exact when at most 53 bits lie between the highest and the lowest set bit.
  const std::uint64_t magnitude =
      value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  return 64 - std::countl_zero(magnitude) - std::countr_zero(magnitude) <= 53;
}

namespace {

bool equals_any_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

}  // namespace

Number detail::parse_real_slowly(std::string_view text) {
  std::string_view body = text;
  const bool negative = !body.empty() && body.front() == '-';
  if (!body.empty() && (body.front() == '-' || body.front() == '+')) body.remove_prefix(1);
  if (equals_any_case(body, "inf") || equals_any_case(body, "infinity")) {
    return {Number::Form::Real, 0, negative ? -HUGE_VAL : HUGE_VAL};
  }
  // The grammar is ours (no hex, no "nan"); fast_float only rounds.
  std::size_t at = 0;
  bool nonzero = false;
  const auto digits = [&] {
    std::size_t count = 0;
    for (; at < body.size() && detail::is_digit(body[at]); ++at, ++count) nonzero = nonzero || body[at] != '0';
    return count;
  };
  const std::size_t whole = digits();
  if (whole > 1 && body.front() == '0') return {};
  std::size_t fraction = 0;
  bool real = false;
  if (at < body.size() && body[at] == '.') {
    ++at;
    real = true;
    fraction = digits();
  }
  if (whole + fraction == 0) return {};
  if (at < body.size() && (body[at] == 'e' || body[at] == 'E')) {
    const bool mantissa_nonzero = nonzero;
    ++at;
    real = true;
    if (at < body.size() && (body[at] == '+' || body[at] == '-')) ++at;
    if (digits() == 0) return {};
    nonzero = mantissa_nonzero;
  }
  if (at != body.size() || !real) return {};
  double value = 0.0;
  const auto end = body.data() + body.size();
  const auto parsed = fast_float::from_chars(body.data(), end, value);
  if (parsed.ptr != end || !std::isfinite(value) || (value == 0.0 && nonzero)) return {};
  return {Number::Form::Real, 0, negative ? -value : value};
}

int parse_boolean(std::string_view text, Kinds& pair) {
  switch (text.size()) {
    case 2:
      pair = kind::YesNo;
      return equals_any_case(text, "no") ? 0 : -1;
    case 3:
      pair = kind::YesNo;
      return equals_any_case(text, "yes") ? 1 : -1;
    case 4:
      pair = kind::TrueFalse;
      return equals_any_case(text, "true") ? 1 : -1;
    case 5:
      pair = kind::TrueFalse;
      return equals_any_case(text, "false") ? 0 : -1;
    default: return -1;
  }
}

Kinds classify(std::string_view text) {
  const Number number = parse_number(text, text.data() + text.size());
  if (number.form == Number::Form::Integer) {
    return exact_in_double(number.integer) ? kind::Integer : kind::BigInteger;
  }
  if (number.form == Number::Form::Real) return kind::Real;
  Kinds pair = 0;
  if (parse_boolean(text, pair) >= 0) return pair;
  if (const auto time = base::parse_timestamp(text)) return time->zoned ? kind::ZonedTime : kind::LocalTime;
  return kind::Text;
}

}  // namespace assay::io
