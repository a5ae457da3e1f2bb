// The CSV reader: delimited text to a typed table, in parallel and as the bytes arrive.
//
// How it works. The source is cut into blocks of about block_bytes. A scan finds, for each block, where its first
// record begins and whether it ends inside quotes, for both answers to "does it begin inside quotes?" where that is
// not known yet; stitching the blocks in order settles it and gives units (the records that begin in a block).
// Units are parsed in parallel, column by column, under the kinds of values seen so far in each column
// (io/csv_values.hpp); a value that does not fit widens the column and the unit's column is read again. Parsed
// units are appended to the table in order. A column whose earlier rows were read as a type that turned out too
// narrow is read again from the source's bytes: at once from the top when that happens early, otherwise in a second
// pass for all such columns together. So the types follow from the whole file, nothing is lost, and the table is
// the same, bit for bit, for any number of threads and however the bytes arrive.
//
// Records: empty lines are skipped (in a file of one column an empty line is a missing value); short records are
// padded with missing values and counted; longer ones are rejected and told with line and reason unless the extra
// fields are empty; text after a closing quote is kept and counted; a quote that is never closed is told with its
// line. Limits: 100,000 columns, 256 MiB a field, 2 GiB of text in a chunk of a column.
// Encoding: UTF-8 (a byte order mark is cut), UTF-16 and UTF-32 with a mark, UTF-16 without one where the text is
// Latin. Bytes that are not UTF-8: Decoding in io/csv_text.hpp, with a warning.
#pragma once

#include "io/csv_scan.hpp"
#include "io/reader.hpp"

namespace assay::io {

// Sizes that change no answer; tests make them small.
struct CsvTuning {
  std::size_t block_bytes = 256 << 10;
  std::size_t head_bytes = 256 << 10;
  std::size_t units_ahead = 32;     // parsed and waiting to be appended
  std::size_t restart_units = 16;   // widening within these reads from the top again
  ScanEngine engine = ScanEngine::Simd;
};

[[nodiscard]] ReaderPtr make_csv_reader(ByteSourcePtr source, const ReadOptions& options,
                                        const CsvTuning& tuning = {});

// How much the head of a file looks like delimited text, 0 to 100 (see Format::probe).
[[nodiscard]] int probe_csv(std::span<const std::byte> head);

}  // namespace assay::io
