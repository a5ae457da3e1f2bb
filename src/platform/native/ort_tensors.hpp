// Tensors between Assay and ONNX Runtime. Functions here may throw Ort::Exception; ort_runtime.cpp catches.
#pragma once

#include <vector>

#include <onnxruntime_cxx_api.h>

#include "base/result.hpp"
#include "inference/runtime.hpp"

namespace assay::platform {

// A view of `tensor`, which must outlive it (texts are copied). Fails (TypeMismatch) when the data are not
// as long as the dimensions say.
[[nodiscard]] base::Result<Ort::Value> to_ort(const inference::Tensor& tensor);

// Takes the value over without a copy where Assay has its element type; INT8, INT16, UINT16, UINT32 become
// INT64 and FLOAT16 becomes FLOAT. Fails (Unsupported) for sequences, maps and other element types.
[[nodiscard]] base::Result<inference::Tensor> from_ort(std::string name, Ort::Value value);

}  // namespace assay::platform
