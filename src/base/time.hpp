// Timestamps: microseconds since 1970-01-01T00:00:00 in the proleptic Gregorian calendar, to and from text.
//
// Calendar arithmetic after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"
// (days_from_civil, civil_from_days). No leap seconds, no time zone database: a value is either an instant
// in UTC or a wall-clock time without a zone; the column says which (data::Field::zoned).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::base {

inline constexpr std::int64_t us_per_second = 1'000'000;
inline constexpr std::int64_t us_per_day = 86'400 * us_per_second;

struct CalendarTime {
  std::int64_t year = 1970;
  int month = 1;   // 1..12
  int day = 1;     // 1..31
  int hour = 0;    // 0..23
  int minute = 0;  // 0..59
  int second = 0;  // 0..59
  int microsecond = 0;
  int weekday = 4;  // ISO: 1 = Monday .. 7 = Sunday

  [[nodiscard]] bool operator==(const CalendarTime&) const = default;
};

// Days since 1970-01-01 of a calendar date. Month 1..12, day 1..31 (not checked).
[[nodiscard]] std::int64_t days_from_civil(std::int64_t year, int month, int day);
[[nodiscard]] int days_in_month(std::int64_t year, int month);

[[nodiscard]] CalendarTime calendar_time(std::int64_t us);

// The inverse; an empty optional for a date or time that does not exist or does not fit int64 microseconds.
[[nodiscard]] std::optional<std::int64_t> from_calendar(const CalendarTime& time);

enum class TimeDetail : std::uint8_t {
  Auto,  // date only at midnight, seconds otherwise, a fraction (3 or 6 digits) only when there is one
  Date,
  Seconds,  // a fraction follows when there is one
};

// ISO 8601: "2024-02-29", "2024-02-29T13:05:00", "2024-02-29T13:05:00.250", with "Z" when `zoned` (never for
// a date alone). Years outside 0000..9999 get a sign and at least six digits.
[[nodiscard]] std::string format_timestamp(std::int64_t us, bool zoned, TimeDetail detail = TimeDetail::Auto);

struct ParsedTime {
  std::int64_t us = 0;
  bool zoned = false;      // had Z or an offset, and `us` is UTC
  bool date_only = false;
};

// Reads exactly YYYY-MM-DD, optionally followed by T or one space, HH:MM[:SS[.f...]] and Z, +HH, +HH:MM or
// +HHMM. An empty optional for anything else: a date that is not in the calendar, second 60, hour 24, more than
// six digits of fraction unless the rest are zeros (they would be lost).
[[nodiscard]] std::optional<ParsedTime> parse_timestamp(std::string_view text);

}  // namespace assay::base
