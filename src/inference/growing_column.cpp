#include <cmath>
#include <limits>

#include "inference/outputs.hpp"

namespace assay::inference {

using base::ErrorCode;
using base::fail;
using base::Result;

std::size_t GrowingColumn::value_bytes() const {
  constexpr auto rows = static_cast<std::size_t>(data::chunk_rows);
  switch (field_.type) {
    case data::Type::Boolean: return base::bitmap_bytes(rows);
    case data::Type::Text: return rows * sizeof(std::int32_t);
    default: return rows * sizeof(double);
  }
}

// Room for one more value, in a fresh chunk when the last one is full.
bool GrowingColumn::room() {
  if (out_of_memory_) return false;
  if (open_ && used_ == data::chunk_rows) close_piece();
  if (open_) return true;
  values_ = base::MutableBuffer(value_bytes(), true);
  validity_ = base::MutableBuffer(base::bitmap_bytes(static_cast<std::size_t>(data::chunk_rows)), true);
  open_ = values_.valid() && validity_.valid();
  out_of_memory_ = !open_;
  return open_;
}

void GrowingColumn::close_piece() {
  const auto rows = static_cast<std::size_t>(used_);
  const std::size_t bytes = field_.type == data::Type::Boolean ? base::bitmap_bytes(rows)
                            : field_.type == data::Type::Text  ? rows * sizeof(std::int32_t)
                                                               : rows * sizeof(double);
  pieces_.push_back({std::move(values_).freeze(bytes), std::move(validity_).freeze(base::bitmap_bytes(rows)), used_,
                     nulls_});
  used_ = 0;
  nulls_ = 0;
  open_ = false;
}

template <class T>
void GrowingColumn::put(T value) {
  const auto at = static_cast<std::size_t>(used_);
  values_.as<T>()[at] = value;
  base::set_bit(validity_.data(), at);
  ++used_;
}

void GrowingColumn::append(double value) {
  if (std::isnan(value)) return append_null();
  if (!room()) return;
  if (field_.type == data::Type::Boolean) {
    const auto at = static_cast<std::size_t>(used_);
    if (value != 0.0) base::set_bit(values_.data(), at);
    base::set_bit(validity_.data(), at);
    ++used_;
    return;
  }
  put(value);
}

void GrowingColumn::append(std::int64_t value) {
  if (room()) put(value);
}

void GrowingColumn::append_text(std::string_view text) {
  if (!room()) return;
  const auto [at, fresh] = codes_.try_emplace(std::string(text), static_cast<std::int32_t>(texts_.size()));
  if (fresh) texts_.emplace_back(text);
  put(at->second);
}

void GrowingColumn::append_null() {
  if (!room()) return;
  ++used_;  // the slot is already 0 and its validity bit too
  ++nulls_;
}

Result<data::ArrayPtr> GrowingColumn::dictionary() const {
  std::size_t total = 0;
  for (const auto& text : texts_) total += text.size();
  if (total > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    return fail(ErrorCode::Limit, "The model's text answers take more than 2 GiB.");
  }
  const std::size_t count = texts_.empty() ? 1 : texts_.size();  // code 0 of missing rows must exist
  auto offsets = base::allocate((count + 1) * sizeof(std::int32_t), true);
  if (!offsets) return std::unexpected(offsets.error());
  auto bytes = base::allocate(total);
  if (!bytes) return std::unexpected(bytes.error());
  std::size_t at = 0;
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    if (!texts_[i].empty()) std::memcpy(bytes->data() + at, texts_[i].data(), texts_[i].size());
    at += texts_[i].size();
    offsets->as<std::int32_t>()[i + 1] = static_cast<std::int32_t>(at);
  }
  return data::Array::text(static_cast<std::int64_t>(count), std::move(*offsets).freeze(), std::move(*bytes).freeze(),
                           {}, 0);
}

Result<data::ColumnPtr> GrowingColumn::finish() && {
  if (open_ && used_ > 0) close_piece();
  if (out_of_memory_) {
    return fail(ErrorCode::OutOfMemory, "Not enough memory for the predictions.",
                "Nothing already loaded was lost. Close other data or use fewer rows.");
  }
  std::vector<data::ArrayPtr> chunks;
  data::ArrayPtr texts;
  if (field_.type == data::Type::Text) {
    auto made = dictionary();
    if (!made) return std::unexpected(made.error());
    texts = *std::move(made);
  }
  for (auto& piece : pieces_) {
    chunks.push_back(texts ? data::Array::dictionary(piece.length, std::move(piece.values), texts,
                                                     std::move(piece.validity), piece.nulls)
                           : data::Array::fixed(field_.type, piece.length, std::move(piece.values),
                                                std::move(piece.validity), piece.nulls));
  }
  return data::Column::make(std::move(field_), std::move(chunks));
}

}  // namespace assay::inference
