// Keys, the radix sort, and what is read off sorted keys: quantiles, deviations, runs, histograms.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "stats/golden.hpp"
#include "stats/histogram.hpp"
#include "stats/keys.hpp"
#include "stats/quantile.hpp"
#include "stats/radix_sort.hpp"
#include "stats/runs.hpp"

using namespace assay::stats;

namespace {

std::vector<std::uint64_t> keys_of(const golden::Case& one) {
  std::vector<std::uint64_t> keys;
  for (std::size_t i = 0; i < one.reals.size(); ++i) {
    if (one.integers && one.whole[i]) keys.push_back(key_of(*one.whole[i]));
    if (!one.integers && one.reals[i]) keys.push_back(key_of(*one.reals[i]));
  }
  return keys;
}

std::vector<std::uint64_t> sorted(std::vector<std::uint64_t> keys) {
  std::sort(keys.begin(), keys.end());
  return keys;
}

void sort_all(RadixSort& sort, const DigitCounts& digits) {
  sort.begin(digits);
  for (std::size_t unit = 0; unit < sort.units(); ++unit) sort.run(unit);
}

}  // namespace

TEST_CASE("keys keep the order of numbers and give them back") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> ascending{-inf, -1.7e308, -1.0, -5e-324, 0.0, 5e-324, 1.0, 1.7e308, inf};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    CHECK(real_of(key_of(ascending[i])) == ascending[i]);
    if (i > 0) CHECK(key_of(ascending[i - 1]) < key_of(ascending[i]));
  }
  CHECK(key_of(-0.0) == key_of(0.0));
  for (const std::int64_t value : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    CHECK(integer_of(key_of(value)) == value);
  }
  CHECK(key_of(std::int64_t{-1}) < key_of(std::int64_t{0}));
}

TEST_CASE("radix sort: nothing, one key, equal keys") {
  for (const std::size_t n : {0UL, 1UL, 5UL}) {
    auto sort = RadixSort::make(n, true);
    REQUIRE(sort);
    for (std::size_t i = 0; i < n; ++i) {
      sort->keys()[i] = 42;
      sort->rows()[i] = static_cast<std::uint32_t>(i);
    }
    DigitCounts digits;
    digits.add(sort->keys());
    sort_all(*sort, digits);
    CHECK(sort->keys().size() == n);
    for (std::size_t i = 0; i < n; ++i) CHECK(sort->rows()[i] == i);
  }
}

TEST_CASE("radix sort sorts any keys stably, with or without rows, knowing their range or not") {
  std::mt19937_64 random(7);
  for (const std::uint64_t range : {2ULL, 300ULL, 70'000ULL, 1ULL << 40, ~0ULL}) {
    const std::size_t n = RadixSort::slice * 2 + 17;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> expected;
    auto sort = RadixSort::make(n, true);
    REQUIRE(sort);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t key = (1ULL << 50) + random() % range;
      sort->keys()[i] = key;
      sort->rows()[i] = static_cast<std::uint32_t>(i);
      expected.emplace_back(key, static_cast<std::uint32_t>(i));
    }
    std::sort(expected.begin(), expected.end());
    DigitCounts one;
    DigitCounts digits;
    const auto first = sort->keys().first(1000);
    one.add(first, expected.front().first, expected.back().first);
    digits.add(sort->keys().subspan(1000), expected.front().first, expected.back().first);
    digits.merge(one);
    sort_all(*sort, digits);
    bool same = true;
    for (std::size_t i = 0; i < n; ++i) {
      same = same && sort->keys()[i] == expected[i].first && sort->rows()[i] == expected[i].second;
    }
    CHECK(same);
  }
}

TEST_CASE("quantiles, deviation, distinct count and entropy agree with SciPy and exact fractions") {
  for (const auto& one : golden::cases()) {
    const auto keys = sorted(keys_of(one));
    if (keys.empty()) continue;
    INFO(one.name);
    const KeyKind kind = one.integers ? KeyKind::Integer : KeyKind::Real;
    const auto& wanted = one.expected;
    for (const auto& [name, p] : std::map<std::string, double>{{"p05", .05}, {"p25", .25}, {"p50", .5}, {"p75", .75}, {"p95", .95}}) {
      golden::check(quantile(keys, kind, p), wanted["quantiles"][name], 1e-14, 5e-324);
    }
    golden::check(median_deviation(keys, kind, quantile(keys, kind, 0.5)), wanted["mad"], 1e-12, 5e-324);
    Runs runs(3);
    for (std::size_t at = 0; at < keys.size(); at += 1000) {
      runs.add(std::span(keys).subspan(at, std::min<std::size_t>(1000, keys.size() - at)));
    }
    runs.finish();
    CHECK(runs.distinct() == wanted["distinct"].get<std::uint64_t>());
    golden::check(runs.entropy(), wanted["entropy"], 1e-12, 1e-12);
  }
}

TEST_CASE("the median deviation agrees with a full sort around any center") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    const std::size_t n = 1 + random() % 40;
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>(random() % 20) - 10);
    const double center = static_cast<double>(random() % 50) / 2 - 12;
    std::vector<double> deviations;
    std::vector<std::uint64_t> keys;
    for (const double value : values) {
      deviations.push_back(std::fabs(value - center));
      keys.push_back(key_of(value));
    }
    std::sort(deviations.begin(), deviations.end());
    const double wanted = (deviations[(n - 1) / 2] + deviations[n / 2]) / 2;
    CHECK(median_deviation(sorted(keys), KeyKind::Real, center) == wanted);
  }
}

TEST_CASE("runs: no keys, ties by first row, runs across slices") {
  Runs none(5);
  none.finish();
  CHECK(none.distinct() == 0);
  CHECK(none.top().empty());
  CHECK_FALSE(none.entropy());

  Runs runs(2);
  const std::vector<std::uint64_t> keys{1, 2, 2, 2, 3, 3, 4, 4};
  const std::vector<std::uint32_t> rows{5, 1, 2, 9, 6, 7, 0, 3};
  runs.add(std::span(keys).first(3), std::span(rows).first(3));
  runs.add(std::span(keys).subspan(3), std::span(rows).subspan(3));
  runs.finish();
  CHECK(runs.distinct() == 4);
  REQUIRE(runs.top().size() == 2);
  CHECK(runs.top()[0].key == 2);
  CHECK(runs.top()[0].count == 3);
  CHECK(runs.top()[1].key == 4);  // as often as 3, but seen first
}

TEST_CASE("bins: nothing, one value, extremes, a range of one unit in the last place") {
  BinRequest request;
  CHECK(plan_bins(request).counts.empty());
  for (const double value : {0.0, 3.0, 1e308, 1.7976931348623157e308, -1.7976931348623157e308, 1e17}) {
    request.n = 5;
    request.min = request.max = value;
    const auto histogram = plan_bins(request);
    REQUIRE(histogram.edges.size() == 2);
    CHECK(histogram.edges[0] <= value);
    CHECK(histogram.edges[1] >= value);
    CHECK(histogram.edges[0] < histogram.edges[1]);
    CHECK(std::isfinite(histogram.edges[0]));
    CHECK(std::isfinite(histogram.edges[1]));
  }
  request.min = 1.0;
  request.max = std::nextafter(1.0, 2.0);
  request.rule = HistogramRule::Fixed;
  CHECK(plan_bins(request).edges.size() == 2);
  request.min = -1.7e308;
  request.max = 1.7e308;
  const auto wide = plan_bins(request);
  REQUIRE(wide.edges.size() == 51);
  for (std::size_t i = 1; i < wide.edges.size(); ++i) CHECK(wide.edges[i - 1] < wide.edges[i]);
  BinCounter counter(wide.edges);
  for (const double value : {-1.7e308, 0.0, 1.7e308, -1.75e308, std::nan("")}) counter.add(value);
  CHECK(counter.counts().front() == 1);
  CHECK(counter.counts().back() == 1);
  CHECK(counter.counts()[25] == 1);
}

TEST_CASE("bins of subnormal values") {
  BinRequest request;
  request.n = 1'000'000;
  request.min = 0;
  request.max = 30e-324;
  request.iqr = 5e-324;  // so small that the rule's width rounds to 0
  const auto histogram = plan_bins(request);
  REQUIRE(histogram.counts.size() >= 1);
  CHECK(histogram.counts.size() <= 200);
  for (std::size_t i = 1; i < histogram.edges.size(); ++i) CHECK(histogram.edges[i - 1] < histogram.edges[i]);
  std::vector<std::uint64_t> keys;
  BinCounter counter(histogram.edges);
  for (const double value : {0.0, 5e-324, 10e-324, 10e-324, 30e-324}) {
    keys.push_back(key_of(value));
    counter.add(value);
  }
  auto counted = histogram;
  count_sorted(counted, keys, KeyKind::Real);
  CHECK(counted.total() == 5);
  CHECK(counter.counts() == counted.counts);
}

TEST_CASE("bins of few integers are centred on them, of many hold whole numbers of them") {
  BinRequest request;
  request.n = 100;
  request.min = 1;
  request.max = 6;
  request.integers = true;
  auto histogram = plan_bins(request);
  CHECK(histogram.rule == HistogramRule::IntegerAligned);
  CHECK(histogram.edges == std::vector{0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5});
  request.max = 100'000;
  request.n = 1'000'000;
  request.iqr = 50'000;
  histogram = plan_bins(request);
  CHECK(histogram.rule == HistogramRule::FreedmanDiaconis);
  const double width = histogram.edges[1] - histogram.edges[0];
  CHECK(width == std::floor(width));
  CHECK(histogram.edges.front() == 0.5);
  CHECK(histogram.edges.back() >= 100'000.5);
}

TEST_CASE("histograms agree with NumPy's for every rule, counted either way") {
  for (const auto& one : golden::cases()) {
    if (!one.expected.contains("histograms")) continue;
    const auto keys = sorted(keys_of(one));
    for (const auto& [name, wanted] : one.expected["histograms"].items()) {
      INFO(one.name << " by " << name);
      BinRequest request;
      request.rule = name == "sturges" ? HistogramRule::Sturges
                     : name == "doane" ? HistogramRule::Doane
                                       : HistogramRule::FreedmanDiaconis;
      request.max_bins = 10'000;
      request.n = keys.size();
      request.min = real_of(keys.front());
      request.max = real_of(keys.back());
      request.iqr = quantile(keys, KeyKind::Real, 0.75) - quantile(keys, KeyKind::Real, 0.25);
      const double n = static_cast<double>(keys.size());
      request.g1 = one.expected["skewness"].get<double>() * (n - 2) / std::sqrt(n * (n - 1));
      auto histogram = plan_bins(request);
      count_sorted(histogram, keys, KeyKind::Real);
      CHECK(histogram.counts == wanted["counts"].get<std::vector<std::uint64_t>>());
      CHECK(histogram.edges.front() == wanted["low"].get<double>());
      CHECK(histogram.edges.back() == wanted["high"].get<double>());
      BinCounter counter(histogram.edges);
      for (const auto& value : one.reals) counter.add(*value);
      CHECK(counter.counts() == histogram.counts);
    }
  }
}
