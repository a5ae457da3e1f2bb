// WebRuntime and WebGpu: inference::Runtime and compute::Gpu over the bridge. ONNX Runtime Web and the WGSL
// kernels run in one worker of the page, on one GPU device; the page's watchdog restarts that worker when it
// hangs or crashes, and answers what was open.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bridge/exports.hpp"
#include "compute/kernels.hpp"
#include "inference/runtime.hpp"

namespace assay::platform::web {

class WebRuntime final : public inference::Runtime {
 public:
  // `threads`: what a CPU session may use (1 without cross-origin isolation).
  WebRuntime(bridge::Seam& seam, int threads) : seam_(seam), threads_(threads) {}

  [[nodiscard]] std::vector<inference::DeviceOption> devices() const override;
  [[nodiscard]] base::PendingPtr<inference::SessionInfo> load(base::Buffer model,
                                                              inference::LoadOptions options) override;
  [[nodiscard]] base::PendingPtr<inference::RunResult> run(inference::SessionId session,
                                                           std::vector<inference::Tensor> inputs,
                                                           double timeout_ms) override;
  void release(inference::SessionId session) override;
  void interrupt() override;

  // From the page, on the main thread. `handle(CallFailed)` says whether the call was one of this runtime's.
  void handle(const bridge::GpuInfo& message);
  void handle(const bridge::ModelLoaded& message);
  void handle(const bridge::ModelRan& message);
  bool handle(const bridge::CallFailed& message);

 private:
  // A call that the page has not answered. What it reads from our heap is kept until it has.
  struct Call {
    base::PendingPtr<inference::SessionInfo> load;
    base::PendingPtr<inference::RunResult> run;
    inference::Device device = inference::Device::Cpu;
    std::vector<base::Buffer> kept;
  };

  [[nodiscard]] std::optional<Call> answered(std::uint32_t call);

  bridge::Seam& seam_;
  int threads_;
  mutable std::mutex mutex_;
  bridge::GpuInfo gpu_{false, "", "The browser was not asked yet."};
  std::map<std::uint32_t, Call> calls_;
  std::uint32_t next_call_ = 1;  // odd: WebGpu has the even ones
};

class WebGpu final : public compute::Gpu {
 public:
  explicit WebGpu(bridge::Seam& seam) : seam_(seam) {}

  [[nodiscard]] base::Result<std::string> adapter() const override;
  [[nodiscard]] base::PendingPtr<compute::HistogramResult> histogram(compute::HistogramRequest request) override;

  void handle(const bridge::GpuInfo& message);
  void handle(const bridge::KernelRan& message);
  bool handle(const bridge::CallFailed& message);

 private:
  struct Call {
    base::PendingPtr<compute::HistogramResult> pending;
    base::Buffer values;
    std::uint32_t bins = 0;
  };

  [[nodiscard]] std::optional<Call> answered(std::uint32_t call);

  bridge::Seam& seam_;
  mutable std::mutex mutex_;
  bridge::GpuInfo gpu_{false, "", "The browser was not asked yet."};
  std::map<std::uint32_t, Call> calls_;
  std::uint32_t next_call_ = 2;
};

// An Error from the page's answer.
[[nodiscard]] base::Error error_of(const bridge::CallFailed& message);

}  // namespace assay::platform::web
