#include "platform/web/tensors.hpp"

#include <array>
#include <cstring>
#include <utility>

namespace assay::platform::web {

using base::ErrorCode;
using base::Result;
using bridge::ElementKind;
using inference::ElementType;

namespace {

constexpr std::array<std::pair<ElementType, ElementKind>, 7> kinds{{
    {ElementType::Float32, ElementKind::Float32},
    {ElementType::Float64, ElementKind::Float64},
    {ElementType::Int64, ElementKind::Int64},
    {ElementType::Int32, ElementKind::Int32},
    {ElementType::Bool, ElementKind::Bool},
    {ElementType::String, ElementKind::String},
    {ElementType::Uint8, ElementKind::Uint8},
}};

// The number of elements, or nothing when it is negative or absurd (hostile shapes overflow).
std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& dims) {
  std::uint64_t count = 1;
  for (const auto dim : dims) {
    if (dim < 0 || dim > INT32_MAX) return std::nullopt;
    count *= static_cast<std::uint64_t>(dim);
    if (count > INT32_MAX) return std::nullopt;
  }
  return count;
}

base::Error malformed(const std::string& name) {
  return {ErrorCode::Runtime, "The runtime returned an output that does not fit its own shape: " + name + ".",
          "The model may be broken; try it on the other device.", {}};
}

// Bytes and offsets of a string tensor.
Result<void> pack_strings(const std::vector<std::string>& strings, bridge::TensorRef& ref,
                          std::vector<base::Buffer>& kept) {
  std::size_t total = 0;
  for (const auto& text : strings) total += text.size();
  auto bytes = base::allocate(total);
  if (!bytes) return std::unexpected(bytes.error());
  auto offsets = base::allocate((strings.size() + 1) * sizeof(std::uint32_t));
  if (!offsets) return std::unexpected(offsets.error());
  auto at = offsets->as<std::uint32_t>();
  std::uint32_t end = 0;
  at[0] = 0;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (!strings[i].empty()) std::memcpy(bytes->data() + end, strings[i].data(), strings[i].size());
    end += static_cast<std::uint32_t>(strings[i].size());
    at[i + 1] = end;
  }
  auto frozen_bytes = std::move(*bytes).freeze();
  auto frozen_offsets = std::move(*offsets).freeze();
  ref.data = bridge::ref_of(frozen_bytes);
  ref.text_offsets = bridge::ref_of(frozen_offsets);
  kept.push_back(std::move(frozen_bytes));
  kept.push_back(std::move(frozen_offsets));
  return {};
}

Result<std::vector<std::string>> unpack_strings(const std::string& name, const base::Buffer& bytes,
                                                const base::Buffer& offsets, std::uint64_t count) {
  const auto at = offsets.as<std::uint32_t>();
  if (at.size() != count + 1 || at[0] != 0 || at[count] != bytes.size_bytes()) return std::unexpected(malformed(name));
  std::vector<std::string> strings(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (at[i + 1] < at[i] || at[i + 1] > bytes.size_bytes()) return std::unexpected(malformed(name));
    if (at[i + 1] > at[i]) strings[i].assign(reinterpret_cast<const char*>(bytes.data()) + at[i], at[i + 1] - at[i]);
  }
  return strings;
}

}  // namespace

Result<bridge::TensorRef> to_ref(inference::Tensor tensor, std::vector<base::Buffer>& kept) {
  bridge::TensorRef ref;
  ref.name = tensor.name;
  ref.dims = tensor.dims;
  for (const auto& [type, kind] : kinds) {
    if (type != tensor.type) continue;
    ref.kind = kind;
    if (type == ElementType::String) {
      if (auto packed = pack_strings(tensor.strings, ref, kept); !packed) return std::unexpected(packed.error());
      return ref;
    }
    ref.data = bridge::ref_of(tensor.data);
    kept.push_back(std::move(tensor.data));
    return ref;
  }
  return base::fail(ErrorCode::Unsupported, "Input " + tensor.name + " has an element type that this runtime cannot take.");
}

Result<inference::Tensor> from_ref(const bridge::TensorRef& ref, bridge::HeapBlocks& heap) {
  auto data = heap.take(ref.data);
  if (!data) return std::unexpected(data.error());
  inference::Tensor tensor;
  tensor.name = ref.name;
  tensor.dims = ref.dims;
  for (const auto& [type, kind] : kinds) {
    if (kind == ref.kind) tensor.type = type;
  }
  const auto count = element_count(ref.dims);
  if (tensor.type == ElementType::String) {
    auto offsets = heap.take(ref.text_offsets.value_or(bridge::Ref{}));
    if (!offsets) return std::unexpected(offsets.error());
    if (!count) return std::unexpected(malformed(ref.name));
    auto strings = unpack_strings(ref.name, *data, *offsets, *count);
    if (!strings) return std::unexpected(strings.error());
    tensor.strings = *std::move(strings);
    return tensor;
  }
  if (!count || *count * inference::element_bytes(tensor.type) != data->size_bytes()) {
    return std::unexpected(malformed(ref.name));
  }
  tensor.data = *std::move(data);
  return tensor;
}

}  // namespace assay::platform::web
