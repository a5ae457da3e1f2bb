#include <algorithm>
#include <array>
#include <unordered_set>

#include "onnx/batch_rules.hpp"
#include "onnx/graph_view.hpp"
#include "onnx/model.hpp"
#include "onnx/proto.hpp"
#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

using wire::Type;
using Bytes = std::vector<std::byte>;

constexpr std::string_view batch_symbol = "batch";

DynamicBatch unchanged(std::string reason) {
  DynamicBatch out;
  out.reason = "The model stays as it is: " + std::move(reason);
  return out;
}

// Replace the first field on `path` by one with the content `leaf`; the rest is copied. Depth = path length.
Bytes replace_first(wire::Bytes message, std::span<const std::uint32_t> path, wire::Bytes leaf) {
  Bytes out;
  bool done = false;
  for (wire::Reader r(message); const auto f = r.next();) {
    if (done || !f->is(path.front(), Type::Length)) {
      out.insert(out.end(), f->raw.begin(), f->raw.end());
      continue;
    }
    done = true;
    if (path.size() == 1) wire::put_bytes_field(out, path.front(), leaf);
    else wire::put_bytes_field(out, path.front(), replace_first(f->bytes, path.subspan(1), leaf));
  }
  return out;
}

Bytes with_batch_symbol(wire::Bytes value_info) {
  constexpr std::array<std::uint32_t, 4> first_dim{proto::value_info::Type, proto::type::Tensor,
                                                   proto::tensor_type::Shape, proto::shape::Dim};
  Bytes dim;
  wire::put_text_field(dim, proto::dim::Param, batch_symbol);
  return replace_first(value_info, first_dim, dim);
}

void collect_constants(const GraphView& view, BatchState& state) {
  for (const wire::Field& f : view.fields) {
    if (f.is(proto::graph::Initializer, Type::Length)) {
      state.constants.emplace(text_field(f.bytes, proto::tensor::Name), constant_of(f.bytes));
    }
  }
  for (const NodeView& node : view.nodes) {
    if (node.op_type != "Constant" || !node.domain.empty() || node.outputs.size() != 1) continue;
    const auto value = find_attribute(node, "value");
    const auto tensor = value ? find_field(*value, proto::attribute::T) : std::nullopt;
    state.constants.emplace(node.outputs.front(), tensor ? constant_of(tensor->bytes) : ConstantFacts{});
  }
}

// A reason to leave the inputs alone, or nothing; fills state.batched.
std::optional<std::string> check_inputs(const Model& model, BatchState& state) {
  if (model.inputs.empty()) return "it has no inputs.";
  const auto free_rows = [](const ValueInfo& v) { return v.has_shape && !v.dims.empty() && !v.dims.front().value; };
  if (std::ranges::all_of(model.inputs, free_rows)) return "its inputs take any number of rows already.";
  for (const ValueInfo& input : model.inputs) {
    if (input.kind != ValueKind::Tensor || !input.has_shape || input.dims.empty()) {
      return "its input " + quoted_name(input.name) + " has no first dimension for the rows.";
    }
    if (input.dims.front().value != 1) {
      return "the first dimension of its input " + quoted_name(input.name) + " is not 1.";
    }
    state.batched.emplace(input.name, input.dims.size());
  }
  return std::nullopt;
}

// Visit the nodes in order (ONNX lists them so that inputs come first).
std::optional<std::string> check_nodes(const GraphView& view, BatchState& state) {
  for (const NodeView& node : view.nodes) {
    const bool depends = std::ranges::any_of(node.inputs, [&](auto name) { return state.batched.contains(name); });
    RowRule rule;
    if (depends) rule = row_rule(node, state);
    if (!rule.refusal.empty()) return rule.refusal;
    if (!depends && holds_graph(node)) return std::string(node.op_type) + " holds a graph of its own.";
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i].empty()) continue;
      if (depends) state.batched.insert_or_assign(node.outputs[i], rule.ranks[std::min(i, rule.ranks.size() - 1)]);
      else state.constants.try_emplace(node.outputs[i]);
    }
  }
  return std::nullopt;
}

std::optional<std::string> check_outputs(const Model& model, const BatchState& state) {
  for (const ValueInfo& output : model.outputs) {
    const auto at = state.batched.find(output.name);
    if (at == state.batched.end()) return "its output " + quoted_name(output.name) + " does not depend on the rows.";
    if (output.kind == ValueKind::Tensor && output.has_shape &&
        (output.dims.size() != at->second || (output.dims.front().value && *output.dims.front().value != 1))) {
      return "its output " + quoted_name(output.name) + " has another shape than one row for each row.";
    }
  }
  return std::nullopt;
}

}  // namespace

base::Result<DynamicBatch> make_batch_dynamic(std::span<const std::byte> bytes) {
  auto model = read_model(bytes);
  if (!model) return std::unexpected(std::move(model.error()));
  if (model->listing_truncated) return unchanged("it has too many entries to be checked.");
  BatchState state;
  if (auto reason = check_inputs(*model, state)) return unchanged(std::move(*reason));
  auto viewed = view_graph(bytes);
  if (!viewed) return std::unexpected(std::move(viewed.error()));
  const GraphView& view = *viewed;
  collect_constants(view, state);
  if (auto reason = check_nodes(view, state)) return unchanged(std::move(*reason));
  if (auto reason = check_outputs(*model, state)) return unchanged(std::move(*reason));

  std::unordered_set<std::string_view> changed_inputs;
  for (const ValueInfo& input : model->inputs) changed_inputs.insert(input.name);
  DynamicBatch result;
  wire::Rope graph;
  for (const wire::Field& f : view.fields) {
    const bool input = f.is(proto::graph::Input, Type::Length) &&
                       changed_inputs.contains(text_field(f.bytes, proto::value_info::Name));
    if (input || f.is(proto::graph::Output, Type::Length)) {
      Bytes field;
      wire::put_bytes_field(field, f.number, with_batch_symbol(f.bytes));
      graph.own(std::move(field));
    } else if (f.number != proto::graph::ValueInfo) {
      graph.copy(f.raw);  // value_info is left out: its shapes say 1 too, and it is only a hint
    }
  }
  for (const ValueInfo& input : model->inputs) result.inputs.push_back(input.name);
  result.changed = true;
  result.bytes = with_graph(view, graph, {});
  return result;
}

}  // namespace assay::onnx
