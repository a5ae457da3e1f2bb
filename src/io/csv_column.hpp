// A column under construction: appended to unit by unit, in the order of the file, so that nothing about it
// depends on which thread read what when. Not thread-safe; columns are independent of each other.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/table.hpp"
#include "io/csv_dictionary.hpp"
#include "io/csv_unit.hpp"

namespace assay::io {

// A buffer that grows.
class GrowingBuffer {
 public:
  // Room for `size_bytes` at least; doubles, but not past `most_bytes`. What is new is zero when `zeroed`.
  // False: out of memory.
  [[nodiscard]] bool reserve(std::size_t size_bytes, std::size_t most_bytes, bool zeroed);
  [[nodiscard]] std::byte* data() { return buffer_.data(); }
  [[nodiscard]] std::size_t capacity() const { return buffer_.size_bytes(); }
  // The first `used` bytes as a Buffer (copied when most of the room is unused); empty afterwards.
  [[nodiscard]] std::optional<base::Buffer> freeze(std::size_t used);

 private:
  base::MutableBuffer buffer_;
};

// Where a value of the file stands.
struct Place {
  std::size_t unit = 0;
  std::size_t row = 0;  // within the unit
};

class ColumnAssembler {
 public:
  enum class Outcome : std::uint8_t {
    Appended,
    Rebuild,      // what is here was read as another type: the column must be read again from the first unit
    OutOfMemory,
    TextTooLong,  // a chunk would hold more than 2 GiB of text
  };

  // Append piece `slot` of `result`.
  [[nodiscard]] Outcome append(const UnitResult& result, std::size_t slot);

  // Forget the rows, keep the kinds seen: before a column is read again.
  void restart();

  [[nodiscard]] ColumnKind kind() const { return resolve(seen_); }
  [[nodiscard]] Kinds seen() const { return seen_; }
  void add_seen(Kinds kinds) { seen_ |= kinds; }
  // New pieces should be plain text.
  [[nodiscard]] bool plain() const { return plain_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::size_t full_chunks() const { return chunks_.size(); }

  // The whole chunks so far, as a column of `name`; null when they cannot be shown (not read as one type yet).
  [[nodiscard]] data::ColumnPtr peek(const std::string& name) const;

  // After the last append: turn at most a few chunks into their final form; true when all is done, false to be
  // called again. Then take().
  [[nodiscard]] base::Result<bool> finish_some();
  [[nodiscard]] base::Result<data::ColumnPtr> take(std::string name);

  // What the report tells.
  std::uint64_t missing = 0;
  std::uint64_t real_forms = 0;
  std::optional<Place> first_real;
  std::uint64_t odd_quotes = 0;
  std::optional<Place> first_odd_quote;
  std::uint64_t kept_na = 0;      // "NA" read as a value
  [[nodiscard]] std::uint64_t ambiguous() const { return ambiguous_; }

 private:
  enum class Layout : std::uint8_t { Unknown, Boolean, Words, Codes, Plain };

  struct Chunk {
    Layout layout = Layout::Unknown;
    ColumnKind kind = ColumnKind::Unknown;
    std::size_t rows = 0;
    std::size_t missing = 0;
    base::Buffer values;
    base::Buffer validity;
    base::Buffer text;
    std::vector<std::uint32_t> ambiguous;  // rows that hold "NA"
    data::ArrayPtr array;
  };

  [[nodiscard]] bool reserve(std::size_t rows);
  [[nodiscard]] Outcome become(ColumnKind kind);
  [[nodiscard]] Outcome append_rows(const UnitResult& result, const Piece& piece, std::size_t slot,
                                    std::size_t first, std::size_t count);
  void append_words(const std::uint64_t* words, std::size_t count, bool integers);
  void append_booleans(const std::uint64_t* words, std::size_t count);
  void append_codes(const std::uint64_t* words, const std::uint8_t* valid, std::size_t count);
  [[nodiscard]] Outcome append_plain(const UnitResult& result, const Piece& piece, const std::uint64_t* words,
                                     const std::uint8_t* valid, std::size_t count);
  [[nodiscard]] bool append_validity(const std::uint8_t* valid, std::size_t count, bool all_valid);
  [[nodiscard]] Outcome map_entries(const UnitResult& result, const Piece& piece);
  [[nodiscard]] bool close_chunk();
  void consider_plain();
  [[nodiscard]] bool dictionary_is_smaller() const;
  [[nodiscard]] base::Result<void> finish_dictionary();
  [[nodiscard]] base::Result<void> finish_chunk(Chunk& chunk);
  [[nodiscard]] base::Result<void> to_plain(Chunk& chunk);
  [[nodiscard]] base::Result<void> keep_na(Chunk& chunk, std::int32_t code);
  [[nodiscard]] base::Result<data::ArrayPtr> dictionary_array() const;

  Kinds seen_ = 0;
  ColumnKind kind_ = ColumnKind::Unknown;  // of the current chunk
  Layout layout_ = Layout::Unknown;
  std::int64_t rows_ = 0;
  std::vector<Chunk> chunks_;

  // The current chunk.
  std::size_t fill_ = 0;
  std::size_t chunk_missing_ = 0;
  GrowingBuffer values_;
  GrowingBuffer validity_;
  GrowingBuffer text_;
  std::size_t text_used_ = 0;
  std::vector<std::uint32_t> chunk_ambiguous_;

  // Text.
  ColumnDictionary dictionary_;
  bool plain_ = false;
  bool two_letters_ = true;  // every value is two capital letters
  std::uint64_t ambiguous_ = 0;
  std::uint64_t total_text_ = 0;  // bytes of all values coded
  std::size_t closed_missing_ = 0;
  std::int32_t na_code_ = -1;     // "NA" is a value
  std::vector<std::int32_t> codes_;  // of the entries of the piece being appended

  // Finishing.
  bool finishing_ = false;
  std::size_t finished_ = 0;
  data::ArrayPtr shared_dictionary_;
};

}  // namespace assay::io
