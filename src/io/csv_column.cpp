#include "io/csv_column.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace assay::io {

using base::Buffer;
using base::ErrorCode;

namespace {

constexpr std::size_t chunk_size = static_cast<std::size_t>(data::chunk_rows);
constexpr std::size_t chunk_text_limit = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());

base::Result<Buffer> no_memory(std::size_t size_bytes) {
  auto failed = base::fail(ErrorCode::OutOfMemory, "Not enough memory for " + std::to_string(size_bytes) +
                                                       " bytes of a column.",
                           "Close other data or use a machine with more memory.");
  return failed;
}

base::Result<Buffer> zeros(std::size_t size_bytes) {
  base::MutableBuffer buffer(size_bytes, true);
  if (!buffer.valid()) return no_memory(size_bytes);
  return std::move(buffer).freeze();
}

}  // namespace

bool GrowingBuffer::reserve(std::size_t size_bytes, std::size_t most_bytes, bool zeroed) {
  if (size_bytes <= buffer_.size_bytes()) return true;
  const std::size_t wanted = std::max(size_bytes, std::min(most_bytes, buffer_.size_bytes() * 2));
  base::MutableBuffer larger(wanted);
  if (!larger.valid()) return false;
  const std::size_t old = buffer_.size_bytes();
  if (old > 0) std::memcpy(larger.data(), buffer_.data(), old);
  if (zeroed) std::memset(larger.data() + old, 0, wanted - old);
  buffer_ = std::move(larger);
  return true;
}

std::optional<Buffer> GrowingBuffer::freeze(std::size_t used) {
  if (used * 2 >= buffer_.size_bytes()) {
    Buffer frozen = std::move(buffer_).freeze(used);
    buffer_ = {};
    return frozen;
  }
  base::MutableBuffer exact(used);
  if (!exact.valid()) return std::nullopt;
  if (used > 0) std::memcpy(exact.data(), buffer_.data(), used);
  buffer_ = {};
  return std::move(exact).freeze();
}

void ColumnAssembler::restart() {
  const Kinds kinds = seen_;
  *this = ColumnAssembler{};
  seen_ = kinds;
}

// Room for `rows` rows in the current chunk. The first chunk grows (a wide table may have few rows); later ones
// are made whole at once.
bool ColumnAssembler::reserve(std::size_t rows) {
  const std::size_t wanted = chunks_.empty() ? rows : chunk_size;
  switch (layout_) {
    case Layout::Unknown: return true;
    case Layout::Boolean: return values_.reserve((wanted + 7) / 8, chunk_size / 8, true);
    case Layout::Words: return values_.reserve(wanted * 8, chunk_size * 8, false);
    case Layout::Codes: return values_.reserve(wanted * 4, chunk_size * 4, false);
    case Layout::Plain: return values_.reserve((wanted + 1) * 4, (chunk_size + 1) * 4, false);
  }
  return false;
}

// Take the current chunk to `kind`: what is in it must be nothing, missing, or Integers that become Reals.
ColumnAssembler::Outcome ColumnAssembler::become(ColumnKind kind) {
  if (kind == kind_) return Outcome::Appended;
  if (kind_ == ColumnKind::Integer && kind == ColumnKind::Real) {
    auto* words = reinterpret_cast<std::uint64_t*>(values_.data());
    for (std::size_t i = 0; i < fill_; ++i) {
      words[i] = std::bit_cast<std::uint64_t>(static_cast<double>(static_cast<std::int64_t>(words[i])));
    }
    kind_ = kind;
    return Outcome::Appended;
  }
  if (kind_ != ColumnKind::Unknown) return Outcome::Rebuild;
  kind_ = kind;
  switch (kind) {
    case ColumnKind::Unknown: layout_ = Layout::Unknown; break;
    case ColumnKind::Boolean: layout_ = Layout::Boolean; break;
    case ColumnKind::Text: layout_ = plain_ ? Layout::Plain : Layout::Codes; break;
    default: layout_ = Layout::Words; break;
  }
  if (!reserve(std::max<std::size_t>(fill_, 1))) return Outcome::OutOfMemory;
  // The fill_ missing rows before: zero values (zero offsets), zero validity bits.
  if (layout_ == Layout::Words) std::memset(values_.data(), 0, fill_ * 8);
  if (layout_ == Layout::Codes) std::memset(values_.data(), 0, fill_ * 4);
  if (layout_ == Layout::Plain) std::memset(values_.data(), 0, (fill_ + 1) * 4);
  if (fill_ > 0 && !validity_.reserve(base::bitmap_bytes(fill_), chunk_size / 8, true)) return Outcome::OutOfMemory;
  return Outcome::Appended;
}

ColumnAssembler::Outcome ColumnAssembler::append(const UnitResult& result, std::size_t slot) {
  const Piece& piece = result.pieces[slot];
  const ColumnKind before = resolve(seen_);
  // A Text piece was read as such because of kinds in other parts of the file: the column is Text in the end.
  if (piece.kind == ColumnKind::Text) seen_ |= kind::Text;
  // Likewise a Real piece, which may hold whole numbers alone: its words are doubles, so the column is Real from here.
  if (piece.kind == ColumnKind::Real) seen_ |= kind::Real;
  const Kinds earlier = seen_;
  seen_ |= piece.seen;
  const ColumnKind now = resolve(seen_);
  if (now == ColumnKind::Text) {
    const bool blank_before = before == ColumnKind::Unknown && (earlier & kind::Marker) == 0;
    const bool blank_piece = piece.kind == ColumnKind::Unknown && (piece.seen & kind::Marker) == 0;
    const bool start_is_fine = rows_ == 0 || before == ColumnKind::Text || blank_before;
    if (!start_is_fine || (piece.kind != ColumnKind::Text && !blank_piece)) return Outcome::Rebuild;
  }
  codes_.clear();
  if (piece.kind == ColumnKind::Text && !piece.plain) {
    if (const auto outcome = map_entries(result, piece); outcome != Outcome::Appended) return outcome;
  }
  if (piece.plain) two_letters_ = false;
  missing += piece.missing;
  ambiguous_ += piece.ambiguous;
  if (piece.real_forms > 0 && !first_real) first_real = Place{result.unit, piece.first_real_row};
  real_forms += piece.real_forms;
  if (piece.odd_quotes > 0 && !first_odd_quote) first_odd_quote = Place{result.unit, piece.first_odd_row};
  odd_quotes += piece.odd_quotes;
  for (std::size_t first = 0; first < result.rows;) {
    if (const auto outcome = become(now); outcome != Outcome::Appended) return outcome;
    const std::size_t count = std::min(result.rows - first, chunk_size - fill_);
    const auto outcome = append_rows(result, piece, slot, first, count);
    if (outcome != Outcome::Appended) return outcome;
    first += count;
    if (fill_ == chunk_size && !close_chunk()) return Outcome::OutOfMemory;
  }
  return Outcome::Appended;
}

ColumnAssembler::Outcome ColumnAssembler::append_rows(const UnitResult& result, const Piece& piece,
                                                      std::size_t slot, std::size_t first, std::size_t count) {
  const std::uint64_t* words = result.words.data() + slot * result.rows + first;
  const std::uint8_t* valid = result.valid.data() + slot * result.rows + first;
  if (!reserve(fill_ + count)) return Outcome::OutOfMemory;
  switch (layout_) {
    case Layout::Unknown: break;
    case Layout::Boolean: append_booleans(words, count); break;
    case Layout::Words: append_words(words, count, piece.kind == ColumnKind::Integer); break;
    case Layout::Codes: append_codes(words, valid, count); break;
    case Layout::Plain: {
      const auto outcome = append_plain(result, piece, words, valid, count);
      if (outcome != Outcome::Appended) return outcome;
      break;
    }
  }
  if (piece.ambiguous > 0) {
    for (std::size_t i = 0; i < count; ++i) {
      if (valid[i] == static_cast<std::uint8_t>(Validity::AmbiguousMarker)) {
        chunk_ambiguous_.push_back(static_cast<std::uint32_t>(fill_ + i));
      }
    }
  }
  if (layout_ == Layout::Unknown) {
    chunk_missing_ += count;
  } else if (!append_validity(valid, count, piece.missing == 0)) {
    return Outcome::OutOfMemory;
  }
  fill_ += count;
  rows_ += static_cast<std::int64_t>(count);
  return Outcome::Appended;
}

void ColumnAssembler::append_words(const std::uint64_t* words, std::size_t count, bool integers) {
  auto* at = reinterpret_cast<std::uint64_t*>(values_.data()) + fill_;
  if (kind_ == ColumnKind::Real && integers) {
    for (std::size_t i = 0; i < count; ++i) {
      at[i] = std::bit_cast<std::uint64_t>(static_cast<double>(static_cast<std::int64_t>(words[i])));
    }
  } else {
    std::memcpy(at, words, count * sizeof *words);
  }
}

void ColumnAssembler::append_booleans(const std::uint64_t* words, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i] != 0) base::set_bit(values_.data(), fill_ + i);
  }
}

void ColumnAssembler::append_codes(const std::uint64_t* words, const std::uint8_t* valid, std::size_t count) {
  auto* at = reinterpret_cast<std::int32_t*>(values_.data()) + fill_;
  if (codes_.empty()) {  // nothing but missing values
    std::fill(at, at + count, 0);
    return;
  }
  const std::int32_t* codes = codes_.data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t code = codes[static_cast<std::size_t>(words[i])];
    at[i] = valid[i] == 1 ? code : 0;
  }
}

ColumnAssembler::Outcome ColumnAssembler::append_plain(const UnitResult& result, const Piece& piece,
                                                       const std::uint64_t* words, const std::uint8_t* valid,
                                                       std::size_t count) {
  const UnitDictionary::Entry* entries = result.entries.data() + piece.entries_begin;
  const auto text_at = [&](std::size_t i) -> std::string_view {
    if (valid[i] != 1 || piece.kind != ColumnKind::Text) return {};
    return piece.plain ? result.plain_text(words[i]) : entries[words[i]].text();
  };
  std::size_t more = 0;
  for (std::size_t i = 0; i < count; ++i) more += text_at(i).size();
  if (text_used_ + more > chunk_text_limit) return Outcome::TextTooLong;
  if (!text_.reserve(text_used_ + more, SIZE_MAX, false)) return Outcome::OutOfMemory;
  auto* offsets = reinterpret_cast<std::int32_t*>(values_.data()) + fill_;
  char* bytes = reinterpret_cast<char*>(text_.data());
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view text = text_at(i);
    if (!text.empty()) std::memcpy(bytes + text_used_, text.data(), text.size());
    text_used_ += text.size();
    offsets[i + 1] = static_cast<std::int32_t>(text_used_);
  }
  return Outcome::Appended;
}

bool ColumnAssembler::append_validity(const std::uint8_t* valid, std::size_t count, bool all_valid) {
  const bool was_needed = chunk_missing_ > 0 || validity_.capacity() > 0;
  if (all_valid && !was_needed) return true;
  const std::size_t wanted = chunks_.empty() ? fill_ + count : chunk_size;
  if (!validity_.reserve(base::bitmap_bytes(wanted), chunk_size / 8, true)) return false;
  std::byte* bits = validity_.data();
  if (!was_needed) {
    std::memset(bits, 0xFF, fill_ / 8);
    for (std::size_t i = fill_ / 8 * 8; i < fill_; ++i) base::set_bit(bits, i);
  }
  std::size_t ones = 0;
  std::size_t i = 0;
  const auto one = [&] {
    if (valid[i] == 1) {
      base::set_bit(bits, fill_ + i);
      ++ones;
    }
    ++i;
  };
  while (i < count && (fill_ + i) % 8 != 0) one();
  for (; i + 8 <= count; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, valid + i, sizeof eight);
    eight &= 0x0101010101010101U;  // only Validity::Valid is odd
    // Bytes 0 or 1, first lowest, gathered into one byte.
    const auto packed = static_cast<std::uint8_t>((eight * 0x0102040810204080U) >> 56);
    bits[(fill_ + i) / 8] = static_cast<std::byte>(packed);
    ones += static_cast<std::size_t>(std::popcount(packed));
  }
  while (i < count) one();
  chunk_missing_ += count - ones;
  return true;
}

ColumnAssembler::Outcome ColumnAssembler::map_entries(const UnitResult& result, const Piece& piece) {
  const auto* entries = result.entries.data() + piece.entries_begin;
  if (plain_) {
    two_letters_ = false;
    return Outcome::Appended;
  }
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < piece.entries_count; ++i) bytes += entries[i].size;
  if (dictionary_.full(piece.entries_count, bytes)) {
    return Outcome::TextTooLong;  // within one chunk: consider_plain() steps in between chunks
  }
  for (std::uint32_t i = 0; i < piece.entries_count; ++i) {
    // A large dictionary lies outside the caches.
    constexpr std::uint32_t ahead = 16;
    if (i + ahead < piece.entries_count) dictionary_.prefetch(entries[i + ahead].hash);
    const std::string_view text = entries[i].text();
    codes_.push_back(dictionary_.code(text, entries[i].hash));
    if (two_letters_) {
      two_letters_ = text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
    }
  }
  return Outcome::Appended;
}

bool ColumnAssembler::close_chunk() {
  Chunk chunk;
  chunk.layout = layout_;
  chunk.kind = kind_;
  chunk.rows = fill_;
  chunk.missing = chunk_missing_;
  chunk.ambiguous = std::move(chunk_ambiguous_);
  std::size_t used = 0;
  switch (layout_) {
    case Layout::Unknown: break;
    case Layout::Boolean: used = base::bitmap_bytes(fill_); break;
    case Layout::Words: used = fill_ * 8; break;
    case Layout::Codes: used = fill_ * 4; break;
    case Layout::Plain: used = (fill_ + 1) * 4; break;
  }
  if (layout_ != Layout::Unknown) {
    auto values = values_.freeze(used);
    auto text = text_.freeze(text_used_);
    if (!values || !text) return false;
    chunk.values = *std::move(values);
    chunk.text = *std::move(text);
    if (chunk_missing_ > 0) {
      auto validity = validity_.freeze(base::bitmap_bytes(fill_));
      if (!validity) return false;
      chunk.validity = *std::move(validity);
    }
  }
  chunks_.push_back(std::move(chunk));
  values_ = {};
  validity_ = {};
  text_ = {};
  text_used_ = 0;
  fill_ = 0;
  chunk_missing_ = 0;
  chunk_ambiguous_.clear();
  const bool coded = layout_ == Layout::Codes;
  kind_ = ColumnKind::Unknown;
  layout_ = Layout::Unknown;
  closed_missing_ += chunks_.back().missing;
  if (coded) consider_plain();
  return true;
}

bool ColumnAssembler::dictionary_is_smaller() const {
  return dictionary_.size() * 4 + dictionary_.text_bytes() < total_text_;
}

// Whether to go on coding. Asked at the ends of chunks only, so the answer depends on the file alone: nearly
// nothing but distinct values so far, or, from eight chunks on, a dictionary that has not paid by then.
void ColumnAssembler::consider_plain() {
  const Chunk& last = chunks_.back();
  const auto codes = last.values.as<std::int32_t>();
  for (std::size_t i = 0; i < last.rows; ++i) {
    const bool valid = last.validity.empty() || base::get_bit(last.validity.data(), i);
    if (valid) total_text_ += dictionary_.text(static_cast<std::size_t>(codes[i])).size();
  }
  if (finishing_) return;  // finish_dictionary() decides
  constexpr std::size_t largest_dictionary = std::size_t{1} << 30;
  const auto values = chunks_.size() * chunk_size - closed_missing_;
  // More than all two-letter codes, so that what "NA" means can still be decided at the end.
  const bool nearly_distinct = dictionary_.size() > 1'000 && dictionary_.size() * 10 > values * 9;
  const bool not_paying = dictionary_.size() > 1'000 && chunks_.size() >= 8 && !dictionary_is_smaller();
  plain_ = nearly_distinct || not_paying || dictionary_.text_bytes() > largest_dictionary;
}

data::ColumnPtr ColumnAssembler::peek(const std::string& name) const {
  if (chunks_.empty()) return nullptr;
  const ColumnKind final_kind = kind();
  ColumnAssembler copy;
  copy.chunks_ = chunks_;
  copy.seen_ = seen_;
  copy.plain_ = plain_;
  copy.finishing_ = true;
  for (auto& chunk : copy.chunks_) {
    const bool coded = chunk.layout == Layout::Codes || (final_kind == ColumnKind::Text && !plain_);
    if (coded && !copy.shared_dictionary_) {
      auto dictionary = dictionary_array();
      if (!dictionary) return nullptr;
      copy.shared_dictionary_ = *std::move(dictionary);
    }
    if (chunk.layout == Layout::Codes) {
      chunk.array = data::Array::dictionary(static_cast<std::int64_t>(chunk.rows), chunk.values,
                                            copy.shared_dictionary_, chunk.validity,
                                            static_cast<std::int64_t>(chunk.missing));
    } else if (!copy.finish_chunk(chunk)) {
      return nullptr;
    }
  }
  copy.finished_ = copy.chunks_.size();
  auto column = copy.take(name);
  return column ? *column : nullptr;
}

base::Result<bool> ColumnAssembler::finish_some() {
  constexpr std::size_t chunks_in_a_step = 8;
  if (!finishing_) {
    finishing_ = true;
    if (fill_ > 0 && !close_chunk()) return std::unexpected(no_memory(0).error());
    if (kind() == ColumnKind::Text) {
      if (auto done = finish_dictionary(); !done) return std::unexpected(done.error());
    }
  }
  for (std::size_t i = 0; i < chunks_in_a_step && finished_ < chunks_.size(); ++i) {
    if (auto done = finish_chunk(chunks_[finished_]); !done) return std::unexpected(done.error());
    ++finished_;
  }
  return finished_ == chunks_.size();
}

base::Result<void> ColumnAssembler::finish_dictionary() {
  if (plain_) return {};
  if (two_letters_ && ambiguous_ > 0 && dictionary_.size() > 0) {
    na_code_ = dictionary_.code("NA", hash_text("NA"));
    kept_na = ambiguous_;
    missing -= ambiguous_;
    total_text_ += 2 * ambiguous_;
  }
  plain_ = !dictionary_is_smaller();
  if (plain_) return {};
  auto array = dictionary_array();
  if (!array) return std::unexpected(array.error());
  shared_dictionary_ = *std::move(array);
  return {};
}

base::Result<data::ArrayPtr> ColumnAssembler::dictionary_array() const {
  const std::size_t count = std::max<std::size_t>(dictionary_.size(), 1);  // code 0 must exist
  base::MutableBuffer offsets((count + 1) * 4, true);
  base::MutableBuffer bytes(dictionary_.text_bytes());
  if (!offsets.valid() || !bytes.valid()) return std::unexpected(no_memory(dictionary_.text_bytes()).error());
  auto at = offsets.as<std::int32_t>();
  std::size_t used = 0;
  for (std::size_t i = 0; i < dictionary_.size(); ++i) {
    const std::string_view text = dictionary_.text(i);
    if (!text.empty()) std::memcpy(bytes.data() + used, text.data(), text.size());
    used += text.size();
    at[i + 1] = static_cast<std::int32_t>(used);
  }
  return data::Array::text(static_cast<std::int64_t>(count), std::move(offsets).freeze(),
                           std::move(bytes).freeze(), {}, 0);
}

// "NA" was a value after all.
base::Result<void> ColumnAssembler::keep_na(Chunk& chunk, std::int32_t code) {
  if (chunk.ambiguous.empty()) return {};
  base::MutableBuffer values(chunk.values.size_bytes());
  base::MutableBuffer validity(chunk.validity.size_bytes());
  if (!values.valid() || !validity.valid()) return std::unexpected(no_memory(chunk.values.size_bytes()).error());
  std::memcpy(values.data(), chunk.values.data(), chunk.values.size_bytes());
  std::memcpy(validity.data(), chunk.validity.data(), chunk.validity.size_bytes());
  for (const std::uint32_t row : chunk.ambiguous) {
    values.as<std::int32_t>()[row] = code;
    base::set_bit(validity.data(), row);
  }
  chunk.missing -= chunk.ambiguous.size();
  chunk.values = std::move(values).freeze();
  chunk.validity = std::move(validity).freeze();
  chunk.ambiguous.clear();
  return {};
}

base::Result<void> ColumnAssembler::to_plain(Chunk& chunk) {
  const auto codes = chunk.values.as<std::int32_t>();
  const auto text_at = [&](std::size_t i) -> std::string_view {
    const bool valid = chunk.missing == 0 || base::get_bit(chunk.validity.data(), i);
    return valid ? dictionary_.text(static_cast<std::size_t>(codes[i])) : std::string_view{};
  };
  std::size_t total = 0;
  for (std::size_t i = 0; i < chunk.rows; ++i) total += text_at(i).size();
  if (total > chunk_text_limit) {
    return base::fail(ErrorCode::Limit, "A chunk of a column holds more than 2 GiB of text.");
  }
  base::MutableBuffer offsets((chunk.rows + 1) * 4);
  base::MutableBuffer bytes(total);
  if (!offsets.valid() || !bytes.valid()) return std::unexpected(no_memory(total).error());
  auto at = offsets.as<std::int32_t>();
  at[0] = 0;
  std::size_t used = 0;
  for (std::size_t i = 0; i < chunk.rows; ++i) {
    const std::string_view text = text_at(i);
    if (!text.empty()) std::memcpy(bytes.data() + used, text.data(), text.size());
    used += text.size();
    at[i + 1] = static_cast<std::int32_t>(used);
  }
  chunk.values = std::move(offsets).freeze();
  chunk.text = std::move(bytes).freeze();
  chunk.layout = Layout::Plain;
  return {};
}

namespace {

base::Result<Buffer> integers_to_reals(const Buffer& values, std::size_t rows) {
  base::MutableBuffer reals(rows * 8);
  if (!reals.valid()) return no_memory(rows * 8);
  const auto from = values.as<std::int64_t>();
  const auto to = reals.as<double>();
  for (std::size_t i = 0; i < rows; ++i) to[i] = static_cast<double>(from[i]);
  return std::move(reals).freeze();
}

}  // namespace

base::Result<void> ColumnAssembler::finish_chunk(Chunk& chunk) {
  const ColumnKind final_kind = kind();
  const data::Type type = to_type(final_kind);
  const auto rows = static_cast<std::int64_t>(chunk.rows);
  const auto nulls = [&] { return static_cast<std::int64_t>(chunk.missing); };
  if (chunk.layout == Layout::Unknown) {
    const bool coded = final_kind == ColumnKind::Text && !plain_ && shared_dictionary_;
    const std::size_t bytes = type == data::Type::Boolean ? base::bitmap_bytes(chunk.rows)
                              : coded                     ? chunk.rows * 4
                              : type == data::Type::Text  ? (chunk.rows + 1) * 4
                                                          : chunk.rows * 8;
    auto values = zeros(bytes);
    auto validity = zeros(base::bitmap_bytes(chunk.rows));
    if (!values || !validity) return std::unexpected(no_memory(bytes).error());
    chunk.array = type != data::Type::Text
                      ? data::Array::fixed(type, rows, *std::move(values), *std::move(validity), nulls())
                  : coded ? data::Array::dictionary(rows, *std::move(values), shared_dictionary_,
                                                    *std::move(validity), nulls())
                          : data::Array::text(rows, *std::move(values), {}, *std::move(validity), nulls());
    return {};
  }
  if (chunk.layout == Layout::Words && chunk.kind == ColumnKind::Integer && final_kind == ColumnKind::Real) {
    auto reals = integers_to_reals(chunk.values, chunk.rows);
    if (!reals) return std::unexpected(reals.error());
    chunk.values = *std::move(reals);
  }
  if (chunk.layout == Layout::Codes) {
    if (na_code_ >= 0) {
      if (auto kept = keep_na(chunk, na_code_); !kept) return kept;
    }
    if (plain_) {
      if (auto done = to_plain(chunk); !done) return done;
    }
  }
  if (chunk.layout == Layout::Codes) {
    chunk.array = data::Array::dictionary(rows, std::move(chunk.values), shared_dictionary_,
                                          std::move(chunk.validity), nulls());
  } else if (chunk.layout == Layout::Plain) {
    chunk.array = data::Array::text(rows, std::move(chunk.values), std::move(chunk.text),
                                    std::move(chunk.validity), nulls());
  } else {
    chunk.array = data::Array::fixed(type, rows, std::move(chunk.values), std::move(chunk.validity), nulls());
  }
  return {};
}

base::Result<data::ColumnPtr> ColumnAssembler::take(std::string name) {
  std::vector<data::ArrayPtr> arrays;
  arrays.reserve(chunks_.size());
  for (auto& chunk : chunks_) arrays.push_back(std::move(chunk.array));
  chunks_.clear();
  data::Field field{std::move(name), to_type(kind()), kind() == ColumnKind::ZonedTime, {}};
  return data::Column::make(std::move(field), std::move(arrays));
}

}  // namespace assay::io
