#include "onnx/trees.hpp"

#include <catch2/catch_test_macros.hpp>

#include "model_bytes.hpp"

using namespace assay::onnx;
using namespace assay::onnx::testing;

namespace {

// The bytes inside the node message.
Bytes ensemble(const std::vector<std::int64_t>& trees, const std::vector<std::int64_t>& ids,
               const std::vector<std::int64_t>& yes, const std::vector<std::int64_t>& no,
               const std::vector<std::string>& modes) {
  return joined({text(p::node::OpType, "TreeEnsembleRegressor"), ints_attribute("nodes_treeids", trees),
                 ints_attribute("nodes_nodeids", ids), ints_attribute("nodes_truenodeids", yes),
                 ints_attribute("nodes_falsenodeids", no), strings_attribute("nodes_modes", modes)});
}

}  // namespace

TEST_CASE("an ensemble without attributes has no nodes") {
  const TreeFacts facts = read_trees(text(p::node::OpType, "TreeEnsembleRegressor"));
  CHECK(facts.nodes == 0);
  CHECK(facts.depth == 0);
  CHECK_FALSE(facts.inconsistent);
}

TEST_CASE("a single leaf has depth 0") {
  const TreeFacts facts = read_trees(ensemble({0}, {0}, {0}, {0}, {"LEAF"}));
  CHECK(facts.nodes == 1);
  CHECK(facts.depth == 0);
  CHECK_FALSE(facts.cyclic);
}

TEST_CASE("depth is the longest path over all trees, whatever the order of nodes") {
  // Tree 0: one split. Tree 7: a chain of two splits, ids 5 -> 3, leaves 1, 2, 9.
  const TreeFacts facts = read_trees(ensemble({7, 7, 7, 7, 7, 0, 0, 0}, {3, 5, 1, 2, 9, 0, 1, 2}, {2, 3, 0, 0, 0, 1, 0, 0},
                                              {9, 1, 0, 0, 0, 2, 0, 0},
                                              {"BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF", "BRANCH_LT", "LEAF", "LEAF"}));
  CHECK(facts.nodes == 8);
  CHECK(facts.depth == 2);
  CHECK_FALSE(facts.cyclic);
  CHECK_FALSE(facts.dangling);
}

TEST_CASE("trees that lead back to themselves or nowhere, and lists of different lengths") {
  CHECK(read_trees(ensemble({0, 0}, {0, 1}, {1, 0}, {1, 0}, {"BRANCH_LEQ", "BRANCH_LEQ"})).cyclic);
  CHECK(read_trees(ensemble({0}, {0}, {0}, {0}, {"BRANCH_LEQ"})).cyclic);
  CHECK(read_trees(ensemble({0}, {0}, {5}, {-1}, {"BRANCH_LEQ"})).dangling);
  CHECK(read_trees(ensemble({0, 0}, {0}, {0}, {0}, {"LEAF"})).inconsistent);
}

TEST_CASE("a chain of 200,000 branches costs no stack") {
  constexpr std::int64_t n = 200'000;
  std::vector<std::int64_t> tree(n + 1, 0), ids, yes, no;
  std::vector<std::string> modes(n, "BRANCH_LEQ");
  for (std::int64_t i = 0; i <= n; ++i) {
    ids.push_back(i);
    yes.push_back(i + 1);
    no.push_back(n);
  }
  modes.emplace_back("LEAF");
  const TreeFacts facts = read_trees(ensemble(tree, ids, yes, no, modes));
  CHECK(facts.depth == static_cast<std::uint64_t>(n));
  CHECK_FALSE(facts.cyclic);
}

TEST_CASE("version 5 trees number leaves apart") {
  const Bytes node = joined({text(p::node::OpType, "TreeEnsemble"), ints_attribute("nodes_truenodeids", {1, 0}),
                             ints_attribute("nodes_falsenodeids", {2, 1}), ints_attribute("nodes_trueleafs", {0, 1}),
                             ints_attribute("nodes_falseleafs", {1, 1}), ints_attribute("leaf_targetids", {0, 0, 0})});
  const TreeFacts facts = read_trees(node);
  CHECK(facts.nodes == 5);
  CHECK(facts.depth == 2);
  CHECK_FALSE(facts.cyclic);
  CHECK_FALSE(facts.dangling);
}
