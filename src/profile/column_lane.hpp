// One column's way to its ColumnProfile; one implementation per group of types.
#pragma once

#include <cstdint>
#include <memory>

#include "data/table.hpp"
#include "profile/lane.hpp"
#include "profile/profile.hpp"

namespace assay::profile {

struct ColumnInput {
  data::ColumnPtr column;
  std::size_t index = 0;
  std::int64_t rows = 0;  // the leading rows to profile: whole chunks, or all
  ProfileOptions options;
};

class ColumnLane : public Lane {
 public:
  explicit ColumnLane(ColumnInput input);
  ColumnProfile profile;  // complete when next() has given null

 protected:
  // A slice of one chunk.
  struct Slice {
    const data::Array* array = nullptr;
    std::int64_t begin = 0, end = 0;  // within the chunk
    std::int64_t first_row = 0;       // of the slice, within the column
  };
  // Slices of `rows` rows each (chunk_rows is a multiple), none across two chunks.
  [[nodiscard]] std::size_t slice_count(std::int64_t rows) const;
  [[nodiscard]] Slice slice(std::size_t unit, std::int64_t rows) const;

  ColumnInput input_;
};

// Integer, Real and Timestamp; text with or without a dictionary; Boolean.
[[nodiscard]] std::shared_ptr<ColumnLane> make_numeric_lane(ColumnInput input);
[[nodiscard]] std::shared_ptr<ColumnLane> make_text_lane(ColumnInput input);
[[nodiscard]] std::shared_ptr<ColumnLane> make_dictionary_lane(ColumnInput input);
[[nodiscard]] std::shared_ptr<ColumnLane> make_boolean_lane(ColumnInput input);
[[nodiscard]] std::shared_ptr<ColumnLane> make_column_lane(ColumnInput input);

// Kind, unique and constant, from the counts.
void classify(ColumnProfile& profile, const ProfileOptions& options);

}  // namespace assay::profile
