// Small ONNX models written byte by byte, so that tests of a runtime need no files.
// Field numbers are those of onnx.proto3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"

namespace tiny_onnx {

using Bytes = std::string;

enum : std::int64_t { kFloat = 1, kInt64 = 7, kString = 8, kBool = 9, kDouble = 11 };

inline Bytes varint(std::uint64_t value) {
  Bytes out;
  while (value >= 0x80) {
    out += static_cast<char>((value & 0x7f) | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
  return out;
}
inline Bytes number(int field, std::int64_t value) {
  return varint(static_cast<std::uint64_t>(field) << 3) + varint(static_cast<std::uint64_t>(value));
}
inline Bytes bytes(int field, std::string_view value) {
  return varint(static_cast<std::uint64_t>(field) << 3 | 2) + varint(value.size()) + Bytes(value);
}

// A dimension of 0 is the symbol "N".
inline Bytes value_info(std::string_view name, std::int64_t type, std::vector<std::int64_t> dims) {
  Bytes shape;
  for (const auto dim : dims) shape += bytes(1, dim == 0 ? bytes(2, "N") : number(1, dim));
  return bytes(1, name) + bytes(2, bytes(1, number(1, type) + bytes(2, shape)));
}

template <class T>
Bytes tensor(std::string_view name, std::int64_t type, std::vector<std::int64_t> dims, std::vector<T> values) {
  Bytes out;
  for (const auto dim : dims) out += number(1, dim);
  Bytes raw(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(raw.data(), values.data(), raw.size());
  return out + number(2, type) + bytes(8, name) + bytes(9, raw);
}

inline Bytes int_attribute(std::string_view name, std::int64_t value) {
  return bytes(1, name) + number(3, value) + number(20, 2);
}
inline Bytes graph_attribute(std::string_view name, std::string_view graph) {
  return bytes(1, name) + bytes(6, graph) + number(20, 5);
}
inline Bytes node(std::string_view op, std::vector<std::string> inputs, std::vector<std::string> outputs,
                  std::vector<Bytes> attributes = {}) {
  Bytes out;
  for (const auto& input : inputs) out += bytes(1, input);
  for (const auto& output : outputs) out += bytes(2, output);
  out += bytes(3, outputs.front()) + bytes(4, op);
  for (const auto& attribute : attributes) out += bytes(5, attribute);
  return out;
}

struct Graph {
  std::vector<Bytes> nodes, inputs, outputs, weights;
  Bytes write() const {
    Bytes out;
    for (const auto& each : nodes) out += bytes(1, each);
    out += bytes(2, "graph");
    for (const auto& each : weights) out += bytes(5, each);
    for (const auto& each : inputs) out += bytes(11, each);
    for (const auto& each : outputs) out += bytes(12, each);
    return out;
  }
};

inline Bytes model(const Graph& graph, std::vector<std::pair<std::string, std::string>> metadata = {}) {
  Bytes out = number(1, 8) + bytes(2, "assay-tests") + bytes(7, graph.write()) +
              bytes(8, bytes(1, "") + number(2, 17));
  for (const auto& [key, value] : metadata) out += bytes(14, bytes(1, key) + bytes(2, value));
  return out;
}

inline assay::base::Buffer buffer(std::string_view model_bytes) {
  return *assay::base::copy_to_buffer(std::as_bytes(std::span(model_bytes.data(), model_bytes.size())));
}

// "X" [N, 2] · (2, -1) + 0.5 -> "Y" [N, 1].
inline Bytes linear(std::int64_t batch = 0) {
  return model({{node("MatMul", {"X", "W"}, {"XW"}), node("Add", {"XW", "B"}, {"Y"})},
                {value_info("X", kFloat, {batch, 2})},
                {value_info("Y", kFloat, {batch, 1})},
                {tensor<float>("W", kFloat, {2, 1}, {2.0F, -1.0F}), tensor<float>("B", kFloat, {1}, {0.5F})}});
}

// "X" [N, 3] -> "label" INT64 [N] (arg max) and "probabilities" [N, 3] (softmax).
inline Bytes classifier(std::vector<std::pair<std::string, std::string>> metadata = {}) {
  return model({{node("Softmax", {"X"}, {"probabilities"}, {int_attribute("axis", 1)}),
                 node("ArgMax", {"X"}, {"label"}, {int_attribute("axis", 1), int_attribute("keepdims", 0)})},
                {value_info("X", kFloat, {0, 3})},
                {value_info("label", kInt64, {0}), value_info("probabilities", kFloat, {0, 3})},
                {}},
               std::move(metadata));
}

// "X" [N, 3] -> "logits" [N, 3], unchanged.
inline Bytes logits() {
  return model({{node("Identity", {"X"}, {"logits"})},
                {value_info("X", kFloat, {0, 3})},
                {value_info("logits", kFloat, {0, 3})},
                {}});
}

// Text, whole numbers and doubles passed through, each [N, 1].
inline Bytes pass_through() {
  return model({{node("Identity", {"name"}, {"name_out"}), node("Identity", {"count"}, {"count_out"}),
                 node("Identity", {"size"}, {"size_out"})},
                {value_info("name", kString, {0, 1}), value_info("count", kInt64, {0, 1}),
                 value_info("size", kDouble, {0, 1})},
                {value_info("name_out", kString, {0, 1}), value_info("count_out", kInt64, {0, 1}),
                 value_info("size_out", kDouble, {0, 1})},
                {}});
}

// "X" [N, 2] -> "Y" [N, 2] after a Loop of 2^62 rounds: it never ends.
inline Bytes endless_loop() {
  const Graph body{{node("Identity", {"go_on"}, {"go_on_out"}), node("Add", {"at", "at"}, {"at_out"})},
                   {value_info("round", kInt64, {}), value_info("go_on", kBool, {}), value_info("at", kFloat, {0, 2})},
                   {value_info("go_on_out", kBool, {}), value_info("at_out", kFloat, {0, 2})},
                   {}};
  return model({{node("Loop", {"rounds", "yes", "X"}, {"Y"}, {graph_attribute("body", body.write())})},
                {value_info("X", kFloat, {0, 2})},
                {value_info("Y", kFloat, {0, 2})},
                {tensor<std::int64_t>("rounds", kInt64, {}, {std::int64_t{1} << 62}),
                 tensor<std::uint8_t>("yes", kBool, {}, {1})}});
}

// A weight that claims 2 GiB of floats and brings 4 bytes.
inline Bytes claims_two_gigabytes() {
  return model({{node("Add", {"X", "W"}, {"Y"})},
                {value_info("X", kFloat, {0, 1})},
                {value_info("Y", kFloat, {0, 1})},
                {number(1, std::int64_t{1} << 29) + number(2, kFloat) + bytes(8, "W") + bytes(9, std::string(4, '\0'))}});
}

}  // namespace tiny_onnx
