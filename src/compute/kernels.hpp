// The one table of kernels: each has a CPU reference here and, where `wgsl` is set, a WGSL twin in shaders/.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"
#include "base/pending.hpp"
#include "base/result.hpp"

namespace assay::compute {

// Counts of `values` in `bins` bins of equal width over [lo, hi]; bin i is [lo + i·w, lo + (i+1)·w), the last
// one closed. NaN and values outside are not counted (they come back in `outside`). Bin of x:
// min(bins - 1, floor((x - lo) · (bins / (hi - lo)))), in float32 on both devices so that both agree exactly.
// Subnormal numbers count as 0, in `values`, lo and hi: a GPU may flush them.
struct HistogramRequest {
  base::Buffer values;  // float32[n], NaN = missing
  float lo = 0;
  float hi = 1;
  std::uint32_t bins = 50;  // 1 … 4096
};
struct HistogramResult {
  std::vector<std::uint32_t> counts;
  std::uint32_t outside = 0;
  double kernel_ms = 0;  // time on the device, copies apart
  double copy_ms = 0;
  std::string device;    // "CPU (SIMD)", "WebGPU: SwiftShader"
};

// The factor bins / (hi - lo) as both devices use it. Fails (InvalidArgument) unless 1 <= bins <= 4096, lo < hi,
// both are finite, and the range is neither too wide (hi - lo overflows) nor too narrow (a factor above 2^100,
// where flushed subnormal differences would count) for float32; (Limit) for 2^32 values or more.
[[nodiscard]] base::Result<float> histogram_scale(const HistogramRequest& request);

[[nodiscard]] base::Result<HistogramResult> histogram_cpu(const HistogramRequest& request);

struct Kernel {
  std::string_view name;         // "histogram_f32"
  std::string_view description;
  std::string_view wgsl;         // "histogram_f32.wgsl"; empty: CPU only
  double relative_tolerance = 0; // 0: both devices agree exactly
  std::string_view tolerance_reason;
};
[[nodiscard]] std::span<const Kernel> kernels();

// A device that runs WGSL twins. In the browser this is the device that ONNX Runtime uses too.
class Gpu {
 public:
  virtual ~Gpu() = default;
  // The adapter's name, or why there is none.
  [[nodiscard]] virtual base::Result<std::string> adapter() const = 0;
  [[nodiscard]] virtual base::PendingPtr<HistogramResult> histogram(HistogramRequest request) = 0;
};

}  // namespace assay::compute
