#include "inference/binding.hpp"
#include "inference/runtime.hpp"

namespace assay::inference {

std::string_view to_string(Device device) {
  switch (device) {
    case Device::Cpu: return "CPU";
    case Device::WebGpu: return "WebGPU";
  }
  return "CPU";
}

std::string_view to_string(ElementType type) {
  switch (type) {
    case ElementType::Float32: return "FLOAT";
    case ElementType::Float64: return "DOUBLE";
    case ElementType::Int64: return "INT64";
    case ElementType::Int32: return "INT32";
    case ElementType::Bool: return "BOOL";
    case ElementType::String: return "STRING";
    case ElementType::Uint8: return "UINT8";
    case ElementType::Other: return "OTHER";
  }
  return "OTHER";
}

std::size_t element_bytes(ElementType type) {
  switch (type) {
    case ElementType::Float32:
    case ElementType::Int32: return 4;
    case ElementType::Float64:
    case ElementType::Int64: return 8;
    case ElementType::Bool:
    case ElementType::Uint8: return 1;
    case ElementType::String:
    case ElementType::Other: return 0;
  }
  return 0;
}

std::string_view to_string(MissingPolicy policy) {
  switch (policy) {
    case MissingPolicy::Impute: return "Fill in";
    case MissingPolicy::Nan: return "NaN";
    case MissingPolicy::Zero: return "Zero";
    case MissingPolicy::SkipRow: return "Skip row";
  }
  return "Fill in";
}

std::int64_t Tensor::element_count() const {
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) count *= dim;
  return count;
}

}  // namespace assay::inference
