// One model in ONNX Runtime: loading and running it on the calling thread. Throws nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <onnxruntime_cxx_api.h>

#include "base/result.hpp"
#include "inference/runtime.hpp"

namespace assay::platform {

struct OrtSession {
  std::unique_ptr<Ort::Session> session;
  std::vector<std::string> inputs, outputs;
  double compile_ms = 0;
};

[[nodiscard]] base::Result<OrtSession> load_session(const base::Buffer& model, int threads);

// `options` may be told to terminate from another thread.
[[nodiscard]] base::Result<inference::RunResult> run_session(OrtSession& loaded,
                                                             const std::vector<inference::Tensor>& inputs,
                                                             const Ort::RunOptions& options);

[[nodiscard]] inference::SessionInfo info_of(const OrtSession& loaded, inference::SessionId id, int threads);

}  // namespace assay::platform
