#include "stats/moments.hpp"

#include <catch2/catch_test_macros.hpp>

#include "stats/golden.hpp"
#include "stats/sum.hpp"

using assay::stats::IntegerSum;
using assay::stats::Moments;
using assay::stats::RealSum;

namespace {

std::vector<double> present(const golden::Case& one) {
  std::vector<double> values;
  for (const auto& value : one.reals) {
    if (value) values.push_back(*value);
  }
  return values;
}

Moments in_parts(const std::vector<double>& values, std::size_t part) {
  Moments all;
  for (std::size_t at = 0; at < values.size(); at += part) {
    Moments one;
    one.add(std::span(values).subspan(at, std::min(part, values.size() - at)));
    all.merge(one);
  }
  return all;
}

}  // namespace

TEST_CASE("moments of nothing are undefined") {
  Moments none;
  none.add({});
  none.merge(Moments{});
  CHECK(none.count() == 0);
  CHECK_FALSE(none.mean());
  CHECK_FALSE(none.variance());
  CHECK_FALSE(none.sd());
  CHECK_FALSE(none.skewness());
  CHECK_FALSE(none.kurtosis());
  CHECK_FALSE(RealSum{}.mean(0));
}

TEST_CASE("moments of one row have a mean and nothing else") {
  Moments one;
  one.add(std::vector{3.5});
  CHECK(one.mean() == 3.5);
  CHECK_FALSE(one.variance());
  CHECK_FALSE(one.skewness());
}

TEST_CASE("constant values have a variance of exactly 0 and no shape, in any chunks") {
  for (const double value : {0.1, -1e308, 5e-324, 1e200, 0.0, 12345.678}) {
    const std::vector<double> values(1000, value);
    for (const std::size_t part : {1UL, 7UL, 1000UL}) {
      const Moments all = in_parts(values, part);
      CHECK(all.mean() == value);
      CHECK(all.variance() == 0.0);
      CHECK_FALSE(all.skewness());
      CHECK_FALSE(all.kurtosis());
    }
  }
}

TEST_CASE("moments agree with SciPy and with exact fractions, also where doubles overflow") {
  for (const auto& one : golden::cases()) {
    const auto values = present(one);
    if (values.empty()) continue;
    for (const std::size_t part : {values.size(), std::size_t{3}, std::size_t{4096}}) {
      if (values.size() > 5000 && part == 3) continue;
      INFO(one.name << " in parts of " << part);
      const Moments all = in_parts(values, part);
      const auto& wanted = one.expected;
      const double scale = std::fabs(wanted["sd"].is_null() ? 0 : wanted["sd"].get<double>());
      golden::check(all.mean(), wanted["mean"], 1e-14, 1e-15 * scale);
      // The variance of subnormal values is 0 in a double; their sd is not.
      golden::check(all.variance(), wanted["variance"], 1e-11);
      golden::check(all.sd(), wanted["sd"], 1e-11);
      if (one.name == "far from zero") continue;  // symmetric: its skewness is rounding, checked below
      golden::check(all.skewness(), wanted["skewness"], 1e-9, 1e-13);
      golden::check(all.kurtosis(), wanted["kurtosis"], 1e-9, 1e-12);
    }
  }
}

TEST_CASE("values far from zero lose no digits of their spread") {
  std::vector<double> values;
  for (const double x : golden::generate("bell", 10'000, 9)) values.push_back(x);
  Moments near;
  near.add(values);
  for (auto& value : values) value = static_cast<double>(static_cast<std::int64_t>(value * 1024)) / 1024;
  Moments rounded;
  rounded.add(values);
  for (auto& value : values) value += 1e9;  // exact: 1e9 + k/1024 fits 53 bits
  const Moments far = in_parts(values, 1000);
  CHECK(std::fabs(*far.sd() / *rounded.sd() - 1) < 1e-12);
  CHECK(std::fabs(*far.skewness() - *rounded.skewness()) < 1e-9);
  CHECK(std::fabs(*far.kurtosis() - *rounded.kurtosis()) < 1e-9);
}

TEST_CASE("sums are compensated, and right when they pass the largest double on their way") {
  for (const auto& one : golden::cases()) {
    if (one.expected["count"] == 0) continue;
    INFO(one.name);
    const auto values = present(one);
    RealSum in_one;
    in_one.add(values);
    golden::check(in_one.value(), one.expected["sum"], 1e-15, 1e-300);
    RealSum merged;
    for (const double value : values) {
      RealSum part;
      part.add(std::span(&value, 1));
      merged.merge(part);
    }
    golden::check(merged.value(), one.expected["sum"], 1e-15, 1e-300);
  }
  RealSum tenths;
  tenths.add(std::vector<double>(1'000'000, 0.1));
  CHECK(std::fabs(*tenths.value() - 100000.00000000001) < 2e-11);
}

TEST_CASE("integer sums are exact beyond 64 bits") {
  IntegerSum sum;
  CHECK(sum.text() == "0");
  const std::vector<std::int64_t> values(10, INT64_MAX);
  sum.add(values);
  CHECK(sum.text() == "92233720368547758070");
  IntegerSum low;
  low.add(std::vector<std::int64_t>(11, INT64_MIN));
  CHECK(low.text() == "-101457092405402533888");
  sum.merge(low);
  CHECK(sum.text() == "-9223372036854775818");
  CHECK(sum.mean(1) == -9223372036854775818.0);
  IntegerSum third;
  third.add(std::vector<std::int64_t>{1, 1, 2});
  CHECK(third.mean(3) == 4.0 / 3.0);
}
