#include "inference/shape.hpp"

namespace assay::inference {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::int64_t widest_input = 65'536;

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

std::unexpected<base::Error> unsupported(const onnx::ValueInfo& input, std::string why) {
  return fail(ErrorCode::Unsupported,
              "Columns cannot feed the model's input " + quoted(input.name) + " of type " + input.type_text +
                  ": " + std::move(why),
              "Export the model with inputs of one row per record, such as float [N, features].");
}

}  // namespace

ElementType runtime_type(onnx::ElementType type) {
  switch (type) {
    case onnx::ElementType::Float: return ElementType::Float32;
    case onnx::ElementType::Double: return ElementType::Float64;
    case onnx::ElementType::Int64: return ElementType::Int64;
    case onnx::ElementType::Int32: return ElementType::Int32;
    case onnx::ElementType::Bool: return ElementType::Bool;
    case onnx::ElementType::String: return ElementType::String;
    case onnx::ElementType::Uint8: return ElementType::Uint8;
    default: return ElementType::Other;
  }
}

Result<InputShape> input_shape(const onnx::ValueInfo& input) {
  if (input.kind != onnx::ValueKind::Tensor) {
    return unsupported(input, "it takes a " + std::string(onnx::to_string(input.kind)) + ", not a tensor.");
  }
  InputShape shape;
  shape.type = runtime_type(input.element);
  if (shape.type == ElementType::Other) {
    return unsupported(input, "no column type becomes " + std::string(onnx::to_string(input.element)) + ".");
  }
  if (!input.has_shape) {
    shape.width = 0;
    shape.rest = {0};
    return shape;
  }
  if (input.dims.empty()) return unsupported(input, "it takes a single value, not one per row.");
  if (const auto& first = input.dims.front().value) {
    if (*first < 1) return unsupported(input, "its first dimension is " + std::to_string(*first) + ".");
    shape.batch = *first;
  }
  int wide = 0;
  for (std::size_t i = 1; i < input.dims.size(); ++i) {
    const std::int64_t dim = input.dims[i].value.value_or(0);
    if (dim < 0 || (dim == 0 && input.dims[i].value)) return unsupported(input, "a dimension is empty.");
    if (dim != 1) ++wide;
    if (dim > widest_input) {
      return unsupported(input, "it is wider than " + std::to_string(widest_input) + " columns.");
    }
    shape.rest.push_back(dim);
    shape.width *= dim;  // at most one factor differs from 1, or the next check fails
    if (wide > 1) return unsupported(input, "it has more than one dimension besides the rows.");
  }
  return shape;
}

std::vector<std::int64_t> tensor_dims(const InputShape& shape, std::int64_t rows, std::int64_t width) {
  std::vector<std::int64_t> dims{rows};
  for (const std::int64_t dim : shape.rest) dims.push_back(dim == 0 ? width : dim);
  return dims;
}

Result<std::int64_t> fixed_batch(const onnx::Model& model) {
  std::int64_t fixed = 0;
  for (const auto& input : model.inputs) {
    const auto shape = input_shape(input);
    if (!shape) return std::unexpected(shape.error());
    if (shape->batch == 0) continue;
    if (fixed != 0 && fixed != shape->batch) {
      return fail(ErrorCode::Unsupported,
                  "The model's inputs want " + std::to_string(fixed) + " and " + std::to_string(shape->batch) +
                      " rows at a time.",
                  "Export the model with one batch dimension for all of its inputs.");
    }
    fixed = shape->batch;
  }
  return fixed;
}

}  // namespace assay::inference
