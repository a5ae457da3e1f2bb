// Derived<T>: a value that the session computes from the document, and what is known of it now. Every panel
// draws the four states the same way.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace assay::session {

enum class DerivedState : std::uint8_t {
  Absent,   // nothing to compute it from
  Pending,  // being computed; `value` may hold an answer so far
  Ready,
  Failed,   // see `error`
};

template <class T>
struct Derived {
  DerivedState state = DerivedState::Absent;
  std::shared_ptr<const T> value;   // Ready: exact. Pending: the answer so far, or null
  std::optional<double> fraction;   // Pending: progress in [0, 1], where known
  std::string phase;                // Pending: what is being done
  std::optional<base::Error> error; // Failed
};

}  // namespace assay::session
