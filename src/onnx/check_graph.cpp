#include <queue>
#include <unordered_map>
#include <unordered_set>

#include "onnx/reading.hpp"
#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

std::string node_text(const Node& node, std::size_t index) {
  return node.op_type + " node " + (node.name.empty() ? std::to_string(index + 1) : quoted_name(node.name));
}

// name -> the node that writes it; warns of names written twice.
std::unordered_map<std::string_view, std::size_t> producers_of(Reading& reading) {
  const Model& m = reading.model;
  std::unordered_map<std::string_view, std::size_t> producers;
  for (std::size_t i = 0; i < m.nodes.size(); ++i) {
    for (const std::string& output : m.nodes[i].outputs) {
      if (!output.empty() && !producers.emplace(output, i).second) {
        reading.warn("Two nodes write " + quoted_name(output) + ": no runtime can load that.");
      }
    }
  }
  return producers;
}

// Kahn's algorithm over the nodes of the main graph; warns once of a cycle.
void check_cycles(Reading& reading, const std::unordered_map<std::string_view, std::size_t>& producers) {
  const std::vector<Node>& nodes = reading.model.nodes;
  std::vector<std::vector<std::uint32_t>> readers(nodes.size());
  std::vector<std::uint32_t> waits_for(nodes.size(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const std::string& input : nodes[i].inputs) {
      const auto from = producers.find(input);
      if (input.empty() || from == producers.end()) continue;
      readers[from->second].push_back(static_cast<std::uint32_t>(i));
      ++waits_for[i];
    }
  }
  std::queue<std::size_t> ready;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (waits_for[i] == 0) ready.push(i);
  }
  std::size_t done = 0;
  for (; !ready.empty(); ready.pop(), ++done) {
    for (const std::uint32_t reader : readers[ready.front()]) {
      if (--waits_for[reader] == 0) ready.push(reader);
    }
  }
  if (done == nodes.size()) return;
  std::size_t first = 0;
  while (waits_for[first] == 0) ++first;
  reading.warn("The graph goes round in a circle: " + node_text(nodes[first], first) + " waits for its own output (" +
               grouped(nodes.size() - done) + " nodes in or behind the circle). No runtime can run it.");
}

void check_names(Reading& reading, const std::unordered_map<std::string_view, std::size_t>& producers) {
  const Model& m = reading.model;
  std::unordered_set<std::string_view> given;
  for (const ValueInfo& input : m.inputs) given.insert(input.name);
  for (const Initializer& tensor : m.initializers) given.insert(tensor.name);
  const auto provided = [&](const std::string& name) {
    return name.empty() || given.contains(name) || producers.contains(name);
  };
  for (std::size_t i = 0; i < m.nodes.size(); ++i) {
    for (const std::string& input : m.nodes[i].inputs) {
      if (!provided(input)) {
        reading.warn(node_text(m.nodes[i], i) + " reads " + quoted_name(input) + ", which nothing provides.");
      }
    }
  }
  for (const ValueInfo& output : m.outputs) {
    if (!provided(output.name)) reading.warn("Nothing provides the output " + quoted_name(output.name) + ".");
  }
}

void check_domains(Reading& reading) {
  const Model& m = reading.model;
  std::unordered_set<std::string_view> used;
  std::unordered_set<std::string_view> imported;
  for (const OpsetImport& opset : m.opset_imports) imported.insert(opset.domain);
  for (const Node& node : m.nodes) used.insert(node.domain);
  for (const Node& node : m.nodes) {
    if (!used.erase(node.domain)) continue;  // each domain once, in the order of the graph
    if (!imported.contains(node.domain)) {
      reading.warn("Operators of " + std::string(domain_name(node.domain)) +
                   " are used, but the model states no operator set version for that domain.");
    }
    const bool standard = node.domain.empty() || node.domain == "ai.onnx.ml" || node.domain == "com.microsoft";
    if (!standard && m.function_count == 0) {
      reading.warn("Operators of the domain " + quoted_name(node.domain) + " (such as " + quoted_name(node.op_type) +
                   ") are not part of ONNX: a runtime needs an extension for them.");
    }
  }
}

}  // namespace

void check_graph(Reading& reading) {
  if (reading.model.listing_truncated) return;  // names are missing from the lists: nothing can be said
  const auto producers = producers_of(reading);
  check_names(reading, producers);
  check_cycles(reading, producers);
  check_domains(reading);
  if (reading.model.outputs.empty()) reading.warn("The graph has no outputs, so there is nothing to compute.");
}

}  // namespace assay::onnx
