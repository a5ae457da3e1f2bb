// What sorted keys tell about frequencies: distinct count, entropy and the most frequent keys. Slices of the
// sorted keys are added in order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stats/frequent.hpp"

namespace assay::stats {

// c log2 c, summed for Shannon's entropy: H = log2 n - sum / n bits.
class EntropySum {
 public:
  void add(std::uint64_t count) {
    total_ += count;
    if (count > 1) sum_ += weighted_log(count);
  }
  void merge(const EntropySum& other) {
    sum_ += other.sum_;
    total_ += other.total_;
  }
  [[nodiscard]] std::optional<double> bits() const;  // undefined without values; 0 for one distinct value

 private:
  static double weighted_log(std::uint64_t count);
  double sum_ = 0;
  std::uint64_t total_ = 0;
};

// The k largest by more_frequent().
class TopCounts {
 public:
  explicit TopCounts(std::size_t k) : k_(k) {}
  void add(const KeyCount& entry) {
    // Most keys of most columns are rarer than the last of the list.
    if (top_.size() == k_ && (k_ == 0 || entry.count < top_.back().count)) return;
    if (top_.size() < k_ || more_frequent(entry, top_.back())) insert(entry);
  }
  void merge(const TopCounts& other) {
    for (const auto& entry : other.top_) add(entry);
  }
  [[nodiscard]] const std::vector<KeyCount>& top() const { return top_; }

 private:
  void insert(const KeyCount& entry);
  std::size_t k_;
  std::vector<KeyCount> top_;
};

class Runs {
 public:
  explicit Runs(std::size_t top) : top_(top) {}
  // The next slice. `rows` (empty, or as long as keys): ties go to the run whose first row is earlier.
  void add(std::span<const std::uint64_t> sorted, std::span<const std::uint32_t> rows = {});
  void finish();  // after the last slice
  [[nodiscard]] std::uint64_t distinct() const { return distinct_; }
  [[nodiscard]] const std::vector<KeyCount>& top() const { return top_.top(); }
  [[nodiscard]] std::optional<double> entropy() const { return entropy_.bits(); }

 private:
  void close();
  TopCounts top_;
  EntropySum entropy_;
  std::uint64_t distinct_ = 0;
  KeyCount open_{};
};

}  // namespace assay::stats
