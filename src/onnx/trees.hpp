// Size and depth of the trees inside an ai.onnx.ml tree ensemble, without building them.
#pragma once

#include <cstdint>

#include "onnx/wire.hpp"

namespace assay::onnx {

struct TreeFacts {
  std::uint64_t nodes = 0;     // branches and leaves
  std::uint64_t depth = 0;     // longest path from a root, in branches
  bool cyclic = false;         // some path comes back to itself: prediction would not end
  bool dangling = false;       // a branch leads to a node that does not exist
  bool inconsistent = false;   // the parallel lists have different lengths
};

// `node`: the bytes of a NodeProto (well-formed protobuf) of TreeEnsembleClassifier, TreeEnsembleRegressor
// (ai.onnx.ml 1 to 4) or TreeEnsemble (5). Linear in their size but for one sort; no recursion.
[[nodiscard]] TreeFacts read_trees(wire::Bytes node);

}  // namespace assay::onnx
