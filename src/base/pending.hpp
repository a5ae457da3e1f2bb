// Pending<T>: an answer that arrives later, from another thread, process or the browser.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/result.hpp"

namespace assay::base {

// One writer calls resolve() once; one reader polls ready() (from a Task's step, which answers Blocked
// meanwhile) and then takes the result once.
template <class T>
class Pending {
 public:
  void resolve(Result<T> result) {
    const std::scoped_lock lock(mutex_);
    if (!result_) result_.emplace(std::move(result));
  }
  [[nodiscard]] bool ready() const {
    const std::scoped_lock lock(mutex_);
    return result_.has_value();
  }
  // Only after ready().
  [[nodiscard]] Result<T> take() {
    const std::scoped_lock lock(mutex_);
    return std::move(*result_);
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Result<T>> result_;
};

template <class T>
using PendingPtr = std::shared_ptr<Pending<T>>;

}  // namespace assay::base
