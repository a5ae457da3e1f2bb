// Integer, Real and Timestamp columns.
//
// Up to options.exact_rows finite values: scan every chunk, gather the values as ordered keys, sort them, and
// read quantiles, frequencies and the histogram off the sorted keys. Beyond that: sketches while scanning, and
// a second scan for the histogram.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/time.hpp"
#include "profile/column_lane.hpp"
#include "profile/labels.hpp"
#include "profile/numeric_scan.hpp"
#include "stats/frequent.hpp"
#include "stats/hash.hpp"
#include "stats/hyperloglog.hpp"
#include "stats/kll.hpp"
#include "stats/quantile.hpp"
#include "stats/radix_sort.hpp"
#include "stats/runs.hpp"

namespace assay::profile {
namespace {

using base::Result;
using stats::KeyKind;

constexpr std::int64_t numeric_unit_rows = 32'768;
constexpr int mini_bins = 24;
static_assert(data::chunk_rows % numeric_unit_rows == 0);

struct Sketches {
  stats::KllSketch quantiles;
  stats::HyperLogLog distinct;
  stats::Frequent frequent;
};

template <class T>
class NumericLane final : public ColumnLane {
 public:
  explicit NumericLane(ColumnInput input)
      : ColumnLane(std::move(input)), units_(slice_count(numeric_unit_rows)),
        timestamp_(profile.type == data::Type::Timestamp),
        runs_(static_cast<std::size_t>(std::max(0, input_.options.top_values))) {
    sketching_ = static_cast<std::uint64_t>(input_.rows) > input_.options.exact_rows;
    finite_before_.assign(units_ + 1, 0);
  }

  [[nodiscard]] std::uint64_t expected_units() const override { return units_ * 5 + 1; }

  [[nodiscard]] std::size_t next_bytes() const override {
    if (phase_ == Phase::Scan || phase_ == Phase::Start || phase_ == Phase::Bin || sketching_) return 0;
    return stats::RadixSort::memory_bytes(scan_.finite, false) * (timestamp_ ? 2 : 1);
  }

  [[nodiscard]] Result<StagePtr> next() override {
    switch (phase_) {
      case Phase::Start:
        phase_ = Phase::Scan;
        return sketching_ ? sketch_stage() : scan_stage();
      case Phase::Scan:
        if (sketching_) {
          plan_from_sketch();
          phase_ = Phase::Bin;
          return bin_stage();
        }
        phase_ = Phase::Gather;
        return gather_stage();
      case Phase::Gather:
        sort_->begin(digits_);
        phase_ = Phase::Sort;
        return std::make_unique<SerialStage>(sort_->units(), [this](std::size_t unit) { sort_->run(unit); });
      case Phase::Sort:
        phase_ = Phase::Runs;
        return runs_stage();
      case Phase::Runs:
        runs_.finish();
        if (timestamp_) {
          phase_ = Phase::Gaps;
          return gaps_stage();
        }
        finish();
        return nullptr;
      case Phase::Gaps:
      case Phase::Bin: finish(); return nullptr;
    }
    return nullptr;
  }

 private:
  enum class Phase : std::uint8_t { Start, Scan, Gather, Sort, Runs, Gaps, Bin };
  static constexpr KeyKind key_kind = std::is_same_v<T, double> ? KeyKind::Real : KeyKind::Integer;

  // ---- scan

  Scan<T> scan_slice(std::size_t unit, std::span<const T>& finite) const {
    thread_local std::vector<T> scratch;
    const Slice part = slice(unit, numeric_unit_rows);
    finite = finite_values<T>(*part.array, part.begin, part.end, scratch);
    Scan<T> scan;
    scan_values(scan, finite, timestamp_);
    scan_rows(scan, *part.array, part.begin, part.end, part.first_row, timestamp_);
    return scan;
  }

  StagePtr scan_stage() {
    return std::make_unique<ParallelStage<Scan<T>>>(
        units_,
        [this](std::size_t unit) -> Result<Scan<T>> {
          std::span<const T> finite;
          return scan_slice(unit, finite);
        },
        [this](Scan<T>&& part) { take_scan(part); });
  }

  void take_scan(const Scan<T>& part) {
    scan_.merge(part);
    finite_before_[++scanned_] = scan_.finite;
  }

  // ---- exact

  Result<StagePtr> gather_stage() {
    auto sort = stats::RadixSort::make(scan_.finite, false);
    if (!sort) return std::unexpected(std::move(sort.error()));
    sort_ = std::move(*sort);
    return std::make_unique<ParallelStage<stats::DigitCounts>>(
        units_,
        [this](std::size_t unit) -> Result<stats::DigitCounts> {
          thread_local std::vector<T> scratch;
          const Slice part = slice(unit, numeric_unit_rows);
          const auto finite = finite_values<T>(*part.array, part.begin, part.end, scratch);
          const auto keys = sort_->keys().subspan(finite_before_[unit], finite.size());
          for (std::size_t i = 0; i < finite.size(); ++i) keys[i] = stats::key_of(finite[i]);
          stats::DigitCounts digits;
          digits.add(keys, stats::key_of(scan_.min), stats::key_of(scan_.max));
          return digits;
        },
        [this](stats::DigitCounts&& part) { digits_.merge(part); });
  }

  StagePtr runs_stage() {
    const auto sorted = sort_->keys();
    const std::size_t slices = (sorted.size() + stats::RadixSort::slice - 1) / stats::RadixSort::slice;
    return std::make_unique<SerialStage>(slices, [this](std::size_t unit) {
      const auto keys = sort_->keys();
      const std::size_t begin = unit * stats::RadixSort::slice;
      const auto part = keys.subspan(begin, std::min(stats::RadixSort::slice, keys.size() - begin));
      runs_.add(part);
      if (timestamp_) collect_gaps(keys, begin, begin + part.size());
    });
  }

  // Differences between consecutive distinct times, into the sort's spare space.
  void collect_gaps(std::span<const std::uint64_t> keys, std::size_t begin, std::size_t end) {
    const auto gaps = sort_->spare();
    for (std::size_t i = std::max<std::size_t>(begin, 1); i < end; ++i) {
      if (keys[i] == keys[i - 1]) continue;
      const std::uint64_t gap = keys[i] - keys[i - 1];
      if (gap > largest_gap_) {
        largest_gap_ = gap;
        largest_gap_start_ = keys[i - 1];
      }
      gaps[gap_count_++] = gap;
    }
  }

  Result<StagePtr> gaps_stage() {
    auto sort = stats::RadixSort::make(gap_count_, false);
    if (!sort) return std::unexpected(std::move(sort.error()));
    gap_sort_ = std::move(*sort);
    std::copy_n(sort_->spare().begin(), gap_count_, gap_sort_->keys().begin());
    stats::DigitCounts digits;
    digits.add(gap_sort_->keys(), 0, largest_gap_);
    gap_sort_->begin(digits);
    return std::make_unique<SerialStage>(gap_sort_->units(), [this](std::size_t unit) { gap_sort_->run(unit); });
  }

  // ---- sketches

  struct SketchPart {
    Scan<T> scan;
    Sketches sketches;
  };

  Result<StagePtr> sketch_stage() {
    return std::make_unique<ParallelStage<SketchPart>>(
        units_,
        [this](std::size_t unit) -> Result<SketchPart> {
          std::span<const T> finite;
          SketchPart part;
          part.scan = scan_slice(unit, finite);
          if (auto error = sketch_slice(part.sketches, finite, unit)) return std::unexpected(std::move(*error));
          return part;
        },
        [this](SketchPart&& part) {
          take_scan(part.scan);
          sketches_.quantiles.merge(part.sketches.quantiles);
          sketches_.distinct.merge(part.sketches.distinct);
          sketches_.frequent.merge(part.sketches.frequent);
        });
  }

  std::optional<base::Error> sketch_slice(Sketches& into, std::span<const T> finite, std::size_t unit) const {
    into.quantiles = stats::KllSketch(input_.options.seed ^ stats::mix(unit + 1));
    auto sort = stats::RadixSort::make(finite.size(), false);
    if (!sort) return std::move(sort.error());
    const auto keys = sort->keys();
    for (std::size_t i = 0; i < finite.size(); ++i) keys[i] = stats::key_of(finite[i]);
    stats::DigitCounts digits;
    digits.add(keys);
    sort->begin(digits);
    for (std::size_t i = 0; i < sort->units(); ++i) sort->run(i);
    std::vector<stats::KeyCount> runs;
    std::vector<double> numbers;
    numbers.reserve(finite.size());
    for (const std::uint64_t key : sort->keys()) {
      numbers.push_back(stats::number_of(key, key_kind));
      if (!runs.empty() && runs.back().key == key) {
        ++runs.back().count;
        continue;
      }
      runs.push_back({key, 1, 0});
      into.distinct.add(stats::mix(key));
    }
    into.quantiles.add(numbers);
    into.frequent.add(std::move(runs));
    return std::nullopt;
  }

  void plan_from_sketch() {
    weighted_ = sketches_.quantiles.sorted();
    fill_quantiles();
    plan_histograms();
  }

  StagePtr bin_stage() {
    struct Bins {
      stats::BinCounter full, mini;
    };
    return std::make_unique<ParallelStage<Bins>>(
        profile.histogram ? units_ : 0,
        [this](std::size_t unit) -> Result<Bins> {
          thread_local std::vector<T> scratch;
          const Slice part = slice(unit, numeric_unit_rows);
          Bins bins{stats::BinCounter(profile.histogram->edges), stats::BinCounter(profile.mini->edges)};
          for (const T value : finite_values<T>(*part.array, part.begin, part.end, scratch)) {
            bins.full.add(static_cast<double>(value));
            bins.mini.add(static_cast<double>(value));
          }
          return bins;
        },
        [this](Bins&& part) {
          for (std::size_t i = 0; i < part.full.counts().size(); ++i) profile.histogram->counts[i] += part.full.counts()[i];
          for (std::size_t i = 0; i < part.mini.counts().size(); ++i) profile.mini->counts[i] += part.mini.counts()[i];
        });
  }

  // ---- results

  void fill_quantiles() {
    if (scan_.finite == 0) return;
    Quantiles q;
    const auto at = [&](double p) {
      return sketching_ ? stats::weighted_quantile(weighted_, p) : stats::quantile(sort_->keys(), key_kind, p);
    };
    q.p05 = at(0.05);
    q.p25 = at(0.25);
    q.p50 = at(0.5);
    q.p75 = at(0.75);
    q.p95 = at(0.95);
    q.exact = !sketching_;
    q.rank_error = sketching_ ? sketches_.quantiles.rank_error() : 0.0;
    quantiles_ = q;
  }

  void plan_histograms() {
    if (scan_.finite == 0) return;
    stats::BinRequest request;
    request.rule = input_.options.histogram_rule;
    request.fixed_bins = input_.options.fixed_bins;
    request.max_bins = input_.options.max_bins;
    request.n = scan_.finite;
    request.min = static_cast<double>(scan_.min);
    request.max = static_cast<double>(scan_.max);
    if (quantiles_) request.iqr = quantiles_->p75 - quantiles_->p25;
    request.g1 = scan_.moments.g1();
    request.integers = profile.type == data::Type::Integer;
    profile.histogram = stats::plan_bins(request);
    request.max_bins = mini_bins;
    request.fixed_bins = std::min(request.fixed_bins, mini_bins);
    profile.mini = stats::plan_bins(request);
  }

  void finish() {
    if (!sketching_) {
      fill_quantiles();
      plan_histograms();
      if (profile.histogram) stats::count_sorted(*profile.histogram, sort_->keys(), key_kind);
      if (profile.mini) stats::count_sorted(*profile.mini, sort_->keys(), key_kind);
    }
    profile.missing = scan_.missing;
    fill_frequencies();
    if (timestamp_) {
      fill_timestamp();
    } else {
      fill_numeric();
    }
    classify(profile, input_.options);
    sort_.reset();
    gap_sort_.reset();
  }

  [[nodiscard]] std::string label(std::uint64_t key) const {
    if constexpr (std::is_same_v<T, double>) return real_text(stats::real_of(key));
    const std::int64_t value = stats::integer_of(key);
    return timestamp_ ? base::format_timestamp(value, input_.column->field().zoned) : integer_text(value);
  }

  void fill_frequencies() {
    TopValues top;
    DistinctCount distinct;
    const auto keep = static_cast<std::size_t>(std::max(0, input_.options.top_values));
    std::vector<stats::KeyCount> found;
    if (sketching_) {
      found = sketches_.frequent.top(keep);
      top.exact = sketches_.frequent.undercount() == 0;
      top.undercount = sketches_.frequent.undercount();
      distinct = {static_cast<std::uint64_t>(std::llround(sketches_.distinct.estimate())), false,
                  stats::HyperLogLog::relative_error};
    } else {
      found = runs_.top();
      distinct.value = runs_.distinct();
      profile.entropy = runs_.entropy();
    }
    std::uint64_t counted = 0;
    for (const auto& entry : found) {
      top.values.push_back({label(entry.key), entry.count});
      counted += entry.count;
    }
    top.other = scan_.finite - counted;
    profile.distinct = distinct;
    profile.top = std::move(top);
    if constexpr (std::is_same_v<T, double>) add_infinities();
  }

  // Infinite values are not sorted with the others, but they are values: at most two more different ones.
  void add_infinities() {
    for (const auto& [count, text] : {std::pair{scan_.below, "-inf"}, std::pair{scan_.above, "inf"}}) {
      if (count == 0) continue;
      if (!sketching_) ++profile.distinct->value;
      profile.entropy.reset();
      auto& values = profile.top->values;
      const auto at = std::find_if(values.begin(), values.end(), [&](const TopValue& v) { return v.count < count; });
      values.insert(at, TopValue{text, count});
      if (values.size() > static_cast<std::size_t>(std::max(0, input_.options.top_values))) {
        profile.top->other += values.back().count;
        values.pop_back();
      }
    }
  }

  [[nodiscard]] Monotonicity monotonicity() const {
    const auto& order = scan_.order;
    if (order.count() < 2) return Monotonicity::None;
    if (!order.rises() && !order.falls()) return Monotonicity::Constant;
    if (order.rises() && order.falls()) return Monotonicity::None;
    if (order.rises()) return order.ties() ? Monotonicity::Increasing : Monotonicity::StrictlyIncreasing;
    return order.ties() ? Monotonicity::Decreasing : Monotonicity::StrictlyDecreasing;
  }

  [[nodiscard]] std::string exact_text(T value) const {
    if constexpr (std::is_same_v<T, double>) {
      return real_text(value);
    } else {
      return integer_text(value);
    }
  }

  void fill_numeric() {
    NumericSummary n;
    n.infinite = scan_.above + scan_.below;
    n.count = scan_.finite + n.infinite;
    n.zeros = scan_.zeros;
    n.negatives = scan_.negatives + scan_.below;
    n.quantiles = quantiles_;
    n.monotonicity = monotonicity();
    if (scan_.finite > 0) {
      fill_finite(n);
      fill_deviation(n);
    }
    for (const auto& entry : scan_.extremes.smallest()) {
      n.smallest.push_back({static_cast<double>(entry.value), entry.row, exact_text(entry.value)});
    }
    for (const auto& entry : scan_.extremes.largest()) {
      n.largest.push_back({static_cast<double>(entry.value), entry.row, exact_text(entry.value)});
    }
    profile.numeric = std::move(n);
  }

  void fill_finite(NumericSummary& n) const {
    const auto defined = [](double value) -> std::optional<double> {
      if (!std::isfinite(value)) return std::nullopt;
      return value;
    };
    n.min = static_cast<double>(scan_.min);
    n.max = static_cast<double>(scan_.max);
    n.min_text = exact_text(scan_.min);
    n.max_text = exact_text(scan_.max);
    n.range = defined(*n.max - *n.min);
    n.variance = scan_.moments.variance();
    n.sd = scan_.moments.sd();
    n.skewness = scan_.moments.skewness();
    n.kurtosis = scan_.moments.kurtosis();
    if constexpr (std::is_same_v<T, double>) {
      n.sum = scan_.sum.value();
      n.mean = scan_.sum.mean(scan_.finite);
      if (n.sum) n.sum_text = real_text(*n.sum);
    } else {
      n.sum = scan_.sum.value();
      n.sum_text = scan_.sum.text();
      n.mean = scan_.sum.mean(scan_.finite);
      // As doubles, a difference of integers beyond 2^53 is rounded twice; as integers once.
      if (scan_.min != scan_.max) {
        n.range = static_cast<double>(static_cast<std::uint64_t>(scan_.max) - static_cast<std::uint64_t>(scan_.min));
      }
    }
    if (n.sd && n.mean && *n.mean != 0) n.cv = defined(*n.sd / std::fabs(*n.mean));
    if (n.quantiles) n.iqr = defined(n.quantiles->p75 - n.quantiles->p25);
  }

  void fill_deviation(NumericSummary& n) {
    double mad = 0;
    if (!sketching_) {
      mad = stats::median_deviation(sort_->keys(), key_kind, quantiles_->p50);
    } else {
      auto deviations = weighted_;
      for (auto& item : deviations) item.value = std::fabs(item.value - quantiles_->p50);
      std::sort(deviations.begin(), deviations.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
      mad = stats::weighted_quantile(deviations, 0.5);
    }
    if (std::isfinite(mad)) n.mad = mad;
  }

  void fill_timestamp() {
    TimestampSummary t;
    t.count = scan_.finite;
    t.monotonicity = monotonicity();
    t.by_hour = scan_.calendar.hour;
    t.by_weekday = scan_.calendar.weekday;
    t.by_month = scan_.calendar.month;
    if constexpr (!std::is_same_v<T, double>) {
      if (scan_.finite > 0) fill_times(t);
    }
    profile.timestamp = t;
  }

  void fill_times(TimestampSummary& t) {
    const auto as_span = [](std::uint64_t difference) -> std::optional<std::int64_t> {
      if (difference > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
      return static_cast<std::int64_t>(difference);
    };
    t.min = static_cast<std::int64_t>(scan_.min);
    t.max = static_cast<std::int64_t>(scan_.max);
    t.range = as_span(stats::key_of(*t.max) - stats::key_of(*t.min));
    if (sketching_) {
      t.median = static_cast<std::int64_t>(stats::weighted_quantile(weighted_, 0.5));
      return;
    }
    t.median = stats::integer_of(sort_->keys()[(sort_->keys().size() - 1) / 2]);
    if (gap_count_ == 0) return;
    t.median_gap = as_span(gap_sort_->keys()[(gap_count_ - 1) / 2]);
    t.largest_gap = as_span(largest_gap_);
    t.largest_gap_start = stats::integer_of(largest_gap_start_);
  }

  std::size_t units_;
  bool timestamp_;
  bool sketching_ = false;
  Phase phase_ = Phase::Start;
  Scan<T> scan_;
  std::size_t scanned_ = 0;
  std::vector<std::size_t> finite_before_;  // finite values before each unit
  std::optional<stats::RadixSort> sort_, gap_sort_;
  stats::DigitCounts digits_;
  stats::Runs runs_;
  std::size_t gap_count_ = 0;
  std::uint64_t largest_gap_ = 0, largest_gap_start_ = 0;
  Sketches sketches_;
  std::vector<stats::KllSketch::Weighted> weighted_;
  std::optional<Quantiles> quantiles_;
};

}  // namespace

std::shared_ptr<ColumnLane> make_numeric_lane(ColumnInput input) {
  if (input.column->type() == data::Type::Real) return std::make_shared<NumericLane<double>>(std::move(input));
  return std::make_shared<NumericLane<std::int64_t>>(std::move(input));
}

}  // namespace assay::profile
