// A Model as text for a terminal and as JSON for programs: what `assay inspect` prints.
#pragma once

#include <string>
#include <string_view>

#include "onnx/model.hpp"

namespace assay::onnx {

struct DescribeOptions {
  bool nodes = false;         // list every node of the main graph
  bool initializers = false;  // list every initializer
};

// Several lines, aligned, ending with a newline. Control characters in names are shown as "?" so that a model
// cannot steer the terminal.
[[nodiscard]] std::string describe_text(const Model& model, std::string_view file_name,
                                        const DescribeOptions& options = {});

// One JSON object, indented by 2. Counts that exceed 2^53 are still written as integers. Keys are stable:
// file, size_bytes, ir_version, producer {name, version}, domain, model_version, description, opsets [{domain,
// version}], metadata {key: value}, graph, inputs/outputs [{name, kind, type, element, shape}], counts {nodes,
// subgraph_nodes, functions, parameters, tree_nodes, tree_depth, ml_coefficients, weights_bytes, subgraph_depth},
// operators [{domain, op_type, count}], external_files, cpu_only, needs_external_data, has_control_flow, warnings,
// runtime_risks; nodes and initializers when asked for. shape is null where not stated; a dimension is a number,
// a symbol, or null.
[[nodiscard]] std::string describe_json(const Model& model, std::string_view file_name,
                                        const DescribeOptions& options = {});

}  // namespace assay::onnx
