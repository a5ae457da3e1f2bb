// The golden values of tests/data/golden/statistics.json, and the generator that their script shares.
#pragma once

#include <cmath>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

namespace golden {

struct SplitMix {
  std::uint64_t state;
  std::uint64_t operator()() {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }
};

// As `generate` in make_statistics.py. "steps" gives whole numbers.
inline std::vector<double> generate(const std::string& kind, std::size_t n, std::uint64_t seed) {
  SplitMix random{seed};
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) {
    if (kind == "steps") {
      values.push_back(static_cast<double>(random() % 100));
      continue;
    }
    double total = 0;
    for (int k = 0; k < (kind == "bell" ? 12 : 1); ++k) total += random.uniform();
    if (kind == "bell") total -= 6.0;
    if (kind == "tail") total = 1.0 / ((1.0 - total) * (1.0 - total));
    values.push_back(total);
  }
  return values;
}

inline nlohmann::json read(const std::string& name) {
  std::ifstream file(std::string(ASSAY_SOURCE_DIR) + "/tests/data/golden/" + name);
  auto json = nlohmann::json::parse(file, nullptr, false);
  REQUIRE(json.is_object());
  return json;
}

struct Case {
  std::string name;
  bool integers = false;
  std::vector<std::optional<double>> reals;
  std::vector<std::optional<std::int64_t>> whole;  // when integers
  nlohmann::json expected;
};

inline std::vector<Case> cases() {
  std::vector<Case> all;
  const auto json = read("statistics.json");
  for (const auto& entry : json["cases"]) {
    Case one;
    one.name = entry["name"];
    one.integers = entry["integers"];
    one.expected = entry["expected"];
    if (entry.contains("generator")) {
      const auto& g = entry["generator"];
      for (const double value : golden::generate(g["kind"].get<std::string>(), g["n"].get<std::size_t>(),
                                                  g["seed"].get<std::uint64_t>())) {
        one.reals.emplace_back(value);
        one.whole.emplace_back(static_cast<std::int64_t>(value));
      }
    } else {
      for (const auto& value : entry["values"]) {
        one.reals.push_back(value.is_null() ? std::nullopt : std::optional(value.get<double>()));
        one.whole.push_back(value.is_null() || !one.integers ? std::nullopt
                                                            : std::optional(value.get<std::int64_t>()));
      }
    }
    all.push_back(std::move(one));
  }
  return all;
}

// Within `relative` of the golden value, undefined where it is null. An absolute tolerance serves values that
// are the difference of much larger ones.
inline void check(const std::optional<double>& found, const nlohmann::json& wanted, double relative,
                  double absolute = 0) {
  if (wanted.is_null()) {
    CHECK_FALSE(found.has_value());
    return;
  }
  REQUIRE(found.has_value());
  const double value = wanted.get<double>();
  INFO("found " << *found << ", wanted " << value);
  CHECK(std::fabs(*found - value) <= relative * std::fabs(value) + absolute);
}

}  // namespace golden
