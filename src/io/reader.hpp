// Reader: a task that turns a ByteSource into a typed Table, and says what it did.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "data/table.hpp"
#include "io/byte_source.hpp"

namespace assay::io {

// How delimited text is written. Empty optionals are detected from the bytes.
struct CsvOptions {
  std::optional<char> delimiter;             // one of , ; tab | detected
  char quote = '"';
  std::optional<bool> header;                // is the first record a header?
  std::vector<std::string> missing_markers;  // empty: default_missing_markers()
};

struct ReadOptions {
  CsvOptions csv;
};

// A record that could not be taken as it stands.
struct RejectedRow {
  std::uint64_t line = 0;  // 1-based physical line where the record starts
  std::string reason;      // "has 5 fields, the header has 4"
  std::string text;        // the record's first 200 bytes
};

// Why a column has its type: "Real: 12 values have a fraction (first at line 7: \"1.5\")".
struct ColumnEvidence {
  std::string column;
  data::Type type = data::Type::Text;
  std::string reason;
  std::uint64_t missing = 0;
};

struct LoadReport {
  std::string format;       // "CSV"
  std::string encoding;     // "UTF-8", "UTF-8 with BOM", "Windows-1252 (assumed)"
  std::string dialect;      // "comma, quoted with \", CRLF, header on line 1"
  std::uint64_t bytes = 0;
  std::int64_t rows = 0;
  double elapsed_ms = 0;
  std::vector<ColumnEvidence> columns;
  std::vector<std::string> warnings;     // for a person; each says what was seen and what was done
  std::vector<RejectedRow> rejected;     // the first 1,000
  std::uint64_t rejected_count = 0;      // all of them
};

struct Loaded {
  data::TablePtr table;
  LoadReport report;
};

// step(), progress, cancel() and error() as base::Task has them; progress.done/total count bytes read of
// the source (twice its size in all when columns must be read again), progress.done_bytes likewise.
class Reader : public base::Task {
 public:
  // The rows read so far (whole chunks only, types as known now), for a first look while reading goes on.
  // Null when there are none yet. Any thread. Types and values may still widen.
  [[nodiscard]] virtual data::TablePtr snapshot() const = 0;
  // The result; call once, after step() returned Done.
  [[nodiscard]] virtual Loaded take() = 0;
};

using ReaderPtr = std::shared_ptr<Reader>;

}  // namespace assay::io
