#include "base/time.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <random>

using namespace assay::base;

TEST_CASE("days agree with the standard library's calendar") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto day = static_cast<std::int64_t>(random() % 20'000'000) - 10'000'000;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    const auto time = calendar_time(day * us_per_day + static_cast<std::int64_t>(random() % us_per_day));
    REQUIRE(time.year == static_cast<int>(date.year()));
    REQUIRE(time.month == static_cast<int>(static_cast<unsigned>(date.month())));
    REQUIRE(time.day == static_cast<int>(static_cast<unsigned>(date.day())));
    REQUIRE(time.weekday == static_cast<int>(std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding()));
    REQUIRE(days_from_civil(time.year, time.month, time.day) == day);
  }
}

TEST_CASE("calendar times there and back") {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i) {
    const auto us = static_cast<std::int64_t>(random() >> 1) % 9'000'000'000'000'000'000 * (i % 2 == 0 ? 1 : -1);
    REQUIRE(from_calendar(calendar_time(us)) == us);
  }
  CHECK_FALSE(from_calendar({2023, 2, 29, 0, 0, 0, 0, 1}).has_value());
  CHECK_FALSE(from_calendar({2023, 1, 1, 24, 0, 0, 0, 1}).has_value());
  CHECK_FALSE(from_calendar({400'000, 1, 1, 0, 0, 0, 0, 1}).has_value());
  CHECK_NOTHROW(format_timestamp(INT64_MIN, true));
  CHECK_NOTHROW(format_timestamp(INT64_MAX, true));
}

TEST_CASE("timestamps as text") {
  CHECK(format_timestamp(0, false) == "1970-01-01");
  CHECK(format_timestamp(0, true) == "1970-01-01T00:00:00Z");
  CHECK(format_timestamp(-1, false) == "1969-12-31T23:59:59.999999");
  CHECK(format_timestamp(1'500'000, false) == "1970-01-01T00:00:01.500");
  CHECK(format_timestamp(0, false, TimeDetail::Seconds) == "1970-01-01T00:00:00");
  CHECK(format_timestamp(us_per_day + 5, false, TimeDetail::Date) == "1970-01-02");
  CHECK(format_timestamp(days_from_civil(-44, 3, 15) * us_per_day, false) == "-000044-03-15");
  CHECK(format_timestamp(days_from_civil(12'024, 3, 15) * us_per_day, false) == "+012024-03-15");
}

TEST_CASE("text to timestamps") {
  const auto us = [](const char* text) { return parse_timestamp(text)->us; };
  CHECK(us("1970-01-01") == 0);
  CHECK(us("2024-02-29T12:34:56.789012") == days_from_civil(2024, 2, 29) * us_per_day + 45'296'789'012);
  CHECK(us("2024-02-29 12:34") == us("2024-02-29T12:34:00"));
  CHECK(us("2024-03-31T02:30:00+01:00") == us("2024-03-31T01:30:00Z"));
  CHECK(us("2024-10-27T02:30:00-0330") == us("2024-10-27T06:00:00Z"));
  CHECK(us("2024-10-27T02:30:00+02") == us("2024-10-27T00:30:00Z"));
  CHECK(us("2024-01-01T00:00:00.1234560000") == us("2024-01-01T00:00:00.123456"));
  CHECK(parse_timestamp("2024-01-01T00:00Z")->zoned);
  CHECK_FALSE(parse_timestamp("2024-01-01T00:00")->zoned);
  CHECK(parse_timestamp("2024-01-01")->date_only);
  for (const char* text : {"", "2024", "2024-1-01", "2024-13-01", "2023-02-29", "2024-00-10", "2024-01-01T", "2024-01-01T1:00",
                           "2024-01-01T24:00", "2024-01-01T00:60", "2016-12-31T23:59:60Z", "2024-01-01T00:00:00.",
                           "2024-01-01T00:00:00.1234567", "2024-01-01T00:00:00+1", "2024-01-01T00:00:00+19:00", "2024-01-01T00:00:00z",
                           "2024-01-01  00:00", "2024-01-01x", "-0044-03-15", "10000-01-01", "2024-01-01T00:00:00Z ", "20-01-2024"}) {
    INFO(text);
    CHECK_FALSE(parse_timestamp(text).has_value());
  }
}
