#include "app/browser_access.hpp"

#include <utility>

namespace assay::app {
namespace {

bridge::AccessInfo info_of(const ui::AccessNode& node) {
  bridge::AccessInfo info;
  info.id = node.id;
  info.parent = node.parent;
  info.role = ui::aria_role(node.role);
  info.name = node.name;
  info.value = node.value;
  info.description = node.description;
  info.rect = {node.rect.x, node.rect.y, node.rect.width, node.rect.height};
  info.focusable = node.focusable;
  info.focused = node.focused;
  info.disabled = node.disabled;
  info.selected = node.selected;
  info.modal = node.modal;
  info.checked = node.checked;
  info.expanded = node.expanded;
  if (node.level) info.level = static_cast<std::uint32_t>(*node.level);
  info.row = node.row;
  info.column = node.column;
  info.row_count = node.row_count;
  info.column_count = node.column_count;
  info.now = node.now;
  info.low = node.low;
  info.high = node.high;
  info.sort = node.sort;
  return info;
}

}  // namespace

double AccessFeed::update(const ui::AccessTree& tree, double now_ms, bool settled, bridge::Outbox& outbox) {
  if (any_ && tree.revision() == revision_) return -1;
  const double wait_ms = sent_at_ms_ + shortest_interval_ms - now_ms;
  if (any_ && wait_ms > 0 && !settled) return wait_ms;

  bridge::AccessUpdate message;
  std::vector<std::uint32_t> order;
  bool structure = false;
  for (const auto& node : tree.nodes()) {
    order.push_back(node.id);
    auto [at, fresh] = sent_.try_emplace(node.id, node);
    if (!fresh && at->second == node) continue;
    structure = structure || fresh || at->second.parent != node.parent;
    at->second = node;
    message.nodes.push_back(info_of(node));
  }
  if (structure || order != order_) {
    message.order = order;
    if (sent_.size() > order.size()) {
      std::unordered_map<std::uint32_t, ui::AccessNode> kept;
      for (const auto id : order) {
        if (auto at = sent_.find(id); at != sent_.end()) kept.insert(std::move(*at));
      }
      sent_ = std::move(kept);
    }
    order_ = std::move(order);
  }
  revision_ = tree.revision();
  any_ = true;
  sent_at_ms_ = now_ms;
  if (!message.nodes.empty() || message.order) outbox.post(message);
  return -1;
}

ui::Action action_of(bridge::AccessVerb verb) {
  switch (verb) {
    case bridge::AccessVerb::Click: return ui::Action::Click;
    case bridge::AccessVerb::Focus: return ui::Action::Focus;
    case bridge::AccessVerb::SetValue: return ui::Action::SetValue;
    case bridge::AccessVerb::Increment: return ui::Action::Increment;
    case bridge::AccessVerb::Decrement: return ui::Action::Decrement;
    case bridge::AccessVerb::Expand: return ui::Action::Expand;
    case bridge::AccessVerb::ContextMenu: return ui::Action::ContextMenu;
    case bridge::AccessVerb::ScrollIntoView: return ui::Action::ScrollIntoView;
  }
  return ui::Action::Click;
}

}  // namespace assay::app
