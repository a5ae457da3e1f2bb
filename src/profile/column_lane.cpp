#include "profile/column_lane.hpp"

#include <algorithm>
#include <cmath>

namespace assay::profile {

ColumnLane::ColumnLane(ColumnInput input) : input_(std::move(input)) {
  const data::Column& column = *input_.column;
  profile.column = input_.index;
  profile.name = column.name();
  profile.type = column.type();
  profile.origin = column.field().origin;
  profile.rows = static_cast<std::uint64_t>(input_.rows);
  profile.complete = input_.rows == column.length();
  profile.memory_bytes = column.size_bytes();
}

std::size_t ColumnLane::slice_count(std::int64_t rows) const {
  return static_cast<std::size_t>((input_.rows + rows - 1) / rows);
}

ColumnLane::Slice ColumnLane::slice(std::size_t unit, std::int64_t rows) const {
  Slice slice;
  slice.first_row = static_cast<std::int64_t>(unit) * rows;
  slice.array = &input_.column->chunk_of(slice.first_row);
  slice.begin = slice.first_row % data::chunk_rows;
  slice.end = std::min(slice.begin + rows, slice.array->length());
  return slice;
}

std::shared_ptr<ColumnLane> make_column_lane(ColumnInput input) {
  switch (input.column->type()) {
    case data::Type::Boolean: return make_boolean_lane(std::move(input));
    case data::Type::Integer:
    case data::Type::Real:
    case data::Type::Timestamp: return make_numeric_lane(std::move(input));
    case data::Type::Text: break;
  }
  const auto& chunks = input.column->chunks();
  const bool coded = !chunks.empty() && std::all_of(chunks.begin(), chunks.end(), [&](const auto& chunk) {
    return chunk->dictionary_values() == chunks.front()->dictionary_values() && chunk->is_dictionary();
  });
  return coded ? make_dictionary_lane(std::move(input)) : make_text_lane(std::move(input));
}

void classify(ColumnProfile& profile, const ProfileOptions& options) {
  const std::uint64_t present = profile.present();
  const std::uint64_t distinct = profile.distinct ? profile.distinct->value : 0;
  const bool exact = profile.distinct && profile.distinct->exact;
  profile.unique = exact && distinct == present && present >= 2;
  profile.constant = exact && distinct == 1;
  switch (profile.type) {
    case data::Type::Boolean: profile.kind = Kind::Boolean; break;
    case data::Type::Timestamp: profile.kind = Kind::Timestamp; break;
    case data::Type::Integer:
    case data::Type::Real: profile.kind = distinct < 5 ? Kind::Categorical : Kind::Numeric; break;
    case data::Type::Text:
      profile.kind = distinct <= options.thresholds.high_cardinality && 2 * distinct <= present
                         ? Kind::Categorical
                         : Kind::Text;
      break;
  }
  if (profile.entropy && distinct >= 2 && exact) {
    profile.imbalance = 1 - *profile.entropy / std::log2(static_cast<double>(distinct));
  }
}

}  // namespace assay::profile
