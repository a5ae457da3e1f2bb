#include "stats/calendar.hpp"

#include "base/time.hpp"

namespace assay::stats {

void CalendarCounts::add(std::int64_t microseconds) {
  const base::CalendarTime time = base::calendar_time(microseconds);
  ++hour[static_cast<std::size_t>(time.hour)];
  ++weekday[static_cast<std::size_t>(time.weekday - 1)];
  ++month[static_cast<std::size_t>(time.month - 1)];
}

void CalendarCounts::merge(const CalendarCounts& other) {
  for (std::size_t i = 0; i < hour.size(); ++i) hour[i] += other.hour[i];
  for (std::size_t i = 0; i < weekday.size(); ++i) weekday[i] += other.weekday[i];
  for (std::size_t i = 0; i < month.size(); ++i) month[i] += other.month[i];
}

}  // namespace assay::stats
