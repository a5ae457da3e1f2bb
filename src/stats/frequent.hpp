// The most frequent keys of a stream in little memory: Misra–Gries counters, merged as in Agarwal et al.,
// "Mergeable summaries" (PODS 2012). Counts are lower bounds, at most undercount() too low; every key that
// occurs more often than undercount() is among them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::stats {

struct KeyCount {
  std::uint64_t key = 0;
  std::uint64_t count = 0;
  std::uint64_t row = 0;  // where the key was first seen, for its label
};

// Descending count; ties by row, then by key.
[[nodiscard]] bool more_frequent(const KeyCount& a, const KeyCount& b);

class Frequent {
 public:
  explicit Frequent(std::size_t keep = 1024) : keep_(keep) {}
  // Keys ascending and different, with exact counts: the runs of a sorted chunk.
  void add(std::vector<KeyCount> runs);
  void merge(const Frequent& later);
  [[nodiscard]] std::uint64_t undercount() const { return undercount_; }
  [[nodiscard]] std::vector<KeyCount> top(std::size_t k) const;

 private:
  void absorb(const std::vector<KeyCount>& more);
  std::size_t keep_;
  std::uint64_t undercount_ = 0;
  std::vector<KeyCount> entries_;  // ascending keys
};

}  // namespace assay::stats
