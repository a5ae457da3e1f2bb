// What one CSV field means: the kinds of values, the missing markers, and how kinds make a column's type.
//
// Rules (they are part of the reader's contract; tests/io/csv_values_test.cpp holds them):
//   Missing    in a column of any type but Text: an empty or blank field, quoted or not, and every default marker
//              ("NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "#N/A", "<NA>", "-nan", "-NaN", and a
//              lone "-"), with or without blanks around it.
//              In a Text column: an empty unquoted field, and, unquoted and exactly, "N/A", "n/a", "NaN", "nan",
//              "NULL", "null", "#N/A", "<NA>", "-nan", "-NaN". "NA" is missing there too, unless every other value
//              of the column is two capital letters (then it is Namibia). "None", "-" and "" in quotes are values.
//              With markers of the caller's own, exactly those (and the empty field) are missing, in every type.
//   Integer    -?(0|[1-9][0-9]*) within int64, or + and at most six digits (more is a telephone number).
//              "-0" is a Real: an Integer would lose its sign. Leading zeros ("007") are Text.
//   Real       a decimal with a point or an exponent, correctly rounded; "inf" and "infinity" with a sign or
//              without, any case. What overflows, or underflows to zero ("1e400"), is Text. A whole number that a
//              Real cannot hold exactly makes a column of Integers and Reals Text: nothing is rounded in silence.
//   Boolean    "true" and "false", or "yes" and "no", any case, one pair in a column. 0 and 1 stay Integer.
//   Timestamp  what base::parse_timestamp reads; all with a zone or all without.
//   Any other mixture is Text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/types.hpp"

namespace assay::io {

// The kinds of values seen in a column, one bit each. Only ever added to, so the type that follows from them does
// not depend on the order in which a file's parts are read.
using Kinds = std::uint32_t;

namespace kind {
inline constexpr Kinds TrueFalse = 1U << 0;
inline constexpr Kinds YesNo = 1U << 1;
inline constexpr Kinds Integer = 1U << 2;     // exactly representable as double
inline constexpr Kinds BigInteger = 1U << 3;  // within int64, not exactly a double
inline constexpr Kinds Real = 1U << 4;
inline constexpr Kinds LocalTime = 1U << 5;
inline constexpr Kinds ZonedTime = 1U << 6;
inline constexpr Kinds Text = 1U << 7;
// Missing by a marker, a blank or "": of no consequence for the type, but a Text column would read it otherwise.
inline constexpr Kinds Marker = 1U << 8;
inline constexpr Kinds values = Marker - 1;
}  // namespace kind

enum class ColumnKind : std::uint8_t { Unknown, Boolean, Integer, Real, LocalTime, ZonedTime, Text };

[[nodiscard]] ColumnKind resolve(Kinds seen);
[[nodiscard]] data::Type to_type(ColumnKind kind);  // Unknown is Text

// Blanks (space, tab, no-break space excluded) cut from both ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

class Markers {
 public:
  explicit Markers(std::vector<std::string> own = {});

  // Is this trimmed, non-empty content missing in a column that is not Text?
  // The caller gave them: then they come before any reading as a number.
  [[nodiscard]] bool own() const { return !own_.empty(); }
  [[nodiscard]] bool missing(std::string_view trimmed_text) const {
    return trimmed_text.size() <= longest_ && find(trimmed_text);
  }
  enum class InText : std::uint8_t { Value, Missing, Ambiguous };
  // What an unquoted, non-empty field is in a Text column; Ambiguous is "NA".
  [[nodiscard]] InText in_text(std::string_view text) const {
    return text.size() <= longest_ ? find_text(text) : InText::Value;
  }

 private:
  [[nodiscard]] bool find(std::string_view text) const;
  [[nodiscard]] InText find_text(std::string_view text) const;
  std::vector<std::string> own_;
  std::size_t longest_ = 0;
};

[[nodiscard]] std::vector<std::string> default_missing_markers();

[[nodiscard]] bool exact_in_double(std::int64_t value);

// -1 when it is none; 0 or 1 otherwise, and which pair of words in `pair` (kind::TrueFalse or kind::YesNo).
[[nodiscard]] int parse_boolean(std::string_view text, Kinds& pair);

// The kind of a non-missing, trimmed value.
[[nodiscard]] Kinds classify(std::string_view text);

}  // namespace assay::io
