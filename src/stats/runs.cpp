#include "stats/runs.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {

double EntropySum::weighted_log(std::uint64_t count) {
  const auto c = static_cast<double>(count);
  return c * std::log2(c);
}

std::optional<double> EntropySum::bits() const {
  if (total_ == 0) return std::nullopt;
  const auto n = static_cast<double>(total_);
  return std::max(0.0, std::log2(n) - sum_ / n);
}

void TopCounts::insert(const KeyCount& entry) {
  if (top_.size() == k_) top_.pop_back();
  top_.insert(std::upper_bound(top_.begin(), top_.end(), entry, more_frequent), entry);
}

void Runs::close() {
  ++distinct_;
  entropy_.add(open_.count);
  top_.add(open_);
}

void Runs::add(std::span<const std::uint64_t> sorted, std::span<const std::uint32_t> rows) {
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (open_.count > 0 && sorted[i] == open_.key) {
      ++open_.count;
      continue;
    }
    if (open_.count > 0) close();
    // The sort is stable, so the first of a run has the earliest row.
    open_ = {sorted[i], 1, rows.empty() ? 0 : rows[i]};
  }
}

void Runs::finish() {
  if (open_.count > 0) close();
  open_ = {};
}

}  // namespace assay::stats
