// How columns fill the inputs of a model: the batch dimension, and how many columns an input takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "inference/runtime.hpp"
#include "onnx/model.hpp"

namespace assay::inference {

// The runtime's element type for an ONNX one; Other for those that columns cannot feed or become.
[[nodiscard]] ElementType runtime_type(onnx::ElementType type);

struct InputShape {
  ElementType type = ElementType::Float32;
  std::int64_t batch = 0;               // 0 = any number of rows, else the fixed first dimension
  std::vector<std::int64_t> rest;       // dimensions behind the batch; at most one differs from 1
  std::int64_t width = 1;               // product of `rest`: columns that the input takes; 0 = not stated
};

// Fails (Unsupported) for what columns cannot feed: no tensor, another element type, no batch dimension,
// two or more dimensions besides the batch that are not 1.
[[nodiscard]] base::Result<InputShape> input_shape(const onnx::ValueInfo& input);

// The tensor's dimensions for `rows` rows when the input takes `width` columns.
[[nodiscard]] std::vector<std::int64_t> tensor_dims(const InputShape& shape, std::int64_t rows,
                                                    std::int64_t width);

// The fixed number of rows that all inputs agree on; 0 when every one takes any number.
// Fails (Unsupported) when two inputs are fixed to different numbers.
[[nodiscard]] base::Result<std::int64_t> fixed_batch(const onnx::Model& model);

}  // namespace assay::inference
