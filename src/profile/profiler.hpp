// Profiler: a task that computes a TableProfile; ColumnHistogram: one column under another rule or zoom.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/task.hpp"
#include "data/table.hpp"
#include "profile/profile.hpp"

namespace assay::profile {

// Answers in three waves: the first chunk alone (approximate, `complete` false), then column after column
// over all rows, then correlations, duplicate rows and alerts. The same table and options give the same
// profile, bit for bit, for any number of threads (elapsed_ms and threads apart).
class Profiler : public base::Task {
 public:
  // `table` must not be null.
  [[nodiscard]] static std::shared_ptr<Profiler> make(data::TablePtr table, ProfileOptions options = {});

  // What is known so far; null until something is. Any thread. A new object whenever it has changed, so
  // comparing pointers tells whether to draw anew.
  [[nodiscard]] virtual TableProfilePtr snapshot() const = 0;
  // The finished profile; null before Step::Done.
  [[nodiscard]] virtual TableProfilePtr take() const = 0;
};

struct HistogramRequest {
  std::size_t column = 0;  // Integer, Real or Timestamp
  stats::HistogramRule rule = stats::HistogramRule::FreedmanDiaconis;
  int fixed_bins = 50;
  int max_bins = 200;
  std::optional<double> low, high;  // bin only the values in [low, high] (zooming); the data's own range otherwise
};

class ColumnHistogram : public base::Task {
 public:
  // Fails (InvalidArgument) for a column out of range or of another type, and for low >= high.
  [[nodiscard]] static base::Result<std::shared_ptr<ColumnHistogram>> make(data::TablePtr table,
                                                                           HistogramRequest request);
  // The finished histogram; null before Step::Done. No bins when no finite value lies in the range.
  [[nodiscard]] virtual std::shared_ptr<const stats::Histogram> take() const = 0;
};

}  // namespace assay::profile
