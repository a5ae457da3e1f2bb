#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>

#include "compute/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/histogram.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace assay::compute::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// out[i] = bin of values[i], or `bins` when it is outside. `count` is a multiple of every vector's length.
void bin_indices(const float* values, std::size_t count, float lo, float hi, float scale, std::int32_t bins,
                 std::int32_t* out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const auto low = hn::Set(d, lo), high = hn::Set(d, hi), factor = hn::Set(d, scale);
  const auto tiny = hn::Set(d, std::numeric_limits<float>::min());
  const auto last = hn::Set(di, bins - 1), outside = hn::Set(di, bins);
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    auto x = hn::LoadU(d, values + i);
    x = hn::IfThenZeroElse(hn::Lt(hn::Abs(x), tiny), x);
    const auto inside = hn::And(hn::Ge(x, low), hn::Le(x, high));  // false for NaN
    const auto position = hn::IfThenElseZero(inside, hn::Mul(hn::Sub(x, low), factor));
    const auto bin = hn::Min(hn::ConvertTo(di, position), last);
    hn::StoreU(hn::IfThenElse(hn::RebindMask(di, inside), bin, outside), di, out + i);
  }
}

}  // namespace assay::compute::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::compute {

HWY_EXPORT(bin_indices);

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::uint32_t most_bins = 4'096;
constexpr std::size_t block = 1'024;  // a multiple of every vector's length
constexpr float steepest = 0x1p100F;

float flushed(float value) { return std::abs(value) < std::numeric_limits<float>::min() ? 0.0F : value; }

}  // namespace

Result<float> histogram_scale(const HistogramRequest& request) {
  if (request.bins < 1 || request.bins > most_bins) {
    return fail(ErrorCode::InvalidArgument,
                "A histogram has 1 to 4096 bins, not " + std::to_string(request.bins) + ".");
  }
  if (request.values.size_bytes() / sizeof(float) > std::numeric_limits<std::uint32_t>::max() - std::uint32_t{1}) {
    return fail(ErrorCode::Limit, "A histogram takes fewer than 2^32 values at a time.");
  }
  const float lo = flushed(request.lo);
  const float hi = flushed(request.hi);
  if (!std::isfinite(lo) || !std::isfinite(hi) || !(lo < hi)) {
    return fail(ErrorCode::InvalidArgument, "A histogram needs a range from a smaller to a larger number.");
  }
  const float scale = static_cast<float>(request.bins) / (hi - lo);
  if (!std::isfinite(hi - lo)) {
    return fail(ErrorCode::InvalidArgument, "The range is too wide for 32-bit numbers.");
  }
  if (!(scale <= steepest)) {
    return fail(ErrorCode::InvalidArgument, "The range is too narrow for 32-bit numbers.");
  }
  return scale;
}

Result<HistogramResult> histogram_cpu(const HistogramRequest& request) {
  const auto scale = histogram_scale(request);
  if (!scale) return std::unexpected(scale.error());
  const auto start = std::chrono::steady_clock::now();
  const auto values = request.values.as<float>();
  const auto bins = static_cast<std::int32_t>(request.bins);
  const auto indices = HWY_DYNAMIC_POINTER(bin_indices);
  // Four tables: equal neighbours, which are common, do not wait for each other's store.
  std::array<std::vector<std::uint32_t>, 4> tables;
  for (auto& table : tables) table.assign(request.bins + 1, 0);
  std::array<std::int32_t, block> at;
  std::array<float, block> rest;
  for (std::size_t begin = 0; begin < values.size(); begin += block) {
    const std::size_t count = std::min(block, values.size() - begin);
    const float* from = values.data() + begin;
    if (count < block) {  // the vectors read whole blocks
      rest.fill(std::numeric_limits<float>::quiet_NaN());
      std::memcpy(rest.data(), from, count * sizeof(float));
      from = rest.data();
    }
    indices(from, block, flushed(request.lo), flushed(request.hi), *scale, bins, at.data());
    for (std::size_t i = 0; i < count; ++i) ++tables[i & 3][static_cast<std::size_t>(at[i])];
  }
  HistogramResult result;
  result.counts.resize(request.bins);
  for (std::size_t i = 0; i <= request.bins; ++i) {
    std::uint32_t sum = 0;
    for (const auto& table : tables) sum += table[i];
    (i < request.bins ? result.counts[i] : result.outside) = sum;
  }
  result.kernel_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  result.device = "CPU (SIMD)";
  return result;
}

}  // namespace assay::compute
#endif
