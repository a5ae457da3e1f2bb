// Pearson's r of every pair of up to a few hundred columns, over the rows where both are present.
//
// Values come centred and scaled by the caller, z = (x - shift) / scale with a shift near the column's mean and
// |z| about at most 1, missing ones as 0 with a mask. Then all sums over a pair's common rows are dot products
// of the columns' z, z² and mask, which run in blocks through the cache. The sums are plain ones; centring makes
// them harmless, except where a pair's common rows lie far from the shift compared with their spread: at()
// reports such a pair as `unsafe`, to be done again with a shift of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

class CoMoments {
 public:
  explicit CoMoments(std::size_t columns);

  // One block of rows: z[c] has `rows` values; mask[c] is nullptr when nothing is missing in this block, else
  // 1.0 and 0.0 with z = 0 where it is 0.
  void add(std::span<const double* const> z, std::span<const double* const> mask, std::size_t rows);
  void merge(const CoMoments& later);

  struct Pair {
    std::uint64_t rows = 0;
    std::optional<double> r;  // in [-1, 1]; undefined when rows < 2 or a side is constant
    bool unsafe = false;      // more than about 9 digits of a sum of squares cancelled
  };
  [[nodiscard]] Pair at(std::size_t i, std::size_t j) const;
  [[nodiscard]] std::uint64_t present(std::size_t i) const { return static_cast<std::uint64_t>(n_[index(i, i)]); }
  [[nodiscard]] std::size_t columns() const { return columns_; }

 private:
  [[nodiscard]] std::size_t index(std::size_t i, std::size_t j) const { return i * columns_ + j; }
  std::size_t columns_;
  // Over the common rows of i and j; sum_ and square_ at [i][j] are those of column i.
  std::vector<double> n_, sum_, square_, product_;
};

}  // namespace assay::stats
