#include "stats/moments.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/lanes.hpp"

namespace assay::stats {
namespace {

// Fourth powers of values up to this, times any count, stay far inside the range of a double.
constexpr double plain_limit = 0x1p200;
constexpr double plain_floor = 0x1p-200;

double largest_magnitude(std::span<const double> values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::fabs(value));
  return largest;
}

struct Powers {
  double s1 = 0, s2 = 0, s3 = 0, s4 = 0;
};

// Sum of (value - shift), eight running sums.
double sum_shifted(std::span<const double> values, double shift) {
  Lanes a{}, b{}, c{}, d{};
  const Lanes by = all_lanes(shift);
  std::size_t i = 0;
  for (; i + 8 <= values.size(); i += 8) {
    a += load_lanes(&values[i]) - by;
    b += load_lanes(&values[i + 2]) - by;
    c += load_lanes(&values[i + 4]) - by;
    d += load_lanes(&values[i + 6]) - by;
  }
  double sum = sum_lanes((a + b) + (c + d));
  for (; i < values.size(); ++i) sum += values[i] - shift;
  return sum;
}

Powers sum_powers(std::span<const double> values, double mean) {
  Lanes s1[2]{}, s2[2]{}, s3[2]{}, s4[2]{};
  const Lanes by = all_lanes(mean);
  std::size_t i = 0;
  for (; i + 4 <= values.size(); i += 4) {
    for (std::size_t k = 0; k < 2; ++k) {
      const Lanes d = load_lanes(&values[i + 2 * k]) - by;
      const Lanes d2 = d * d;
      s1[k] += d;
      s2[k] += d2;
      s3[k] += d2 * d;
      s4[k] += d2 * d2;
    }
  }
  Powers sums{sum_lanes(s1[0] + s1[1]), sum_lanes(s2[0] + s2[1]), sum_lanes(s3[0] + s3[1]),
              sum_lanes(s4[0] + s4[1])};
  for (; i < values.size(); ++i) {
    const double d = values[i] - mean;
    const double d2 = d * d;
    sums.s1 += d;
    sums.s2 += d2;
    sums.s3 += d2 * d;
    sums.s4 += d2 * d2;
  }
  return sums;
}

}  // namespace

void Moments::add(std::span<const double> finite) {
  if (finite.empty()) return;
  Moments chunk;
  chunk.n_ = finite.size();
  const double largest = largest_magnitude(finite);
  std::vector<double> scaled;
  if (largest > plain_limit || (largest > 0 && largest < plain_floor)) {
    // No lower than -1000, or 2^-exponent would overflow for subnormal values.
    chunk.exponent_ = std::max(std::ilogb(largest), -1000);
    scaled.reserve(finite.size());
    for (const double value : finite) scaled.push_back(std::ldexp(value, -chunk.exponent_));
    finite = scaled;
  }
  const auto n = static_cast<double>(finite.size());
  // Shifting by a value of the data makes constant data come out exactly constant.
  const double first = finite.front();
  double mean = first + sum_shifted(finite, first) / n;
  const Powers sums = sum_powers(finite, mean);
  // The mean is off by e because of rounding; move the power sums to the true one.
  const double e = sums.s1 / n;
  chunk.mean_ = mean + e;
  chunk.mean_low_ = (mean - chunk.mean_) + e;
  chunk.m2_ = std::max(0.0, sums.s2 - n * e * e);
  chunk.m3_ = sums.s3 - 3 * e * sums.s2 + 2 * n * e * e * e;
  chunk.m4_ = std::max(0.0, sums.s4 - 4 * e * sums.s3 + 6 * e * e * sums.s2 - 3 * n * e * e * e * e);
  merge(chunk);
}

void Moments::rescale(int exponent) {
  const int by = exponent_ - exponent;
  mean_ = std::ldexp(mean_, by);
  mean_low_ = std::ldexp(mean_low_, by);
  m2_ = std::ldexp(m2_, 2 * by);
  m3_ = std::ldexp(m3_, 3 * by);
  m4_ = std::ldexp(m4_, 4 * by);
  exponent_ = exponent;
}

void Moments::merge(const Moments& other) {
  if (other.n_ == 0) return;
  if (n_ == 0) {
    *this = other;
    return;
  }
  Moments b = other;
  if (exponent_ != b.exponent_) {
    // All zeros fit any scale; otherwise the larger scale rules, and the smaller values are lost in its
    // rounding as they are in any sum.
    const auto is_zero = [](const Moments& m) { return m.mean_ == 0 && m.m2_ == 0; };
    int exponent = std::max(exponent_, b.exponent_);
    if (is_zero(*this)) exponent = b.exponent_;
    if (is_zero(b)) exponent = exponent_;
    rescale(exponent);
    b.rescale(exponent);
  }
  const auto na = static_cast<double>(n_);
  const auto nb = static_cast<double>(b.n_);
  const double n = na + nb;
  const double d = (b.mean_ - mean_) + (b.mean_low_ - mean_low_);
  const double dn = d / n;
  const double m2 = m2_ + b.m2_ + d * dn * na * nb;
  const double m3 = m3_ + b.m3_ + d * dn * dn * na * nb * (na - nb) + 3 * dn * (na * b.m2_ - nb * m2_);
  const double m4 = m4_ + b.m4_ + d * dn * dn * dn * na * nb * (na * na - na * nb + nb * nb) +
                    6 * dn * dn * (na * na * b.m2_ + nb * nb * m2_) +
                    4 * dn * (na * b.m3_ - nb * m3_);
  const double step = mean_low_ + nb * dn;
  const double mean = mean_ + step;
  mean_low_ = step - (mean - mean_);
  mean_ = mean;
  m2_ = m2;
  m3_ = m3;
  m4_ = m4;
  n_ += b.n_;
}

namespace {
std::optional<double> finite_or_nothing(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}
}  // namespace

std::optional<double> Moments::mean() const {
  if (n_ == 0) return std::nullopt;
  return finite_or_nothing(std::ldexp(mean_, exponent_));
}

std::optional<double> Moments::variance() const {
  if (n_ < 2) return std::nullopt;
  return finite_or_nothing(std::ldexp(m2_ / static_cast<double>(n_ - 1), 2 * exponent_));
}

std::optional<double> Moments::sd() const {
  if (n_ < 2) return std::nullopt;
  return finite_or_nothing(std::ldexp(std::sqrt(m2_ / static_cast<double>(n_ - 1)), exponent_));
}

std::optional<double> Moments::g1() const {
  if (n_ == 0 || m2_ <= 0) return std::nullopt;
  const auto n = static_cast<double>(n_);
  const double m2 = m2_ / n;
  return finite_or_nothing(m3_ / n / (m2 * std::sqrt(m2)));
}

std::optional<double> Moments::skewness() const {
  if (n_ < 3) return std::nullopt;
  const auto raw = g1();
  if (!raw) return std::nullopt;
  const auto n = static_cast<double>(n_);
  return *raw * std::sqrt(n * (n - 1)) / (n - 2);
}

std::optional<double> Moments::kurtosis() const {
  if (n_ < 4 || m2_ <= 0) return std::nullopt;
  const auto n = static_cast<double>(n_);
  const double m2 = m2_ / n;
  const double g2 = m4_ / n / (m2 * m2) - 3;
  return finite_or_nothing((n - 1) * ((n + 1) * g2 + 6) / ((n - 2) * (n - 3)));
}

}  // namespace assay::stats
