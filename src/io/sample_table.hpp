// A table of any size made from nothing: for the app's "generate a dataset", and for benchmarks that must know the
// answer. The same rows on every machine.
//
// Twenty columns: id (Integer), ten Reals (five with missing values), two more Integers and one in thousands, four
// categories (of 5, 50, 2,000 and 100,000 values), a timestamp and a quoted comment.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/task.hpp"
#include "io/csv_writer.hpp"

namespace assay::io {

// What a reader of the table must find.
struct SampleTotals {
  std::int64_t rows = 0;
  std::array<double, 10> real_sums{};       // of the values as written, in row order
  std::array<std::int64_t, 10> real_missing{};
  std::array<std::int64_t, 4> integer_sums{};
  std::array<std::uint64_t, 4> category_bytes{};  // length of all values together
  std::int64_t first_time_us = 0;
  std::int64_t last_time_us = 0;
  std::uint64_t comment_bytes = 0;          // unescaped
};

class SampleWriter {
 public:
  explicit SampleWriter(std::int64_t rows) : rows_(rows) {}
  [[nodiscard]] bool done() const { return header_ && row_ == rows_; }
  // Appends the header and at most `rows` more rows to `out`.
  void write(std::int64_t rows, std::string& out);
  [[nodiscard]] std::int64_t row() const { return row_; }
  [[nodiscard]] const SampleTotals& totals() const { return totals_; }

 private:
  void write_row(std::string& out);
  std::uint64_t random();
  std::int64_t rows_;
  std::int64_t row_ = 0;
  bool header_ = false;
  std::uint64_t state_ = 0x9E3779B97F4A7C15U;
  SampleTotals totals_;
};

// The same as a task that gives its bytes to `sink`, about 64 KiB a step.
[[nodiscard]] base::TaskPtr make_sample_writer(std::int64_t rows, ByteSink sink);

// All at once.
[[nodiscard]] base::Result<SampleTotals> write_sample_csv(std::int64_t rows, const ByteSink& sink);

}  // namespace assay::io
