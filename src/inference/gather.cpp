#include "inference/gather.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace assay::inference {

using base::ErrorCode;
using base::fail;
using base::Result;

bool MeanScan::step() {
  if (next_ >= column_->chunks().size()) return false;
  const data::Array& chunk = *column_->chunks()[next_++];
  for (std::int64_t i = 0; i < chunk.length(); ++i) {
    if (!chunk.is_valid(i)) continue;
    const double value = chunk.number(i);
    if (!std::isfinite(value)) continue;
    count_ += 1;
    mean_ += (value - mean_) / count_;
  }
  return next_ < column_->chunks().size();
}

bool needs_mean(const Slot& slot, MissingPolicy policy, const data::Column& column) {
  if (slot.type == ElementType::String || slot.impute) return false;
  if (policy == MissingPolicy::Zero || policy == MissingPolicy::SkipRow) return false;
  const bool has_nan = slot.type == ElementType::Float32 || slot.type == ElementType::Float64;
  if (policy == MissingPolicy::Nan && has_nan) return false;
  return column.null_count() > 0 || column.type() == data::Type::Real;
}

namespace {

// Why a value does not fit the tensor; the caller knows the row.
struct Misfit {
  std::int64_t at = 0;  // index into the batch
  double value = 0;
};

// Write one number as T; false when it does not fit.
template <class T>
bool store(double value, T& out) {
  if constexpr (std::is_floating_point_v<T>) {
    out = static_cast<T>(value);
    return true;
  } else {
    // 2^63 is a double, the largest int64 is not.
    constexpr double low = static_cast<double>(std::numeric_limits<T>::min());
    constexpr double high = sizeof(T) == 8 ? 9223372036854775808.0
                                           : static_cast<double>(std::numeric_limits<T>::max()) + 1.0;
    if (!(value >= low && value < high) || value != std::floor(value)) return false;
    out = static_cast<T>(value);
    return true;
  }
}

struct Bit {
  std::uint8_t on;
};
bool store(double value, Bit& out) {
  out.on = value != 0.0 ? 1 : 0;
  return true;
}

// What stands in for a missing value, in the tensor's own type.
template <class T>
T substitute(double value) {
  if constexpr (std::is_same_v<T, Bit>) {
    return Bit{static_cast<std::uint8_t>(value >= 0.5 ? 1 : 0)};
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(value);
  } else {
    T out{};
    return store(std::nearbyint(value), out) ? out : T{};
  }
}

// One column into out[0], out[stride], …: rows [begin, begin + count) of the table, which may span chunks.
template <class T>
std::optional<Misfit> copy_numbers(const data::Column& column, std::int64_t begin, std::int64_t count,
                                   T missing, T* out, std::int64_t stride) {
  std::int64_t done = 0;
  while (done < count) {
    const std::int64_t row = begin + done;
    const data::Array& chunk = column.chunk_of(row);
    const std::int64_t first = row % data::chunk_rows;
    const std::int64_t here = std::min(count - done, chunk.length() - first);
    const bool whole = chunk.null_count() == 0;
    const auto each = [&](auto value_of) -> std::optional<Misfit> {
      for (std::int64_t i = 0; i < here; ++i) {
        T& to = out[(done + i) * stride];
        if (!whole && !chunk.is_valid(first + i)) {
          to = missing;
          continue;
        }
        const auto value = value_of(static_cast<std::size_t>(first + i));
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::int64_t> &&
                      std::is_same_v<T, std::int64_t>) {
          to = value;
        } else {
          const double number = static_cast<double>(value);
          if (std::isnan(number)) {
            to = missing;
          } else if (!store(number, to)) {
            return Misfit{done + i, number};
          }
        }
      }
      return std::nullopt;
    };
    std::optional<Misfit> misfit;
    if (chunk.type() == data::Type::Real) {
      misfit = each([values = chunk.reals()](std::size_t i) { return values[i]; });
    } else if (chunk.type() == data::Type::Integer) {
      misfit = each([values = chunk.integers()](std::size_t i) { return values[i]; });
    } else {
      misfit = each([&](std::size_t i) { return chunk.boolean(static_cast<std::int64_t>(i)) ? 1.0 : 0.0; });
    }
    if (misfit) return misfit;
    done += here;
  }
  return std::nullopt;
}

// Text as it goes into a string tensor: numbers shortest round-trip, booleans true/false, "" when missing.
std::string text_of(const data::Column& column, std::int64_t row) {
  const data::Array& chunk = column.chunk_of(row);
  const std::int64_t i = row % data::chunk_rows;
  if (!chunk.is_valid(i)) return {};
  std::array<char, 40> digits{};
  switch (chunk.type()) {
    case data::Type::Text: return std::string(chunk.text(i));
    case data::Type::Boolean: return chunk.boolean(i) ? "true" : "false";
    case data::Type::Real: {
      const double value = chunk.number(i);
      if (std::isnan(value)) return {};
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
      return std::string(digits.data(), end.ptr);
    }
    case data::Type::Integer:
    case data::Type::Timestamp: return std::to_string(chunk.integers()[static_cast<std::size_t>(i)]);
  }
  return {};
}

bool is_missing(const data::Column& column, std::int64_t row) {
  const data::Array& chunk = column.chunk_of(row);
  const std::int64_t i = row % data::chunk_rows;
  if (!chunk.is_valid(i)) return true;
  return chunk.type() == data::Type::Real && std::isnan(chunk.number(i));
}

std::unexpected<base::Error> misfit_error(const Slot& slot, const data::Column& column, std::int64_t row,
                                          double value) {
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return fail(ErrorCode::TypeMismatch,
              "Column \"" + column.name() + "\" holds " + std::string(digits.data(), end.ptr) + " in row " +
                  std::to_string(row + 1) + ", which the model's input \"" + slot.feature + "\" of type " +
                  std::string(to_string(slot.type)) + " cannot take.",
              "Bind another column, or correct that value.");
}

template <class T>
Result<base::Buffer> dense(std::int64_t rows, std::int64_t width, const Batch& batch,
                           const std::vector<const Slot*>& slots, const data::Table& table,
                           const std::vector<double>& missing) {
  const std::uint64_t bytes = static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(width) * sizeof(T);
  if (rows > (std::int64_t{1} << 31) || bytes > std::numeric_limits<std::ptrdiff_t>::max()) {
    return fail(ErrorCode::Limit, "The model wants " + std::to_string(rows) + " rows of " + std::to_string(width) +
                                      " columns at a time, more than fits into memory.");
  }
  auto buffer = base::allocate(static_cast<std::size_t>(bytes));
  if (!buffer) return std::unexpected(buffer.error());
  T* out = reinterpret_cast<T*>(buffer->data());
  for (std::size_t s = 0; s < slots.size(); ++s) {
    const data::Column& column = table.column(*slots[s]->column);
    const T fill = substitute<T>(missing[s]);
    T* at = out + slots[s]->position;
    if (!batch.skipped) {
      if (const auto bad = copy_numbers(column, batch.begin, batch.rows, fill, at, width)) {
        return misfit_error(*slots[s], column, batch.begin + bad->at, bad->value);
      }
      continue;
    }
    for (std::int64_t i = 0; i < batch.rows; ++i) {
      const std::int64_t row = batch.kept[static_cast<std::size_t>(i)];
      if (const auto bad = copy_numbers(column, row, 1, fill, at + i * width, width)) {
        return misfit_error(*slots[s], column, row, bad->value);
      }
    }
  }
  for (std::int64_t i = batch.rows; i < rows && batch.rows > 0; ++i) {
    std::copy_n(out + (batch.rows - 1) * width, width, out + i * width);
  }
  return std::move(*buffer).freeze();
}

}  // namespace

Gather::Gather(data::TablePtr table, const onnx::Model& model, Binding binding, std::vector<InputShape> shapes,
               std::vector<double> means)
    : table_(std::move(table)), binding_(std::move(binding)), shapes_(std::move(shapes)), means_(std::move(means)) {
  slots_of_.resize(model.inputs.size());
  for (const auto& input : model.inputs) names_.push_back(input.name);
  for (std::size_t i = 0; i < binding_.slots.size(); ++i) slots_of_[binding_.slots[i].input].push_back(i);
}

std::vector<std::int64_t> Gather::complete_rows(std::int64_t begin, std::int64_t end) const {
  std::vector<std::uint8_t> missing(static_cast<std::size_t>(end - begin), 0);
  for (const Slot& slot : binding_.slots) {
    const data::Column& column = table_->column(*slot.column);
    if (column.null_count() == 0 && column.type() != data::Type::Real) continue;
    for (std::int64_t row = begin; row < end; ++row) {
      if (is_missing(column, row)) missing[static_cast<std::size_t>(row - begin)] = 1;
    }
  }
  std::vector<std::int64_t> rows;
  for (std::int64_t row = begin; row < end; ++row) {
    if (missing[static_cast<std::size_t>(row - begin)] == 0) rows.push_back(row);
  }
  return rows;
}

Result<Batch> Gather::rows(std::int64_t begin, std::int64_t end, std::int64_t fixed_rows) const {
  Batch batch;
  batch.begin = begin;
  batch.end = end;
  batch.rows = end - begin;
  if (binding_.missing == MissingPolicy::SkipRow) {
    batch.kept = complete_rows(begin, end);
    batch.skipped = static_cast<std::int64_t>(batch.kept.size()) != batch.rows;
    batch.rows = static_cast<std::int64_t>(batch.kept.size());
  }
  batch.padded = fixed_rows > 0 ? fixed_rows : batch.rows;
  if (batch.rows == 0) return batch;
  for (std::size_t input = 0; input < shapes_.size(); ++input) {
    auto tensor = tensor_of(input, batch);
    if (!tensor) return std::unexpected(tensor.error());
    batch.inputs.push_back(*std::move(tensor));
  }
  return batch;
}

Result<Tensor> Gather::tensor_of(std::size_t input, const Batch& batch) const {
  const InputShape& shape = shapes_[input];
  std::vector<const Slot*> slots;
  std::vector<double> missing;
  for (const std::size_t i : slots_of_[input]) {
    const Slot& slot = binding_.slots[i];
    slots.push_back(&slot);
    const bool has_nan = slot.type == ElementType::Float32 || slot.type == ElementType::Float64;
    double fill = 0.0;
    if (binding_.missing == MissingPolicy::Nan && has_nan) {
      fill = std::numeric_limits<double>::quiet_NaN();
    } else if (binding_.missing == MissingPolicy::Impute || binding_.missing == MissingPolicy::Nan) {
      fill = slot.impute.value_or(means_[i]);
    }
    missing.push_back(fill);
  }
  const auto width = static_cast<std::int64_t>(slots.size());
  Tensor tensor{names_[input], shape.type, tensor_dims(shape, batch.padded, width), {}, {}};
  if (shape.type == ElementType::String) {
    tensor.strings.resize(static_cast<std::size_t>(batch.padded * width));
    for (std::size_t s = 0; s < slots.size(); ++s) {
      const data::Column& column = table_->column(*slots[s]->column);
      for (std::int64_t i = 0; i < batch.padded; ++i) {
        const std::int64_t from = std::min(i, batch.rows - 1);
        const std::int64_t row = batch.skipped ? batch.kept[static_cast<std::size_t>(from)] : batch.begin + from;
        tensor.strings[static_cast<std::size_t>(i * width + slots[s]->position)] = text_of(column, row);
      }
    }
    return tensor;
  }
  Result<base::Buffer> data = [&]() -> Result<base::Buffer> {
    switch (shape.type) {
      case ElementType::Float32: return dense<float>(batch.padded, width, batch, slots, *table_, missing);
      case ElementType::Float64: return dense<double>(batch.padded, width, batch, slots, *table_, missing);
      case ElementType::Int64: return dense<std::int64_t>(batch.padded, width, batch, slots, *table_, missing);
      case ElementType::Int32: return dense<std::int32_t>(batch.padded, width, batch, slots, *table_, missing);
      case ElementType::Uint8: return dense<std::uint8_t>(batch.padded, width, batch, slots, *table_, missing);
      case ElementType::Bool: return dense<Bit>(batch.padded, width, batch, slots, *table_, missing);
      case ElementType::String:
      case ElementType::Other: break;
    }
    return fail(ErrorCode::Unsupported, "The model's input \"" + names_[input] + "\" has a type that columns cannot feed.");
  }();
  if (!data) return std::unexpected(data.error());
  tensor.data = *std::move(data);
  return tensor;
}

}  // namespace assay::inference
