// What the head of a delimited file tells: encoding, delimiter, header, where the table begins.
//
// Delimiter: for each of , ; tab | the first records are split (quotes respected); the delimiter under which most
// of them have the same number of fields, the first one included, wins; of two that do equally well the first of
// tab ; , | (a decimal comma is common in files separated by semicolons or tabs). ^ ~ U+001F U+0001 are tried last.
// A first line "sep=;" decides.
// None under which records have two fields: one column, and commas are data.
// Header: the first record, unless a field of it is a value of the same kind as its column, e.g. a number over
// numbers. Years (whole numbers from 1900 to 2100) beside at least one word are names. Where all is text, it is a
// header when its names are distinct, not empty and do not occur below.
// Lines before the table (one field each, before records of two and more) are skipped, with a warning.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/csv_scan.hpp"
#include "io/reader.hpp"

namespace assay::io {

enum class Encoding : std::uint8_t { Utf8, Utf8Bom, Utf16Le, Utf16Be, Utf32Le, Utf32Be };

struct DetectedEncoding {
  Encoding encoding = Encoding::Utf8;
  std::size_t bom_bytes = 0;
};
// By byte order mark, or by the NUL bytes of UTF-16 without one.
[[nodiscard]] DetectedEncoding detect_encoding(std::span<const std::byte> head);

struct Sniffed {
  Dialect dialect;
  bool header = false;
  std::size_t columns = 0;
  std::vector<std::string> names;  // bytes as in the file, quotes cut; empty without a header
  std::uint64_t header_line = 1;
  std::size_t body_begin = 0;      // offset in the head: the first record that is data
  std::uint64_t body_line = 1;
  std::string line_ends;           // "LF", "CRLF", "CR", "mixed line ends"
  std::vector<std::string> warnings;
};

// `text` begins behind a byte order mark. Nothing: the first two records are not all there yet. Errors: an empty
// file, one that is no text, too many columns, a quote in the header that is never closed.
[[nodiscard]] base::Result<std::optional<Sniffed>> sniff(std::span<const std::byte> text, bool complete,
                                                         const CsvOptions& options, const std::string& name);

}  // namespace assay::io
