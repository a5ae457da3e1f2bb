// Sums: exact for integers, compensated for reals.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace assay::stats {

__extension__ using Int128 = __int128;

// Exact: 2^64 values of 64 bits cannot overflow 128.
class IntegerSum {
 public:
  void add(std::int64_t value) { total_ += value; }
  void add(std::span<const std::int64_t> values);
  void merge(const IntegerSum& other) { total_ += other.total_; }
  [[nodiscard]] double value() const { return static_cast<double>(total_); }
  // total / n with one rounding of the quotient's fraction; needs n > 0.
  [[nodiscard]] double mean(std::uint64_t n) const;
  [[nodiscard]] std::string text() const;  // decimal, exact

 private:
  Int128 total_ = 0;
};

// Neumaier's compensated sum (Neumaier 1974), kept apart for values beyond 2^900 and scaled there, so that a
// sum that passes 1.8e308 on its way and comes back is right. Finite values only.
class RealSum {
 public:
  void add(std::span<const double> finite);
  void merge(const RealSum& other);
  [[nodiscard]] std::optional<double> value() const;  // undefined when it is no double
  [[nodiscard]] std::optional<double> mean(std::uint64_t n) const;

 private:
  struct Compensated {
    double sum = 0, error = 0;
    void add(double value);
    [[nodiscard]] double value() const { return sum + error; }
  };
  static constexpr int big_exponent = 100;
  [[nodiscard]] Compensated scaled() const;  // the total divided by 2^big_exponent
  Compensated plain_;
  Compensated big_;  // values divided by 2^big_exponent
  bool has_big_ = false;
};

}  // namespace assay::stats
