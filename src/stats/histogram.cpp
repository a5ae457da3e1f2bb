#include "stats/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/quantile.hpp"

namespace assay::stats {

std::string_view to_string(HistogramRule rule) {
  switch (rule) {
    case HistogramRule::FreedmanDiaconis: return "Freedman–Diaconis";
    case HistogramRule::Sturges: return "Sturges";
    case HistogramRule::Doane: return "Doane";
    case HistogramRule::Fixed: return "fixed";
    case HistogramRule::IntegerAligned: return "integer-aligned";
  }
  return "fixed";
}

std::string_view to_key(HistogramRule rule) {
  switch (rule) {
    case HistogramRule::FreedmanDiaconis: return "freedman_diaconis";
    case HistogramRule::Sturges: return "sturges";
    case HistogramRule::Doane: return "doane";
    case HistogramRule::Fixed: return "fixed";
    case HistogramRule::IntegerAligned: return "integer_aligned";
  }
  return "fixed";
}

std::uint64_t Histogram::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::uint64_t Histogram::largest() const {
  return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

namespace {

// The number of bins that a rule asks for, before limits; and the rule that was used in the end.
double wanted_bins(const BinRequest& request, HistogramRule& used) {
  const auto n = static_cast<double>(request.n);
  used = request.rule;
  if (used == HistogramRule::Fixed) return std::max(1, request.fixed_bins);
  if (used == HistogramRule::FreedmanDiaconis && request.iqr && *request.iqr > 0) {
    // Divided before it is subtracted: the range of values near 1e308 is no double.
    const double width = 2 * *request.iqr / std::cbrt(n);
    if (!std::isfinite(width)) return 1.0;
    // The width of subnormal values may round to 0, and their quotients to no number.
    const double bins = std::ceil(request.max / width - request.min / width);
    if (bins >= 1) return bins;
  }
  if (used == HistogramRule::Doane && request.g1 && request.n > 2) {
    const double sd = std::sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
    return std::ceil(1 + std::log2(n) + std::log2(1 + std::fabs(*request.g1) / sd));
  }
  if (used != HistogramRule::IntegerAligned) used = HistogramRule::Sturges;
  return std::ceil(std::log2(n)) + 1;
}

std::vector<double> equal_edges(double min, double max, std::size_t bins) {
  std::vector<double> edges;
  edges.reserve(bins + 1);
  for (std::size_t i = 0; i < bins; ++i) {
    edges.push_back(between(min, max, static_cast<double>(i) / static_cast<double>(bins)));
  }
  edges.push_back(max);
  // A range of a few units in the last place has fewer different edges than bins.
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::vector<double> edges_around(double value) {
  if (value - 0.5 < value && value + 0.5 > value) return {value - 0.5, value + 0.5};
  const double below = std::nextafter(value, -std::numeric_limits<double>::infinity());
  const double above = std::nextafter(value, std::numeric_limits<double>::infinity());
  if (std::isinf(below)) return {value, above};
  return {below, std::isinf(above) ? value : above};
}

}  // namespace

Histogram plan_bins(const BinRequest& request) {
  Histogram histogram;
  histogram.rule = request.rule;
  if (request.n == 0) return histogram;
  const int limit = std::max(1, request.max_bins);
  const double range = request.max - request.min;
  if (request.min == request.max) {
    histogram.edges = edges_around(request.min);
  } else {
    const double bins = std::clamp(wanted_bins(request, histogram.rule), 1.0, static_cast<double>(limit));
    // Beyond 2^52 a double cannot hold the half between two integers.
    const bool align = request.integers && request.rule != HistogramRule::Fixed &&
                       std::max(std::fabs(request.min), std::fabs(request.max)) < 0x1p52;
    if (align) {
      const bool each = request.rule == HistogramRule::IntegerAligned || range + 1 <= std::min(limit, 60);
      if (each) histogram.rule = HistogramRule::IntegerAligned;
      const double per_bin = std::ceil((range + 1) / (each ? limit : bins));
      const auto count = static_cast<std::size_t>(std::ceil((range + 1) / per_bin));
      for (std::size_t i = 0; i <= count; ++i) {
        histogram.edges.push_back(request.min - 0.5 + per_bin * static_cast<double>(i));
      }
    } else {
      histogram.edges = equal_edges(request.min, request.max, static_cast<std::size_t>(bins));
    }
  }
  histogram.counts.assign(histogram.edges.size() - 1, 0);
  return histogram;
}

void count_sorted(Histogram& histogram, std::span<const std::uint64_t> sorted, KeyKind kind) {
  const std::size_t bins = histogram.counts.size();
  std::size_t before = 0;
  for (std::size_t i = 0; i < bins; ++i) {
    const std::size_t upto =
        i + 1 == bins ? sorted.size() : count_below(sorted, kind, histogram.edges[i + 1]);
    histogram.counts[i] = upto - before;
    before = upto;
  }
}

BinCounter::BinCounter(const std::vector<double>& edges)
    : edges_(&edges), low_(edges.empty() ? 0 : edges.front()), high_(edges.empty() ? -1 : edges.back()),
      per_unit_(0), counts_(edges.empty() ? 0 : edges.size() - 1, 0) {
  // Halves, because the range of values near 1e308 is no double.
  if (!counts_.empty()) per_unit_ = static_cast<double>(counts_.size()) / (high_ / 2 - low_ / 2) / 2;
}

void BinCounter::add(double value) {
  if (!(value >= low_ && value <= high_)) return;
  const auto& edges = *edges_;
  std::size_t bin = 0;
  if (std::isfinite(per_unit_)) {
    const double guess = (value / 2 - low_ / 2) * per_unit_ * 2;
    bin = guess < static_cast<double>(counts_.size()) ? static_cast<std::size_t>(guess) : counts_.size() - 1;
  } else {  // a range of subnormal values
    bin = static_cast<std::size_t>(std::upper_bound(edges.begin() + 1, edges.end() - 1, value) - edges.begin()) - 1;
  }
  // The guess may be one off because of rounding; the edges decide.
  while (bin > 0 && value < edges[bin]) --bin;
  while (bin + 1 < counts_.size() && value >= edges[bin + 1]) ++bin;
  ++counts_[bin];
}

void BinCounter::merge(const BinCounter& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

}  // namespace assay::stats
