#include "stats/hyperloglog.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace assay::stats {

void HyperLogLog::add(std::uint64_t hash) {
  const auto index = static_cast<std::size_t>(hash >> (64 - precision));
  const std::uint64_t rest = hash << precision;
  const int zeros = rest == 0 ? 64 - precision : std::countl_zero(rest);
  registers_[index] = std::max(registers_[index], static_cast<std::uint8_t>(zeros + 1));
}

void HyperLogLog::merge(const HyperLogLog& other) {
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    registers_[i] = std::max(registers_[i], other.registers_[i]);
  }
}

namespace {

double sigma(double x) {  // x + sum of x^(2^k) 2^(k-1)
  if (x == 1.0) return std::numeric_limits<double>::infinity();
  double y = 1;
  double z = x;
  for (double before = -1; z != before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

double tau(double x) {  // (1 - x - sum of (1 - x^(2^-k))² 2^-k) / 3
  if (x == 0.0 || x == 1.0) return 0.0;
  double y = 1;
  double z = 1 - x;
  for (double before = -1; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

}  // namespace

double HyperLogLog::estimate() const {
  constexpr int q = 64 - precision;
  std::array<std::uint32_t, q + 2> how_many{};
  for (const std::uint8_t value : registers_) ++how_many[value];
  const auto m = static_cast<double>(registers_.size());
  double z = m * tau(1 - static_cast<double>(how_many[q + 1]) / m);
  for (int k = q; k >= 1; --k) z = 0.5 * (z + static_cast<double>(how_many[static_cast<std::size_t>(k)]));
  z += m * sigma(static_cast<double>(how_many[0]) / m);
  constexpr double alpha_infinity = 0.721347520444481703680;  // 1 / (2 ln 2)
  return alpha_infinity * m * m / z;
}

}  // namespace assay::stats
