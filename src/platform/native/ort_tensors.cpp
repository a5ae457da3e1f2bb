#include "platform/native/ort_tensors.hpp"

#include <cstring>
#include <memory>

namespace assay::platform {

using base::Buffer;
using base::ErrorCode;
using base::fail;
using base::Result;
using inference::ElementType;
using inference::Tensor;

namespace {

ONNXTensorElementDataType ort_type(ElementType type) {
  switch (type) {
    case ElementType::Float32: return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    case ElementType::Float64: return ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    case ElementType::Int64: return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
    case ElementType::Int32: return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
    case ElementType::Bool: return ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;
    case ElementType::String: return ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    case ElementType::Uint8: return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
    case ElementType::Other: break;
  }
  return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

ElementType our_type(ONNXTensorElementDataType type) {
  switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT: return ElementType::Float32;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE: return ElementType::Float64;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64: return ElementType::Int64;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32: return ElementType::Int32;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL: return ElementType::Bool;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING: return ElementType::String;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8: return ElementType::Uint8;
    default: return ElementType::Other;
  }
}

template <class From, class To>
Result<Buffer> converted(const Ort::Value& value, std::size_t count) {
  auto out = base::allocate(count * sizeof(To));
  if (!out) return std::unexpected(out.error());
  const From* from = value.GetTensorData<From>();
  To* to = reinterpret_cast<To*>(out->data());
  for (std::size_t i = 0; i < count; ++i) {
    if constexpr (std::is_same_v<From, Ort::Float16_t>) {
      to[i] = from[i].ToFloat();
    } else {
      to[i] = static_cast<To>(from[i]);
    }
  }
  return std::move(*out).freeze();
}

// Element types that Assay has no tensors of, as the nearest one that holds every value.
Result<void> convert(Tensor& tensor, const Ort::Value& value, ONNXTensorElementDataType type, std::size_t count) {
  Result<Buffer> data = fail(ErrorCode::Unsupported, "The model's output \"" + tensor.name +
                                                         "\" has an element type that no column has.");
  tensor.type = ElementType::Int64;
  switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8: data = converted<std::int8_t, std::int64_t>(value, count); break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16: data = converted<std::int16_t, std::int64_t>(value, count); break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16: data = converted<std::uint16_t, std::int64_t>(value, count); break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32: data = converted<std::uint32_t, std::int64_t>(value, count); break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16:
      tensor.type = ElementType::Float32;
      data = converted<Ort::Float16_t, float>(value, count);
      break;
    default: break;
  }
  if (!data) return std::unexpected(data.error());
  tensor.data = *std::move(data);
  return {};
}

std::vector<std::string> texts_of(const Ort::Value& value, std::size_t count) {
  std::vector<char> bytes(value.GetStringTensorDataLength());
  std::vector<std::size_t> offsets(count);
  if (count == 0) return {};
  value.GetStringTensorContent(bytes.data(), bytes.size(), offsets.data(), offsets.size());
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t end = i + 1 < count ? offsets[i + 1] : bytes.size();
    texts[i].assign(bytes.data() + offsets[i], end - offsets[i]);
  }
  return texts;
}

}  // namespace

Result<Ort::Value> to_ort(const Tensor& tensor) {
  const auto count = static_cast<std::size_t>(tensor.element_count());
  const bool text = tensor.type == ElementType::String;
  const bool fits = tensor.type != ElementType::Other &&
                    (text ? tensor.strings.size() == count
                          : tensor.data.size_bytes() == count * inference::element_bytes(tensor.type));
  if (!fits) {
    return fail(ErrorCode::TypeMismatch, "The data for the model's input \"" + tensor.name +
                                             "\" are not as long as its shape says.");
  }
  if (text) {
    Ort::AllocatorWithDefaultOptions allocator;
    Ort::Value value = Ort::Value::CreateTensor(allocator, tensor.dims.data(), tensor.dims.size(),
                                                ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
    std::vector<const char*> pointers;
    for (const auto& each : tensor.strings) pointers.push_back(each.c_str());
    if (count > 0) value.FillStringTensor(pointers.data(), pointers.size());
    return value;
  }
  static std::byte nothing[8];
  const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  // Inputs are only read; the API has no const form.
  void* data = tensor.data.empty() ? nothing : const_cast<std::byte*>(tensor.data.data());
  return Ort::Value::CreateTensor(memory, data, tensor.data.size_bytes(), tensor.dims.data(), tensor.dims.size(),
                                  ort_type(tensor.type));
}

Result<Tensor> from_ort(std::string name, Ort::Value value) {
  if (!value.IsTensor()) {
    return fail(ErrorCode::Unsupported,
                "The model's output \"" + name + "\" is not a tensor, so it cannot become a column.",
                "Export the model without ZipMap (scikit-learn: options={\"zipmap\": False}).");
  }
  const auto info = value.GetTensorTypeAndShapeInfo();
  const std::size_t count = info.GetElementCount();
  const auto type = info.GetElementType();
  Tensor tensor{std::move(name), our_type(type), info.GetShape(), {}, {}};
  if (tensor.type == ElementType::String) {
    tensor.strings = texts_of(value, count);
    return tensor;
  }
  if (tensor.type == ElementType::Other) {
    if (auto done = convert(tensor, value, type, count); !done) return std::unexpected(done.error());
    return tensor;
  }
  auto owner = std::make_shared<Ort::Value>(std::move(value));
  const auto* data = static_cast<const std::byte*>(owner->GetTensorRawData());
  const std::size_t bytes = count * inference::element_bytes(tensor.type);
  tensor.data = Buffer(std::move(owner), data, bytes);
  return tensor;
}

}  // namespace assay::platform
