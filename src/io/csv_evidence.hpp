// Why each column has its type: one sentence a column, from the finished columns, a little at a time.
#pragma once

#include <functional>
#include <vector>

#include "io/csv_column.hpp"
#include "io/csv_unit.hpp"
#include "io/reader.hpp"

namespace assay::io {

class EvidenceFinder {
 public:
  // Finds a unit's rows again; false when the source no longer gives its bytes.
  using ReadUnit = std::function<bool(std::size_t unit, UnitScratch& scratch, UnitResult& result)>;

  EvidenceFinder(const std::vector<data::ColumnPtr>& columns, const std::vector<ColumnAssembler>& assembled,
                 const std::vector<std::uint64_t>& unit_first_row, const Markers& markers, ReadUnit read_unit)
      : columns_(columns), assembled_(assembled), unit_first_row_(unit_first_row), markers_(markers),
        read_unit_(std::move(read_unit)) {}

  // A bounded piece of work; true when all is done.
  [[nodiscard]] bool step();
  [[nodiscard]] std::vector<ColumnEvidence> take() { return std::move(found_); }

 private:
  // True when column `column_` is done.
  [[nodiscard]] bool step_column();
  [[nodiscard]] bool step_text(const data::Column& column);
  [[nodiscard]] std::string number_reason(const data::Column& column, const ColumnAssembler& from);
  [[nodiscard]] std::string place_of_row(std::uint64_t row);
  // "line 7" of a place, and its field as written; empty when the unit cannot be read again.
  [[nodiscard]] std::string line_text(const Place& place);
  void push(std::string reason);

  const std::vector<data::ColumnPtr>& columns_;
  const std::vector<ColumnAssembler>& assembled_;
  const std::vector<std::uint64_t>& unit_first_row_;
  const Markers& markers_;
  ReadUnit read_unit_;
  std::vector<ColumnEvidence> found_;
  std::size_t column_ = 0;
  std::int64_t row_ = 0;  // of a Text column
  Kinds seen_ = 0;
  std::size_t loaded_unit_ = SIZE_MAX;
  UnitScratch scratch_;
  UnitResult result_;
};

}  // namespace assay::io
