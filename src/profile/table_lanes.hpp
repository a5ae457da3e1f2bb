// Lanes that look at several columns at once: correlations, and whole rows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/table.hpp"
#include "profile/lane.hpp"
#include "profile/profile.hpp"

namespace assay::profile {

// A column that takes part in correlations, with what its profile knows.
struct CorrelationInput {
  std::size_t column = 0;
  double mean = 0, min = 0, max = 0;  // of the finite values
};

// Pearson's r of all pairs over the first `rows` rows. Constant columns have no r.
class CorrelationLane : public Lane {
 public:
  [[nodiscard]] static std::shared_ptr<CorrelationLane> make(data::TablePtr table, std::int64_t rows,
                                                             std::vector<CorrelationInput> inputs);
  Correlation result;  // complete when next() has given null (left_out is the caller's)
};

// Rows with missing values and, if asked, equal rows, over the whole table.
class RowLane : public Lane {
 public:
  [[nodiscard]] static std::shared_ptr<RowLane> make(data::TablePtr table, bool duplicates);
  std::uint64_t rows_with_missing = 0;
  std::optional<std::uint64_t> duplicate_rows;
  std::vector<DuplicateGroup> duplicates;
};

}  // namespace assay::profile
