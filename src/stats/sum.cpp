#include "stats/sum.hpp"

#include <algorithm>
#include <cmath>

#include "stats/lanes.hpp"

namespace assay::stats {

void IntegerSum::add(std::span<const std::int64_t> values) {
  // High and low halves apart: two 64-bit sums that cannot overflow within 2^31 values, and that vectorise.
  constexpr std::size_t block = std::size_t{1} << 30;
  for (std::size_t begin = 0; begin < values.size(); begin += block) {
    std::int64_t high = 0;
    std::uint64_t low = 0;
    for (const std::int64_t value : values.subspan(begin, std::min(block, values.size() - begin))) {
      high += value >> 32;
      low += static_cast<std::uint64_t>(value) & 0xffffffffULL;
    }
    total_ += static_cast<Int128>(high) * (Int128{1} << 32) + static_cast<Int128>(low);
  }
}

double IntegerSum::mean(std::uint64_t n) const {
  const auto divisor = static_cast<Int128>(n);
  const Int128 whole = total_ / divisor;
  const Int128 rest = total_ - whole * divisor;
  return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(n);
}

std::string IntegerSum::text() const {
  if (total_ == 0) return "0";
  __extension__ unsigned __int128 left =
      total_ < 0 ? -static_cast<unsigned __int128>(total_) : static_cast<unsigned __int128>(total_);
  std::string digits;
  for (; left != 0; left /= 10) digits.push_back(static_cast<char>('0' + static_cast<int>(left % 10)));
  if (total_ < 0) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

void RealSum::Compensated::add(double value) {
  const double total = sum + value;
  error += std::fabs(sum) >= std::fabs(value) ? (sum - total) + value : (value - total) + sum;
  sum = total;
}

void RealSum::add(std::span<const double> finite) {
  double largest = 0;
  for (const double value : finite) largest = std::max(largest, std::fabs(value));
  if (largest >= 0x1p900) {
    has_big_ = true;
    for (const double value : finite) {
      if (std::fabs(value) >= 0x1p900) {
        big_.add(std::ldexp(value, -big_exponent));
      } else {
        plain_.add(value);
      }
    }
    return;
  }
  // Knuth's TwoSum needs no comparison, so it runs in lanes.
  Lanes sum[2]{}, error[2]{};
  std::size_t i = 0;
  for (; i + 4 <= finite.size(); i += 4) {
    for (std::size_t k = 0; k < 2; ++k) {
      const Lanes value = load_lanes(&finite[i + 2 * k]);
      const Lanes total = sum[k] + value;
      const Lanes back = total - sum[k];
      error[k] += (sum[k] - (total - back)) + (value - back);
      sum[k] = total;
    }
  }
  for (std::size_t k = 0; k < 2; ++k) {
    for (std::size_t lane = 0; lane < 2; ++lane) {
      plain_.add(sum[k][lane]);
      plain_.error += error[k][lane];
    }
  }
  for (; i < finite.size(); ++i) plain_.add(finite[i]);
}

void RealSum::merge(const RealSum& other) {
  plain_.add(other.plain_.sum);
  plain_.error += other.plain_.error;
  big_.add(other.big_.sum);
  big_.error += other.big_.error;
  has_big_ = has_big_ || other.has_big_;
}

RealSum::Compensated RealSum::scaled() const {
  Compensated total = big_;
  total.add(std::ldexp(plain_.sum, -big_exponent));
  total.error += std::ldexp(plain_.error, -big_exponent);
  return total;
}

std::optional<double> RealSum::value() const {
  const double total = has_big_ ? std::ldexp(scaled().value(), big_exponent) : plain_.value();
  if (!std::isfinite(total)) return std::nullopt;
  return total;
}

std::optional<double> RealSum::mean(std::uint64_t n) const {
  if (n == 0) return std::nullopt;
  const auto divisor = static_cast<double>(n);
  const double mean =
      has_big_ ? std::ldexp(scaled().value() / divisor, big_exponent) : plain_.value() / divisor;
  if (!std::isfinite(mean)) return std::nullopt;
  return mean;
}

}  // namespace assay::stats
