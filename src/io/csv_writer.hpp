// A table to CSV (RFC 4180), a piece at a time.
//
// Values: Boolean true/false; Integer in decimal; Real the shortest text that reads back to the same double, with a
// point or an exponent always ("1.0"), infinities as inf and -inf; Timestamp ISO 8601 (dates alone when every value
// of the column is a midnight without a zone); Text as it is. Missing: an empty field. An empty text, and a text
// that would read as missing ("NA"), is written in quotes: read_csv(write_csv(table)) is the table again, provided
// the columns' texts do not all look like values of another type.
// Quotes where needed only: separators, quotes, control bytes, line ends, a byte order mark in front.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/task.hpp"
#include "data/table.hpp"

namespace assay::io {

struct CsvWriteOptions {
  char delimiter = ',';
  bool crlf = false;
  bool header = true;
  // A spreadsheet runs a text that begins with = + - @ tab, CR, LF, NUL (or a full-width = + - @) as a formula:
  // put an apostrophe before it. Texts and names only; numbers are left alone. Off for an exact copy.
  bool guard_formulas = true;
  // The rows to write, in this order; null: all of them.
  std::shared_ptr<const std::vector<std::uint32_t>> rows;
};

// Takes the next bytes of the file, in order. An error stops the writer, which fails with it.
using ByteSink = std::function<base::Result<void>(std::span<const std::byte>)>;

// A task: each step() gives the sink at most about 64 KiB (one row, where that is longer). progress counts rows.
[[nodiscard]] base::TaskPtr make_csv_writer(data::TablePtr table, ByteSink sink, const CsvWriteOptions& options = {});

}  // namespace assay::io
