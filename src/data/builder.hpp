// ColumnBuilder: append values one by one, get a Column in proper chunks. For results, samples and tests;
// the file readers build their chunks themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/table.hpp"

namespace assay::data {

class ColumnBuilder {
 public:
  explicit ColumnBuilder(Field field) : field_(std::move(field)) {}

  void append_null();
  void append(bool value);          // Boolean
  void append(std::int64_t value);  // Integer, Timestamp
  void append(double value);        // Real
  void append(std::string_view value);
  void append(const char* value) { append(std::string_view(value)); }

  [[nodiscard]] std::int64_t length() const { return length_; }
  // Text becomes dictionary-coded when it has at most max(1, n / 2) distinct values.
  [[nodiscard]] base::Result<ColumnPtr> finish() &&;

 private:
  void mark(bool valid);
  Field field_;
  std::int64_t length_ = 0;
  std::vector<std::uint8_t> valid_;
  std::vector<std::uint8_t> booleans_;
  std::vector<std::int64_t> integers_;
  std::vector<double> reals_;
  std::vector<std::string> texts_;
};

}  // namespace assay::data
