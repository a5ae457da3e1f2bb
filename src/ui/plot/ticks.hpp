// Where an axis has its ticks and what they say: nice numbers (Heckbert 1990: steps of 1, 2 or 5 times a power of ten)
// and calendar steps for times.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay::ui::plot {

struct Tick {
  double at = 0;
  std::string label;
};

// The nice step nearest to `rough` (> 0): at least as large when `up`, else the nearest.
[[nodiscard]] double nice_step(double rough, bool up = false);

// Ticks within [lo, hi], about `target` of them and at least one where lo < hi; equal decimals in all labels.
// Empty for bounds that are not finite.
[[nodiscard]] std::vector<Tick> number_ticks(double lo, double hi, int target, bool integer = false);

// The same for times in microseconds since 1970: steps of seconds up to centuries, on calendar boundaries.
[[nodiscard]] std::vector<Tick> time_ticks(double lo_us, double hi_us, int target);

// The upper end of an axis of counts that starts at 0 and holds `largest`: a nice number.
[[nodiscard]] double nice_ceiling(double largest, int target = 4);

}  // namespace assay::ui::plot
