// Outputs: what a model answers, batch by batch, becomes columns.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "data/table.hpp"
#include "inference/gather.hpp"
#include "inference/runtime.hpp"
#include "onnx/model.hpp"

namespace assay::inference {

// A Real, Integer, Boolean or Text column that grows at its end, in proper chunks.
class GrowingColumn {
 public:
  explicit GrowingColumn(data::Field field) : field_(std::move(field)) {}

  // One value. After a failed allocation values are dropped and finish() fails (OutOfMemory).
  void append(double value);           // Real (NaN becomes missing), Boolean (0 or not)
  void append(std::int64_t value);     // Integer
  void append_text(std::string_view text);
  void append_null();

  [[nodiscard]] data::Type type() const { return field_.type; }
  [[nodiscard]] bool out_of_memory() const { return out_of_memory_; }
  [[nodiscard]] base::Result<data::ColumnPtr> finish() &&;

 private:
  struct Piece {
    base::Buffer values;
    base::Buffer validity;
    std::int64_t length = 0;
    std::int64_t nulls = 0;
  };

  [[nodiscard]] bool room();
  void close_piece();
  template <class T>
  void put(T value);
  [[nodiscard]] std::size_t value_bytes() const;
  [[nodiscard]] base::Result<data::ArrayPtr> dictionary() const;

  data::Field field_;
  std::vector<Piece> pieces_;
  base::MutableBuffer values_;
  base::MutableBuffer validity_;
  std::int64_t used_ = 0;
  std::int64_t nulls_ = 0;
  bool open_ = false;
  bool out_of_memory_ = false;
  std::vector<std::string> texts_;  // Text: the dictionary, in order of first appearance
  std::unordered_map<std::string, std::int32_t> codes_;
};

// Decides from the first batch's answers what each output means, then takes all batches.
class OutputColumns {
 public:
  OutputColumns(const onnx::Model& model, std::vector<std::string> classes, std::string origin);

  // Rows [batch.begin, batch.end) in order, skipped rows missing. Fails (TypeMismatch, Unsupported, Limit)
  // when an output has not one answer per row or a type that is no column's.
  [[nodiscard]] base::Result<void> append(const Batch& batch, const std::vector<Tensor>& outputs);

  // Every column. When every row was skipped, one "prediction" column with nothing but missing values.
  [[nodiscard]] base::Result<std::vector<data::ColumnPtr>> finish() &&;

 private:
  // What one output is turned into.
  enum class Role : std::uint8_t {
    Ignored,        // has not one answer per row, but others have
    Values,         // a column per position, as it is
    Label,          // the class of each row
    Scores,         // a column per class beside a label, as it is
    Probabilities,  // a column per class, and the likeliest class
    Logits,         // likewise, after a softmax
    Positive,       // one probability per row: that of the second of two classes
    PositiveLogit,  // one logit per row: likewise, after a sigmoid
  };
  struct Output {
    Role role = Role::Values;
    std::int64_t width = 1;
    ElementType type = ElementType::Float32;
    bool label_is_index = false;       // Label: an index into the classes rather than the class itself
    std::vector<std::size_t> columns;  // into columns_; the label first, where there is one
  };

  [[nodiscard]] base::Result<void> decide(const Batch& batch, const std::vector<Tensor>& outputs);
  void choose_roles(const Batch& batch, const std::vector<Tensor>& outputs);
  [[nodiscard]] Role lone_role(const Tensor& tensor, std::int64_t width, std::int64_t rows) const;
  [[nodiscard]] base::Result<void> add_columns(Output& output, const Tensor& tensor, std::int64_t rows,
                                               bool only);
  [[nodiscard]] std::size_t add(std::string name, data::Type type);
  [[nodiscard]] std::string producer_of(std::string name) const;
  [[nodiscard]] std::string class_name(std::int64_t i) const;
  void append_row(const Output& output, const Tensor& tensor, std::int64_t row);
  void append_values(const Output& output, const Tensor& tensor, std::int64_t row);
  void append_label(const Output& output, const Tensor& tensor, std::int64_t row);
  void append_scores(const Output& output, const Tensor& tensor, std::int64_t row);
  void append_class(GrowingColumn& column, std::int64_t index);
  void append_nulls(std::int64_t count);

  std::vector<std::string> classes_;
  std::string origin_;
  bool regression_ = false;
  std::vector<std::string> names_;  // of the model's outputs
  std::vector<onnx::ElementType> declared_;
  struct Origin {
    std::string op_type;
    std::string first_input;
  };
  std::unordered_map<std::string, Origin> producer_;  // tensor name -> the node that makes it
  bool decided_ = false;
  std::vector<Output> outputs_;
  std::vector<GrowingColumn> columns_;
  std::int64_t pending_nulls_ = 0;  // skipped rows before anything was decided
};

}  // namespace assay::inference
