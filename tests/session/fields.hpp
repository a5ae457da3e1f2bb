#pragma once

#include <string>

#include "data/types.hpp"

namespace assay::session::testing {

inline data::Field field(std::string name, data::Type type) { return {std::move(name), type, false, {}}; }

}  // namespace assay::session::testing
