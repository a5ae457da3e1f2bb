// What a person should know about a profile, with the evidence.
#pragma once

#include <vector>

#include "profile/profile.hpp"

namespace assay::profile {

// Alerts of a (possibly incomplete) profile by its options' thresholds; most severe first, then by how far the
// evidence exceeds the threshold, then by column.
[[nodiscard]] std::vector<Alert> find_alerts(const TableProfile& profile);

}  // namespace assay::profile
