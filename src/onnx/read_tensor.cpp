#include <algorithm>
#include <limits>

#include "onnx/proto.hpp"
#include "onnx/reading.hpp"
#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

constexpr std::uint64_t saturated = std::numeric_limits<std::uint64_t>::max();

std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return 0;
  return a > saturated / b ? saturated : a * b;
}

std::string dims_text(const std::vector<std::int64_t>& dims) {
  std::string out = "[";
  for (std::size_t i = 0; i < dims.size(); ++i) out += (i == 0 ? "" : ", ") + std::to_string(dims[i]);
  return out + "]";
}

// Numbers in the typed lists of a tensor: how many, and of how many bytes in the file.
struct Stored {
  std::uint64_t values = 0;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> raw_bytes;  // raw_data, where there is one
};

bool count_varints(Reading& reading, const wire::Field& field, Stored& stored) {
  stored.bytes += field.type == wire::Type::Length ? field.bytes.size() : field.raw.size() - 1;
  return wire::for_each_varint(field, [&](std::uint64_t) { ++stored.values; }) || reading.malformed_numbers(field);
}

void count_fixed(const wire::Field& field, std::size_t width, Stored& stored) {
  const std::size_t bytes = field.type == wire::Type::Length ? field.bytes.size() : width;
  stored.values += bytes / width;
  stored.bytes += bytes;
}

// external_data: pairs of key and value; location and length matter here.
bool read_external_entry(Reading& reading, const wire::Field& field, Initializer& out) {
  std::string_view key;
  std::string_view value;
  const bool ok = reading.fields(Message::Entry, 0, field.bytes, field.at, [&](const wire::Field& f) {
    if (f.is(proto::entry::Key, wire::Type::Length)) key = f.text();
    if (f.is(proto::entry::Value, wire::Type::Length)) value = f.text();
    return true;
  });
  if (key == "location") out.location = reading.text(value);
  if (key == "length") {
    std::uint64_t length = 0;
    for (const char c : value.substr(0, 19)) {
      if (c < '0' || c > '9') break;
      length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    out.size_bytes = length;
  }
  return ok;
}

// False when there is no such number.
bool set_elements(Reading& reading, Initializer& out) {
  out.elements = 1;
  for (const std::int64_t dim : out.dims) {
    if (dim < 0) {
      const std::string text = "Tensor " + quoted_name(out.name) + " has a negative dimension, shape " +
                               dims_text(out.dims) + ": no runtime can load it.";
      reading.warn(text);
      reading.risk(text);
      out.elements = 0;
      return false;
    }
    out.elements = saturating_product(out.elements, static_cast<std::uint64_t>(dim));
  }
  return true;
}

// Does the tensor hold what its shape declares? A lie here makes a runtime allocate or refuse.
void check_size(Reading& reading, const Initializer& tensor, const Stored& stored) {
  if (tensor.external || tensor.sparse) return;
  const auto bits = bits_of(tensor.type);
  std::string held;
  if (stored.raw_bytes) {
    if (!bits) return;
    const std::uint64_t expected_bits = saturating_product(tensor.elements, static_cast<std::uint64_t>(*bits));
    const std::uint64_t expected = expected_bits / 8 + (expected_bits % 8 != 0 ? 1 : 0);
    if (expected_bits != saturated && expected == *stored.raw_bytes) return;
    held = grouped(*stored.raw_bytes) + " bytes";
  } else {
    std::uint64_t expected = tensor.elements;
    const bool complex = tensor.type == ElementType::Complex64 || tensor.type == ElementType::Complex128;
    if (complex) expected = saturating_product(expected, 2);
    const bool packed_nibbles = bits == 4;  // two values to an int32
    if (packed_nibbles) expected = expected / 2 + expected % 2;
    if (expected == stored.values) return;
    held = grouped(stored.values) + " values";
  }
  const std::string text = "Tensor " + quoted_name(tensor.name) + " declares " + grouped(tensor.elements) + " elements (" +
                           std::string(to_string(tensor.type)) + " " + dims_text(tensor.dims) + ") but holds " + held + ".";
  reading.warn(text);
  reading.risk(text);
}

}  // namespace

bool read_tensor(Reading& reading, std::uint64_t index, const wire::Field& field, Initializer& out) {
  Stored stored;
  std::uint64_t external_location = 0;
  const bool ok = reading.fields(Message::Tensor, index, field.bytes, field.at, [&](const wire::Field& f) {
    const bool length = f.type == wire::Type::Length;
    switch (f.number) {
      case proto::tensor::Dims:
        return wire::for_each_varint(f, [&](std::uint64_t v) {
          if (out.dims.size() <= max_rank) out.dims.push_back(static_cast<std::int64_t>(v));
        }) || reading.malformed_numbers(f);
      case proto::tensor::DataType: out.type = element_of(f.value); return true;
      case proto::tensor::Name: if (length) out.name = reading.text(f.text()); return true;
      case proto::tensor::RawData: if (length) stored.raw_bytes = f.bytes.size(); return true;
      case proto::tensor::FloatData: count_fixed(f, 4, stored); return true;
      case proto::tensor::DoubleData: count_fixed(f, 8, stored); return true;
      case proto::tensor::Int32Data:
      case proto::tensor::Int64Data:
      case proto::tensor::Uint64Data: return count_varints(reading, f, stored);
      case proto::tensor::StringData:
        ++stored.values;
        stored.bytes += f.bytes.size();
        return true;
      case proto::tensor::ExternalData: return !length || read_external_entry(reading, f, out);
      case proto::tensor::DataLocation: external_location = f.value; return true;
      default: return true;
    }
  });
  if (!ok) return false;
  if (out.dims.size() > max_rank) {
    reading.warn("Tensor " + quoted_name(out.name) + " has more than 64 dimensions: no runtime can load it.");
  }
  const bool countable = set_elements(reading, out);
  out.external = external_location == 1;
  if (out.external) {
    reading.count_external(out.location, out.size_bytes);
    out.size_bytes = 0;
  } else {
    out.size_bytes = stored.raw_bytes.value_or(stored.bytes);
    out.location.clear();
  }
  if (countable) check_size(reading, out, stored);
  return true;
}

bool read_sparse_tensor(Reading& reading, std::uint64_t index, const wire::Field& field, Initializer& out) {
  Initializer values;
  Initializer indices;
  std::vector<std::int64_t> dims;
  const bool ok = reading.fields(Message::SparseTensor, index, field.bytes, field.at, [&](const wire::Field& f) {
    if (f.is(proto::sparse::Values, wire::Type::Length)) return read_tensor(reading, 0, f, values);
    if (f.is(proto::sparse::Indices, wire::Type::Length)) return read_tensor(reading, 1, f, indices);
    if (f.number == proto::sparse::Dims) {
      return wire::for_each_varint(f, [&](std::uint64_t v) {
        if (dims.size() <= max_rank) dims.push_back(static_cast<std::int64_t>(v));
      }) || reading.malformed_numbers(f);
    }
    return true;
  });
  if (!ok) return false;
  // Its elements are those that are stored: what was learnt, and what takes memory.
  const std::uint64_t stored_elements = values.elements;
  out = std::move(values);
  out.dims = std::move(dims);
  out.elements = stored_elements;
  out.size_bytes += indices.size_bytes;
  out.sparse = true;
  return true;
}

void add_to_totals(Reading& reading, const Initializer& tensor) {
  Model& model = reading.model;
  if (tensor.type == ElementType::String) {
    model.has_string_tensors = true;
  } else {
    const std::uint64_t sum = model.parameter_count + tensor.elements;
    model.parameter_count = sum < model.parameter_count ? saturated : sum;
  }
  model.weights_bytes += tensor.size_bytes;
}

}  // namespace assay::onnx
