// Order statistics of sorted keys (stats/keys.hpp).
#pragma once

#include <cstdint>
#include <span>

#include "stats/keys.hpp"

namespace assay::stats {

// a + t (b - a) for t in [0, 1], without overflow.
[[nodiscard]] double between(double a, double b, double t);

// Type 7 of Hyndman & Fan (1996), the default of R, NumPy and Excel: linear between the order statistics
// around (n - 1) p. Needs n >= 1 and 0 <= p <= 1.
[[nodiscard]] double quantile(std::span<const std::uint64_t> sorted, KeyKind kind, double p);

// The median of |x - center|, by binary search over both sides of `center`: O(log n). Needs n >= 1.
// Infinite when a deviation is no double.
[[nodiscard]] double median_deviation(std::span<const std::uint64_t> sorted, KeyKind kind, double center);

// How many keys are below `edge`: the number of values < edge.
[[nodiscard]] std::size_t count_below(std::span<const std::uint64_t> sorted, KeyKind kind, double edge);

}  // namespace assay::stats
