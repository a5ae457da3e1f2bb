// Timestamps (microseconds since 1970-01-01T00:00, proleptic Gregorian) as calendar parts, and their counts.
// Days from civil and back: Howard Hinnant, "chrono-compatible low-level date algorithms" (public domain).
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace assay::stats {

struct CivilTime {
  std::int64_t year = 1970;
  int month = 1, day = 1;      // 1-based
  int weekday = 0;             // 0 = Monday
  int hour = 0, minute = 0, second = 0, microsecond = 0;
};
[[nodiscard]] CivilTime civil_time(std::int64_t microseconds);

// ISO 8601: "2024-02-29" at midnight when `short_form`, else "2024-02-29T13:05:07.250000" with as many decimals
// as are needed (0, 3 or 6), and "Z" when zoned. Years outside 0000-9999 have a sign.
[[nodiscard]] std::string iso_text(std::int64_t microseconds, bool zoned, bool short_form = false);

struct CalendarCounts {
  std::array<std::uint64_t, 24> hour{};
  std::array<std::uint64_t, 7> weekday{};  // Monday first
  std::array<std::uint64_t, 12> month{};
  void add(std::int64_t microseconds);
  void merge(const CalendarCounts& other);
};

}  // namespace assay::stats
