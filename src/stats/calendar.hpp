// How timestamps (microseconds since 1970-01-01T00:00) spread over the hours, weekdays and months.
#pragma once

#include <array>
#include <cstdint>

namespace assay::stats {

struct CalendarCounts {
  std::array<std::uint64_t, 24> hour{};
  std::array<std::uint64_t, 7> weekday{};  // Monday first
  std::array<std::uint64_t, 12> month{};   // January first
  void add(std::int64_t microseconds);
  void merge(const CalendarCounts& other);
};

}  // namespace assay::stats
