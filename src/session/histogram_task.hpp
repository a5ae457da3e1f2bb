// HistogramTask: one column's histogram with a given number of bins, by the kernel on the CPU or the GPU.
#pragma once

#include <cstdint>
#include <memory>

#include "base/task.hpp"
#include "compute/kernels.hpp"
#include "data/table.hpp"
#include "session/state.hpp"

namespace assay::session {

// Values are gathered as float32 (NaN = missing; infinities are left out) chunk by chunk, then counted. With a
// `gpu` the WGSL twin counts; step() answers Blocked meanwhile, and the CPU takes over when the GPU fails.
class HistogramTask final : public base::Task {
 public:
  HistogramTask(data::TablePtr table, std::size_t column, std::uint32_t bins, compute::Gpu* gpu)
      : table_(std::move(table)), column_(column), bins_(bins), gpu_(gpu) {
    progress.phase("Counting");
    progress.total = table_->chunk_count();
  }

  [[nodiscard]] std::string title() const override { return "Histogram of " + table_->column(column_).name(); }
  [[nodiscard]] base::Step step() override;
  [[nodiscard]] ColumnHistogramResult take() { return std::move(result_); }

 private:
  [[nodiscard]] base::Step gather();
  [[nodiscard]] base::Step count();
  void publish(const compute::HistogramResult& counted);

  data::TablePtr table_;
  std::size_t column_;
  std::uint32_t bins_;
  compute::Gpu* gpu_;
  base::MutableBuffer values_;
  std::size_t chunk_ = 0;
  float lo_ = 0, hi_ = 0;
  bool any_ = false;
  compute::HistogramRequest request_;
  base::PendingPtr<compute::HistogramResult> pending_;
  bool done_ = false;
  ColumnHistogramResult result_;
};

}  // namespace assay::session
