// Adversarial histograms: what the C++ kernel is checked with against a plain loop, and the WGSL one against it.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "compute/kernels.hpp"

namespace histogram_cases {

struct Case {
  std::string name;
  std::vector<float> values;
  float lo = 0, hi = 1;
  std::uint32_t bins = 50;
};

inline std::vector<float> uniform(std::size_t n, float lo, float hi, std::uint32_t seed) {
  std::mt19937 bits(seed);
  std::vector<float> out(n);
  for (float& x : out) x = lo + (hi - lo) * static_cast<float>(static_cast<double>(bits()) / 4294967295.0);
  return out;
}

// Every bin's edge and the floats just below and above it: where one rounding more or less shows.
inline std::vector<float> edges(float lo, float hi, std::uint32_t bins) {
  std::vector<float> out;
  for (std::uint32_t i = 0; i <= bins; ++i) {
    const auto edge = static_cast<float>(lo + (static_cast<double>(hi) - lo) * i / bins);
    out.push_back(edge);
    out.push_back(std::nextafter(edge, -std::numeric_limits<float>::infinity()));
    out.push_back(std::nextafter(edge, std::numeric_limits<float>::infinity()));
  }
  return out;
}

// Any bit pattern at all: NaNs of every kind, infinities, subnormals, both zeros.
inline std::vector<float> any_bits(std::size_t n, std::uint32_t seed) {
  std::mt19937 bits(seed);
  std::vector<float> out(n);
  for (float& x : out) {
    const std::uint32_t word = bits();
    std::memcpy(&x, &word, sizeof x);
  }
  return out;
}

inline std::vector<Case> all() {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const float tiny = std::numeric_limits<float>::min(), sub = std::numeric_limits<float>::denorm_min();
  const float huge = std::numeric_limits<float>::max();
  std::vector<Case> cases{
      {"empty", {}, 0, 1, 50},
      {"one value", {0.5F}, 0, 1, 1},
      {"one value, many bins", {0.5F}, 0, 1, 4096},
      {"only missing", {nan, nan, nan}, 0, 1, 10},
      {"constant", std::vector<float>(70'000, 3.25F), 3, 4, 64},
      {"bounds and beyond", {0, -0.0F, 1, std::nextafter(1.0F, 2.0F), -1e-30F, 2, -2, inf, -inf, nan}, 0, 1, 7},
      {"subnormals count as zero", {sub, -sub, tiny / 2, -tiny / 2, tiny, -tiny, 0, -0.0F}, 0, 1, 4},
      {"subnormals around an edge at zero", {sub, -sub, tiny / 2, -tiny / 2, 0}, -1, 1, 2},
      {"subnormal bounds", {0, sub, 0.5F, 1}, sub, 1, 8},
      {"narrow range", uniform(5'000, 0x1p-90F, 0x1p-88F, 1), 0x1p-90F, 0x1p-88F, 512},
      {"wide range", uniform(5'000, -1e37F, 1e37F, 2), -1e37F, 1e37F, 100},
      {"as wide as it gets", {-huge / 4, huge / 4, 0, huge, -huge}, -huge / 4, huge / 4, 3},
      {"far from zero", edges(16'777'210.0F, 16'777'216.0F, 6), 16'777'210.0F, 16'777'216.0F, 6},
      {"any bits, unit range", any_bits(100'003, 3), 0, 1, 256},
      {"any bits, wide range", any_bits(100'003, 4), -1e30F, 1e30F, 4096},
      {"a million values", uniform(1'000'003, -3, 5, 5), -2, 4, 256},
      {"negative range", uniform(10'001, -9, -4, 6), -8.5F, -4.25F, 333},
  };
  for (const std::uint32_t bins : {1U, 2U, 3U, 7U, 10U, 50U, 255U, 256U, 257U, 1000U, 4095U, 4096U}) {
    cases.push_back({"edges of " + std::to_string(bins) + " bins over 0 to 1", edges(0, 1, bins), 0, 1, bins});
    cases.push_back({"edges of " + std::to_string(bins) + " bins over -0.1 to 0.3", edges(-0.1F, 0.3F, bins), -0.1F, 0.3F, bins});
    cases.push_back({"edges of " + std::to_string(bins) + " bins over 1e6 to 1.7e6", edges(1e6F, 1.7e6F, bins), 1e6F, 1.7e6F, bins});
  }
  for (const std::size_t n : {255UL, 256UL, 257UL, 1023UL, 1024UL, 1025UL, 65'535UL, 65'537UL}) {
    cases.push_back({std::to_string(n) + " values", uniform(n, 0, 1, 9), 0.1F, 0.9F, 20});
  }
  return cases;
}

inline assay::compute::HistogramRequest request(const Case& one) {
  return {*assay::base::copy_to_buffer(std::as_bytes(std::span(one.values))), one.lo, one.hi, one.bins};
}

}  // namespace histogram_cases
