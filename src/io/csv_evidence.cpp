#include "io/csv_evidence.hpp"

#include <algorithm>

namespace assay::io {

namespace {

std::string count_of(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string quoted(std::string_view text) { return "\"" + excerpt(text, 60) + "\""; }

std::string all_values(std::uint64_t count, std::string_view are) {
  if (count == 1) return "the 1 value is " + std::string(are);
  return "all " + std::to_string(count) + " values are " + std::string(are);
}

}  // namespace

bool EvidenceFinder::step() {
  for (int i = 0; i < 256 && column_ < columns_.size(); ++i) {
    const std::size_t unit = loaded_unit_;
    if (!step_column()) return false;
    if (loaded_unit_ != unit) break;  // reading a unit is a step's worth
  }
  return column_ == columns_.size();
}

void EvidenceFinder::push(std::string reason) {
  const data::Column& column = *columns_[column_];
  found_.push_back({column.name(), column.type(), std::move(reason), static_cast<std::uint64_t>(column.null_count())});
  ++column_;
  row_ = 0;
  seen_ = 0;
}

bool EvidenceFinder::step_column() {
  const data::Column& column = *columns_[column_];
  const ColumnAssembler& from = assembled_[column_];
  const auto values = static_cast<std::uint64_t>(column.length() - column.null_count());
  switch (from.kind()) {
    case ColumnKind::Unknown:
      push(column.length() == 0 ? "Text: there are no rows" : "Text: every value is missing");
      return true;
    case ColumnKind::Boolean:
      push("Boolean: " + all_values(values, (from.seen() & kind::YesNo) != 0 ? "yes or no" : "true or false"));
      return true;
    case ColumnKind::LocalTime:
      push("Timestamp: " + all_values(values, "ISO 8601 dates or times without a zone"));
      return true;
    case ColumnKind::ZonedTime:
      push("Timestamp: " + all_values(values, "ISO 8601 times with a zone, shown in UTC"));
      return true;
    case ColumnKind::Integer:
    case ColumnKind::Real: push(number_reason(column, from)); return true;
    case ColumnKind::Text: break;
  }
  return step_text(column);
}

std::string EvidenceFinder::number_reason(const data::Column& column, const ColumnAssembler& from) {
  const auto values = static_cast<std::uint64_t>(column.length() - column.null_count());
  if (from.kind() == ColumnKind::Integer) {
    return "Integer: " + all_values(values, "whole numbers");
  }
  std::string reason = "Real: " + count_of(from.real_forms, "value") + " of " + std::to_string(values) +
                       (from.real_forms == 1 ? " has" : " have") + " a fraction or an exponent";
  if (from.first_real) {
    const std::string place = line_text(*from.first_real);
    if (!place.empty()) reason += " (first in " + place + ")";
  }
  return reason;
}

std::string EvidenceFinder::line_text(const Place& place) {
  if (loaded_unit_ != place.unit) {
    loaded_unit_ = SIZE_MAX;
    if (!read_unit_(place.unit, scratch_, result_)) return {};
    loaded_unit_ = place.unit;
  }
  if (place.row >= result_.rows) return {};
  return "line " + std::to_string(line_of_row(scratch_, result_, place.row)) + ": " +
         quoted(raw_field(scratch_, result_, place.row, column_));
}

std::string EvidenceFinder::place_of_row(std::uint64_t row) {
  const auto after = std::upper_bound(unit_first_row_.begin(), unit_first_row_.end(), row);
  const auto unit = static_cast<std::size_t>(after - unit_first_row_.begin()) - 1;
  return line_text({unit, static_cast<std::size_t>(row - unit_first_row_[unit])});
}

bool EvidenceFinder::step_text(const data::Column& column) {
  constexpr std::int64_t rows_in_a_step = 20'000;
  const std::int64_t stop = std::min(column.length(), row_ + rows_in_a_step);
  for (; row_ < stop; ++row_) {
    if (!column.is_valid(row_)) continue;
    const std::string_view value = trimmed(column.text(row_));
    if (value.empty() || markers_.missing(value)) continue;
    const Kinds kind = classify(value);
    if (resolve(seen_ | kind) != ColumnKind::Text) {
      seen_ |= kind;
      continue;
    }
    const std::string place = place_of_row(static_cast<std::uint64_t>(row_));
    std::string reason = "Text: ";
    if (seen_ == 0) {
      reason += place.empty() ? "the first value is no number, date, true or false" : place;
    } else {
      reason += (place.empty() ? quoted(value) : place) + " does not go with the values above it, which are " +
                std::string(data::to_string(to_type(resolve(seen_))));
    }
    if (assembled_[column_].kept_na > 0) {
      reason += "; \"NA\" (" + count_of(assembled_[column_].kept_na, "time") +
                ") is kept as a value, because all others are two capital letters";
    }
    push(std::move(reason));
    return true;
  }
  if (row_ < column.length()) return false;
  push("Text");
  return true;
}

}  // namespace assay::io
