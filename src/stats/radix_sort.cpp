#include "stats/radix_sort.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace assay::stats {

void DigitCounts::add(std::span<const std::uint64_t> keys) { add(keys, 0, ~0ULL); }

void DigitCounts::add(std::span<const std::uint64_t> keys, std::uint64_t low, std::uint64_t high) {
  if (keys.empty()) return;
  const int differing = 64 - std::countl_zero(low ^ high);  // low bits that can differ
  const auto digits = static_cast<std::size_t>((differing + 7) / 8);
  for (std::size_t d = digits; d < 8; ++d) {
    count[d][(low >> (8 * d)) & 0xff] += static_cast<std::uint32_t>(keys.size());
  }
  if (digits == 8) {
    for (const std::uint64_t key : keys) {
      for (std::size_t d = 0; d < 8; ++d) ++count[d][(key >> (8 * d)) & 0xff];
    }
    return;
  }
  for (const std::uint64_t key : keys) {
    for (std::size_t d = 0; d < digits; ++d) ++count[d][(key >> (8 * d)) & 0xff];
  }
}

void DigitCounts::merge(const DigitCounts& other) {
  for (std::size_t d = 0; d < 8; ++d) {
    for (std::size_t v = 0; v < 256; ++v) count[d][v] += other.count[d][v];
  }
}

base::Result<RadixSort> RadixSort::make(std::size_t count, bool with_rows) {
  RadixSort sort;
  sort.count_ = count;
  sort.with_rows_ = with_rows;
  for (std::size_t side = 0; side < 2; ++side) {
    auto keys = base::allocate(count * sizeof(std::uint64_t));
    if (!keys) return std::unexpected(std::move(keys.error()));
    sort.keys_[side] = std::move(*keys);
    if (!with_rows) continue;
    auto rows = base::allocate(count * sizeof(std::uint32_t));
    if (!rows) return std::unexpected(std::move(rows.error()));
    sort.rows_[side] = std::move(*rows);
  }
  return sort;
}

void RadixSort::begin(const DigitCounts& counts) {
  passes_.clear();
  for (unsigned d = 0; d < 8; ++d) {
    const auto& count = counts.count[d];
    const auto all_in_one = std::any_of(count.begin(), count.end(), [&](std::uint32_t c) { return c == count_; });
    if (all_in_one) continue;  // every key has the same byte here: nothing moves
    Pass pass{8 * d, {}};
    std::uint32_t at = 0;
    for (std::size_t v = 0; v < 256; ++v) {
      pass.next[v] = at;
      at += count[v];
    }
    passes_.push_back(pass);
  }
}

void RadixSort::run(std::size_t unit) {
  Pass& pass = passes_[unit / slices()];
  const std::size_t part = unit % slices();
  const std::size_t begin = part * slice;
  const std::size_t end = std::min(count_, begin + slice);
  const auto from = keys();
  const auto to = spare();
  auto& next = pass.next;
  const unsigned shift = pass.shift;
  if (with_rows_) {
    const auto from_rows = rows();
    const auto to_rows = rows_[1 - from_].as<std::uint32_t>();
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t at = next[(from[i] >> shift) & 0xff]++;
      to[at] = from[i];
      to_rows[at] = from_rows[i];
    }
  } else {
    for (std::size_t i = begin; i < end; ++i) to[next[(from[i] >> shift) & 0xff]++] = from[i];
  }
  if (part + 1 == slices()) from_ = 1 - from_;
}

}  // namespace assay::stats
