#include "onnx/graph_view.hpp"

#include "onnx/model.hpp"
#include "onnx/proto.hpp"

namespace assay::onnx {

namespace {

using base::ErrorCode;
using wire::Type;

NodeView view_node(const wire::Field& field) {
  NodeView node;
  node.field = field;
  for (wire::Reader r(field.bytes, field.at); const auto f = r.next();) {
    if (f->type != Type::Length) continue;
    switch (f->number) {
      case proto::node::OpType: node.op_type = f->text(); break;
      case proto::node::Domain: node.domain = f->text(); break;
      case proto::node::Name: node.name = f->text(); break;
      case proto::node::Input: node.inputs.push_back(f->text()); break;
      case proto::node::Output: node.outputs.push_back(f->text()); break;
      default: break;
    }
  }
  if (node.domain == "ai.onnx") node.domain = {};
  return node;
}

bool imports_main_domain(const wire::Field& opset) {
  const std::string_view domain = text_field(opset.bytes, proto::opset::Domain);
  return domain.empty() || domain == "ai.onnx";
}

}  // namespace

base::Result<GraphView> view_graph(wire::Bytes model) {
  // The reader checks every length of every message and says what is wrong; what follows may rely on it.
  if (auto checked = read_model(model); !checked) return std::unexpected(std::move(checked.error()));
  GraphView view;
  int graphs = 0;
  for (wire::Reader r(model); const auto f = r.next();) {
    view.model_fields.push_back(*f);
    if (f->is(proto::model::Graph, Type::Length)) {
      view.graph = *f;
      ++graphs;
    } else if (f->is(proto::model::OpsetImport, Type::Length)) {
      view.has_main_opset = view.has_main_opset || imports_main_domain(*f);
    }
  }
  if (graphs != 1) {
    return base::fail(ErrorCode::Unsupported, "The model's graph is written in several parts, so it is not changed.",
                      "Save the model again with its exporter.");
  }
  for (wire::Reader r(view.graph.bytes, view.graph.at); const auto f = r.next();) {
    view.fields.push_back(*f);
    if (f->is(proto::graph::Node, Type::Length)) view.nodes.push_back(view_node(*f));
  }
  return view;
}

std::string_view text_field(wire::Bytes message, std::uint32_t number) {
  std::string_view out;
  for (wire::Reader r(message); const auto f = r.next();) {
    if (f->is(number, Type::Length)) out = f->text();
  }
  return out;
}

std::optional<wire::Field> find_field(wire::Bytes message, std::uint32_t number) {
  std::optional<wire::Field> out;
  for (wire::Reader r(message); const auto f = r.next();) {
    if (f->number == number) out = f;
  }
  return out;
}

std::optional<wire::Bytes> find_attribute(const NodeView& node, std::string_view name) {
  for (wire::Reader r(node.field.bytes); const auto f = r.next();) {
    if (f->is(proto::node::Attribute, Type::Length) && text_field(f->bytes, proto::attribute::Name) == name) {
      return f->bytes;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> int_attribute(const NodeView& node, std::string_view name) {
  const auto attribute = find_attribute(node, name);
  if (!attribute) return std::nullopt;
  const auto value = find_field(*attribute, proto::attribute::I);
  // A number that is absent from the bytes is 0: protobuf leaves defaults out.
  return value ? value->as_int64() : 0;
}

std::vector<std::int64_t> ints_attribute(const NodeView& node, std::string_view name) {
  std::vector<std::int64_t> out;
  const auto attribute = find_attribute(node, name);
  if (!attribute) return out;
  for (wire::Reader r(*attribute); const auto f = r.next();) {
    if (f->number != proto::attribute::Ints) continue;
    static_cast<void>(wire::for_each_varint(*f, [&](std::uint64_t v) { out.push_back(static_cast<std::int64_t>(v)); }));
  }
  return out;
}

std::unordered_multiset<std::string_view> names_read(const GraphView& view) {
  std::unordered_multiset<std::string_view> names;
  std::vector<wire::Bytes> graphs{view.graph.bytes};
  while (!graphs.empty()) {
    const wire::Bytes graph = graphs.back();
    const bool main = graph.data() == view.graph.bytes.data();
    graphs.pop_back();
    for (wire::Reader r(graph); const auto f = r.next();) {
      // What a subgraph returns may be an outer name; the main graph's outputs are not reads.
      if (!main && f->is(proto::graph::Output, Type::Length)) names.insert(text_field(f->bytes, proto::value_info::Name));
      if (!f->is(proto::graph::Node, Type::Length)) continue;
      for (wire::Reader n(f->bytes); const auto part = n.next();) {
        if (part->is(proto::node::Input, Type::Length)) names.insert(part->text());
        if (!part->is(proto::node::Attribute, Type::Length)) continue;
        for (wire::Reader a(part->bytes); const auto value = a.next();) {
          const bool nested = value->number == proto::attribute::G || value->number == proto::attribute::Graphs;
          if (nested && value->type == Type::Length) graphs.push_back(value->bytes);
        }
      }
    }
  }
  return names;
}

std::vector<std::byte> with_graph(const GraphView& view, const wire::Rope& graph, std::vector<std::byte> extra) {
  wire::Rope model;
  for (const wire::Field& f : view.model_fields) {
    if (f.is(proto::model::Graph, Type::Length)) model.length_field(proto::model::Graph, graph);
    else model.copy(f.raw);
  }
  model.own(std::move(extra));
  return model.join();
}

}  // namespace assay::onnx
