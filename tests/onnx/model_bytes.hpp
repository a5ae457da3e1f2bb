// Builds ONNX models byte by byte for tests, wrong ones included.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "onnx/model.hpp"
#include "onnx/proto.hpp"
#include "onnx/wire.hpp"

namespace assay::onnx::testing {

using Bytes = std::vector<std::byte>;
namespace p = assay::onnx::proto;

inline Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}
inline Bytes number(std::uint32_t field, std::int64_t value) {
  Bytes out;
  wire::put_varint_field(out, field, static_cast<std::uint64_t>(value));
  return out;
}
inline Bytes text(std::uint32_t field, std::string_view value) {
  Bytes out;
  wire::put_text_field(out, field, value);
  return out;
}
inline Bytes message(std::uint32_t field, const Bytes& content) {
  Bytes out;
  wire::put_bytes_field(out, field, content);
  return out;
}
// A field that announces more bytes than follow.
inline Bytes claim(std::uint32_t field, std::uint64_t announced, const Bytes& actual) {
  Bytes out;
  wire::put_varint(out, std::uint64_t{field} << 3 | 2);
  wire::put_varint(out, announced);
  out.insert(out.end(), actual.begin(), actual.end());
  return out;
}
inline Bytes raw_bytes(std::string_view value) {
  const auto bytes = std::as_bytes(std::span(value.data(), value.size()));
  return {bytes.begin(), bytes.end()};
}

// A dimension: a number, a symbol (by name), or unknown.
inline Bytes dim(std::int64_t value) { return message(p::shape::Dim, number(p::dim::Value, value)); }
inline Bytes dim(std::string_view symbol) { return message(p::shape::Dim, text(p::dim::Param, symbol)); }
inline Bytes unknown_dim() { return message(p::shape::Dim, {}); }

inline Bytes tensor_type(ElementType element, const Bytes& dims) {
  return message(p::type::Tensor, joined({number(p::tensor_type::ElemType, static_cast<std::int64_t>(element)),
                                          message(p::tensor_type::Shape, dims)}));
}
inline Bytes value(std::string_view name, const Bytes& type) {
  return joined({text(p::value_info::Name, name), message(p::value_info::Type, type)});
}
inline Bytes input(std::string_view name, const Bytes& dims, ElementType element = ElementType::Float) {
  return message(p::graph::Input, value(name, tensor_type(element, dims)));
}
inline Bytes output(std::string_view name, const Bytes& dims, ElementType element = ElementType::Float) {
  return message(p::graph::Output, value(name, tensor_type(element, dims)));
}

// Raw little-endian data of the stated shape; `size` bytes of zeros unless `data` is given.
inline Bytes tensor(std::string_view name, ElementType type, std::initializer_list<std::int64_t> dims, const Bytes& data) {
  Bytes out;
  for (const std::int64_t d : dims) wire::put_varint_field(out, p::tensor::Dims, static_cast<std::uint64_t>(d));
  return joined({out, number(p::tensor::DataType, static_cast<std::int64_t>(type)), text(p::tensor::Name, name),
                 message(p::tensor::RawData, data)});
}
inline Bytes zeros(std::size_t size) { return Bytes(size); }
inline Bytes int64s(std::initializer_list<std::int64_t> values) {
  Bytes out;
  for (const std::int64_t v : values) {
    for (int i = 0; i < 8; ++i) out.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(v) >> (8 * i) & 0xFF));
  }
  return out;
}

inline Bytes attribute(std::string_view name, const Bytes& content) {
  return message(p::node::Attribute, joined({text(p::attribute::Name, name), content}));
}
inline Bytes int_attribute(std::string_view name, std::int64_t value) {
  return attribute(name, joined({number(p::attribute::I, value), number(p::attribute::Type, 2)}));
}
inline Bytes ints_attribute(std::string_view name, const std::vector<std::int64_t>& values) {
  Bytes packed;
  for (const std::int64_t v : values) wire::put_varint(packed, static_cast<std::uint64_t>(v));
  return attribute(name, joined({message(p::attribute::Ints, packed), number(p::attribute::Type, 7)}));
}
inline Bytes strings_attribute(std::string_view name, const std::vector<std::string>& values) {
  Bytes out;
  for (const std::string& v : values) wire::put_text_field(out, p::attribute::Strings, v);
  return attribute(name, joined({out, number(p::attribute::Type, 8)}));
}

inline Bytes node(std::string_view op, std::initializer_list<std::string_view> inputs,
                  std::initializer_list<std::string_view> outputs, const Bytes& attributes = {},
                  std::string_view domain = {}) {
  Bytes out;
  for (const auto name : inputs) wire::put_text_field(out, p::node::Input, name);
  for (const auto name : outputs) wire::put_text_field(out, p::node::Output, name);
  wire::put_text_field(out, p::node::OpType, op);
  out.insert(out.end(), attributes.begin(), attributes.end());
  if (!domain.empty()) wire::put_text_field(out, p::node::Domain, domain);
  return message(p::graph::Node, out);
}
inline Bytes opset(std::string_view domain, std::int64_t version) {
  return message(p::model::OpsetImport, joined({text(p::opset::Domain, domain), number(p::opset::Version, version)}));
}
inline Bytes model(const Bytes& graph, const Bytes& extra = {}) {
  return joined({number(p::model::IrVersion, 8), text(p::model::ProducerName, "tests"),
                 message(p::model::Graph, graph), opset("", 17), extra});
}

}  // namespace assay::onnx::testing
