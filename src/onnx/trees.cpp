#include "onnx/trees.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <vector>

#include "onnx/proto.hpp"

namespace assay::onnx {

namespace {

constexpr std::int64_t no_child = -1;

struct Lists {
  std::vector<std::int64_t> tree_ids, node_ids, true_ids, false_ids, true_leafs, false_leafs, leaf_targets;
  std::vector<bool> is_leaf;
};

void read_ints(const wire::Field& field, std::vector<std::int64_t>& out) {
  if (field.number != proto::attribute::Ints) return;
  // Malformed numbers end the list early, which shows as inconsistent lengths.
  static_cast<void>(wire::for_each_varint(field, [&](std::uint64_t v) { out.push_back(static_cast<std::int64_t>(v)); }));
}

void read_attribute(wire::Bytes bytes, Lists& lists) {
  std::string_view name;
  for (wire::Reader r(bytes); const auto f = r.next();) {
    if (f->is(proto::attribute::Name, wire::Type::Length)) name = f->text();
  }
  std::vector<std::int64_t>* ints = nullptr;
  if (name == "nodes_treeids") ints = &lists.tree_ids;
  else if (name == "nodes_nodeids") ints = &lists.node_ids;
  else if (name == "nodes_truenodeids") ints = &lists.true_ids;
  else if (name == "nodes_falsenodeids") ints = &lists.false_ids;
  else if (name == "nodes_trueleafs") ints = &lists.true_leafs;
  else if (name == "nodes_falseleafs") ints = &lists.false_leafs;
  else if (name == "leaf_targetids") ints = &lists.leaf_targets;
  const bool modes = name == "nodes_modes";
  if (ints == nullptr && !modes) return;
  for (wire::Reader r(bytes); const auto f = r.next();) {
    if (ints != nullptr) read_ints(*f, *ints);
    else if (f->is(proto::attribute::Strings, wire::Type::Length)) lists.is_leaf.push_back(f->text() == "LEAF");
  }
}

// Children of node i: [0] true, [1] false; no_child for none.
using Children = std::vector<std::array<std::int64_t, 2>>;

// Longest path over a graph that should be a forest; sets facts.cyclic where it is not one.
void measure_depth(const Children& children, TreeFacts& facts) {
  enum : std::uint8_t { New, Open, Closed };
  std::vector<std::uint8_t> state(children.size(), New);
  std::vector<std::uint64_t> height(children.size(), 0);
  std::vector<std::pair<std::size_t, int>> stack;  // node, next child to look at
  for (std::size_t root = 0; root < children.size(); ++root) {
    if (state[root] != New) continue;
    stack.emplace_back(root, 0);
    state[root] = Open;
    while (!stack.empty()) {
      auto& [at, next] = stack.back();
      if (next == 2) {
        facts.depth = std::max(facts.depth, height[at]);
        state[at] = Closed;
        const std::uint64_t below = height[at] + 1;
        stack.pop_back();
        if (!stack.empty()) height[stack.back().first] = std::max(height[stack.back().first], below);
        continue;
      }
      const std::int64_t child = children[at][static_cast<std::size_t>(next++)];
      if (child == no_child) continue;
      const auto c = static_cast<std::size_t>(child);
      if (state[c] == Open) facts.cyclic = true;
      else if (state[c] == Closed) height[at] = std::max(height[at], height[c] + 1);
      else {
        state[c] = Open;
        stack.emplace_back(c, 0);
      }
    }
  }
}

// ai.onnx.ml 1 to 4: nodes are named by (tree id, node id) pairs in any order, leaves are nodes.
Children link_named(const Lists& lists, TreeFacts& facts) {
  const std::size_t n = lists.tree_ids.size();
  facts.nodes = std::max(n, lists.is_leaf.size());
  if (lists.node_ids.size() != n || lists.true_ids.size() != n || lists.false_ids.size() != n ||
      lists.is_leaf.size() != n) {
    facts.inconsistent = true;
    return {};
  }
  std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>> index;
  index.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    index.emplace_back(lists.tree_ids[i], lists.node_ids[i], static_cast<std::int64_t>(i));
  }
  std::ranges::sort(index);
  const auto find = [&](std::int64_t tree, std::int64_t id) {
    const auto at = std::ranges::lower_bound(index, std::tuple{tree, id, std::int64_t{0}});
    if (at != index.end() && std::get<0>(*at) == tree && std::get<1>(*at) == id) return std::get<2>(*at);
    facts.dangling = true;
    return no_child;
  };
  Children children(n, {no_child, no_child});
  for (std::size_t i = 0; i < n; ++i) {
    if (lists.is_leaf[i]) continue;
    children[i] = {find(lists.tree_ids[i], lists.true_ids[i]), find(lists.tree_ids[i], lists.false_ids[i])};
  }
  return children;
}

// ai.onnx.ml 5: children are positions in the list of branches, or in the list of leaves where flagged.
Children link_positions(const Lists& lists, TreeFacts& facts) {
  const std::size_t n = lists.true_ids.size();
  const std::size_t leaves = lists.leaf_targets.size();
  facts.nodes = n + leaves;
  if (lists.false_ids.size() != n || lists.true_leafs.size() != n || lists.false_leafs.size() != n) {
    facts.inconsistent = true;
    return {};
  }
  // Leaves follow the branches in one numbering.
  const auto find = [&](std::int64_t id, bool leaf) {
    if (id < 0 || static_cast<std::uint64_t>(id) >= (leaf ? leaves : n)) {
      facts.dangling = true;
      return no_child;
    }
    return leaf ? static_cast<std::int64_t>(n) + id : id;
  };
  Children children(n + leaves, {no_child, no_child});
  for (std::size_t i = 0; i < n; ++i) {
    children[i] = {find(lists.true_ids[i], lists.true_leafs[i] != 0),
                   find(lists.false_ids[i], lists.false_leafs[i] != 0)};
  }
  return children;
}

}  // namespace

TreeFacts read_trees(wire::Bytes node) {
  Lists lists;
  for (wire::Reader r(node); const auto f = r.next();) {
    if (f->is(proto::node::Attribute, wire::Type::Length)) read_attribute(f->bytes, lists);
  }
  TreeFacts facts;
  const bool named = !lists.tree_ids.empty() || !lists.node_ids.empty() || lists.true_leafs.empty();
  const Children children = named ? link_named(lists, facts) : link_positions(lists, facts);
  measure_depth(children, facts);
  return facts;
}

}  // namespace assay::onnx
