// A histogram of one column on request: find the range, then the quartiles where the rule needs them, then count.
#include <algorithm>
#include <cmath>
#include <mutex>

#include "profile/lane.hpp"
#include "profile/numeric_scan.hpp"
#include "profile/profiler.hpp"
#include "stats/hash.hpp"
#include "stats/kll.hpp"
#include "stats/quantile.hpp"
#include "stats/radix_sort.hpp"

namespace assay::profile {
namespace {

using base::Result;
using stats::KeyKind;

constexpr std::int64_t histogram_unit_rows = 32'768;
constexpr std::size_t exact_values = 4'194'304;  // as ProfileOptions::exact_rows

template <class T>
class HistogramLane final : public Lane {
 public:
  HistogramLane(data::ColumnPtr column, HistogramRequest request)
      : column_(std::move(column)), request_(request),
        units_(static_cast<std::size_t>((column_->length() + histogram_unit_rows - 1) / histogram_unit_rows)) {}

  stats::Histogram result;

  [[nodiscard]] std::uint64_t expected_units() const override { return units_ * 2 + 1; }

  [[nodiscard]] Result<StagePtr> next() override {
    switch (phase_) {
      case Phase::Start: phase_ = Phase::Scan; return scan_stage();
      case Phase::Scan:
        if (count_ > 0 && request_.rule == stats::HistogramRule::FreedmanDiaconis) {
          phase_ = Phase::Order;
          return count_ <= exact_values ? gather_stage() : sketch_stage();
        }
        phase_ = Phase::Count;
        return count_stage();
      case Phase::Order:
        if (!sort_) {
          const auto kept = sketch_.sorted();
          iqr_ = stats::weighted_quantile(kept, 0.75) - stats::weighted_quantile(kept, 0.25);
          phase_ = Phase::Count;
          return count_stage();
        }
        sort_->begin(digits_);
        phase_ = Phase::Sort;
        return std::make_unique<SerialStage>(sort_->units(), [this](std::size_t unit) { sort_->run(unit); });
      case Phase::Sort:
        iqr_ = stats::quantile(sort_->keys(), kind, 0.75) - stats::quantile(sort_->keys(), kind, 0.25);
        plan();
        stats::count_sorted(result, sort_->keys(), kind);
        return nullptr;
      case Phase::Count: return nullptr;
    }
    return nullptr;
  }

 private:
  enum class Phase : std::uint8_t { Start, Scan, Order, Sort, Count };
  static constexpr KeyKind kind = std::is_same_v<T, double> ? KeyKind::Real : KeyKind::Integer;

  // The finite values of a unit within the requested range.
  std::span<const T> values(std::size_t unit) const {
    thread_local std::vector<T> scratch;
    thread_local std::vector<T> within;
    const std::int64_t first = static_cast<std::int64_t>(unit) * histogram_unit_rows;
    const data::Array& array = column_->chunk_of(first);
    const std::int64_t begin = first % data::chunk_rows;
    const auto finite = finite_values<T>(array, begin, std::min(begin + histogram_unit_rows, array.length()), scratch);
    if (!request_.low && !request_.high) return finite;
    within.clear();
    for (const T value : finite) {
      const auto number = static_cast<double>(value);
      if (request_.low && number < *request_.low) continue;
      if (request_.high && number > *request_.high) continue;
      within.push_back(value);
    }
    return within;
  }

  struct Part {
    std::uint64_t count = 0;
    T min{}, max{};
    stats::Moments moments;
  };

  StagePtr scan_stage() {
    before_.push_back(0);
    return std::make_unique<ParallelStage<Part>>(
        units_,
        [this](std::size_t unit) -> Result<Part> {
          Part part;
          const auto all = values(unit);
          part.count = all.size();
          if (all.empty()) return part;
          const auto [low, high] = std::minmax_element(all.begin(), all.end());
          part.min = *low;
          part.max = *high;
          if (request_.rule == stats::HistogramRule::Doane) {
            part.moments.add(std::vector<double>(all.begin(), all.end()));
          }
          return part;
        },
        [this](Part&& part) {
          if (part.count > 0) {
            min_ = count_ > 0 ? std::min(min_, part.min) : part.min;
            max_ = count_ > 0 ? std::max(max_, part.max) : part.max;
          }
          count_ += part.count;
          moments_.merge(part.moments);
          before_.push_back(count_);
        });
  }

  Result<StagePtr> gather_stage() {
    auto sort = stats::RadixSort::make(count_, false);
    if (!sort) return std::unexpected(std::move(sort.error()));
    sort_ = std::move(*sort);
    return std::make_unique<ParallelStage<stats::DigitCounts>>(
        units_,
        [this](std::size_t unit) -> Result<stats::DigitCounts> {
          const auto all = values(unit);
          const auto keys = sort_->keys().subspan(before_[unit], all.size());
          for (std::size_t i = 0; i < all.size(); ++i) keys[i] = stats::key_of(all[i]);
          stats::DigitCounts digits;
          digits.add(keys, stats::key_of(min_), stats::key_of(max_));
          return digits;
        },
        [this](stats::DigitCounts&& part) { digits_.merge(part); });
  }

  StagePtr sketch_stage() {
    return std::make_unique<ParallelStage<stats::KllSketch>>(
        units_,
        [this](std::size_t unit) -> Result<stats::KllSketch> {
          stats::KllSketch sketch(stats::mix(unit + 1));
          const auto all = values(unit);
          sketch.add(std::vector<double>(all.begin(), all.end()));
          return sketch;
        },
        [this](stats::KllSketch&& part) { sketch_.merge(part); });
  }

  void plan() {
    stats::BinRequest request;
    request.rule = request_.rule;
    request.fixed_bins = request_.fixed_bins;
    request.max_bins = request_.max_bins;
    request.n = count_;
    request.min = static_cast<double>(min_);
    request.max = static_cast<double>(max_);
    request.iqr = iqr_;
    request.g1 = moments_.g1();
    request.integers = column_->type() == data::Type::Integer;
    result = stats::plan_bins(request);
  }

  StagePtr count_stage() {
    plan();
    return std::make_unique<ParallelStage<stats::BinCounter>>(
        units_,
        [this](std::size_t unit) -> Result<stats::BinCounter> {
          stats::BinCounter bins(result.edges);
          for (const T value : values(unit)) bins.add(static_cast<double>(value));
          return bins;
        },
        [this](stats::BinCounter&& part) {
          for (std::size_t i = 0; i < result.counts.size(); ++i) result.counts[i] += part.counts()[i];
        });
  }

  data::ColumnPtr column_;
  HistogramRequest request_;
  std::size_t units_;
  Phase phase_ = Phase::Start;
  std::uint64_t count_ = 0;
  T min_{}, max_{};
  stats::Moments moments_;
  std::vector<std::size_t> before_;
  std::optional<stats::RadixSort> sort_;
  stats::DigitCounts digits_;
  stats::KllSketch sketch_;
  std::optional<double> iqr_;
};

template <class T>
class HistogramTask final : public ColumnHistogram {
 public:
  HistogramTask(const data::TablePtr& table, HistogramRequest request)
      : name_(table->column(request.column).name()), runner_(*this, [this](Lane& lane) { finished(lane); }) {
    progress.phase("Counting bins of " + name_);
    runner_.add(std::make_shared<HistogramLane<T>>(table->columns()[request.column], request));
  }
  [[nodiscard]] std::string title() const override { return "Histogram of " + name_; }
  [[nodiscard]] int max_parallelism() const override { return 64; }
  [[nodiscard]] base::Step step() override {
    if (error()) return base::Step::Failed;
    if (stop_requested()) return failed({base::ErrorCode::Cancelled, "The histogram was cancelled.", {}, {}});
    return runner_.step();
  }
  [[nodiscard]] std::shared_ptr<const stats::Histogram> take() const override {
    const std::scoped_lock lock(mutex_);
    return result_;
  }

 private:
  void finished(Lane& lane) {
    auto histogram = std::make_shared<const stats::Histogram>(std::move(static_cast<HistogramLane<T>&>(lane).result));
    const std::scoped_lock lock(mutex_);
    result_ = std::move(histogram);
  }
  std::string name_;
  LaneRunner runner_;
  mutable std::mutex mutex_;
  std::shared_ptr<const stats::Histogram> result_;
};

}  // namespace

Result<std::shared_ptr<ColumnHistogram>> ColumnHistogram::make(data::TablePtr table, HistogramRequest request) {
  using base::ErrorCode;
  if (!table || request.column >= table->column_count()) {
    return base::fail(ErrorCode::InvalidArgument, "The table has no such column to draw a histogram of.");
  }
  const data::Column& column = table->column(request.column);
  if (request.low && request.high && !(*request.low < *request.high)) {
    return base::fail(ErrorCode::InvalidArgument, "The histogram's range is empty.", "Choose a range from low to high.");
  }
  switch (column.type()) {
    case data::Type::Real: return std::make_shared<HistogramTask<double>>(table, request);
    case data::Type::Integer:
    case data::Type::Timestamp: return std::make_shared<HistogramTask<std::int64_t>>(table, request);
    case data::Type::Boolean:
    case data::Type::Text: break;
  }
  return base::fail(ErrorCode::InvalidArgument,
                    "\"" + column.name() + "\" is a " + std::string(data::to_string(column.type())) +
                        " column: a histogram needs numbers or times.",
                    "Its frequencies are shown as bars instead.");
}

}  // namespace assay::profile
