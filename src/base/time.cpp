#include "base/time.hpp"

#include <array>
#include <limits>

namespace assay::base {

std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

int days_in_month(std::int64_t year, int month) {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

namespace {

struct DayAndTime {
  std::int64_t day;
  std::int64_t us_of_day;
};

DayAndTime split_day(std::int64_t us) {
  std::int64_t day = us / us_per_day;
  std::int64_t rest = us % us_per_day;
  if (rest < 0) {
    rest += us_per_day;
    --day;
  }
  return {day, rest};
}

}  // namespace

CalendarTime calendar_time(std::int64_t us) {
  const auto [day, rest] = split_day(us);
  const std::int64_t z = day + 719'468;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const std::int64_t day_of_era = z - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  CalendarTime out;
  out.day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1);
  out.month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
  out.year = year_of_era + era * 400 + (out.month <= 2 ? 1 : 0);
  const std::int64_t seconds = rest / us_per_second;
  out.microsecond = static_cast<int>(rest % us_per_second);
  out.hour = static_cast<int>(seconds / 3'600);
  out.minute = static_cast<int>(seconds / 60 % 60);
  out.second = static_cast<int>(seconds % 60);
  // 1970-01-01 was a Thursday (4).
  const std::int64_t from_monday = ((day + 3) % 7 + 7) % 7;
  out.weekday = static_cast<int>(from_monday) + 1;
  return out;
}

std::optional<std::int64_t> from_calendar(const CalendarTime& time) {
  constexpr std::int64_t widest_year = 292'000;  // beyond it int64 microseconds overflow
  if (time.year > widest_year || time.year < -widest_year) return std::nullopt;
  if (time.month < 1 || time.month > 12 || time.day < 1 || time.day > days_in_month(time.year, time.month)) {
    return std::nullopt;
  }
  const bool clock_ok = time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 &&
                        time.second >= 0 && time.second < 60 && time.microsecond >= 0 &&
                        time.microsecond < us_per_second;
  if (!clock_ok) return std::nullopt;
  const std::int64_t seconds = time.hour * 3'600LL + time.minute * 60LL + time.second;
  return days_from_civil(time.year, time.month, time.day) * us_per_day + seconds * us_per_second +
         time.microsecond;
}

namespace {

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

}  // namespace

std::string format_timestamp(std::int64_t us, bool zoned, TimeDetail detail) {
  const CalendarTime time = calendar_time(us);
  std::string out;
  if (time.year >= 0 && time.year <= 9'999) {
    append_padded(out, time.year, 4);
  } else {
    out += time.year < 0 ? '-' : '+';
    append_padded(out, time.year < 0 ? -time.year : time.year, 6);
  }
  out += '-';
  append_padded(out, time.month, 2);
  out += '-';
  append_padded(out, time.day, 2);
  const bool midnight = split_day(us).us_of_day == 0;
  if (detail == TimeDetail::Date || (detail == TimeDetail::Auto && midnight && !zoned)) return out;
  out += 'T';
  append_padded(out, time.hour, 2);
  out += ':';
  append_padded(out, time.minute, 2);
  out += ':';
  append_padded(out, time.second, 2);
  if (time.microsecond != 0) {
    out += '.';
    if (time.microsecond % 1'000 == 0) {
      append_padded(out, time.microsecond / 1'000, 3);
    } else {
      append_padded(out, time.microsecond, 6);
    }
  }
  if (zoned) out += 'Z';
  return out;
}

namespace {

// Two or four digits at text[at], or -1.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
    if (digit > 9) return -1;
    value = value * 10 + static_cast<int>(digit);
  }
  return value;
}

bool parse_fraction(std::string_view text, std::size_t& at, int& microsecond) {
  std::size_t count = 0;
  int value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count) {
    if (count < 6) {
      value = value * 10 + (text[at] - '0');
    } else if (text[at] != '0') {
      return false;
    }
  }
  if (count == 0) return false;
  for (; count < 6; ++count) value *= 10;
  microsecond = value;
  return true;
}

// Z, +HH, +HH:MM, +HHMM up to the end of the text; minutes east of UTC.
std::optional<int> parse_zone(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.empty() || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const int hours = digits_at(zone, 1, 2);
  int minutes = 0;
  if (zone.size() == 6 && zone[3] == ':') {
    minutes = digits_at(zone, 4, 2);
  } else if (zone.size() == 5) {
    minutes = digits_at(zone, 3, 2);
  } else if (zone.size() != 3) {
    return std::nullopt;
  }
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

std::optional<ParsedTime> parse_timestamp(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits_at(text, 0, 4);
  const int month = digits_at(text, 5, 2);
  const int day = digits_at(text, 8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return std::nullopt;
  ParsedTime out;
  out.us = days_from_civil(year, month, day) * us_per_day;
  if (text.size() == 10) {
    out.date_only = true;
    return out;
  }
  if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':') return std::nullopt;
  const int hour = digits_at(text, 11, 2);
  const int minute = digits_at(text, 14, 2);
  int second = 0;
  int microsecond = 0;
  std::size_t at = 16;
  if (at < text.size() && text[at] == ':') {
    second = digits_at(text, 17, 2);
    at = 19;
    if (second >= 0 && at < text.size() && text[at] == '.') {
      ++at;
      if (!parse_fraction(text, at, microsecond)) return std::nullopt;
    }
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
  out.us += (hour * 3'600LL + minute * 60LL + second) * us_per_second + microsecond;
  if (at < text.size()) {
    const auto east = parse_zone(text.substr(at));
    if (!east) return std::nullopt;
    out.us -= *east * 60LL * us_per_second;
    out.zoned = true;
  }
  return out;
}

}  // namespace assay::base
