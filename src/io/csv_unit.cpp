#include "io/csv_text.hpp"
#include "io/csv_unit.hpp"

#include <algorithm>
#include <cstring>

namespace assay::io {

using base::ErrorCode;

std::string_view TextArena::store(std::string_view text) {
  if (text.size() > block_bytes / 4) {
    large_.push_back(std::make_unique_for_overwrite<char[]>(text.size()));
    std::memcpy(large_.back().get(), text.data(), text.size());
    return {large_.back().get(), text.size()};
  }
  if (block_ == blocks_.size() || used_ + text.size() > block_bytes) {
    if (block_ < blocks_.size()) ++block_;
    if (block_ == blocks_.size()) blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
    used_ = 0;
  }
  char* at = blocks_[block_].get() + used_;
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  used_ += text.size();
  return {at, text.size()};
}

void TextArena::clear() {
  large_.clear();
  block_ = 0;
  used_ = 0;
}

namespace {

bool only_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

// Physical lines of ascending positions, counted once.
class LineCounter {
 public:
  LineCounter(std::span<const std::byte> bytes, std::uint64_t first_line) : bytes_(bytes), line_(first_line) {}
  std::uint64_t at(std::size_t position) {
    line_ += count_line_ends(bytes_.subspan(at_, position - at_));
    at_ = position;
    return line_;
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  std::uint64_t line_;
};

// Turns separators into rows.
class RowFinder {
 public:
  RowFinder(const UnitContext& context, UnitScratch& scratch, UnitResult& result)
      : context_(context), rows_(scratch.rows), result_(result), bytes_(text_of(result.bytes)),
        lines_(result.bytes, result.line), separators_(scratch.separators.at.data()),
        count_(scratch.separators.count) {}

  void run() {
    const std::size_t columns = context_.columns;
    rows_.columns = columns;
    rows_.rows = 0;
    std::size_t at = 0;
    std::uint32_t begin = 0;
    while (at < count_ && !result_.error) {
      std::uint32_t early = 0;
      const bool enough = count_ - at >= columns;
      for (std::size_t i = 0; enough && i + 1 < columns; ++i) early |= separators_[at + i];
      std::size_t end = at + columns - 1;
      if (enough && (early & record_end_flag) == 0 && (separators_[end] & record_end_flag) != 0) {
        if (columns > 1 || !padding(begin, separators_[end] & ~record_end_flag)) push(begin, at, columns);
      } else {
        end = at;
        while (end + 1 < count_ && (separators_[end] & record_end_flag) == 0) ++end;
        odd_record(begin, at, end - at + 1);
      }
      const std::uint32_t stop = separators_[end] & ~record_end_flag;
      begin = stop + 1;
      if (begin < bytes_.size() && bytes_[stop] == '\r' && bytes_[begin] == '\n') ++begin;
      at = end + 1;
    }
    result_.rows = rows_.rows;
  }

 private:
  void push(std::uint32_t begin, std::size_t at, std::size_t fields) {
    const std::size_t stride = rows_.stride();
    const std::size_t used = rows_.rows * stride;
    if (rows_.ends.size() < used + stride) {
      // Far more cells than bytes: a short header over endless rows reads well, the reverse would not fit.
      const std::size_t most = 16 * std::max<std::size_t>(bytes_.size(), 256 << 10);
      if (used + stride > most + stride) return too_many_cells(begin);
      rows_.ends.resize(std::max(used + stride, rows_.ends.size() * 2));
    }
    std::uint32_t* ends = rows_.ends.data() + used;
    ends[0] = begin - 1;
    const std::size_t taken = std::min(fields, context_.columns);
    for (std::size_t i = 0; i < taken; ++i) ends[i + 1] = separators_[at + i] & ~record_end_flag;
    for (std::size_t i = taken; i < context_.columns; ++i) ends[i + 1] = ends[taken];
    ++rows_.rows;
  }

  void too_many_cells(std::uint32_t begin) {
    result_.error = base::Error{
        ErrorCode::Limit,
        "The header has " + std::to_string(context_.columns) + " columns, but the rows are so short that the " +
            "table would be almost empty and too large.",
        "Check the delimiter and the header line.", {{}, lines_.at(begin), {}, {}}};
  }

  // Bytes that pad a file rather than hold data: NUL bytes, or DOS's end of file.
  bool padding(std::uint32_t begin, std::uint32_t end) {
    const std::string_view record = bytes_.substr(begin, end - begin);
    if (record.empty() || (record[0] != '\0' && record[0] != '\x1A')) return false;
    if (!only_of(record, std::string_view("\0\x1A \t", 4))) return false;
    result_.notes.padding.add(1, lines_.at(begin));
    return true;
  }

  void odd_record(std::uint32_t begin, std::size_t at, std::size_t fields) {
    const std::uint32_t end = separators_[at + fields - 1] & ~record_end_flag;
    if (fields == 1) {
      if (padding(begin, end) || only_of(bytes_.substr(begin, end - begin), " \t")) return;  // a blank line
    }
    if (fields < context_.columns) {
      result_.notes.short_rows.add(1, result_.notes.short_rows.count == 0 ? lines_.at(begin) : 0);
      return push(begin, at, fields);
    }
    const std::uint32_t extra = (separators_[at + context_.columns - 1] & ~record_end_flag) + 1;
    const char blanks[] = {' ', '\t', context_.dialect.delimiter};
    if (only_of(bytes_.substr(extra, end - extra), std::string_view(blanks, sizeof blanks))) {
      auto& tally = result_.notes.trailing_empty;
      tally.add(1, tally.count == 0 ? lines_.at(begin) : 0);
      return push(begin, at, fields);
    }
    reject(begin, end, fields);
  }

  void reject(std::uint32_t begin, std::uint32_t end, std::size_t fields) {
    ++result_.notes.rejected;
    if (result_.rejected.size() >= max_kept_rejects) return;
    result_.rejected.push_back({lines_.at(begin),
                                "has " + std::to_string(fields) + " fields, the " +
                                    (context_.header ? "header" : "table") + " has " +
                                    std::to_string(context_.columns),
                                excerpt(bytes_.substr(begin, end - begin), 200)});
  }

  const UnitContext& context_;
  UnitRows& rows_;
  UnitResult& result_;
  std::string_view bytes_;
  LineCounter lines_;
  std::uint32_t* separators_;
  std::size_t count_;
};

// The last record of a file may end without a line end; give it one behind the last byte.
void close_last_record(std::span<const std::byte> bytes, Separators& separators) {
  if (bytes.empty()) return;
  const bool ended = separators.count > 0 && (separators.at[separators.count - 1] & record_end_flag) != 0 && [&] {
    const std::size_t stop = separators.at[separators.count - 1] & ~record_end_flag;
    const bool crlf = bytes[stop] == std::byte{'\r'} && stop + 1 < bytes.size() && bytes[stop + 1] == std::byte{'\n'};
    return stop + (crlf ? 2 : 1) == bytes.size();
  }();
  if (ended) return;
  if (separators.at.size() == separators.count) separators.at.resize(separators.count + 1);
  separators.at[separators.count++] = static_cast<std::uint32_t>(bytes.size()) | record_end_flag;
}

void note_encoding(const UnitContext& context, const Separators& separators, UnitResult& result) {
  if (separators.has_high_bytes && context.count_encoding) {
    const Utf8Counts counts = count_utf8(result.bytes);
    result.notes.utf8_sequences = counts.sequences;
    if (counts.invalid > 0) {
      LineCounter lines(result.bytes, result.line);
      result.notes.invalid_utf8.add(counts.invalid, lines.at(counts.first_invalid));
    }
  }
  if (separators.has_nul) {
    const auto first = std::find(result.bytes.begin(), result.bytes.end(), std::byte{0});
    LineCounter lines(result.bytes, result.line);
    result.notes.nul_bytes.add(
        static_cast<std::uint64_t>(std::count(first, result.bytes.end(), std::byte{0})),
        lines.at(static_cast<std::size_t>(first - result.bytes.begin())));
  }
}

void check_field_sizes(const UnitScratch& scratch, UnitResult& result) {
  if (result.bytes.size() <= max_field_bytes) return;
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < scratch.separators.count; ++i) {
    const std::uint32_t end = scratch.separators.at[i] & ~record_end_flag;
    if (end > begin && end - begin > max_field_bytes) {
      LineCounter lines(result.bytes, result.line);
      result.error = base::Error{ErrorCode::Limit, "A field is larger than 256 MiB.",
                                 "Perhaps a quote is never closed; check the quotes there.",
                                 {{}, lines.at(begin), {}, {}}};
      return;
    }
    begin = end + 1;
  }
}

}  // namespace

void read_rows(const UnitContext& context, UnitScratch& scratch, UnitResult& result, ScanEngine engine) {
  result.notes = {};
  result.rejected.clear();
  result.error.reset();
  result.rows = 0;
  find_separators(result.bytes, context.dialect, scratch.separators, engine);
  close_last_record(result.bytes, scratch.separators);
  check_field_sizes(scratch, result);
  note_encoding(context, scratch.separators, result);
  if (scratch.separators.ends_inside) {
    // The field that is open begins after the separator before the one just added.
    const std::size_t count = scratch.separators.count;
    const std::size_t opens = count < 2 ? 0 : (scratch.separators.at[count - 2] & ~record_end_flag) + 1;
    LineCounter lines(result.bytes, result.line);
    result.notes.open_quote_line = lines.at(std::min(opens, result.bytes.size()));
  }
  RowFinder(context, scratch, result).run();
}

std::uint64_t line_of_row(const UnitScratch& scratch, const UnitResult& result, std::size_t row) {
  const std::uint32_t begin = scratch.rows.ends[row * scratch.rows.stride()] + 1;
  return result.line + count_line_ends(result.bytes.first(begin));
}

std::string_view raw_field(const UnitScratch& scratch, const UnitResult& result, std::size_t row,
                           std::size_t column) {
  const std::uint32_t* ends = scratch.rows.ends.data() + row * scratch.rows.stride() + column;
  const std::uint32_t begin = ends[0] + 1;
  return begin <= ends[1] ? text_of(result.bytes).substr(begin, ends[1] - begin) : std::string_view{};
}

}  // namespace assay::io
