// UTF-16 and UTF-32 to UTF-8, piece by piece.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "io/csv_sniff.hpp"

namespace assay::io {

class Transcoder {
 public:
  explicit Transcoder(Encoding encoding) : encoding_(encoding) {}

  // Bytes of one code unit: 2 or 4. Pieces given to push() are multiples of it, but for the last.
  [[nodiscard]] std::size_t unit_bytes() const;
  // Append the text of `bytes` to `out`. What is no text (a lone surrogate, a value over U+10FFFF, a last odd
  // byte) becomes U+FFFD and is counted.
  void push(std::span<const std::byte> bytes, bool last, std::string& out);
  [[nodiscard]] std::uint64_t invalid() const { return invalid_; }

 private:
  void put(std::uint32_t code, std::string& out);
  Encoding encoding_;
  std::uint32_t high_surrogate_ = 0;
  std::uint64_t invalid_ = 0;
};

}  // namespace assay::io
