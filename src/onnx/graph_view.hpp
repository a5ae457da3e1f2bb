// The main graph of a model as views into its bytes, for the rewriters: what they leave alone is copied, not parsed.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "onnx/wire.hpp"

namespace assay::onnx {

struct NodeView {
  wire::Field field;  // in the graph
  std::string_view op_type;
  std::string_view domain;  // "" also for "ai.onnx"
  std::string_view name;
  std::vector<std::string_view> inputs;
  std::vector<std::string_view> outputs;
};

struct GraphView {
  wire::Field graph;                  // in the model
  std::vector<wire::Field> fields;    // of the graph, in file order
  std::vector<NodeView> nodes;        // in file order
  bool has_main_opset = false;        // the model imports the domain ai.onnx
  std::vector<wire::Field> model_fields;
};

// Fails (Parse) on malformed bytes, and (Unsupported) on a model whose graph comes in several parts.
[[nodiscard]] base::Result<GraphView> view_graph(wire::Bytes model);

// The name of a ValueInfoProto, a TensorProto (by the field number of its name), ...
[[nodiscard]] std::string_view text_field(wire::Bytes message, std::uint32_t number);

// An attribute of a node by name; its content field is found with find_field(). Nothing when absent.
[[nodiscard]] std::optional<wire::Bytes> find_attribute(const NodeView& node, std::string_view name);
[[nodiscard]] std::optional<wire::Field> find_field(wire::Bytes message, std::uint32_t number);
[[nodiscard]] std::optional<std::int64_t> int_attribute(const NodeView& node, std::string_view name);
[[nodiscard]] std::vector<std::int64_t> ints_attribute(const NodeView& node, std::string_view name);

// All names that nodes read: in the main graph, and in the graphs inside its nodes, which see outer names too.
[[nodiscard]] std::unordered_multiset<std::string_view> names_read(const GraphView& view);

// The model with `graph` in place of its graph and `extra` after everything else.
[[nodiscard]] std::vector<std::byte> with_graph(const GraphView& view, const wire::Rope& graph,
                                                std::vector<std::byte> extra);

}  // namespace assay::onnx
