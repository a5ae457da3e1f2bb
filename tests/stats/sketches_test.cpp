// KLL, HyperLogLog and Misra–Gries: exact while small, within the stated errors when large, mergeable.
#include <algorithm>
#include <cmath>
#include <random>
#include <unordered_map>

#include <catch2/catch_test_macros.hpp>

#include "stats/frequent.hpp"
#include "stats/golden.hpp"
#include "stats/hash.hpp"
#include "stats/hyperloglog.hpp"
#include "stats/kll.hpp"

using namespace assay::stats;

TEST_CASE("KLL: empty, one value, everything kept while small") {
  KllSketch sketch;
  CHECK(sketch.sorted().empty());
  CHECK(sketch.rank_error() == 0);
  sketch.add(std::vector{7.0});
  CHECK(weighted_quantile(sketch.sorted(), 0.0) == 7.0);
  CHECK(weighted_quantile(sketch.sorted(), 1.0) == 7.0);
  KllSketch small;
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(i);
  small.add(values);
  CHECK(small.rank_error() == 0);
  CHECK(weighted_quantile(small.sorted(), 0.5) == 499.0);
}

TEST_CASE("KLL: ranks are within the stated error, in one piece or merged from many") {
  const std::size_t n = 600'000;
  for (const char* kind : {"uniform", "tail", "steps"}) {
    const auto values = golden::generate(kind, n, 21);
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    for (const std::size_t part : {n, std::size_t{32'768}, std::size_t{999}}) {
      KllSketch all(1);
      for (std::size_t at = 0; at < n; at += part) {
        KllSketch one(at + 2);
        one.add(std::span(values).subspan(at, std::min(part, n - at)));
        all.merge(one);
      }
      CHECK(all.count() == n);
      std::uint64_t weight = 0;
      for (const auto& item : all.sorted()) weight += item.weight;
      CHECK(weight == n);
      const auto kept = all.sorted();
      CHECK(kept.size() < 30'000);
      for (const double p : {0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999}) {
        const double value = weighted_quantile(kept, p);
        const auto low = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
        const auto high = std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
        const double below = static_cast<double>(low) / n - p;
        const double above = p - static_cast<double>(high) / n;
        INFO(kind << ", parts of " << part << ", p = " << p);
        CHECK(std::max(below, above) <= all.rank_error());
      }
    }
  }
}

TEST_CASE("HyperLogLog: nothing, few, many; merging equals adding") {
  HyperLogLog none;
  CHECK(none.estimate() == 0.0);
  for (const std::uint64_t n : {1ULL, 10ULL, 1'000ULL, 20'000ULL, 50'000ULL, 1'000'000ULL}) {
    HyperLogLog whole, left, right;
    for (std::uint64_t i = 0; i < n; ++i) {
      whole.add(mix(i));
      whole.add(mix(i));  // again: no difference
      (i % 3 == 0 ? left : right).add(mix(i));
    }
    left.merge(right);
    INFO(n);
    CHECK(left.estimate() == whole.estimate());
    CHECK(std::fabs(whole.estimate() / static_cast<double>(n) - 1) < 4 * HyperLogLog::relative_error);
  }
}

TEST_CASE("Misra-Gries: exact while small; else lower bounds within the stated undercount") {
  Frequent none;
  CHECK(none.top(3).empty());
  std::mt19937_64 random(5);
  std::unordered_map<std::uint64_t, std::uint64_t> truth;
  Frequent sketch(64);
  std::uint64_t total = 0;
  for (int chunk = 0; chunk < 50; ++chunk) {
    std::vector<std::uint64_t> keys;
    for (int i = 0; i < 2'000; ++i) {
      const double u = static_cast<double>(random() >> 11) * 0x1p-53;
      keys.push_back(static_cast<std::uint64_t>(1 / (u + 1e-4)));  // few are frequent, many are rare
    }
    std::sort(keys.begin(), keys.end());
    std::vector<KeyCount> runs;
    for (const auto key : keys) {
      ++truth[key];
      ++total;
      if (!runs.empty() && runs.back().key == key) {
        ++runs.back().count;
      } else {
        runs.push_back({key, 1, key});
      }
    }
    Frequent part(64);
    part.add(std::move(runs));
    sketch.merge(part);
  }
  CHECK(sketch.undercount() > 0);
  CHECK(sketch.undercount() <= total / 65);
  const auto top = sketch.top(10);
  REQUIRE(top.size() == 10);
  for (const auto& entry : top) {
    CHECK(entry.count <= truth[entry.key]);
    CHECK(entry.count + sketch.undercount() >= truth[entry.key]);
  }
  CHECK(top[0].key == 1);  // half of all
}
