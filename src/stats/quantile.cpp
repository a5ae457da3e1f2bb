#include "stats/quantile.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {

double between(double a, double b, double t) {
  const double straight = a + t * (b - a);
  return std::isfinite(straight) ? straight : std::lerp(a, b, t);
}

double quantile(std::span<const std::uint64_t> sorted, KeyKind kind, double p) {
  const double at = static_cast<double>(sorted.size() - 1) * p;
  const auto low = static_cast<std::size_t>(at);
  const double a = number_of(sorted[low], kind);
  if (low + 1 >= sorted.size()) return a;
  return between(a, number_of(sorted[low + 1], kind), at - static_cast<double>(low));
}

std::size_t count_below(std::span<const std::uint64_t> sorted, KeyKind kind, double edge) {
  std::uint64_t key = 0;
  if (kind == KeyKind::Real) {
    key = key_of(edge);
  } else {
    const double whole = std::ceil(edge);  // integers < edge are integers < ceil(edge)
    if (whole >= 0x1p63) return sorted.size();
    if (whole <= -0x1p63) return 0;
    key = key_of(static_cast<std::int64_t>(whole));
  }
  return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), key) - sorted.begin());
}

double median_deviation(std::span<const std::uint64_t> sorted, KeyKind kind, double center) {
  const std::size_t n = sorted.size();
  const std::size_t split = count_below(sorted, kind, center);
  // Two ascending sequences of deviations: left(j) for values below the center, right(j) for the others.
  const std::size_t lefts = split;
  const std::size_t rights = n - split;
  const auto left = [&](std::size_t j) { return center - number_of(sorted[split - 1 - j], kind); };
  const auto right = [&](std::size_t j) { return number_of(sorted[split + j], kind) - center; };
  // The k-th smallest (0-based) of both: find how many of the k smaller ones come from the left.
  const auto kth = [&](std::size_t k) {
    std::size_t low = k > rights ? k - rights : 0;
    std::size_t high = std::min(k, lefts);
    while (low < high) {
      const std::size_t take = low + (high - low) / 2;  // from the left; k - take from the right
      if (k - take > 0 && take < lefts && right(k - take - 1) > left(take)) {
        low = take + 1;
      } else {
        high = take;
      }
    }
    const std::size_t from_right = k - low;
    if (low >= lefts) return right(from_right);
    if (from_right >= rights) return left(low);
    return std::min(left(low), right(from_right));
  };
  const double lower = kth((n - 1) / 2);
  return n % 2 == 1 ? lower : between(lower, kth(n / 2), 0.5);
}

}  // namespace assay::stats
