#include <algorithm>
#include <unordered_map>

#include "onnx/graph_view.hpp"
#include "onnx/model.hpp"
#include "onnx/proto.hpp"
#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

using wire::Type;
using Bytes = std::vector<std::byte>;

constexpr std::uint64_t fallback_opset = 13;  // for a model that names no ai.onnx version; Identity is the same in all

std::vector<std::string> strings_attribute(const NodeView& node, std::string_view name) {
  std::vector<std::string> out;
  const auto attribute = find_attribute(node, name);
  if (!attribute) return out;
  for (wire::Reader r(*attribute); const auto f = r.next();) {
    bool changed = false;
    if (f->is(proto::attribute::Strings, Type::Length)) out.push_back(clean_text(f->text(), changed));
  }
  return out;
}

Bytes identity_node(const NodeView& zipmap) {
  Bytes out;
  wire::put_text_field(out, proto::node::Input, zipmap.inputs.front());
  wire::put_text_field(out, proto::node::Output, zipmap.outputs.front());
  if (!zipmap.name.empty()) wire::put_text_field(out, proto::node::Name, zipmap.name);
  wire::put_text_field(out, proto::node::OpType, "Identity");
  return out;
}

// ValueInfo of tensor(float)[?, labels].
Bytes probabilities_output(std::string_view name, std::uint64_t labels) {
  Bytes dim;
  wire::put_varint_field(dim, proto::dim::Value, labels);
  Bytes shape;
  wire::put_bytes_field(shape, proto::shape::Dim, {});
  wire::put_bytes_field(shape, proto::shape::Dim, dim);
  Bytes tensor;
  wire::put_varint_field(tensor, proto::tensor_type::ElemType, static_cast<std::uint64_t>(ElementType::Float));
  wire::put_bytes_field(tensor, proto::tensor_type::Shape, shape);
  Bytes type;
  wire::put_bytes_field(type, proto::type::Tensor, tensor);
  Bytes out;
  wire::put_text_field(out, proto::value_info::Name, name);
  wire::put_bytes_field(out, proto::value_info::Type, type);
  return out;
}

bool is_zipmap(const NodeView& node) {
  return node.op_type == "ZipMap" && node.domain == "ai.onnx.ml" && node.inputs.size() == 1 &&
         node.outputs.size() == 1;
}

RemovedZipMap describe(const NodeView& node) {
  RemovedZipMap out;
  bool changed = false;
  out.node_name = clean_text(node.name, changed);
  out.output = clean_text(node.outputs.front(), changed);
  out.int_labels = ints_attribute(node, "classlabels_int64s");
  // The operator's rule: exactly one of the two is given; a model that gives both is read as having texts.
  out.string_labels = strings_attribute(node, "classlabels_strings");
  if (!out.string_labels.empty()) out.int_labels.clear();
  return out;
}

// Graph output -> number of labels, of the ZipMaps that can go; their descriptions are added to `removed`.
std::unordered_map<std::string_view, std::uint64_t> find_removable(const GraphView& view,
                                                                   std::vector<RemovedZipMap>& removed) {
  const auto read = names_read(view);
  std::unordered_set<std::string_view> outputs;
  for (const wire::Field& f : view.fields) {
    if (f.is(proto::graph::Output, Type::Length)) outputs.insert(text_field(f.bytes, proto::value_info::Name));
  }
  std::unordered_map<std::string_view, std::uint64_t> replaced;
  for (const NodeView& n : view.nodes) {
    if (!is_zipmap(n) || !outputs.contains(n.outputs.front()) || read.contains(n.outputs.front())) continue;
    RemovedZipMap description = describe(n);
    const std::uint64_t labels = std::max(description.int_labels.size(), description.string_labels.size());
    if (labels == 0 || !replaced.emplace(n.outputs.front(), labels).second) continue;
    removed.push_back(std::move(description));
  }
  return replaced;
}

}  // namespace

base::Result<std::optional<ZipMapRemoval>> remove_zipmap(std::span<const std::byte> bytes) {
  auto viewed = view_graph(bytes);
  if (!viewed) return std::unexpected(std::move(viewed.error()));
  const GraphView& view = *viewed;
  if (std::ranges::none_of(view.nodes, is_zipmap)) return std::nullopt;
  ZipMapRemoval result;
  const auto replaced = find_removable(view, result.removed);
  if (replaced.empty()) return std::nullopt;

  wire::Rope graph;
  std::size_t node = 0;
  for (const wire::Field& f : view.fields) {
    const bool is_node = f.is(proto::graph::Node, Type::Length);
    const NodeView* n = is_node ? &view.nodes[node++] : nullptr;
    const bool info = f.type == Type::Length && (f.number == proto::graph::Output || f.number == proto::graph::ValueInfo);
    const std::string_view name = info ? text_field(f.bytes, proto::value_info::Name) : std::string_view{};
    Bytes field;
    if (n != nullptr && is_zipmap(*n) && replaced.contains(n->outputs.front())) {
      wire::put_bytes_field(field, f.number, identity_node(*n));
      graph.own(std::move(field));
    } else if (info && replaced.contains(name)) {
      wire::put_bytes_field(field, f.number, probabilities_output(name, replaced.at(name)));
      graph.own(std::move(field));
    } else {
      graph.copy(f.raw);
    }
  }
  Bytes extra;
  if (!view.has_main_opset) {
    Bytes opset;
    wire::put_text_field(opset, proto::opset::Domain, "");
    wire::put_varint_field(opset, proto::opset::Version, fallback_opset);
    wire::put_bytes_field(extra, proto::model::OpsetImport, opset);
  }
  result.bytes = with_graph(view, graph, std::move(extra));
  return result;
}

}  // namespace assay::onnx
