#include "ui/accessibility.hpp"

#include <algorithm>
#include <array>

namespace assay::ui {

namespace {

// FNV-1a, folded over what names a node without an id of its own.
std::uint32_t hash(std::uint32_t seed, std::string_view text) {
  std::uint32_t h = 2'166'136'261U ^ seed;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16'777'619U;
  return h == 0 ? 1 : h;
}

bool applies(Action action, const AccessNode& node) {
  switch (action) {
    case Action::SetValue:
      return node.role == Role::TextBox || node.role == Role::SearchBox || node.role == Role::ComboBox ||
             node.role == Role::SpinButton || node.role == Role::Slider;
    case Action::Focus: return node.focusable;
    case Action::ScrollIntoView: return true;
    default: return node.focusable || node.role == Role::GridCell || node.role == Role::ColumnHeader;
  }
}

}  // namespace

std::string_view aria_role(Role role) {
  static constexpr std::array<std::string_view, 38> names = {
      "banner",   "navigation", "main",     "complementary", "region",   "group",     "toolbar",  "dialog",
      "menu",     "list",       "listbox",  "tablist",       "grid",     "table",     "row",      "columnheader",
      "rowheader", "gridcell",  "listitem", "heading",       "none",     "button",    "link",     "textbox",
      "searchbox", "spinbutton", "checkbox", "radio",        "combobox", "option",    "tab",      "menuitem",
      "slider",   "progressbar", "alert",   "status",        "img",      "separator"};
  return names[static_cast<std::size_t>(role)];
}

bool AccessTree::perform(std::uint32_t id, Action action, std::string_view value) {
  const auto node = std::find_if(nodes_.begin(), nodes_.end(), [id](const AccessNode& n) { return n.id == id; });
  if (node == nodes_.end() || node->disabled || !applies(action, *node)) return false;
  pending_.push_back({id, action, std::string(value), 3});
  return true;
}

const AccessNode* AccessTree::find(Role role, std::string_view name) const {
  const auto node = std::find_if(nodes_.begin(), nodes_.end(),
                                 [&](const AccessNode& n) { return n.role == role && n.name == name; });
  return node == nodes_.end() ? nullptr : &*node;
}

void AccessTree::begin_frame() {
  building_.clear();
  open_.clear();
  seen_.clear();
  used_.clear();
}

void AccessTree::end_frame() {
  for (const Seen& item : seen_) {
    if (item.label.empty() || used_.contains(item.id)) continue;
    AccessNode node;
    node.id = item.id;
    node.role = item.inputable ? Role::TextBox : item.checkable ? Role::CheckBox : Role::Button;
    node.name = item.label;
    node.rect = item.rect;
    node.focusable = true;
    if (item.checkable) node.checked = item.checked;
    building_.push_back(std::move(node));
  }
  std::erase_if(pending_, [](Pending& p) { return --p.frames_left <= 0; });
  if (building_ != nodes_) {
    nodes_.swap(building_);
    ++revision_;
  }
}

AccessNode& AccessTree::add(AccessNode node) {
  node.parent = open_.empty() ? 0 : open_.back();
  if (node.id == 0) node.id = hash(node.parent * 31U + static_cast<std::uint32_t>(node.role), node.name);
  while (!used_.insert(node.id).second) node.id = hash(node.id, node.name);
  return building_.emplace_back(std::move(node));
}

AccessNode& AccessTree::open(AccessNode node) {
  AccessNode& added = add(std::move(node));
  open_.push_back(added.id);
  return added;
}

void AccessTree::close() {
  if (!open_.empty()) open_.pop_back();
}

bool AccessTree::take(std::uint32_t id, Action action) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const Pending& p) { return p.id == id && p.action == action; });
  if (found == pending_.end()) return false;
  pending_.erase(found);
  return true;
}

std::optional<std::string> AccessTree::take_value(std::uint32_t id) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const Pending& p) { return p.id == id && p.action == Action::SetValue; });
  if (found == pending_.end()) return std::nullopt;
  std::string value = std::move(found->value);
  pending_.erase(found);
  return value;
}

void AccessTree::seen(std::uint32_t id, AccessRect rect) { seen_.push_back({id, rect, {}, false, false, false}); }

void AccessTree::labelled(std::uint32_t id, std::string_view label, bool checkable, bool checked, bool inputable) {
  if (label.empty() || label.starts_with("##")) return;
  const auto item = std::find_if(seen_.rbegin(), seen_.rend(), [id](const Seen& s) { return s.id == id; });
  if (item == seen_.rend()) return;
  item->label = label.substr(0, label.find("##"));
  item->checkable = checkable;
  item->checked = checked;
  item->inputable = inputable;
}

}  // namespace assay::ui
