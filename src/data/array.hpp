// One column within one chunk: immutable, Arrow memory layout.
//
// Layout by type (length n):
//   Boolean    bit-packed values, bitmap_bytes(n)
//   Integer    int64[n]
//   Real       double[n]
//   Timestamp  int64[n], microseconds since 1970-01-01T00:00 (proleptic Gregorian)
//   Text       plain: int32 offsets[n + 1] + UTF-8 bytes; or dictionary-coded: int32 codes[n] + dictionary
// A missing value has a 0 validity bit; its slot holds 0 (an empty string, code 0) and must not be read
// as a value. An empty validity buffer means that nothing is missing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/bitmap.hpp"
#include "base/buffer.hpp"
#include "data/types.hpp"

namespace assay::data {

class Array;
using ArrayPtr = std::shared_ptr<const Array>;

class Array {
 public:
  // Fixed-width types. `values` as laid out above.
  [[nodiscard]] static ArrayPtr fixed(Type type, std::int64_t length, base::Buffer values,
                                      base::Buffer validity, std::int64_t null_count);
  // Plain text.
  [[nodiscard]] static ArrayPtr text(std::int64_t length, base::Buffer offsets, base::Buffer bytes,
                                     base::Buffer validity, std::int64_t null_count);
  // Dictionary-coded text. `dictionary` is a plain Text array with no missing values; within a Column
  // every dictionary-coded chunk shares one dictionary.
  [[nodiscard]] static ArrayPtr dictionary(std::int64_t length, base::Buffer codes, ArrayPtr dictionary,
                                           base::Buffer validity, std::int64_t null_count);

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] std::int64_t length() const { return length_; }
  [[nodiscard]] std::int64_t null_count() const { return null_count_; }
  [[nodiscard]] bool is_valid(std::int64_t i) const {
    return validity_.empty() || base::get_bit(validity_.data(), static_cast<std::size_t>(i));
  }
  [[nodiscard]] bool is_dictionary() const { return dictionary_ != nullptr; }

  [[nodiscard]] const base::Buffer& validity() const { return validity_; }
  [[nodiscard]] const base::Buffer& values() const { return values_; }  // text: offsets or codes
  [[nodiscard]] const base::Buffer& text_bytes() const { return bytes_; }
  [[nodiscard]] const ArrayPtr& dictionary_values() const { return dictionary_; }

  [[nodiscard]] std::span<const std::int64_t> integers() const { return values_.as<std::int64_t>(); }
  [[nodiscard]] std::span<const std::int64_t> timestamps() const { return values_.as<std::int64_t>(); }
  [[nodiscard]] std::span<const double> reals() const { return values_.as<double>(); }
  [[nodiscard]] std::span<const std::int32_t> codes() const { return values_.as<std::int32_t>(); }
  [[nodiscard]] std::span<const std::int32_t> offsets() const { return values_.as<std::int32_t>(); }
  [[nodiscard]] bool boolean(std::int64_t i) const {
    return base::get_bit(values_.data(), static_cast<std::size_t>(i));
  }
  // The text of row i (plain or dictionary-coded); "" when missing.
  [[nodiscard]] std::string_view text(std::int64_t i) const;

  // The value of row i as a number: Boolean 0/1, Integer, Real, Timestamp in microseconds.
  // Undefined for Text and for missing rows.
  [[nodiscard]] double number(std::int64_t i) const;

  // Bytes held by this array, its dictionary not included (a column counts that once).
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  Array() = default;

  Type type_ = Type::Text;
  std::int64_t length_ = 0;
  std::int64_t null_count_ = 0;
  base::Buffer validity_;
  base::Buffer values_;
  base::Buffer bytes_;
  ArrayPtr dictionary_;
};

}  // namespace assay::data
