// Histograms: the rule that chooses bins, the bins, and the counts.
//
// Bins are half-open [edge i, edge i + 1), the last one closed, so that the maximum is counted. Only finite
// values are binned; missing values, NaN and infinities are the caller's to count and show.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "stats/keys.hpp"

namespace assay::stats {

enum class HistogramRule : std::uint8_t {
  FreedmanDiaconis,  // width 2 IQR n^(-1/3): Freedman & Diaconis (1981); falls back to Sturges when IQR = 0
  Sturges,           // ceil(log2 n) + 1 bins: Sturges (1926)
  Doane,             // Sturges + log2(1 + |g1| / sd(g1)): Doane (1976); falls back to Sturges when n < 3
  Fixed,             // the number of bins asked for, of equal width
  IntegerAligned,    // one bin a value (or a whole number of values), centred on the integers
};

// "Freedman–Diaconis", "Sturges", "Doane", "fixed", "integer-aligned": shown to people.
[[nodiscard]] std::string_view to_string(HistogramRule rule);
// "freedman_diaconis", "sturges", "doane", "fixed", "integer_aligned": written in JSON.
[[nodiscard]] std::string_view to_key(HistogramRule rule);

struct Histogram {
  HistogramRule rule = HistogramRule::FreedmanDiaconis;  // the rule that was applied in the end
  std::vector<double> edges;          // counts.size() + 1 of them, strictly increasing; same unit as the values
  std::vector<std::uint64_t> counts;  // values in each bin
  bool equal_width = true;

  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::uint64_t largest() const;
};

// What a rule needs to know about the finite values to be binned.
struct BinRequest {
  HistogramRule rule = HistogramRule::FreedmanDiaconis;
  int fixed_bins = 50;
  int max_bins = 200;
  std::uint64_t n = 0;
  double min = 0, max = 0;
  std::optional<double> iqr;  // Freedman–Diaconis
  std::optional<double> g1;   // Doane
  bool integers = false;      // bins hold whole numbers of integers; few of them get a bin each
};

// The bins for a request, counts all 0. No bins when n is 0. A single value gets one bin around it.
[[nodiscard]] Histogram plan_bins(const BinRequest& request);

// Counts of sorted keys, by binary search: O(bins log n). All keys lie within the outer edges.
void count_sorted(Histogram& histogram, std::span<const std::uint64_t> sorted, KeyKind kind);

// Counts of values in any order. Values outside the outer edges and NaN are not counted.
class BinCounter {
 public:
  explicit BinCounter(const std::vector<double>& edges);
  void add(double value);
  void merge(const BinCounter& other);
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
  const std::vector<double>* edges_;  // outlives this
  double low_, high_, per_unit_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace assay::stats
