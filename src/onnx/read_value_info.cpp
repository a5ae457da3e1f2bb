#include <algorithm>

#include "onnx/proto.hpp"
#include "onnx/reading.hpp"
#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

constexpr int max_wrappers = 16;       // seq(optional(map(...))): real models use one or two

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool read_dim(Reading& reading, std::uint64_t index, const wire::Field& field, Dim& out) {
  return reading.fields(Message::Dim, index, field.bytes, field.at, [&](const wire::Field& f) {
    if (f.is(proto::dim::Value, wire::Type::Varint)) out = Dim{f.as_int64(), {}};
    if (f.is(proto::dim::Param, wire::Type::Length)) out = Dim{std::nullopt, reading.text(f.text())};
    return true;
  });
}

bool read_shape(Reading& reading, const wire::Field& field, ValueInfo& out) {
  out.has_shape = true;
  const bool ok = reading.fields(Message::Shape, 0, field.bytes, field.at, [&](const wire::Field& f) {
    if (!f.is(proto::shape::Dim, wire::Type::Length)) return true;
    Dim dim;
    if (!read_dim(reading, out.dims.size(), f, dim)) return false;
    // Some exporters write -1 for a dimension that may be anything.
    if (dim.value && *dim.value < 0) dim.value.reset();
    if (out.dims.size() <= max_rank) out.dims.push_back(std::move(dim));
    return true;
  });
  if (out.dims.size() > max_rank) {
    reading.warn("\"" + shortened(out.name, 80) + "\" has more than 64 dimensions: no runtime can load it.");
  }
  return ok;
}

std::string shape_text(const ValueInfo& value) {
  if (!value.has_shape) return {};
  std::string out = "[";
  for (std::size_t i = 0; i < value.dims.size(); ++i) {
    const Dim& dim = value.dims[i];
    if (i > 0) out += ", ";
    if (dim.value) out += std::to_string(*dim.value);
    else out += dim.symbol.empty() ? "?" : dim.symbol;
  }
  return out + "]";
}

// One TypeProto level: which kind, and the bytes inside.
struct Level {
  std::uint32_t kind = 0;
  wire::Field content;
};

// Descends iteratively: seq( optional( map(k, tensor ) ) ).
class TypeReader {
 public:
  TypeReader(Reading& reading, ValueInfo& out) : reading_(reading), out_(out) {}

  bool read(wire::Field type) {
    std::string closing;
    std::string& text = out_.type_text;
    for (int depth = 0;; ++depth) {
      Level level;
      if (!reading_.fields(Message::Type, 0, type.bytes, type.at, [&](const wire::Field& f) {
            if (f.type == wire::Type::Length && is_kind(f.number)) level = {f.number, f};
            return true;
          })) {
        return false;
      }
      if (depth == 0) out_.kind = kind_of(level.kind);
      std::optional<wire::Field> inner;
      if (!read_level(level, inner)) return false;
      if (!inner) break;
      closing += ')';
      if (depth == max_wrappers) {
        text += "…";
        break;
      }
      type = *inner;
    }
    text += closing;
    return true;
  }

 private:
  static bool is_kind(std::uint32_t n) {
    return n == proto::type::Tensor || n == proto::type::Sequence || n == proto::type::Map ||
           n == proto::type::SparseTensor || n == proto::type::Optional;
  }
  static ValueKind kind_of(std::uint32_t n) {
    switch (n) {
      case proto::type::Tensor: return ValueKind::Tensor;
      case proto::type::Sequence: return ValueKind::Sequence;
      case proto::type::Map: return ValueKind::Map;
      case proto::type::SparseTensor: return ValueKind::SparseTensor;
      case proto::type::Optional: return ValueKind::Optional;
      default: return ValueKind::Unknown;
    }
  }

  // Appends to the text; `inner` is the TypeProto to go on with, if any.
  bool read_level(const Level& level, std::optional<wire::Field>& inner) {
    switch (level.kind) {
      case proto::type::Tensor:
      case proto::type::SparseTensor: return read_tensor_level(level);
      case proto::type::Sequence:
      case proto::type::Optional:
        out_.type_text += level.kind == proto::type::Sequence ? "seq(" : "optional(";
        return read_wrapper(level.content, proto::tensor_type::ElemType, 0, inner);
      case proto::type::Map: return read_wrapper(level.content, proto::map_type::ValueType, proto::map_type::KeyType, inner);
      default: out_.type_text += "?"; return true;
    }
  }

  bool read_tensor_level(const Level& level) {
    const bool outermost = out_.type_text.empty();
    ValueInfo here;
    here.name = out_.name;
    const bool ok = reading_.fields(Message::Type, 0, level.content.bytes, level.content.at, [&](const wire::Field& f) {
      if (f.is(proto::tensor_type::ElemType, wire::Type::Varint)) here.element = element_of(f.value);
      if (f.is(proto::tensor_type::Shape, wire::Type::Length)) {
        here.dims.clear();
        return read_shape(reading_, f, here);
      }
      return true;
    });
    out_.type_text += level.kind == proto::type::Tensor ? "tensor(" : "sparse_tensor(";
    out_.type_text += lower(to_string(here.element)) + ")" + shape_text(here);
    out_.element = here.element;
    if (outermost) {
      out_.has_shape = here.has_shape;
      out_.dims = std::move(here.dims);
    }
    return ok;
  }

  bool read_wrapper(const wire::Field& content, std::uint32_t inner_number, std::uint32_t key_number,
                    std::optional<wire::Field>& inner) {
    ElementType key = ElementType::Undefined;
    const bool ok = reading_.fields(Message::Type, 0, content.bytes, content.at, [&](const wire::Field& f) {
      if (f.is(inner_number, wire::Type::Length)) inner = f;
      if (key_number != 0 && f.is(key_number, wire::Type::Varint)) key = element_of(f.value);
      return true;
    });
    if (key_number != 0) out_.type_text += "map(" + lower(to_string(key)) + ", ";
    if (ok && !inner) out_.type_text += "?)";
    return ok;
  }

  Reading& reading_;
  ValueInfo& out_;
};

}  // namespace

bool read_value_info(Reading& reading, std::uint64_t index, const wire::Field& field, ValueInfo& out) {
  std::optional<wire::Field> type;
  const bool ok = reading.fields(Message::ValueInfo, index, field.bytes, field.at, [&](const wire::Field& f) {
    if (f.is(proto::value_info::Name, wire::Type::Length)) out.name = reading.text(f.text());
    if (f.is(proto::value_info::DocString, wire::Type::Length)) out.doc_string = reading.text(f.text());
    if (f.is(proto::value_info::Type, wire::Type::Length)) type = f;
    return true;
  });
  if (!ok) return false;
  if (!type) {
    out.type_text = "?";
    return true;
  }
  return TypeReader(reading, out).read(*type);
}

}  // namespace assay::onnx
