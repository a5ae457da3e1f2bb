#include "stats/kll.hpp"

#include <algorithm>
#include <cmath>

#include "stats/hash.hpp"

namespace assay::stats {

KllSketch::KllSketch(std::uint64_t seed, std::size_t k)
    : k_(std::max<std::size_t>(k, 8)), state_(mix(seed + 0x9e3779b97f4a7c15ULL)), levels_(1) {}

std::size_t KllSketch::capacity(std::size_t level) const {
  const auto depth = static_cast<double>(levels_.size() - 1 - level);
  const double size = static_cast<double>(k_) * std::pow(2.0 / 3.0, depth);
  return std::max<std::size_t>(8, static_cast<std::size_t>(size));
}

void KllSketch::compress() {
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (levels_[level].size() < capacity(level)) continue;
    if (level + 1 == levels_.size()) levels_.emplace_back();
    auto& full = levels_[level];
    auto& above = levels_[level + 1];
    std::sort(full.begin(), full.end());
    state_ = mix(state_ + 0x9e3779b97f4a7c15ULL);
    const std::size_t odd = full.size() % 2;  // one value stays behind so that weights add up
    for (std::size_t i = odd + (state_ & 1); i < full.size(); i += 2) above.push_back(full[i]);
    full.resize(odd);
    dropped_ = true;
  }
}

void KllSketch::add(std::span<const double> values) {
  n_ += values.size();
  while (!values.empty()) {
    auto& bottom = levels_.front();
    const std::size_t room = std::max<std::size_t>(capacity(0), bottom.size() + 1) - bottom.size();
    const std::size_t take = std::min(room, values.size());
    bottom.insert(bottom.end(), values.begin(), values.begin() + static_cast<std::ptrdiff_t>(take));
    values = values.subspan(take);
    if (bottom.size() >= capacity(0)) compress();
  }
}

void KllSketch::merge(const KllSketch& later) {
  n_ += later.n_;
  dropped_ = dropped_ || later.dropped_;
  if (levels_.size() < later.levels_.size()) levels_.resize(later.levels_.size());
  for (std::size_t level = 0; level < later.levels_.size(); ++level) {
    levels_[level].insert(levels_[level].end(), later.levels_[level].begin(), later.levels_[level].end());
  }
  state_ ^= mix(later.state_);
  compress();
}

double KllSketch::rank_error() const {
  return dropped_ ? 2.296 / std::pow(static_cast<double>(k_), 0.9723) : 0.0;
}

std::vector<KllSketch::Weighted> KllSketch::sorted() const {
  std::vector<Weighted> all;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    for (const double value : levels_[level]) all.push_back({value, std::uint64_t{1} << level});
  }
  std::sort(all.begin(), all.end(), [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  return all;
}

double weighted_quantile(std::span<const KllSketch::Weighted> sorted, double p) {
  std::uint64_t total = 0;
  for (const auto& item : sorted) total += item.weight;
  const double wanted = p * static_cast<double>(total);
  std::uint64_t seen = 0;
  for (const auto& item : sorted) {
    seen += item.weight;
    if (static_cast<double>(seen) >= wanted) return item.value;
  }
  return sorted.back().value;
}

}  // namespace assay::stats
