// The first four moments of finite values: mean, variance, skewness, kurtosis.
//
// A chunk is done in two passes (mean, then central power sums, corrected for the mean's rounding); chunks
// are merged by Pébay's formulas (SAND2008-6212). Values are scaled by a power of two where their fourth
// powers would leave the range of a double, so the mean, the standard deviation and the shape of values near
// 1e308 or 1e-300 come out right; only what itself is no double is undefined.
//
// Definitions (n values, m_k = k-th central moment with divisor n):
//   variance  n m2 / (n - 1), n >= 2
//   skewness  G1 = g1 sqrt(n (n - 1)) / (n - 2), g1 = m3 / m2^1.5, n >= 3    (Joanes & Gill 1998;
//   kurtosis  G2 = (n - 1) ((n + 1) g2 + 6) / ((n - 2) (n - 3)), g2 = m4 / m2² - 3, n >= 4    SAS, SPSS, Excel)
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace assay::stats {

class Moments {
 public:
  // Finite values only.
  void add(std::span<const double> finite);
  // Values of `other` come after the values of *this; the order decides the last bits.
  void merge(const Moments& other);

  [[nodiscard]] std::uint64_t count() const { return n_; }
  [[nodiscard]] std::optional<double> mean() const;
  [[nodiscard]] std::optional<double> variance() const;
  [[nodiscard]] std::optional<double> sd() const;
  [[nodiscard]] std::optional<double> skewness() const;
  [[nodiscard]] std::optional<double> kurtosis() const;
  // m3 / m2^1.5, for Doane's rule.
  [[nodiscard]] std::optional<double> g1() const;

 private:
  void rescale(int exponent);

  std::uint64_t n_ = 0;
  int exponent_ = 0;  // the sums below are of values divided by 2^exponent_
  double mean_ = 0;
  double mean_low_ = 0;  // what mean_ lost to rounding: matters to data far from 0 with a small spread
  double m2_ = 0, m3_ = 0, m4_ = 0;  // sums of powers of (value - mean)
};

}  // namespace assay::stats
