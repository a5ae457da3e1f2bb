// Area under the ROC curve, in bounded steps: sorted runs, then one merge over all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::inference {

// The probability that a positive scores higher than a negative, ties counted half (Mann & Whitney 1947;
// equal to the trapezoid rule under the ROC curve). Undefined without a positive or without a negative.
class Auc {
 public:
  // Scores must not be NaN.
  void add(double score, bool positive);
  // One bounded piece of the work after the last add(); false when the area is known.
  bool step();
  [[nodiscard]] std::optional<double> area() const;

 private:
  struct Score {
    double value;
    bool positive;
  };
  struct Cursor {
    std::size_t run;
    std::size_t at;
  };

  void start_merge();
  void close_group();

  std::vector<std::vector<Score>> runs_;
  std::size_t sorted_ = 0;
  std::vector<Cursor> heap_;
  bool merging_ = false;
  double current_ = 0;
  std::uint64_t group_positive_ = 0, group_negative_ = 0;
  std::uint64_t positives_ = 0, negatives_ = 0;  // below the current group
  double twice_area_ = 0;
};

}  // namespace assay::inference
