#include <algorithm>

#include "onnx/model.hpp"

namespace assay::onnx {

std::string_view to_string(ElementType type) {
  switch (type) {
    case ElementType::Undefined: return "UNDEFINED";
    case ElementType::Float: return "FLOAT";
    case ElementType::Uint8: return "UINT8";
    case ElementType::Int8: return "INT8";
    case ElementType::Uint16: return "UINT16";
    case ElementType::Int16: return "INT16";
    case ElementType::Int32: return "INT32";
    case ElementType::Int64: return "INT64";
    case ElementType::String: return "STRING";
    case ElementType::Bool: return "BOOL";
    case ElementType::Float16: return "FLOAT16";
    case ElementType::Double: return "DOUBLE";
    case ElementType::Uint32: return "UINT32";
    case ElementType::Uint64: return "UINT64";
    case ElementType::Complex64: return "COMPLEX64";
    case ElementType::Complex128: return "COMPLEX128";
    case ElementType::Bfloat16: return "BFLOAT16";
    case ElementType::Float8e4m3fn: return "FLOAT8E4M3FN";
    case ElementType::Float8e4m3fnuz: return "FLOAT8E4M3FNUZ";
    case ElementType::Float8e5m2: return "FLOAT8E5M2";
    case ElementType::Float8e5m2fnuz: return "FLOAT8E5M2FNUZ";
    case ElementType::Uint4: return "UINT4";
    case ElementType::Int4: return "INT4";
    case ElementType::Float4e2m1: return "FLOAT4E2M1";
    case ElementType::Unknown: return "UNKNOWN";
  }
  return "UNKNOWN";
}

std::optional<int> bits_of(ElementType type) {
  switch (type) {
    case ElementType::Uint4:
    case ElementType::Int4:
    case ElementType::Float4e2m1: return 4;
    case ElementType::Uint8:
    case ElementType::Int8:
    case ElementType::Bool:
    case ElementType::Float8e4m3fn:
    case ElementType::Float8e4m3fnuz:
    case ElementType::Float8e5m2:
    case ElementType::Float8e5m2fnuz: return 8;
    case ElementType::Uint16:
    case ElementType::Int16:
    case ElementType::Float16:
    case ElementType::Bfloat16: return 16;
    case ElementType::Float:
    case ElementType::Int32:
    case ElementType::Uint32: return 32;
    case ElementType::Double:
    case ElementType::Int64:
    case ElementType::Uint64:
    case ElementType::Complex64: return 64;
    case ElementType::Complex128: return 128;
    case ElementType::String:
    case ElementType::Undefined:
    case ElementType::Unknown: return std::nullopt;
  }
  return std::nullopt;
}

std::string_view to_string(ValueKind kind) {
  switch (kind) {
    case ValueKind::Tensor: return "tensor";
    case ValueKind::SparseTensor: return "sparse tensor";
    case ValueKind::Sequence: return "sequence";
    case ValueKind::Map: return "map";
    case ValueKind::Optional: return "optional";
    case ValueKind::Unknown: return "unknown";
  }
  return "unknown";
}

std::optional<std::string_view> Model::metadata(std::string_view key) const {
  const auto at = std::ranges::find(metadata_props, key, [](const auto& pair) { return std::string_view(pair.first); });
  if (at == metadata_props.end()) return std::nullopt;
  return at->second;
}

}  // namespace assay::onnx
