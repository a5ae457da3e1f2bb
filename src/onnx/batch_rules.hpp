// Which operators treat the rows of a batch apart, and under which conditions: the ground for make_batch_dynamic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "onnx/graph_view.hpp"

namespace assay::onnx {

// A value that does not depend on the rows: an initializer or the output of a Constant node.
struct ConstantFacts {
  std::optional<std::vector<std::int64_t>> dims;    // when known
  std::optional<std::vector<std::int64_t>> values;  // of a small INT64 tensor: axes and shapes
};

// What is known of every value while the nodes are visited in order.
struct BatchState {
  std::unordered_map<std::string_view, ConstantFacts> constants;
  std::unordered_map<std::string_view, std::size_t> batched;  // values with a row per input row -> rank
};

// Read an INT64 / any TensorProto as a constant.
[[nodiscard]] ConstantFacts constant_of(wire::Bytes tensor);

// Does the node hold a subgraph (If, Loop, Scan, ...)? Such a graph reads outer values without listing them as inputs.
[[nodiscard]] bool holds_graph(const NodeView& node);

// The ranks of the node's outputs when it treats rows apart (axis 0 of all of them is the row), or why it is not
// known to: a text that completes "The model stays as it is: ...". At least one input is batched.
struct RowRule {
  std::vector<std::size_t> ranks;  // one for each output; the last is repeated
  std::string refusal;             // empty: fine
};
[[nodiscard]] RowRule row_rule(const NodeView& node, const BatchState& state);

}  // namespace assay::onnx
