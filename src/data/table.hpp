// Column and Table: immutable, shared by pointer-to-const. A change makes a new Table that shares
// the columns it did not touch.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "data/array.hpp"
#include "data/types.hpp"

namespace assay::data {

class Column;
class Table;
using ColumnPtr = std::shared_ptr<const Column>;
using TablePtr = std::shared_ptr<const Table>;

// A named column: chunks of chunk_rows rows each, the last one shorter (never empty; a column of an
// empty table has no chunks). Chunk k holds rows [k * chunk_rows, ...).
class Column {
 public:
  // Fails (Internal) when a chunk has another type than the field, or a length that breaks the rule above.
  [[nodiscard]] static base::Result<ColumnPtr> make(Field field, std::vector<ArrayPtr> chunks);

  [[nodiscard]] const Field& field() const { return field_; }
  [[nodiscard]] const std::string& name() const { return field_.name; }
  [[nodiscard]] Type type() const { return field_.type; }
  [[nodiscard]] std::int64_t length() const { return length_; }
  [[nodiscard]] std::int64_t null_count() const { return null_count_; }
  [[nodiscard]] const std::vector<ArrayPtr>& chunks() const { return chunks_; }

  [[nodiscard]] const Array& chunk_of(std::int64_t row) const {
    return *chunks_[static_cast<std::size_t>(row / chunk_rows)];
  }
  [[nodiscard]] bool is_valid(std::int64_t row) const {
    return chunk_of(row).is_valid(row % chunk_rows);
  }
  [[nodiscard]] std::string_view text(std::int64_t row) const {
    return chunk_of(row).text(row % chunk_rows);
  }
  [[nodiscard]] double number(std::int64_t row) const {
    return chunk_of(row).number(row % chunk_rows);
  }
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  Column() = default;
  Field field_;
  std::vector<ArrayPtr> chunks_;
  std::int64_t length_ = 0;
  std::int64_t null_count_ = 0;
};

// Columns of equal length. Names are unique (make() appends " (2)", " (3)" ... to repeated names and
// names an unnamed column "column N", 1-based).
class Table {
 public:
  [[nodiscard]] static base::Result<TablePtr> make(std::string name, std::vector<ColumnPtr> columns);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::size_t column_count() const { return columns_.size(); }
  [[nodiscard]] std::size_t chunk_count() const {
    return static_cast<std::size_t>((rows_ + chunk_rows - 1) / chunk_rows);
  }
  [[nodiscard]] const std::vector<ColumnPtr>& columns() const { return columns_; }
  [[nodiscard]] const Column& column(std::size_t i) const { return *columns_[i]; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  [[nodiscard]] std::size_t size_bytes() const;

  // A new table with `added` behind the columns of this one; lengths must match. A column whose name is
  // taken AND whose origin is not empty replaces the earlier column of the same name and origin (running
  // a model again replaces its predictions); otherwise it is renamed as in make().
  [[nodiscard]] base::Result<TablePtr> with_columns(std::vector<ColumnPtr> added) const;

 private:
  Table() = default;
  std::string name_;
  std::vector<ColumnPtr> columns_;
  std::int64_t rows_ = 0;
};

}  // namespace assay::data
