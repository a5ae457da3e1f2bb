#include "stats/frequent.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace assay::stats {

bool more_frequent(const KeyCount& a, const KeyCount& b) {
  return std::tuple(b.count, a.row, a.key) < std::tuple(a.count, b.row, b.key);
}

void Frequent::absorb(const std::vector<KeyCount>& more) {
  std::vector<KeyCount> all;
  all.reserve(entries_.size() + more.size());
  auto a = entries_.begin();
  auto b = more.begin();
  while (a != entries_.end() || b != more.end()) {
    if (b == more.end() || (a != entries_.end() && a->key < b->key)) {
      all.push_back(*a++);
    } else if (a == entries_.end() || b->key < a->key) {
      all.push_back(*b++);
    } else {
      all.push_back({a->key, a->count + b->count, std::min(a->row, b->row)});
      ++a;
      ++b;
    }
  }
  entries_ = std::move(all);
  if (entries_.size() <= keep_) return;
  // Take the (keep + 1)-th largest count off everything; what is left over zero fits.
  std::vector<std::uint64_t> counts;
  counts.reserve(entries_.size());
  for (const auto& entry : entries_) counts.push_back(entry.count);
  const auto nth = counts.begin() + static_cast<std::ptrdiff_t>(keep_);
  std::nth_element(counts.begin(), nth, counts.end(), std::greater<>());
  const std::uint64_t off = *nth;
  undercount_ += off;
  for (auto& entry : entries_) entry.count -= std::min(entry.count, off);
  std::erase_if(entries_, [](const KeyCount& entry) { return entry.count == 0; });
}

void Frequent::add(std::vector<KeyCount> runs) { absorb(runs); }

void Frequent::merge(const Frequent& later) {
  undercount_ += later.undercount_;
  absorb(later.entries_);
}

std::vector<KeyCount> Frequent::top(std::size_t k) const {
  auto all = entries_;
  std::sort(all.begin(), all.end(), more_frequent);
  if (all.size() > k) all.resize(k);
  return all;
}

}  // namespace assay::stats
