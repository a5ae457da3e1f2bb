#include "io/csv_transcode.hpp"

namespace assay::io {

std::size_t Transcoder::unit_bytes() const {
  return encoding_ == Encoding::Utf32Le || encoding_ == Encoding::Utf32Be ? 4 : 2;
}

void Transcoder::put(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xE0 | (code >> 12));
    } else {
      out += static_cast<char>(0xF0 | (code >> 18));
      out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    }
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  out += static_cast<char>(0x80 | (code & 0x3F));
}

void Transcoder::push(std::span<const std::byte> bytes, bool last, std::string& out) {
  constexpr std::uint32_t replacement = 0xFFFD;
  const std::size_t width = unit_bytes();
  const bool big = encoding_ == Encoding::Utf16Be || encoding_ == Encoding::Utf32Be;
  const auto bad = [&] {
    ++invalid_;
    put(replacement, out);
  };
  std::size_t at = 0;
  for (; at + width <= bytes.size(); at += width) {
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < width; ++i) {
      code = code << 8 | static_cast<std::uint32_t>(bytes[at + (big ? i : width - 1 - i)]);
    }
    const bool high = code >= 0xD800 && code <= 0xDBFF;
    const bool low = code >= 0xDC00 && code <= 0xDFFF;
    if (width == 2 && low && high_surrogate_ != 0) {
      put(0x10000 + ((high_surrogate_ - 0xD800) << 10) + (code - 0xDC00), out);
      high_surrogate_ = 0;
      continue;
    }
    if (high_surrogate_ != 0) bad();
    high_surrogate_ = 0;
    if (width == 2 && high) {
      high_surrogate_ = code;
    } else if (high || low || code > 0x10FFFF) {
      bad();
    } else {
      put(code, out);
    }
  }
  if (last && (high_surrogate_ != 0 || at < bytes.size())) {
    high_surrogate_ = 0;
    bad();
  }
}

}  // namespace assay::io
