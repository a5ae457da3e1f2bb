#include "profile/profiler.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "profile/alerts.hpp"
#include "profile/column_lane.hpp"
#include "profile/lane.hpp"
#include "profile/table_lanes.hpp"

namespace assay::profile {
namespace {

using Clock = std::chrono::steady_clock;

// Snapshots copy the profile, so on wide tables not every finished column makes one.
constexpr double publish_every_ms = 50;

class TableProfiler final : public Profiler {
 public:
  TableProfiler(data::TablePtr table, ProfileOptions options)
      : table_(std::move(table)), runner_(*this, [this](Lane& lane) { finished(lane); }) {
    profile_.name = table_->name();
    profile_.rows = static_cast<std::uint64_t>(table_->rows());
    profile_.memory_bytes = table_->size_bytes();
    profile_.options = options;
    // A row number of a sort has 32 bits.
    profile_.options.exact_rows = std::min<std::uint64_t>(options.exact_rows, UINT32_MAX);
    profile_.options.duplicate_rows = std::min<std::uint64_t>(options.duplicate_rows, UINT32_MAX);
    first_look_ = options.first_look && table_->rows() > data::chunk_rows;
    progress.phase("Profiling " + std::to_string(table_->column_count()) + " columns");
    start_columns(first_look_ ? data::chunk_rows : table_->rows());
  }

  [[nodiscard]] std::string title() const override { return "Profile " + table_->name(); }
  [[nodiscard]] int max_parallelism() const override { return 64; }

  [[nodiscard]] base::Step step() override {
    if (error()) return base::Step::Failed;
    if (stop_requested()) {
      return failed({base::ErrorCode::Cancelled, "Profiling was cancelled.", {}, {}});
    }
    note_thread();
    return runner_.step();
  }

  [[nodiscard]] TableProfilePtr snapshot() const override {
    const std::scoped_lock lock(published_mutex_);
    return published_;
  }
  [[nodiscard]] TableProfilePtr take() const override {
    const auto now = snapshot();
    return now && now->complete ? now : nullptr;
  }

 private:
  enum class Wave : std::uint8_t { FirstLook, FirstCorrelation, Columns, Table };

  void note_thread() {
    const std::scoped_lock lock(threads_mutex_);
    if (threads_.empty()) started_ = Clock::now();
    threads_.insert(std::this_thread::get_id());
  }

  [[nodiscard]] double elapsed_ms() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - started_).count();
  }

  void start_columns(std::int64_t rows) {
    wave_ = first_look_ && rows < table_->rows() ? Wave::FirstLook : Wave::Columns;
    lanes_left_ = table_->column_count();
    profile_.columns.resize(table_->column_count());  // those of the first look stay until they are replaced
    for (std::size_t i = 0; i < table_->column_count(); ++i) {
      runner_.add(make_column_lane({table_->columns()[i], i, rows, profile_.options}));
    }
    if (lanes_left_ == 0) start_table();
  }

  // Called by one thread at a time.
  void finished(Lane& lane) {
    if (auto* column = dynamic_cast<ColumnLane*>(&lane)) {
      const std::size_t at = column->profile.column;
      profile_.columns[at] = std::move(column->profile);
    } else if (auto* correlation = dynamic_cast<CorrelationLane*>(&lane)) {
      correlation->result.left_out = left_out_;
      profile_.correlation = std::move(correlation->result);
    } else if (auto* rows = dynamic_cast<RowLane*>(&lane)) {
      profile_.rows_with_missing = rows->rows_with_missing;
      profile_.duplicate_rows = rows->duplicate_rows;
      profile_.duplicates = std::move(rows->duplicates);
    }
    if (--lanes_left_ > 0) {
      // Nothing to show before the first look is whole.
      if (published_before_ && elapsed_ms() - published_at_ms_ > publish_every_ms) publish();
      return;
    }
    next_wave();
  }

  void next_wave() {
    switch (wave_) {
      case Wave::FirstLook:
        wave_ = Wave::FirstCorrelation;
        if (start_correlation(data::chunk_rows)) return;
        [[fallthrough]];
      case Wave::FirstCorrelation:
        publish();
        start_columns(table_->rows());
        return;
      case Wave::Columns: start_table(); return;
      case Wave::Table:
        profile_.complete = true;
        publish();
        return;
    }
  }

  void start_table() {
    wave_ = Wave::Table;
    progress.phase("Comparing columns and rows");
    lanes_left_ = 1;
    const bool duplicates = profile_.options.duplicates && table_->column_count() > 0 &&
                            profile_.rows <= profile_.options.duplicate_rows;
    start_correlation(table_->rows());
    runner_.add(RowLane::make(table_, duplicates));
  }

  // False when there is nothing to correlate.
  bool start_correlation(std::int64_t rows) {
    if (!profile_.options.correlations) return false;
    std::vector<CorrelationInput> inputs;
    left_out_.clear();
    for (const auto& column : profile_.columns) {
      if (!data::is_numeric(column.type)) continue;
      if (inputs.size() == profile_.options.max_correlation_columns) {
        left_out_.push_back(column.column);
      } else {
        inputs.push_back(correlation_input(column));
      }
    }
    if (inputs.size() < 2) return false;
    lanes_left_ += 1;
    runner_.add(CorrelationLane::make(table_, rows, std::move(inputs)));
    return true;
  }

  static CorrelationInput correlation_input(const ColumnProfile& column) {
    CorrelationInput input{column.column, 0, 0, 0};
    if (column.numeric) {
      input.mean = column.numeric->mean.value_or(0);
      input.min = column.numeric->min.value_or(0);
      input.max = column.numeric->max.value_or(0);
    } else if (column.top) {
      for (const auto& value : column.top->values) {
        const bool yes = value.label == "true";
        if (yes) {
          input.mean = static_cast<double>(value.count) / static_cast<double>(column.present());
          input.max = 1;
        }
      }
      input.min = input.mean < 1 ? 0 : 1;
    }
    return input;
  }

  void publish() {
    profile_.cells_missing = 0;
    profile_.rows_seen = profile_.rows;
    for (const auto& column : profile_.columns) {
      profile_.cells_missing += column.missing;
      profile_.rows_seen = std::min(profile_.rows_seen, column.rows);
    }
    profile_.alerts = find_alerts(profile_);
    profile_.elapsed_ms = elapsed_ms();
    {
      const std::scoped_lock lock(threads_mutex_);
      profile_.threads = static_cast<int>(threads_.size());
    }
    auto copy = std::make_shared<const TableProfile>(profile_);
    published_before_ = true;
    published_at_ms_ = profile_.elapsed_ms;
    const std::scoped_lock lock(published_mutex_);
    published_ = std::move(copy);
  }

  data::TablePtr table_;
  TableProfile profile_;  // touched by finished() alone, and so by one thread at a time
  LaneRunner runner_;
  bool first_look_ = false;
  Wave wave_ = Wave::Columns;
  std::size_t lanes_left_ = 0;
  std::vector<std::size_t> left_out_;
  bool published_before_ = false;
  double published_at_ms_ = 0;
  mutable std::mutex published_mutex_;
  TableProfilePtr published_;
  std::mutex threads_mutex_;
  std::set<std::thread::id> threads_;
  Clock::time_point started_ = Clock::now();
};

}  // namespace

std::shared_ptr<Profiler> Profiler::make(data::TablePtr table, ProfileOptions options) {
  return std::make_shared<TableProfiler>(std::move(table), options);
}

}  // namespace assay::profile
