#include "platform/native/ort_session.hpp"

#include <chrono>

#include "platform/native/ort_tensors.hpp"

namespace assay::platform {

using base::Error;
using base::ErrorCode;
using base::Result;
using inference::RunResult;
using inference::Tensor;

namespace {

using Clock = std::chrono::steady_clock;
using Ms = std::chrono::duration<double, std::milli>;

// One environment for the process, never destroyed: a thread that was left behind may still be in it.
Ort::Env& environment() {
  static Ort::Env* env = new Ort::Env(ORT_LOGGING_LEVEL_FATAL, "assay");
  return *env;
}

// ONNX Runtime's own words: one line, without the paths of the machine it was built on.
std::string reason_of(const std::exception& caught) {
  std::string text = caught.what();
  text = text.substr(0, text.find('\n'));
  if (const auto at = text.find("/onnxruntime_src/"); at != std::string::npos) {
    if (const auto space = text.find(' ', at); space != std::string::npos) text.erase(at, space + 1 - at);
  }
  constexpr std::size_t longest = 400;
  if (text.size() > longest) text = text.substr(0, longest) + " …";
  return text;
}

Error error_of(const std::exception& caught, const std::string& doing, ErrorCode otherwise) {
  const std::string reason = reason_of(caught);
  ErrorCode code = otherwise;
  std::string hint;
  if (const auto* ort = dynamic_cast<const Ort::Exception*>(&caught)) {
    switch (ort->GetOrtErrorCode()) {
      case ORT_INVALID_PROTOBUF:
      case ORT_INVALID_GRAPH: code = ErrorCode::Parse; hint = "Export the model again, or download it again."; break;
      case ORT_NOT_IMPLEMENTED: code = ErrorCode::Unsupported; break;
      case ORT_INVALID_ARGUMENT: code = ErrorCode::TypeMismatch; break;
      default: break;
    }
  }
  if (reason.find("ailed to allocate") != std::string::npos || reason.find("bad_alloc") != std::string::npos) {
    code = ErrorCode::OutOfMemory;
    hint = "Use a smaller batch, or a machine with more memory.";
  }
  return {code, doing + ": " + reason, std::move(hint), {}};
}

}  // namespace

Result<OrtSession> load_session(const base::Buffer& model, int threads) {
  try {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(threads);
    options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
    options.AddConfigEntry("session.intra_op.allow_spinning", "0");
    options.SetLogSeverityLevel(ORT_LOGGING_LEVEL_FATAL);
    const auto start = Clock::now();
    OrtSession loaded;
    loaded.session = std::make_unique<Ort::Session>(environment(), model.data(), model.size_bytes(), options);
    Ort::AllocatorWithDefaultOptions allocator;
    for (std::size_t i = 0; i < loaded.session->GetInputCount(); ++i) {
      loaded.inputs.emplace_back(loaded.session->GetInputNameAllocated(i, allocator).get());
    }
    for (std::size_t i = 0; i < loaded.session->GetOutputCount(); ++i) {
      loaded.outputs.emplace_back(loaded.session->GetOutputNameAllocated(i, allocator).get());
    }
    loaded.compile_ms = Ms(Clock::now() - start).count();
    return loaded;
  } catch (const std::exception& caught) {
    return std::unexpected(error_of(caught, "ONNX Runtime cannot load the model", ErrorCode::Runtime));
  }
}

Result<RunResult> run_session(OrtSession& loaded, const std::vector<Tensor>& inputs, const Ort::RunOptions& options) {
  try {
    const auto start = Clock::now();
    std::vector<Ort::Value> values;
    std::vector<const char*> input_names, output_names;
    for (const Tensor& tensor : inputs) {
      auto value = to_ort(tensor);
      if (!value) return std::unexpected(value.error());
      values.push_back(*std::move(value));
      input_names.push_back(tensor.name.c_str());
    }
    for (const auto& name : loaded.outputs) output_names.push_back(name.c_str());
    const auto ready = Clock::now();
    auto answers = loaded.session->Run(options, input_names.data(), values.data(), values.size(), output_names.data(),
                                       output_names.size());
    const auto answered = Clock::now();
    RunResult result;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      auto tensor = from_ort(loaded.outputs[i], std::move(answers[i]));
      if (!tensor) return std::unexpected(tensor.error());
      result.outputs.push_back(*std::move(tensor));
    }
    result.run_ms = Ms(answered - ready).count();
    result.copy_ms = Ms(ready - start).count() + Ms(Clock::now() - answered).count();
    return result;
  } catch (const std::exception& caught) {
    return std::unexpected(error_of(caught, "The model failed while running", ErrorCode::Runtime));
  }
}

inference::SessionInfo info_of(const OrtSession& loaded, inference::SessionId id, int threads) {
  inference::SessionInfo info;
  info.id = id;
  info.device_name = "ONNX Runtime " + Ort::GetVersionString() + " CPU, " + std::to_string(threads) +
                     (threads == 1 ? " thread" : " threads");
  info.threads = threads;
  info.compile_ms = loaded.compile_ms;
  info.input_names = loaded.inputs;
  info.output_names = loaded.outputs;
  return info;
}

}  // namespace assay::platform
