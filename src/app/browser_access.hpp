// AccessFeed: sends what changed in the accessibility tree to the page, at most ten times a second.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "bridge/outbox.hpp"
#include "ui/accessibility.hpp"

namespace assay::app {

class AccessFeed {
 public:
  static constexpr double shortest_interval_ms = 100;

  // After a frame. Returns how many milliseconds until what was held back may be sent, or -1 when nothing was.
  double update(const ui::AccessTree& tree, double now_ms, bool settled, bridge::Outbox& outbox);

 private:
  std::unordered_map<std::uint32_t, ui::AccessNode> sent_;
  std::vector<std::uint32_t> order_;
  std::uint64_t revision_ = 0;
  bool any_ = false;
  double sent_at_ms_ = 0;
};

[[nodiscard]] ui::Action action_of(bridge::AccessVerb verb);

}  // namespace assay::app
