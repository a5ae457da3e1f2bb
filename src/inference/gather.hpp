// Gather: columns of a table become the dense input tensors of one batch.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "data/table.hpp"
#include "inference/binding.hpp"
#include "inference/runtime.hpp"
#include "inference/shape.hpp"
#include "onnx/model.hpp"

namespace assay::inference {

// The mean of a column's present and finite values, one chunk at a time. Columns that have none keep 0.
class MeanScan {
 public:
  explicit MeanScan(data::ColumnPtr column) : column_(std::move(column)) {}
  // Takes in the next chunk; false when there is none left.
  bool step();
  [[nodiscard]] double mean() const { return count_ == 0 ? 0.0 : mean_; }

 private:
  data::ColumnPtr column_;
  std::size_t next_ = 0;
  double mean_ = 0;
  double count_ = 0;
};

// One batch, ready to run.
struct Batch {
  std::int64_t begin = 0, end = 0;     // rows of the table that it stands for
  std::vector<std::int64_t> kept;      // when rows were skipped: those that are in the tensors (table rows)
  bool skipped = false;                // `kept` is in force
  std::int64_t rows = 0;               // rows of answers that are wanted: kept.size() or end - begin
  std::vector<Tensor> inputs;          // `padded` rows each
  std::int64_t padded = 0;             // rows in the tensors: `rows`, or the model's fixed batch
};

class Gather {
 public:
  // `binding` passed check(). `means[i]` replaces missing values of slot i under MissingPolicy::Impute (and
  // under Nan for types without a NaN) when the slot has no value of its own.
  Gather(data::TablePtr table, const onnx::Model& model, Binding binding, std::vector<InputShape> shapes,
         std::vector<double> means);

  // Rows [begin, end). A batch shorter than `fixed_rows` (> 0) is padded with copies of its last row.
  // Fails (TypeMismatch) when a value does not fit: a fraction for INT64, 300 for UINT8 …, with the row.
  [[nodiscard]] base::Result<Batch> rows(std::int64_t begin, std::int64_t end, std::int64_t fixed_rows) const;

 private:
  [[nodiscard]] std::vector<std::int64_t> complete_rows(std::int64_t begin, std::int64_t end) const;
  [[nodiscard]] base::Result<Tensor> tensor_of(std::size_t input, const Batch& batch) const;

  data::TablePtr table_;
  Binding binding_;
  std::vector<InputShape> shapes_;
  std::vector<std::string> names_;
  std::vector<double> means_;
  std::vector<std::vector<std::size_t>> slots_of_;  // by input
};

// Slots whose missing values need the column's mean: those that MeanScan should be run for.
[[nodiscard]] bool needs_mean(const Slot& slot, MissingPolicy policy, const data::Column& column);

}  // namespace assay::inference
