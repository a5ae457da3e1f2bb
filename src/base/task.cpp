#include "base/task.hpp"

#include <algorithm>

namespace assay::base {

void Progress::phase(std::string text) {
  const std::scoped_lock lock(mutex_);
  phase_ = std::move(text);
}

std::string Progress::phase() const {
  const std::scoped_lock lock(mutex_);
  return phase_;
}

std::optional<double> Progress::fraction() const {
  const auto all = total.load(std::memory_order_relaxed);
  if (all == 0) return std::nullopt;
  const double share =
      static_cast<double>(done.load(std::memory_order_relaxed)) / static_cast<double>(all);
  return std::clamp(share, 0.0, 1.0);
}

Step Task::failed(Error error) {
  const std::scoped_lock lock(error_mutex_);
  if (!error_) error_ = std::move(error);
  return Step::Failed;
}

std::optional<Error> Task::error() const {
  const std::scoped_lock lock(error_mutex_);
  return error_;
}

}  // namespace assay::base
