// Runtime: what runs ONNX models. ONNX Runtime's C++ API natively, ONNX Runtime Web in a worker of its own
// in the browser; the same tests run over both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"
#include "base/pending.hpp"
#include "base/result.hpp"

namespace assay::inference {

enum class Device : std::uint8_t { Cpu, WebGpu };
[[nodiscard]] std::string_view to_string(Device device);  // "CPU", "WebGPU"

enum class ElementType : std::uint8_t { Float32, Float64, Int64, Int32, Bool, String, Uint8, Other };
[[nodiscard]] std::string_view to_string(ElementType type);  // ONNX spelling: "FLOAT", "INT64", ...
[[nodiscard]] std::size_t element_bytes(ElementType type);   // 0 for String and Other

// Row-major. `data` holds the elements, except for String: then `strings` does (UTF-8).
struct Tensor {
  std::string name;
  ElementType type = ElementType::Float32;
  std::vector<std::int64_t> dims;
  base::Buffer data;
  std::vector<std::string> strings;

  [[nodiscard]] std::int64_t element_count() const;
};

using SessionId = std::uint32_t;

// What the runtime says of a loaded model.
struct SessionInfo {
  SessionId id = 0;
  Device device = Device::Cpu;
  std::string device_name;  // "wasm, 2 threads", "SwiftShader via WebGPU", "ONNX Runtime 1.30 CPU, 2 threads"
  int threads = 1;
  double fetch_ms = 0;    // loading the runtime itself (0 when it was there)
  double compile_ms = 0;  // creating the session
  std::vector<std::string> input_names;
  std::vector<std::string> output_names;
};

struct RunResult {
  std::vector<Tensor> outputs;
  double run_ms = 0;   // inside the runtime
  double copy_ms = 0;  // moving tensors in and out
};

struct LoadOptions {
  Device device = Device::Cpu;
  int threads = 0;  // 0: as many as the machine has
};

// Which devices can be chosen, and why one cannot.
struct DeviceOption {
  Device device = Device::Cpu;
  bool available = false;
  std::string name;    // "2 threads, SIMD"; the adapter's name
  std::string reason;  // why not available: "This browser has no WebGPU."
};

// All members may be called from any thread. A hung run is ended by the watchdog: its Pending resolves with
// ErrorCode::Timeout, every session of the runtime is gone (their next run fails with NotFound), the runtime
// starts anew and nothing else is lost.
class Runtime {
 public:
  virtual ~Runtime() = default;

  [[nodiscard]] virtual std::vector<DeviceOption> devices() const = 0;
  [[nodiscard]] virtual base::PendingPtr<SessionInfo> load(base::Buffer model, LoadOptions options) = 0;
  // `timeout_ms` without an answer counts as hung.
  [[nodiscard]] virtual base::PendingPtr<RunResult> run(SessionId session, std::vector<Tensor> inputs,
                                                        double timeout_ms) = 0;
  virtual void release(SessionId session) = 0;
  // Stop what runs now: pending runs resolve with Cancelled at once (the runtime may be restarted for it).
  virtual void interrupt() = 0;
};

}  // namespace assay::inference
