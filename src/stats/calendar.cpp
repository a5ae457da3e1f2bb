#include "stats/calendar.hpp"

#include <cstdio>

namespace assay::stats {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

CivilTime civil_time(std::int64_t microseconds) {
  const std::int64_t days = floor_div(microseconds, day_us);
  const std::int64_t in_day = microseconds - days * day_us;
  const std::int64_t z = days + 719'468;  // days since 0000-03-01
  const std::int64_t era = floor_div(z, 146'097);
  const auto doe = static_cast<std::int64_t>(z - era * 146'097);
  const std::int64_t yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  CivilTime time;
  time.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  time.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  time.year = yoe + era * 400 + (time.month <= 2 ? 1 : 0);
  const std::int64_t since_monday = days + 3;  // 1970-01-01 was a Thursday
  time.weekday = static_cast<int>(since_monday - floor_div(since_monday, 7) * 7);
  time.hour = static_cast<int>(in_day / 3'600'000'000);
  time.minute = static_cast<int>(in_day / 60'000'000 % 60);
  time.second = static_cast<int>(in_day / 1'000'000 % 60);
  time.microsecond = static_cast<int>(in_day % 1'000'000);
  return time;
}

std::string iso_text(std::int64_t microseconds, bool zoned, bool short_form) {
  const CivilTime t = civil_time(microseconds);
  char text[64];
  const bool plain_year = t.year >= 0 && t.year <= 9999;
  int used = std::snprintf(text, sizeof text, plain_year ? "%04lld-%02d-%02d" : "%+07lld-%02d-%02d",
                           static_cast<long long>(t.year), t.month, t.day);
  std::string iso(text, static_cast<std::size_t>(used));
  if (short_form && t.hour == 0 && t.minute == 0 && t.second == 0 && t.microsecond == 0) return iso;
  used = std::snprintf(text, sizeof text, "T%02d:%02d:%02d", t.hour, t.minute, t.second);
  iso.append(text, static_cast<std::size_t>(used));
  if (t.microsecond != 0) {
    used = t.microsecond % 1000 == 0 ? std::snprintf(text, sizeof text, ".%03d", t.microsecond / 1000)
                                     : std::snprintf(text, sizeof text, ".%06d", t.microsecond);
    iso.append(text, static_cast<std::size_t>(used));
  }
  if (zoned) iso.push_back('Z');
  return iso;
}

void CalendarCounts::add(std::int64_t microseconds) {
  const CivilTime time = civil_time(microseconds);
  ++hour[static_cast<std::size_t>(time.hour)];
  ++weekday[static_cast<std::size_t>(time.weekday)];
  ++month[static_cast<std::size_t>(time.month - 1)];
}

void CalendarCounts::merge(const CalendarCounts& other) {
  for (std::size_t i = 0; i < hour.size(); ++i) hour[i] += other.hour[i];
  for (std::size_t i = 0; i < weekday.size(); ++i) weekday[i] += other.weekday[i];
  for (std::size_t i = 0; i < month.size(); ++i) month[i] += other.month[i];
}

}  // namespace assay::stats
