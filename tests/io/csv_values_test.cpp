#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "io/csv_number.hpp"
#include "io/csv_values.hpp"

using namespace assay::io;
namespace k = assay::io::kind;

namespace {

Number read(const std::string& text) { return parse_number(text, text.data() + text.size()); }

}  // namespace

TEST_CASE("kinds of values") {
  struct Case {
    const char* text;
    Kinds kind;
  };
  const Case cases[] = {
      {"0", k::Integer}, {"-1", k::Integer}, {"9007199254740992", k::Integer}, {"9007199254740993", k::BigInteger},
      {"9223372036854775807", k::BigInteger}, {"-9223372036854775808", k::Integer}, {"9223372036854775808", k::Text},
      {"-9223372036854775809", k::Text}, {"18446744073709551615", k::Text}, {"99999999999999999999999", k::Text},
      {"007", k::Text}, {"00", k::Text}, {"-0", k::Real}, {"-007", k::Text}, {"+5", k::Integer},
      {"+123456", k::Integer}, {"+4930123456", k::Text}, {"+", k::Text}, {"--1", k::Text}, {"1-", k::Text},
      {"1.5", k::Real}, {".5", k::Real}, {"5.", k::Real}, {"-.5", k::Real}, {".", k::Text}, {"-", k::Text},
      {"1e5", k::Real}, {"1E-5", k::Real}, {"1e+5", k::Real}, {"1e", k::Text}, {"e5", k::Text}, {"1e5.0", k::Text},
      {"01.5", k::Text}, {"0.5", k::Real}, {"1e400", k::Text}, {"-1e400", k::Text}, {"1e-400", k::Text},
      {"0e0", k::Real}, {"0.000", k::Real}, {"4.9e-324", k::Real}, {"1.7976931348623157e308", k::Real},
      {"1.8e308", k::Text}, {"inf", k::Real}, {"-Infinity", k::Real}, {"infinite", k::Text}, {"nan", k::Text},
      {"1,5", k::Text}, {"1 000", k::Text}, {"0x1F", k::Text}, {"1d4", k::Text}, {"1.2.3", k::Text}, {"1_000", k::Text},
      {"true", k::TrueFalse}, {"FALSE", k::TrueFalse}, {"Yes", k::YesNo}, {"no", k::YesNo}, {"t", k::Text}, {"y", k::Text},
      {"truE", k::TrueFalse}, {"tru", k::Text}, {"nope", k::Text},
      {"2024-02-29", k::LocalTime}, {"2023-02-29", k::Text}, {"2024-02-29T10:00", k::LocalTime},
      {"2024-02-29 10:00:00.5", k::LocalTime}, {"2024-02-29T10:00:00Z", k::ZonedTime},
      {"2024-02-29T10:00:00+01:30", k::ZonedTime}, {"20240229", k::Integer}, {"2024-02", k::Text},
      {"2016-12-31T23:59:60Z", k::Text}, {"2024-02-29T24:00", k::Text}, {"abc", k::Text}, {"\xEF\xBC\x91", k::Text},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    CHECK(classify(c.text) == c.kind);
  }
}

TEST_CASE("the type that follows from kinds") {
  CHECK(resolve(0) == ColumnKind::Unknown);
  CHECK(resolve(k::Marker) == ColumnKind::Unknown);
  CHECK(resolve(k::Integer | k::Marker) == ColumnKind::Integer);
  CHECK(resolve(k::Integer | k::BigInteger) == ColumnKind::Integer);
  CHECK(resolve(k::Integer | k::Real) == ColumnKind::Real);
  CHECK(resolve(k::BigInteger | k::Real) == ColumnKind::Text);
  CHECK(resolve(k::TrueFalse) == ColumnKind::Boolean);
  CHECK(resolve(k::TrueFalse | k::YesNo) == ColumnKind::Text);
  CHECK(resolve(k::TrueFalse | k::Integer) == ColumnKind::Text);
  CHECK(resolve(k::LocalTime | k::ZonedTime) == ColumnKind::Text);
  CHECK(resolve(k::LocalTime | k::Integer) == ColumnKind::Text);
  CHECK(resolve(k::Text) == ColumnKind::Text);
}

TEST_CASE("whole numbers that a double holds") {
  CHECK(exact_in_double(std::int64_t{1} << 53));
  CHECK_FALSE(exact_in_double((std::int64_t{1} << 53) + 1));
  CHECK(exact_in_double((std::int64_t{1} << 53) + 2));
  CHECK(exact_in_double(INT64_MIN));
  CHECK_FALSE(exact_in_double(INT64_MAX));
  CHECK(exact_in_double(0));
}

TEST_CASE("reals are the nearest doubles") {
  // The C library rounds correctly: another implementation than ours and fast_float's.
  std::mt19937_64 random(1);
  char text[64];
  for (int i = 0; i < 200'000; ++i) {
    double value = 0;
    const std::uint64_t bits = random();
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    if (i % 2 == 0) {
      std::snprintf(text, sizeof text, "%.17g", value);
    } else {
      // Plain decimals of every length, which take the fast path.
      const int whole = static_cast<int>(random() % 10);
      std::string plain = std::to_string(random() % static_cast<std::uint64_t>(std::pow(10, whole + 1)));
      plain += '.';
      const auto decimals = 1 + random() % 12;
      for (std::uint64_t d = 0; d < decimals; ++d) plain += static_cast<char>('0' + random() % 10);
      std::snprintf(text, sizeof text, "%s%s", i % 4 == 1 ? "-" : "", plain.c_str());
    }
    const Number number = read(text);
    if (number.form == Number::Form::None) {
      // Only numbers without a point or exponent beyond int64 are refused here.
      INFO(text);
      CHECK(std::strpbrk(text, ".e") == nullptr);
      continue;
    }
    INFO(text);
    REQUIRE(number.real == std::strtod(text, nullptr));
  }
}

TEST_CASE("integers of every length, with bytes behind them") {
  for (int digits = 1; digits <= 19; ++digits) {
    const std::string text = std::string("1234567890123456789").substr(0, static_cast<std::size_t>(digits));
    const std::string behind = text + "999999999";
    const Number number = parse_number(std::string_view(behind).substr(0, text.size()), behind.data() + behind.size());
    CHECK(number.form == Number::Form::Integer);
    CHECK(number.integer == std::stoll(text));
  }
}

TEST_CASE("missing markers") {
  const Markers markers;
  for (const auto& word : default_missing_markers()) CHECK(markers.missing(word));
  CHECK_FALSE(markers.missing("Na"));
  CHECK_FALSE(markers.missing("0"));
  CHECK(markers.in_text("NULL") == Markers::InText::Missing);
  CHECK(markers.in_text("NA") == Markers::InText::Ambiguous);
  CHECK(markers.in_text("None") == Markers::InText::Value);
  CHECK(markers.in_text("-") == Markers::InText::Value);
  CHECK(markers.in_text("Nancy") == Markers::InText::Value);
  const Markers own({"-999", "unknown"});
  CHECK(own.missing("-999"));
  CHECK(own.in_text("unknown") == Markers::InText::Missing);
  CHECK_FALSE(own.missing("NA"));
}
