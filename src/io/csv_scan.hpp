// Finding the structure of delimited text: where records and fields end, given quotes.
//
// The grammar is RFC 4180 with what real files do: a quote opens a quoted field only as the field's first byte;
// inside, a doubled quote is one quote; after the closing quote the rest up to the next separator belongs to the
// field; a quote elsewhere is data. A record ends at LF, CR or CRLF outside quotes.
//
// Both passes work on 64 bytes at a time: quote parity by a prefix XOR, checked for the one thing parity cannot
// know (a quote that is data); only such a group is walked byte by byte. The SIMD pass (Highway, static dispatch:
// SSE2, AVX2, NEON or WebAssembly SIMD128, as compiled) and the scalar twin give the same answers; tests and the
// fuzz target compare them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::io {

// As a delimiter: there is none, every record is one field (a CR is a separator anyway).
inline constexpr char no_delimiter = '\r';

struct Dialect {
  char delimiter = ',';
  char quote = '"';
};

enum class ScanEngine : std::uint8_t { Simd, Scalar };

// What a block does to the state, when it is entered outside (or inside) quotes.
struct BlockScan {
  bool ends_inside = false;
  bool has_record_start = false;
  std::size_t record_start = 0;        // first byte after the first record end; may equal the block's size
  std::uint64_t lines_to_start = 0;    // physical line ends before it
  std::uint64_t lines = 0;             // physical line ends in the whole block (quotes do not matter)
  bool has_quotes = false;             // false: another entry state gives a trivial answer
};

// Preconditions, which block boundaries are chosen to meet: the block does not begin within CRLF, and the byte
// before it is not a quote. `at_field_start`: that byte is a separator (or the block begins a record).
[[nodiscard]] BlockScan scan_block(std::span<const std::byte> block, const Dialect& dialect, bool inside,
                                   bool at_field_start, ScanEngine engine = ScanEngine::Simd);

inline constexpr std::uint32_t record_end_flag = 1U << 31;

struct Separators {
  // Ascending positions of separators outside quotes; record_end_flag is set on those that end a record
  // (for CRLF the position of the CR).
  std::vector<std::uint32_t> at;
  std::size_t count = 0;  // used entries of `at`
  bool ends_inside = false;
  bool has_high_bytes = false;  // bytes >= 0x80
  bool has_nul = false;
  bool has_quotes = false;
};

// `unit` begins a record and is smaller than 2 GiB.
void find_separators(std::span<const std::byte> unit, const Dialect& dialect, Separators& out,
                     ScanEngine engine = ScanEngine::Simd);

// Physical line ends (LF, CR, CRLF as one) in `bytes`; a CR at the very end counts.
[[nodiscard]] std::uint64_t count_line_ends(std::span<const std::byte> bytes);

}  // namespace assay::io
