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

}  // namespace assay::stats
