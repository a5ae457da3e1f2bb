#include "data/builder.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace assay::data {

using base::Buffer;
using base::ErrorCode;
using base::fail;
using base::Result;

void ColumnBuilder::mark(bool valid) {
  valid_.push_back(valid ? 1 : 0);
  ++length_;
}

void ColumnBuilder::append_null() {
  switch (field_.type) {
    case Type::Boolean: booleans_.push_back(0); break;
    case Type::Integer:
    case Type::Timestamp: integers_.push_back(0); break;
    case Type::Real: reals_.push_back(0.0); break;
    case Type::Text: texts_.emplace_back(); break;
  }
  mark(false);
}

void ColumnBuilder::append(bool value) {
  booleans_.push_back(value ? 1 : 0);
  mark(true);
}

void ColumnBuilder::append(std::int64_t value) {
  integers_.push_back(value);
  mark(true);
}

void ColumnBuilder::append(double value) {
  reals_.push_back(value);
  mark(true);
}

void ColumnBuilder::append(std::string_view value) {
  texts_.emplace_back(value);
  mark(true);
}

namespace {

Result<Buffer> pack_bits(const std::vector<std::uint8_t>& flags, std::size_t begin, std::size_t count) {
  auto bits = base::allocate(base::bitmap_bytes(count), true);
  if (!bits) return std::unexpected(bits.error());
  for (std::size_t i = 0; i < count; ++i) {
    if (flags[begin + i] != 0) base::set_bit(bits->data(), i);
  }
  return std::move(*bits).freeze();
}

template <class T>
Result<Buffer> copy_values(const std::vector<T>& values, std::size_t begin, std::size_t count) {
  return base::copy_to_buffer(std::as_bytes(std::span(values).subspan(begin, count)));
}

struct TextBuffers {
  Buffer offsets;
  Buffer bytes;
};

Result<TextBuffers> pack_text(std::span<const std::string> texts) {
  std::size_t total = 0;
  for (const auto& text : texts) total += text.size();
  if (total > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    return fail(ErrorCode::Limit, "A chunk holds more than 2 GiB of text.");
  }
  auto offsets = base::allocate((texts.size() + 1) * sizeof(std::int32_t));
  if (!offsets) return std::unexpected(offsets.error());
  auto bytes = base::allocate(total);
  if (!bytes) return std::unexpected(bytes.error());
  auto at = offsets->as<std::int32_t>();
  std::size_t used = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    at[i] = static_cast<std::int32_t>(used);
    if (!texts[i].empty()) std::memcpy(bytes->data() + used, texts[i].data(), texts[i].size());
    used += texts[i].size();
  }
  at[texts.size()] = static_cast<std::int32_t>(used);
  return TextBuffers{std::move(*offsets).freeze(), std::move(*bytes).freeze()};
}

// Codes into a dictionary in order of first appearance, or nothing when there are too many distinct values.
struct Coded {
  std::vector<std::int32_t> codes;
  ArrayPtr dictionary;
};

Result<std::optional<Coded>> code_text(const std::vector<std::string>& texts,
                                       const std::vector<std::uint8_t>& valid) {
  const std::size_t most = std::max<std::size_t>(1, texts.size() / 2);
  std::unordered_map<std::string_view, std::int32_t> seen;
  std::vector<std::string> distinct;
  Coded coded;
  coded.codes.resize(texts.size(), 0);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (valid[i] == 0) continue;
    const auto [it, fresh] = seen.try_emplace(texts[i], static_cast<std::int32_t>(distinct.size()));
    if (fresh) {
      distinct.push_back(texts[i]);
      if (distinct.size() > most) return std::optional<Coded>{};
    }
    coded.codes[i] = it->second;
  }
  if (distinct.empty()) distinct.emplace_back();  // code 0 of missing rows must exist
  auto buffers = pack_text(distinct);
  if (!buffers) return std::unexpected(buffers.error());
  coded.dictionary = Array::text(static_cast<std::int64_t>(distinct.size()), std::move(buffers->offsets),
                                 std::move(buffers->bytes), {}, 0);
  return coded;
}

}  // namespace

Result<ColumnPtr> ColumnBuilder::finish() && {
  const auto rows = static_cast<std::size_t>(length_);
  std::optional<Coded> coded;
  if (field_.type == Type::Text) {
    auto result = code_text(texts_, valid_);
    if (!result) return std::unexpected(result.error());
    coded = *std::move(result);
  }
  std::vector<ArrayPtr> chunks;
  for (std::size_t begin = 0; begin < rows; begin += static_cast<std::size_t>(chunk_rows)) {
    const std::size_t count = std::min(static_cast<std::size_t>(chunk_rows), rows - begin);
    const auto nulls = static_cast<std::int64_t>(
        std::count(valid_.begin() + static_cast<std::ptrdiff_t>(begin),
                   valid_.begin() + static_cast<std::ptrdiff_t>(begin + count), std::uint8_t{0}));
    auto validity = pack_bits(valid_, begin, count);
    if (!validity) return std::unexpected(validity.error());
    const auto length = static_cast<std::int64_t>(count);
    if (field_.type == Type::Text && !coded) {
      auto buffers = pack_text(std::span(texts_).subspan(begin, count));
      if (!buffers) return std::unexpected(buffers.error());
      chunks.push_back(Array::text(length, std::move(buffers->offsets), std::move(buffers->bytes),
                                   *std::move(validity), nulls));
      continue;
    }
    Result<Buffer> values = field_.type == Type::Boolean ? pack_bits(booleans_, begin, count)
                            : field_.type == Type::Real  ? copy_values(reals_, begin, count)
                            : field_.type == Type::Text  ? copy_values(coded->codes, begin, count)
                                                         : copy_values(integers_, begin, count);
    if (!values) return std::unexpected(values.error());
    chunks.push_back(field_.type == Type::Text
                         ? Array::dictionary(length, *std::move(values), coded->dictionary,
                                             *std::move(validity), nulls)
                         : Array::fixed(field_.type, length, *std::move(values), *std::move(validity),
                                        nulls));
  }
  return Column::make(std::move(field_), std::move(chunks));
}

}  // namespace assay::data
