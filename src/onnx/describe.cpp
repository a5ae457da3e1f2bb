#include "onnx/describe.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

using Json = nlohmann::ordered_json;

// Names come from the file: no control character reaches the terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
  return out;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 4> units{"bytes", "kB", "MB", "GB"};
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f ", value);
  return buffer.data() + std::string(units[unit]) + " (" + grouped(bytes) + " bytes)";
}

class Lines {
 public:
  void row(std::string_view label, std::string_view value) {
    if (value.empty()) return;
    std::string line(label);
    line.resize(std::max<std::size_t>(line.size() + 1, 14), ' ');
    out_ += line + printable(value) + "\n";
  }
  void item(std::string_view text) { out_ += "  " + printable(text) + "\n"; }
  void heading(std::string_view text) { out_ += "\n" + std::string(text) + "\n"; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string opsets_text(const Model& m) {
  std::string out;
  for (const OpsetImport& opset : m.opset_imports) {
    out += (out.empty() ? "" : ", ") + std::string(domain_name(opset.domain)) + " " + std::to_string(opset.version);
  }
  return out;
}

void values(Lines& lines, std::string_view heading, const std::vector<ValueInfo>& list) {
  lines.heading(std::string(heading) + " (" + std::to_string(list.size()) + ")");
  for (const ValueInfo& value : list) lines.item(value.name + ": " + value.type_text);
}

void counts(Lines& lines, const Model& m) {
  std::string nodes = grouped(m.node_count);
  if (m.subgraph_node_count > 0) nodes += ", and " + grouped(m.subgraph_node_count) + " in subgraphs and functions";
  lines.row("Nodes", nodes);
  lines.row("Parameters", grouped(m.parameter_count));
  if (m.tree_nodes > 0) {
    lines.row("Trees", grouped(m.tree_nodes) + " nodes, deepest " + grouped(m.tree_depth) + " levels");
  }
  if (m.ml_coefficients > 0) lines.row("Coefficients", grouped(m.ml_coefficients));
  lines.row("Weights", bytes_text(m.weights_bytes));
  lines.row("Runs on", m.uses_ml_domain ? "CPU only (ai.onnx.ml operators have no GPU kernels)" : "CPU or GPU");
}

void details(Lines& lines, const Model& m, const DescribeOptions& options) {
  if (options.initializers) {
    lines.heading("Initializers (" + std::to_string(m.initializers.size()) + ")");
    for (const Initializer& t : m.initializers) {
      std::string dims;
      for (const std::int64_t d : t.dims) dims += (dims.empty() ? "" : ", ") + std::to_string(d);
      lines.item(t.name + ": " + std::string(to_string(t.type)) + " [" + dims + "]" +
                 (t.external ? " in " + t.location : "") + (t.sparse ? " sparse" : ""));
    }
  }
  if (!options.nodes) return;
  lines.heading("Nodes (" + std::to_string(m.nodes.size()) + ")");
  for (const Node& node : m.nodes) {
    const auto join = [](const std::vector<std::string>& names) {
      std::string out;
      for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
      return out;
    };
    lines.item(node.op_type + (node.name.empty() ? "" : " \"" + node.name + "\"") + "(" + join(node.inputs) +
               ") -> " + join(node.outputs));
    for (const Attribute& a : node.attributes) lines.item("    " + a.name + " = " + a.summary);
  }
}

Json value_json(const ValueInfo& value) {
  Json shape = nullptr;
  if (value.has_shape) {
    shape = Json::array();
    for (const Dim& dim : value.dims) {
      if (dim.value) shape.push_back(*dim.value);
      else if (!dim.symbol.empty()) shape.push_back(dim.symbol);
      else shape.push_back(nullptr);
    }
  }
  return {{"name", value.name}, {"kind", to_string(value.kind)}, {"type", value.type_text},
          {"element", to_string(value.element)}, {"shape", std::move(shape)}};
}

Json values_json(const std::vector<ValueInfo>& list) {
  Json out = Json::array();
  for (const ValueInfo& value : list) out.push_back(value_json(value));
  return out;
}

Json nodes_json(const Model& m) {
  Json out = Json::array();
  for (const Node& node : m.nodes) {
    Json attributes = Json::array();
    for (const Attribute& a : node.attributes) {
      attributes.push_back({{"name", a.name}, {"type", a.type}, {"summary", a.summary}});
    }
    out.push_back({{"name", node.name}, {"op_type", node.op_type}, {"domain", domain_name(node.domain)},
                   {"inputs", node.inputs}, {"outputs", node.outputs}, {"attributes", std::move(attributes)}});
  }
  return out;
}

Json initializers_json(const Model& m) {
  Json out = Json::array();
  for (const Initializer& t : m.initializers) {
    out.push_back({{"name", t.name}, {"element", to_string(t.type)}, {"shape", t.dims}, {"elements", t.elements},
                   {"size_bytes", t.size_bytes}, {"external", t.external}, {"sparse", t.sparse}});
  }
  return out;
}

Json counts_json(const Model& m) {
  return {{"nodes", m.node_count}, {"subgraph_nodes", m.subgraph_node_count}, {"functions", m.function_count},
          {"parameters", m.parameter_count}, {"tree_nodes", m.tree_nodes}, {"tree_depth", m.tree_depth},
          {"ml_coefficients", m.ml_coefficients}, {"weights_bytes", m.weights_bytes},
          {"subgraph_depth", m.subgraph_depth}};
}

}  // namespace

std::string describe_text(const Model& m, std::string_view file_name, const DescribeOptions& options) {
  Lines lines;
  lines.row("Model", std::string(file_name) + ", " + bytes_text(m.file_size_bytes));
  lines.row("Graph", m.graph_name);
  lines.row("Description", m.doc_string.empty() ? m.graph_doc_string : m.doc_string);
  lines.row("Producer", m.producer_name + (m.producer_version.empty() ? "" : " " + m.producer_version));
  lines.row("Domain", m.domain);
  lines.row("Version", m.model_version == 0 ? std::string{} : std::to_string(m.model_version));
  lines.row("IR version", std::to_string(m.ir_version));
  lines.row("Opsets", opsets_text(m));
  counts(lines, m);
  values(lines, "Inputs", m.inputs);
  values(lines, "Outputs", m.outputs);
  lines.heading("Operators (" + std::to_string(m.operators.size()) + ")");
  for (const OperatorCount& op : m.operators) {
    lines.item(grouped(op.count) + " × " + op.op_type + (op.domain.empty() ? "" : " (" + op.domain + ")"));
  }
  if (!m.metadata_props.empty()) lines.heading("Metadata (" + std::to_string(m.metadata_props.size()) + ")");
  for (const auto& [key, value] : m.metadata_props) lines.item(key + " = " + shortened(value, 400));
  if (!m.external_files.empty()) lines.heading("External data (" + std::to_string(m.external_files.size()) + ")");
  for (const ExternalFile& file : m.external_files) {
    lines.item(file.location + ": " + grouped(file.tensors) + " tensors, " + bytes_text(file.size_bytes));
  }
  details(lines, m, options);
  if (!m.warnings.empty()) lines.heading("Warnings (" + std::to_string(m.warnings.size()) + ")");
  for (const std::string& warning : m.warnings) lines.item(warning);
  if (!m.runtime_risks.empty()) lines.heading("Risks when it runs (" + std::to_string(m.runtime_risks.size()) + ")");
  for (const std::string& risk : m.runtime_risks) lines.item(risk);
  return lines.take();
}

std::string describe_json(const Model& m, std::string_view file_name, const DescribeOptions& options) {
  Json opsets = Json::array();
  for (const OpsetImport& o : m.opset_imports) opsets.push_back({{"domain", domain_name(o.domain)}, {"version", o.version}});
  Json metadata = Json::object();
  for (const auto& [key, value] : m.metadata_props) metadata[key] = value;
  Json operators = Json::array();
  for (const OperatorCount& op : m.operators) {
    operators.push_back({{"domain", domain_name(op.domain)}, {"op_type", op.op_type}, {"count", op.count}});
  }
  Json external = Json::array();
  for (const ExternalFile& file : m.external_files) {
    external.push_back({{"location", file.location}, {"tensors", file.tensors}, {"size_bytes", file.size_bytes}});
  }
  Json out{{"file", file_name}, {"size_bytes", m.file_size_bytes}, {"ir_version", m.ir_version},
           {"producer", {{"name", m.producer_name}, {"version", m.producer_version}}}, {"domain", m.domain},
           {"model_version", m.model_version}, {"description", m.doc_string}, {"opsets", std::move(opsets)},
           {"metadata", std::move(metadata)}, {"graph", m.graph_name}, {"inputs", values_json(m.inputs)},
           {"outputs", values_json(m.outputs)}, {"counts", counts_json(m)}, {"operators", std::move(operators)},
           {"external_files", std::move(external)}, {"cpu_only", m.uses_ml_domain},
           {"needs_external_data", m.needs_external_data}, {"has_control_flow", m.has_control_flow},
           {"warnings", m.warnings}, {"runtime_risks", m.runtime_risks}};
  if (options.nodes) out["nodes"] = nodes_json(m);
  if (options.initializers) out["initializers"] = initializers_json(m);
  // Texts were cleaned to UTF-8 on reading; a file name from outside may not be.
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay::onnx
