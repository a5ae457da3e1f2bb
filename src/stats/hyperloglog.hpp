// HyperLogLog: how many different hashes, in 16 KiB (Flajolet et al. 2007), by the improved estimator of
// Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), which is unbiased from 0 on.
#pragma once

#include <cstdint>
#include <vector>

namespace assay::stats {

class HyperLogLog {
 public:
  static constexpr int precision = 14;
  static constexpr double relative_error = 1.04 / 128.0;  // 1.04 / sqrt(2^14): standard error, 0.81 %

  HyperLogLog() : registers_(std::size_t{1} << precision, 0) {}
  void add(std::uint64_t hash);  // well-mixed bits: stats::mix
  void merge(const HyperLogLog& other);
  [[nodiscard]] double estimate() const;

 private:
  std::vector<std::uint8_t> registers_;
};

}  // namespace assay::stats
