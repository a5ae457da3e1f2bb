#include "session/histogram_task.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "session/row_filter.hpp"

namespace assay::session {

using base::Step;

Step HistogramTask::gather() {
  const auto& column = table_->column(column_);
  if (chunk_ == 0) {
    auto room = base::allocate(static_cast<std::size_t>(table_->rows()) * sizeof(float));
    if (!room) return failed(room.error());
    values_ = *std::move(room);
  }
  const auto& array = *column.chunks()[chunk_];
  const auto first = chunk_ * static_cast<std::size_t>(data::chunk_rows);
  auto out = values_.as<float>().subspan(first, static_cast<std::size_t>(array.length()));
  for (std::int64_t row = 0; row < array.length(); ++row) {
    const double value = is_missing(array, row) ? std::numeric_limits<double>::quiet_NaN() : array.number(row);
    auto single = static_cast<float>(value);
    if (!std::isfinite(single)) single = std::numeric_limits<float>::quiet_NaN();
    out[static_cast<std::size_t>(row)] = single;
    if (std::isnan(single)) continue;
    lo_ = any_ ? std::min(lo_, single) : single;
    hi_ = any_ ? std::max(hi_, single) : single;
    any_ = true;
  }
  ++chunk_;
  ++progress.done;
  return Step::More;
}

Step HistogramTask::count() {
  if (pending_) {
    if (!pending_->ready()) return Step::Blocked;
    if (auto counted = pending_->take()) {
      publish(*counted);
      return Step::Done;
    }
    pending_.reset();
    gpu_ = nullptr;  // lost device or no answer: the CPU counts
  }
  if (gpu_ != nullptr && gpu_->adapter()) {
    pending_ = gpu_->histogram(request_);
    return Step::Blocked;
  }
  auto counted = compute::histogram_cpu(request_);
  if (!counted) return failed(counted.error());
  publish(*counted);
  return Step::Done;
}

void HistogramTask::publish(const compute::HistogramResult& counted) {
  auto& histogram = result_.histogram;
  histogram.rule = stats::HistogramRule::Fixed;
  histogram.counts.assign(counted.counts.begin(), counted.counts.end());
  const double width = (static_cast<double>(request_.hi) - request_.lo) / request_.bins;
  for (std::uint32_t i = 0; i <= request_.bins; ++i) {
    histogram.edges.push_back(static_cast<double>(request_.lo) + width * i);
  }
  result_.device = counted.device;
  result_.kernel_ms = counted.kernel_ms;
  result_.copy_ms = counted.copy_ms;
  done_ = true;
}

Step HistogramTask::step() {
  if (done_) return Step::Done;
  if (chunk_ < table_->chunk_count()) return gather();
  if (!any_) {  // nothing finite: no bins
    result_.device = "CPU";
    done_ = true;
    return Step::Done;
  }
  if (request_.values.empty()) {
    // Equal ends would make bins of no width: widen around the one value.
    if (lo_ == hi_) {
      const float around = std::max(0.5F, std::abs(lo_) * 1e-3F);
      lo_ -= around;
      hi_ += around;
    }
    request_ = {std::move(values_).freeze(), lo_, hi_, bins_};
  }
  return count();
}

}  // namespace assay::session
