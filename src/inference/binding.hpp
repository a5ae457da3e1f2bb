// Binding: which column of a table feeds which input of a model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "data/table.hpp"
#include "inference/runtime.hpp"
#include "onnx/model.hpp"

namespace assay::inference {

// What a missing value becomes before it reaches the model.
enum class MissingPolicy : std::uint8_t {
  Impute,   // the model's own value (metadata `assay.impute`), else the column's mean (text: "")
  Nan,      // NaN for float inputs (tree ensembles handle it), as Impute for others
  Zero,     // 0 (text: "")
  SkipRow,  // rows with a missing input get a missing prediction
};
[[nodiscard]] std::string_view to_string(MissingPolicy policy);

// One feature that the model wants: a whole [N] or [N, 1] input, or one position of an [N, F] input.
struct Slot {
  std::size_t input = 0;               // index into onnx::Model::inputs
  std::int64_t position = 0;           // 0 … width-1 within the input's last dimension
  std::int64_t width = 1;              // F
  std::string feature;                 // name wanted: from metadata `assay.features`, else the input's name, else "input[3]"
  ElementType type = ElementType::Float32;
  std::optional<std::size_t> column;   // index into Table::columns(); empty = not bound
  std::optional<double> impute;        // from the model's metadata
  std::string why;                     // "same name", "same name but for case", "by position", "chosen by hand", or why not bound
};

struct Binding {
  std::vector<Slot> slots;  // by input, then position
  MissingPolicy missing = MissingPolicy::Impute;
  std::optional<std::size_t> label;  // the column with the true answer, if any
  std::int64_t batch_rows = 0;       // 0 = chosen automatically; fixed by models whose batch dimension is fixed

  // Every slot has a column whose type fits; else what is missing, in words for a person.
  [[nodiscard]] base::Result<void> check(const onnx::Model& model, const data::Table& table) const;
};

// Bind by name (exact, then ignoring case, spaces, _ and -), then by position when the one input's width
// equals the number of numeric columns. The label is the column named in metadata `assay.target`, else a
// column named target, label, class or y. Fails (Unsupported) when an input is no tensor, has more than two dimensions that
// are not 1, or an element type that columns cannot feed: the Error says which and why.
[[nodiscard]] base::Result<Binding> propose_binding(const onnx::Model& model, const data::Table& table);

}  // namespace assay::inference
