// A unit: the records that begin within one block of the file. It is what one thread reads at a time: its
// records are found, its fields are parsed column by column into a UnitResult, and that is later appended, in
// order, to the table under construction.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/csv_dictionary.hpp"
#include "io/csv_scan.hpp"
#include "io/csv_text.hpp"
#include "io/csv_values.hpp"
#include "io/reader.hpp"

namespace assay::io {

inline constexpr std::size_t max_columns = 100'000;
inline constexpr std::size_t max_field_bytes = std::size_t{256} << 20;
inline constexpr std::size_t max_unit_bytes = std::size_t{1} << 30;
inline constexpr std::size_t max_kept_rejects = 1'000;

// Where a unit lies.
struct Unit {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t line = 1;  // 1-based physical line of its first byte
};

// What is odd about a unit's records; summed over the file and told in the report. Lines are 1-based.
struct Tally {
  std::uint64_t count = 0;
  std::uint64_t first_line = 0;
  void add(std::uint64_t more, std::uint64_t line) {
    if (count == 0 && more != 0) first_line = line;
    count += more;
  }
  void add(const Tally& later) { add(later.count, later.first_line); }
};

struct UnitNotes {
  Tally short_rows;       // padded with missing values
  Tally trailing_empty;   // rows with extra fields that are all empty
  Tally nul_bytes;        // records that hold NUL bytes
  Tally padding;          // records of NUL bytes or a lone Ctrl-Z, skipped
  Tally invalid_utf8;     // broken sequences
  std::uint64_t utf8_sequences = 0;
  std::uint64_t rejected = 0;
  std::optional<std::uint64_t> open_quote_line;  // the last quoted field has no closing quote
};

// Records of a unit, as ends of fields: row r's field c is the bytes
// [ends[r * stride + c] + 1, ends[r * stride + c + 1]) with stride = columns + 1, counted modulo 2^32 (a unit's
// first field begins after "-1"). A field that is absent has its begin behind its end.
struct UnitRows {
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::vector<std::uint32_t> ends;

  [[nodiscard]] std::size_t stride() const { return columns + 1; }
};

// Texts that are not in the source as they stand (unescaped, decoded): stable addresses.
class TextArena {
 public:
  std::string_view store(std::string_view text);
  void clear();

 private:
  static constexpr std::size_t block_bytes = 64 << 10;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::vector<std::unique_ptr<char[]>> large_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

enum class Validity : std::uint8_t { Missing = 0, Valid = 1, AmbiguousMarker = 2 };

// One column of a unit, parsed.
struct Piece {
  ColumnKind kind = ColumnKind::Unknown;
  Kinds seen = 0;  // exact for every kind but Text
  bool skipped = false;
  bool plain = false;  // Text only: words are PlainRef, not codes
  std::uint32_t missing = 0;  // ambiguous markers included
  std::uint32_t ambiguous = 0;
  std::uint32_t entries_begin = 0;  // Text by code: its entries in UnitResult::entries
  std::uint32_t entries_count = 0;
  std::uint32_t real_forms = 0;     // Real only: values written with a point or an exponent
  std::uint32_t first_real_row = 0;
  std::uint32_t odd_quotes = 0;     // Text only: values with text after their closing quote, or none
  std::uint32_t first_odd_row = 0;
};

// A plain text value packed into a word: bytes of the unit, or an index into UnitResult::arena_texts.
struct PlainRef {
  static constexpr std::uint64_t arena_bit = std::uint64_t{1} << 63;
  static std::uint64_t in_unit(std::size_t offset, std::size_t size) {
    return static_cast<std::uint64_t>(offset) << 30 | size;
  }
  static std::uint64_t in_arena(std::size_t index) { return arena_bit | index; }
};
static_assert(max_field_bytes < (std::size_t{1} << 30) && max_unit_bytes <= (std::size_t{1} << 31));

struct UnitResult {
  std::size_t unit = 0;
  std::uint64_t epoch = 0;
  std::span<const std::byte> bytes;
  std::vector<std::byte> copied;       // holds `bytes` where the source has no view
  std::uint64_t line = 1;
  std::size_t rows = 0;
  std::vector<Piece> pieces;           // one for each column asked for
  std::vector<std::uint64_t> words;    // pieces.size() * rows; Boolean 0/1, Integer, Real bits, Timestamp, codes
  std::vector<std::uint8_t> valid;     // Validity, laid out likewise
  std::vector<UnitDictionary::Entry> entries;
  TextArena arena;
  std::vector<std::string_view> arena_texts;
  UnitNotes notes;
  std::vector<RejectedRow> rejected;
  std::optional<base::Error> error;

  [[nodiscard]] std::string_view plain_text(std::uint64_t word) const {
    if ((word & PlainRef::arena_bit) != 0) {
      return arena_texts[static_cast<std::size_t>(word & ~PlainRef::arena_bit)];
    }
    const auto offset = static_cast<std::size_t>(word >> 30);
    const auto size = static_cast<std::size_t>(word & ((std::uint64_t{1} << 30) - 1));
    return {reinterpret_cast<const char*>(bytes.data()) + offset, size};
  }
};

// How a file is read; fixed once its head was seen.
struct UnitContext {
  Dialect dialect;
  std::size_t columns = 0;
  bool header = false;  // for messages only
  Markers markers;
  Decoding decoding = Decoding::Utf8;
  bool count_encoding = true;  // false when the whole source is known to be UTF-8
};

// Scratch memory of one thread at work.
struct UnitScratch {
  Separators separators;
  UnitRows rows;
  UnitDictionary dictionary;
  std::string text;
};

// Finds the records of result.bytes (result.line its first line): result.rows, notes, rejected and error are set.
void read_rows(const UnitContext& context, UnitScratch& scratch, UnitResult& result,
               ScanEngine engine = ScanEngine::Simd);

// Parses column `column` of the rows found into piece `slot`, as a column in which `known` kinds were seen
// elsewhere. `plain`: write texts as PlainRef.
void parse_column(const UnitContext& context, UnitScratch& scratch, std::size_t column, std::size_t slot,
                  Kinds known, bool plain, UnitResult& result);

// The physical line on which row `row` begins.
[[nodiscard]] std::uint64_t line_of_row(const UnitScratch& scratch, const UnitResult& result, std::size_t row);

// Field (row, column) as it stands in the file.
[[nodiscard]] std::string_view raw_field(const UnitScratch& scratch, const UnitResult& result, std::size_t row,
                                         std::size_t column);

}  // namespace assay::io
