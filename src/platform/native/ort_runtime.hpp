// inference::Runtime over ONNX Runtime's C++ API, in this process.
//
// One thread of its own loads and runs; a second one watches the time. A run that is over its time is told to
// stop and its thread is left behind for a fresh one, so that the answer (Timeout) comes at once even when the
// model does not listen. What kills a process (a stack overflow, an abort inside ONNX Runtime) kills this one:
// platform/native/isolated_runtime.hpp puts this runtime into a process of its own.
#pragma once

#include <memory>

#include "inference/runtime.hpp"

namespace assay::platform {

// `threads` = 0: as many as the machine has; LoadOptions::threads overrides it per model.
[[nodiscard]] std::shared_ptr<inference::Runtime> make_ort_runtime(int threads = 0);

}  // namespace assay::platform
