#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <deque>
#include <unordered_set>

#include "onnx/model.hpp"
#include "onnx/proto.hpp"
#include "onnx/reading.hpp"
#include "onnx/recognise.hpp"
#include "onnx/text.hpp"
#include "onnx/trees.hpp"

namespace assay::onnx {

namespace {

using base::ErrorCode;
using wire::Field;
using wire::Type;

constexpr std::uint64_t max_file_bytes = (std::uint64_t{1} << 31) - 1;  // protobuf's own limit
constexpr std::uint64_t risky_tree_depth = 2'000;     // the runtime builds trees recursively
constexpr std::uint64_t risky_subgraph_depth = 32;    // three messages a level; protobuf readers stop at 100
constexpr std::string_view ml_domain = "ai.onnx.ml";

// A graph (or function body) that is still to be read. Nesting is this queue, never the call stack.
struct Pending {
  Field field;
  std::uint64_t depth = 0;  // 0: main graph
  bool is_function = false;
};

// What a node's attribute holds, as far as a summary needs it.
struct AttributeFacts {
  std::string_view name;
  std::uint64_t type = 0;
  std::uint64_t floats = 0, ints = 0, strings = 0, tensors = 0, graphs = 0;
  std::vector<std::string> first;  // the first few values as text
  std::string single;              // i, f, s, t or g as text
  bool has_graph_list = false;
};

constexpr auto attribute_types = std::to_array<std::string_view>(
    {"UNDEFINED", "FLOAT", "INT", "STRING", "TENSOR", "GRAPH", "FLOATS", "INTS", "STRINGS", "TENSORS", "GRAPHS",
     "SPARSE_TENSOR", "SPARSE_TENSORS", "TYPE_PROTO", "TYPE_PROTOS"});
constexpr std::size_t shown_values = 4;

std::string number_text(double value) {
  std::array<char, 32> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%.7g", value);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

float float_of(std::span<const std::byte> four_bytes) {
  std::uint32_t bits = 0;
  for (std::size_t i = 4; i-- > 0;) bits = bits << 8 | static_cast<std::uint32_t>(four_bytes[i]);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::string tensor_text(const Initializer& t) {
  std::string out = std::string(to_string(t.type)) + " [";
  for (std::size_t i = 0; i < t.dims.size(); ++i) out += (i == 0 ? "" : ", ") + std::to_string(t.dims[i]);
  return out + "]";
}

std::string list_text(std::uint64_t count, std::string_view unit, const std::vector<std::string>& first) {
  std::string out = grouped(count) + " " + std::string(unit) + (count == 1 ? "" : "s");
  for (std::size_t i = 0; i < first.size(); ++i) out += (i == 0 ? ": " : ", ") + first[i];
  if (count > first.size()) out += ", …";
  return out;
}

class ModelReader {
 public:
  ModelReader(wire::Bytes file, std::string_view file_name) : file_(file), reading_(file, file_name) {}

  base::Result<Model> read() {
    reading_.model.file_size_bytes = file_.size();
    if (!read_top()) return std::unexpected(reading_.error());
    while (!pending_.empty()) {
      const Pending next = pending_.front();
      pending_.pop_front();
      if (!read_graph(next)) return std::unexpected(reading_.error());
    }
    return finish();
  }

 private:
  bool read_top() {
    Model& m = reading_.model;
    return reading_.fields(Message::Model, 0, file_, 0, [&](const Field& f) {
      const bool varint = f.type == Type::Varint;
      const bool length = f.type == Type::Length;
      switch (f.number) {
        case proto::model::IrVersion: if (varint) m.ir_version = f.as_int64(); break;
        case proto::model::ProducerName: if (length) m.producer_name = reading_.text(f.text()); break;
        case proto::model::ProducerVersion: if (length) m.producer_version = reading_.text(f.text()); break;
        case proto::model::Domain: if (length) m.domain = reading_.text(f.text()); break;
        case proto::model::ModelVersion: if (varint) m.model_version = f.as_int64(); break;
        case proto::model::DocString: if (length) m.doc_string = reading_.text(f.text()); break;
        case proto::model::Graph:
          // Protobuf merges a repeated message; so do we, by reading each as the main graph.
          if (length) pending_.push_back({f, 0, false});
          has_graph_ = has_graph_ || length;
          break;
        case proto::model::OpsetImport: return !length || read_opset(f);
        case proto::model::MetadataProps: return !length || read_metadata(f);
        case proto::model::TrainingInfo: has_training_ = true; break;
        case proto::model::Functions:
          if (length) pending_.push_back({f, 0, true});
          if (length) ++m.function_count;
          break;
        default: break;
      }
      return true;
    });
  }

  bool read_opset(const Field& field) {
    OpsetImport opset;
    const bool ok = reading_.fields(Message::Opset, reading_.model.opset_imports.size(), field.bytes, field.at,
                                    [&](const Field& f) {
      if (f.is(proto::opset::Domain, Type::Length)) opset.domain = reading_.text(f.text());
      if (f.is(proto::opset::Version, Type::Varint)) opset.version = f.as_int64();
      return true;
    });
    if (opset.domain == "ai.onnx") opset.domain.clear();
    if (ok && reading_.may_list()) reading_.model.opset_imports.push_back(std::move(opset));
    return ok;
  }

  bool read_metadata(const Field& field) {
    std::pair<std::string, std::string> entry;
    const bool ok = reading_.fields(Message::Entry, reading_.model.metadata_props.size(), field.bytes, field.at,
                                    [&](const Field& f) {
      if (f.is(proto::entry::Key, Type::Length)) entry.first = reading_.text(f.text());
      if (f.is(proto::entry::Value, Type::Length)) entry.second = reading_.text(f.text());
      return true;
    });
    if (ok && reading_.may_list()) reading_.model.metadata_props.push_back(std::move(entry));
    return ok;
  }

  bool read_graph(const Pending& pending) {
    Model& m = reading_.model;
    m.subgraph_depth = std::max(m.subgraph_depth, pending.depth);
    if (pending.is_function) return read_function(pending);
    const bool main = pending.depth == 0;
    std::uint64_t node = 0, tensor = 0, value = 0;
    return reading_.fields(Message::Graph, pending.depth, pending.field.bytes, pending.field.at, [&](const Field& f) {
      if (f.type != Type::Length) return true;
      switch (f.number) {
        case proto::graph::Node: return read_node(f, node++, pending.depth, main);
        case proto::graph::Name: if (main) m.graph_name = reading_.text(f.text()); return true;
        case proto::graph::DocString: if (main) m.graph_doc_string = reading_.text(f.text()); return true;
        case proto::graph::Initializer:
        case proto::graph::SparseInitializer: return read_initializer(f, tensor++, main);
        case proto::graph::Input: return !main || read_value(f, value++, m.inputs);
        case proto::graph::Output: return !main || read_value(f, value++, m.outputs);
        default: return true;
      }
    });
  }

  bool read_function(const Pending& pending) {
    std::uint64_t node = 0;
    return reading_.fields(Message::Function, 0, pending.field.bytes, pending.field.at, [&](const Field& f) {
      return !f.is(proto::function::Node, Type::Length) || read_node(f, node++, pending.depth, false);
    });
  }

  bool read_initializer(const Field& field, std::uint64_t index, bool main) {
    Initializer tensor;
    const bool ok = field.number == proto::graph::Initializer ? read_tensor(reading_, index, field, tensor)
                                                              : read_sparse_tensor(reading_, index, field, tensor);
    if (!ok) return false;
    add_to_totals(reading_, tensor);
    if (main && reading_.may_list()) reading_.model.initializers.push_back(std::move(tensor));
    return true;
  }

  bool read_value(const Field& field, std::uint64_t index, std::vector<ValueInfo>& list) {
    ValueInfo value;
    if (!read_value_info(reading_, index, field, value)) return false;
    if (value.element == ElementType::String) reading_.model.has_string_tensors = true;
    if (reading_.may_list()) list.push_back(std::move(value));
    return true;
  }

  bool read_node(const Field& field, std::uint64_t index, std::uint64_t depth, bool main) {
    Model& m = reading_.model;
    ++(main ? m.node_count : m.subgraph_node_count);
    Node node;
    std::string_view op_type;
    std::string_view domain;
    const bool list = main && reading_.may_list();
    const auto add_name = [&](std::vector<std::string>& names, const Field& f) {
      if (list && reading_.may_list()) names.push_back(reading_.text(f.text()));
    };
    // The operator first: whether an attribute holds weights depends on it.
    if (!reading_.fields(Message::Node, index, field.bytes, field.at, [&](const Field& f) {
          if (f.type != Type::Length) return true;
          switch (f.number) {
            case proto::node::OpType: op_type = f.text(); break;
            case proto::node::Domain: domain = f.text(); break;
            case proto::node::Name: if (list) node.name = reading_.text(f.text()); break;
            case proto::node::Input: add_name(node.inputs, f); break;
            case proto::node::Output: add_name(node.outputs, f); break;
            default: break;
          }
          return true;
        })) {
      return false;
    }
    std::uint64_t attribute = 0;
    const bool ok = reading_.fields(Message::Node, index, field.bytes, field.at, [&](const Field& f) {
      return !f.is(proto::node::Attribute, Type::Length) ||
             read_attribute(f, attribute++, op_type, domain, depth, list ? &node.attributes : nullptr);
    });
    if (!ok) return false;
    note_operator(op_type, domain, field);
    if (list) {
      node.op_type = reading_.text(op_type);
      node.domain = domain == "ai.onnx" ? std::string{} : reading_.text(domain);
      m.nodes.push_back(std::move(node));
    }
    return true;
  }

  void note_operator(std::string_view op_type, std::string_view domain, const Field& node) {
    Model& m = reading_.model;
    reading_.count_operator(domain, op_type);
    if (domain == ml_domain) {
      m.uses_ml_domain = true;
      if (op_type.starts_with("TreeEnsemble")) note_trees(node);
    } else if (op_type == "If" || op_type == "Loop" || op_type == "Scan" || op_type == "SequenceMap") {
      m.has_control_flow = true;
    }
  }

  void note_trees(const Field& node) {
    Model& m = reading_.model;
    const TreeFacts facts = read_trees(node.bytes);
    m.tree_nodes += facts.nodes;
    m.tree_depth = std::max(m.tree_depth, facts.depth);
    const auto bad = [&](std::string text) {
      reading_.warn(text);
      reading_.risk(std::move(text));
    };
    if (facts.cyclic) bad("A tree of the ensemble leads back to itself: its prediction would never end.");
    if (facts.dangling) bad("A branch of a tree leads to a node that does not exist.");
    if (facts.inconsistent) bad("The lists that describe the trees have different lengths.");
  }

  bool read_attribute(const Field& field, std::uint64_t index, std::string_view op_type, std::string_view domain,
                      std::uint64_t depth, std::vector<Attribute>* list) {
    AttributeFacts facts;
    std::uint64_t tensor = 0;
    const bool constant = op_type == "Constant" && (domain.empty() || domain == "ai.onnx");
    const bool ok = reading_.fields(Message::Attribute, index, field.bytes, field.at, [&](const Field& f) {
      return read_attribute_field(f, facts, tensor, constant, depth, list != nullptr);
    });
    if (!ok) return false;
    if (domain == ml_domain && !op_type.starts_with("TreeEnsemble")) reading_.model.ml_coefficients += facts.floats;
    if (list != nullptr && reading_.may_list()) list->push_back(summary(facts));
    return true;
  }

  bool read_attribute_field(const Field& f, AttributeFacts& facts, std::uint64_t& tensor, bool constant,
                            std::uint64_t depth, bool list) {
    const bool length = f.type == Type::Length;
    const auto show = [&](std::string text) {
      if (list && facts.first.size() < shown_values) facts.first.push_back(std::move(text));
    };
    switch (f.number) {
      case proto::attribute::Name: if (length) facts.name = f.text(); return true;
      case proto::attribute::Type: facts.type = f.value; return true;
      case proto::attribute::F: if (f.type == Type::Fixed32) facts.single = number_text(float_of(f.bytes)); return true;
      case proto::attribute::I: if (f.type == Type::Varint) facts.single = std::to_string(f.as_int64()); return true;
      case proto::attribute::S:
        if (length && list) facts.single = "\"" + shortened(reading_.text(f.text()), 120) + "\"";
        return true;
      case proto::attribute::T:
      case proto::attribute::Tensors:
      case proto::attribute::SparseTensor:
      case proto::attribute::SparseTensors:
        return !length || read_attribute_tensor(f, facts, tensor++, constant);
      case proto::attribute::G:
      case proto::attribute::Graphs:
        if (length) {
          ++facts.graphs;
          pending_.push_back({f, depth + 1, false});
          if (list) facts.single = "graph of " + grouped(count_nodes(f)) + " nodes";
        }
        return true;
      case proto::attribute::Floats: {
        const std::size_t n = f.bytes.size() / 4;
        if (f.type == Type::Varint || f.type == Type::Fixed64) return true;
        for (std::size_t i = 0; list && i < n && facts.first.size() < shown_values; ++i) {
          show(number_text(float_of(f.bytes.subspan(i * 4, 4))));
        }
        facts.floats += n;
        return true;
      }
      case proto::attribute::Ints:
        return wire::for_each_varint(f, [&](std::uint64_t v) {
          ++facts.ints;
          if (list && facts.first.size() < shown_values) show(std::to_string(static_cast<std::int64_t>(v)));
        }) || reading_.malformed_numbers(f);
      case proto::attribute::Strings:
        if (!length) return true;
        ++facts.strings;
        if (list && facts.first.size() < shown_values) show("\"" + shortened(reading_.text(f.text()), 40) + "\"");
        return true;
      default: return true;
    }
  }

  bool read_attribute_tensor(const Field& f, AttributeFacts& facts, std::uint64_t index, bool constant) {
    Initializer tensor;
    const bool sparse = f.number == proto::attribute::SparseTensor || f.number == proto::attribute::SparseTensors;
    const bool ok = sparse ? read_sparse_tensor(reading_, index, f, tensor) : read_tensor(reading_, index, f, tensor);
    if (!ok) return false;
    ++facts.tensors;
    facts.single = tensor_text(tensor);
    if (constant) add_to_totals(reading_, tensor);
    return true;
  }

  // Nodes directly in a graph: one pass over its fields, not into them.
  static std::uint64_t count_nodes(const Field& graph) {
    std::uint64_t count = 0;
    for (wire::Reader r(graph.bytes); const auto f = r.next();) {
      if (f->is(proto::graph::Node, Type::Length)) ++count;
    }
    return count;
  }

  Attribute summary(const AttributeFacts& facts) {
    Attribute out;
    out.name = reading_.text(facts.name);
    // IR version 1 had no type: tell it from what is there.
    std::size_t type = facts.type < attribute_types.size() ? static_cast<std::size_t>(facts.type) : 0;
    if (type == 0 && facts.floats > 0) type = 6;
    if (type == 0 && facts.ints > 0) type = 7;
    if (type == 0 && facts.strings > 0) type = 8;
    out.type = attribute_types[type];
    switch (type) {
      case 6: out.summary = list_text(facts.floats, "float", facts.first); break;
      case 7: out.summary = list_text(facts.ints, "int", facts.first); break;
      case 8: out.summary = list_text(facts.strings, "string", facts.first); break;
      case 9: out.summary = grouped(facts.tensors) + " tensors"; break;
      case 10: out.summary = grouped(facts.graphs) + " graphs"; break;
      default: out.summary = facts.single; break;
    }
    return out;
  }

  base::Result<Model> finish() {
    Model& m = reading_.model;
    if (!has_graph_) {
      return fail_here("This has the form of a protobuf file, but there is no ONNX graph in it.",
                       "Open a file with the extension .onnx; other frameworks' files are exported to ONNX first.");
    }
    if (m.ir_version == 0 && m.opset_imports.empty() && m.node_count == 0 && m.initializers.empty()) {
      return fail_here("This has the form of a protobuf file, but not of an ONNX model: it has no IR version, "
                       "no operator set and no nodes.",
                       "Open a file with the extension .onnx, or export the model again.");
    }
    drop_default_inputs();
    check_graph(reading_);
    add_notes();
    reading_.finish();
    return std::move(m);
  }

  // Before IR version 4 every initializer was listed as an input too; nobody has to feed those.
  void drop_default_inputs() {
    Model& m = reading_.model;
    std::unordered_set<std::string_view> defaults;
    for (const Initializer& tensor : m.initializers) defaults.insert(tensor.name);
    std::erase_if(m.inputs, [&](const ValueInfo& input) { return defaults.contains(input.name); });
  }

  void add_notes() {
    Model& m = reading_.model;
    if (has_training_) reading_.warn("The model carries training information, which is not read.");
    if (m.needs_external_data) {
      reading_.warn("Weights lie in other files beside the model; running it needs those files too.");
    }
    if (m.tree_depth > risky_tree_depth) {
      reading_.risk("A tree is " + grouped(m.tree_depth) + " levels deep; runtimes build trees recursively and may crash.");
    }
    if (m.subgraph_depth > risky_subgraph_depth) {
      reading_.risk("Subgraphs are nested " + grouped(m.subgraph_depth) +
                    " levels deep; runtimes stop at about 30 and may crash.");
    }
  }

  base::Result<Model> fail_here(std::string message, std::string hint) const {
    base::Error error = reading_.error();
    error.message = std::move(message);
    error.hint = std::move(hint);
    error.where.byte = file_.size();  // nothing more came
    return std::unexpected(std::move(error));
  }

  wire::Bytes file_;
  Reading reading_;
  std::deque<Pending> pending_;
  bool has_graph_ = false;
  bool has_training_ = false;
};

}  // namespace

base::Result<Model> read_model(std::span<const std::byte> bytes, std::string_view file_name) {
  if (auto other = recognise_other(bytes, file_name)) return std::unexpected(std::move(*other));
  if (bytes.size() > max_file_bytes) {
    base::Error error{ErrorCode::Limit,
                      "The file has " + grouped(bytes.size()) + " bytes; an ONNX file is a protobuf message, which "
                      "cannot exceed 2,147,483,647.",
                      "Save the model with its weights as external data.", {}};
    error.where.file = file_name;
    return std::unexpected(std::move(error));
  }
  auto model = ModelReader(bytes, file_name).read();
  if (!model && looks_like_text(bytes)) {
    model.error().message = "This is a text file, not an ONNX model.";
    model.error().hint = "Open a file with the extension .onnx; a table of text is opened as data.";
    model.error().where.byte = 0;
  }
  return model;
}

}  // namespace assay::onnx
