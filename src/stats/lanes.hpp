// Two doubles at a time: the vector width that every target of Assay has (SSE2, NEON, wasm simd128).
// A wider width on some machines would add in another order and so give other last bits; this one is the
// same everywhere.
#pragma once

#include <cstddef>
#include <cstring>

namespace assay::stats {

using Lanes = double __attribute__((vector_size(16)));

[[nodiscard]] inline Lanes load_lanes(const double* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}
[[nodiscard]] inline Lanes all_lanes(double value) { return Lanes{value, value}; }
[[nodiscard]] inline double sum_lanes(Lanes lanes) { return lanes[0] + lanes[1]; }

}  // namespace assay::stats
