// One pass over a slice of an Integer, Real or Timestamp column: everything that needs no sorting.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "data/array.hpp"
#include "stats/calendar.hpp"
#include "stats/extremes.hpp"
#include "stats/moments.hpp"
#include "stats/order.hpp"
#include "stats/sum.hpp"

namespace assay::profile {

// Merged in row order. Counts and sums are of finite values; `below` and `above` count the infinite ones.
template <class T>
struct Scan {
  using Sum = std::conditional_t<std::is_same_v<T, double>, stats::RealSum, stats::IntegerSum>;
  std::uint64_t missing = 0, finite = 0, zeros = 0, negatives = 0;
  std::uint64_t above = 0, below = 0;  // +infinity, -infinity
  T min{}, max{};  // of the finite values, when finite > 0
  stats::Moments moments;
  Sum sum;
  stats::Extremes<T> extremes;
  stats::Order<T> order;
  stats::CalendarCounts calendar;

  void merge(const Scan& later) {
    if (later.finite > 0) {
      min = finite > 0 ? std::min(min, later.min) : later.min;
      max = finite > 0 ? std::max(max, later.max) : later.max;
    }
    missing += later.missing;
    finite += later.finite;
    zeros += later.zeros;
    negatives += later.negatives;
    above += later.above;
    below += later.below;
    moments.merge(later.moments);
    sum.merge(later.sum);
    extremes.merge(later.extremes);
    order.merge(later.order);
    calendar.merge(later.calendar);
  }
};

template <class T>
std::span<const T> values_of(const data::Array& array) {
  if constexpr (std::is_same_v<T, double>) {
    return array.reals();
  } else {
    return array.integers();
  }
}

// The finite values of a slice without gaps: the slice itself where nothing is missing.
template <class T>
std::span<const T> finite_values(const data::Array& array, std::int64_t begin, std::int64_t end,
                                 std::vector<T>& scratch) {
  const auto all = values_of<T>(array).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  bool whole = array.null_count() == 0;
  if constexpr (std::is_same_v<T, double>) {
    if (whole) {
      double odd = 0;  // x - x is 0 for finite values, else NaN
      for (const double value : all) odd += value - value;
      whole = odd == 0;
    }
  }
  if (whole) return all;
  scratch.resize(all.size());
  std::size_t used = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool take = array.is_valid(begin + static_cast<std::int64_t>(i));
    if constexpr (std::is_same_v<T, double>) take = take && std::isfinite(all[i]);
    scratch[used] = all[i];
    used += take ? 1 : 0;
  }
  return std::span<const T>(scratch).first(used);
}

// What depends on values alone.
template <class T>
void scan_values(Scan<T>& scan, std::span<const T> finite, bool timestamp) {
  scan.finite = finite.size();
  if (finite.empty()) return;
  T low = finite.front();
  T high = low;
  std::uint64_t zeros = 0;
  std::uint64_t negatives = 0;
  for (const T value : finite) {
    low = std::min(low, value);
    high = std::max(high, value);
    zeros += value == 0 ? 1 : 0;
    negatives += value < 0 ? 1 : 0;
  }
  scan.min = low;
  scan.max = high;
  if constexpr (std::is_same_v<T, double>) {
    scan.zeros = zeros;
    scan.negatives = negatives;
    scan.sum.add(finite);
    scan.moments.add(finite);
  } else {
    if (timestamp) {
      for (const T value : finite) scan.calendar.add(value);
      return;
    }
    scan.zeros = zeros;
    scan.negatives = negatives;
    scan.sum.add(finite);
    thread_local std::vector<double> reals;
    reals.resize(finite.size());
    for (std::size_t i = 0; i < finite.size(); ++i) reals[i] = static_cast<double>(finite[i]);
    scan.moments.add(reals);
  }
}

// What depends on rows as well: missing values, infinities, order, extremes. `first_row` is that of `begin`.
template <class T>
void scan_rows(Scan<T>& scan, const data::Array& array, std::int64_t begin, std::int64_t end,
               std::int64_t first_row, bool timestamp) {
  const auto values = values_of<T>(array);
  const bool gaps = array.null_count() > 0;
  for (std::int64_t i = begin; i < end; ++i) {
    const T value = values[static_cast<std::size_t>(i)];
    if (gaps && !array.is_valid(i)) {
      ++scan.missing;
      continue;
    }
    if constexpr (std::is_same_v<T, double>) {
      if (std::isnan(value)) {
        ++scan.missing;
        continue;
      }
      scan.order.add(value);
      if (std::isinf(value)) {
        ++(value > 0 ? scan.above : scan.below);
        continue;
      }
    } else {
      scan.order.add(value);
    }
    if (timestamp) continue;
    if (!scan.extremes.full() || value < scan.extremes.low_bar() || scan.extremes.high_bar() < value) {
      scan.extremes.add(value, first_row + i - begin);
    }
  }
}

}  // namespace assay::profile
