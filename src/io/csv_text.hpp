// Bytes of a delimited file to UTF-8 text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace assay::io {

// The bytes seen as characters.
[[nodiscard]] inline std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// How bytes that are not UTF-8 are read; decided once for a whole file from Utf8Counts.
enum class Decoding : std::uint8_t {
  Utf8,         // bytes that are not UTF-8 become U+FFFD, one for each broken sequence
  Windows1252,  // every byte is a character of Windows-1252 (the five undefined ones as in WHATWG's: C1 controls)
};

struct Utf8Counts {
  std::uint64_t sequences = 0;  // well-formed sequences of two bytes and more
  std::uint64_t invalid = 0;    // broken ones (maximal subparts, as the Unicode Standard counts them, 3.9)
  std::size_t first_invalid = SIZE_MAX;
};

// Well-formed as in the Unicode Standard, table 3-7: no overlong forms, no surrogates, at most U+10FFFF.
[[nodiscard]] Utf8Counts count_utf8(std::span<const std::byte> bytes);

// A file with damage stays UTF-8 (no more broken sequences than good ones); otherwise it is Windows-1252.
[[nodiscard]] inline Decoding choose_decoding(std::uint64_t sequences, std::uint64_t invalid) {
  return invalid > sequences ? Decoding::Windows1252 : Decoding::Utf8;
}

// Append `bytes` to `out` as valid UTF-8.
void append_decoded(std::string& out, std::string_view bytes, Decoding decoding);
[[nodiscard]] bool is_ascii(std::string_view bytes);

// The content of a field that begins with a quote, appended to `out`: the outer quotes cut, doubled quotes halved,
// text after the closing quote kept. Returns true when there was such text, or no closing quote.
bool append_unquoted(std::string& out, std::string_view field, char quote);

// Text for a message: valid UTF-8, at most about `most` bytes, with "..." when cut.
[[nodiscard]] std::string excerpt(std::string_view bytes, std::size_t most);

}  // namespace assay::io
