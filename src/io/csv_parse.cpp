// The column loops: a unit's fields to typed values.
#include <bit>
#include <cstring>

#include "base/time.hpp"
#include "io/csv_number.hpp"
#include "io/csv_unit.hpp"

namespace assay::io {

namespace {

// One column of one unit while it is parsed.
class ColumnParser {
 public:
  ColumnParser(const UnitContext& context, UnitScratch& scratch, std::size_t column, std::size_t slot,
               UnitResult& result)
      : context_(context), scratch_(scratch), result_(result), piece_(result.pieces[slot]),
        data_(reinterpret_cast<const char*>(result.bytes.data())), end_(data_ + result.bytes.size()),
        ends_(result.rows > 0 ? scratch.rows.ends.data() + column : nullptr), stride_(scratch.rows.stride()), rows_(result.rows),
        words_(result.words.data() + slot * result.rows), valid_(result.valid.data() + slot * result.rows),
        quote_(scratch.separators.has_quotes ? context.dialect.quote : '\0'),
        own_markers_(context.markers.own()) {}

  void run(Kinds known, bool plain) {
    Kinds seen = 0;
    for (;;) {
      piece_ = {};
      piece_.kind = resolve(known | seen);
      const bool fits = parse_as(piece_.kind, plain);
      seen |= piece_.seen;
      piece_.seen = seen;
      // A value may fit the loop and yet not the kinds seen elsewhere ("yes" where others are "true").
      if (fits && resolve(known | seen) == piece_.kind) return;
    }
  }

 private:
  bool parse_as(ColumnKind kind, bool plain) {
    if (rows_ > 0) std::memset(valid_, 1, rows_);
    switch (kind) {
      case ColumnKind::Unknown: return parse_unknown();
      case ColumnKind::Boolean: return parse_booleans();
      case ColumnKind::Integer: return parse_integers();
      case ColumnKind::Real: return parse_reals();
      case ColumnKind::LocalTime: return parse_times(kind::LocalTime);
      case ColumnKind::ZonedTime: return parse_times(kind::ZonedTime);
      case ColumnKind::Text: break;
    }
    if (plain) {
      parse_plain_text();
    } else {
      parse_coded_text();
    }
    return true;
  }

  // The field as it stands; empty when absent.
  std::string_view raw(std::size_t row) const {
    const std::uint32_t* ends = ends_ + row * stride_;
    const std::uint32_t begin = ends[0] + 1;
    const std::uint32_t end = ends[1];
    return begin < end ? std::string_view(data_ + begin, end - begin) : std::string_view{};
  }

  void missing(std::size_t row) {
    valid_[row] = static_cast<std::uint8_t>(Validity::Missing);
    words_[row] = 0;
    ++piece_.missing;
  }

  // What a typed column reads: quotes and blanks cut. May use scratch_.text.
  std::string_view content(std::string_view field) {
    if (!field.empty() && quote_ != '\0' && field.front() == quote_) {
      if (field.size() >= 2 && field.back() == quote_) {
        const std::string_view inner = field.substr(1, field.size() - 2);
        if (inner.find(quote_) == std::string_view::npos) return trimmed(inner);
      }
      scratch_.text.clear();
      append_unquoted(scratch_.text, field, quote_);
      return trimmed(scratch_.text);
    }
    return trimmed(field);
  }

  // Marks the row missing, or leaves its value's text in `text`.
  bool value(std::size_t row, std::string_view& text) {
    const std::string_view field = raw(row);
    if (field.empty()) {
      missing(row);
      return false;
    }
    text = content(field);
    if (text.empty() || context_.markers.missing(text)) {
      piece_.seen |= kind::Marker;
      missing(row);
      return false;
    }
    return true;
  }

  bool parse_unknown() {
    std::string_view text;
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!value(row, text)) continue;
      piece_.seen |= classify(text);
      return false;
    }
    return true;
  }

  bool parse_booleans() {
    std::string_view text;
    Kinds expected = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!value(row, text)) continue;
      Kinds pair = 0;
      const int parsed = parse_boolean(text, pair);
      if (parsed < 0 || (expected != 0 && pair != expected)) {
        piece_.seen |= classify(text);
        return false;
      }
      expected = pair;
      piece_.seen |= pair;
      words_[row] = static_cast<std::uint64_t>(parsed);
    }
    return true;
  }

  // A number from a field: at once where it is plain, else by way of value(). Form::None: missing when
  // `is_missing`, else something that is no number and is added to what was seen.
  Number number(std::size_t row, bool& is_missing) {
    is_missing = false;
    const std::string_view field = raw(row);
    if (!own_markers_) {
      const Number direct = parse_number(field, end_);
      if (direct.form != Number::Form::None) return direct;
    }
    std::string_view text;
    if (!value(row, text)) {
      is_missing = true;
      return {};
    }
    const Number again = parse_number(text, text.data() + text.size());
    if (again.form == Number::Form::None) piece_.seen |= classify(text);
    return again;
  }

  bool parse_integers() {
    constexpr std::int64_t all_exact = std::int64_t{1} << 53;
    bool any = false;
    for (std::size_t row = 0; row < rows_; ++row) {
      bool is_missing = false;
      const Number read = number(row, is_missing);
      if (is_missing) continue;
      if (read.form != Number::Form::Integer) {
        if (read.form == Number::Form::Real) piece_.seen |= kind::Real;
        return false;
      }
      words_[row] = static_cast<std::uint64_t>(read.integer);
      if (read.integer > all_exact || read.integer < -all_exact) {
        piece_.seen |= exact_in_double(read.integer) ? kind::Integer : kind::BigInteger;
      } else {
        any = true;
      }
    }
    if (any) piece_.seen |= kind::Integer;
    return true;
  }

  bool parse_reals() {
    constexpr std::int64_t all_exact = std::int64_t{1} << 53;
    bool any_integer = false;
    for (std::size_t row = 0; row < rows_; ++row) {
      bool is_missing = false;
      const Number read = number(row, is_missing);
      if (read.form == Number::Form::Real) {
        if (piece_.real_forms++ == 0) piece_.first_real_row = static_cast<std::uint32_t>(row);
      } else if (read.form == Number::Form::Integer) {
        any_integer = true;
        if ((read.integer > all_exact || read.integer < -all_exact) && !exact_in_double(read.integer)) {
          piece_.seen |= kind::BigInteger;
          return false;
        }
      } else if (is_missing) {
        continue;
      } else {
        return false;
      }
      words_[row] = std::bit_cast<std::uint64_t>(read.real);
    }
    if (any_integer) piece_.seen |= kind::Integer;
    if (piece_.real_forms > 0) piece_.seen |= kind::Real;
    return true;
  }

  bool parse_times(Kinds expected) {
    std::string_view text;
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!value(row, text)) continue;
      const auto time = base::parse_timestamp(text);
      if (!time || (time->zoned ? kind::ZonedTime : kind::LocalTime) != expected) {
        piece_.seen |= classify(text);
        return false;
      }
      words_[row] = static_cast<std::uint64_t>(time->us);
      piece_.seen |= expected;
    }
    return true;
  }

  // What a Text column reads. `in_place`: the text lies in the unit's bytes (otherwise in the arena).
  struct TextValue {
    std::string_view text;
    Validity validity = Validity::Valid;
    bool in_place = true;
  };

  TextValue text_value(std::size_t row) {
    const std::string_view field = raw(row);
    if (field.empty()) return {{}, Validity::Missing, true};
    TextValue out{field, Validity::Valid, true};
    if (quote_ != '\0' && field.front() == quote_) {
      out.text = unquoted(row, field, out.in_place);
    } else {
      const auto meaning = context_.markers.in_text(field);
      if (meaning == Markers::InText::Missing) return {{}, Validity::Missing, true};
      if (meaning == Markers::InText::Ambiguous) return {{}, Validity::AmbiguousMarker, true};
    }
    if (needs_decoding_ && !is_ascii(out.text)) {
      std::string decoded;
      append_decoded(decoded, out.text, context_.decoding);
      out.text = result_.arena.store(decoded);
      out.in_place = false;
    }
    return out;
  }

  std::string_view unquoted(std::size_t row, std::string_view field, bool& in_place) {
    if (field.size() >= 2 && field.back() == quote_) {
      const std::string_view inner = field.substr(1, field.size() - 2);
      if (inner.find(quote_) == std::string_view::npos) return inner;
    }
    scratch_.text.clear();
    const bool odd = append_unquoted(scratch_.text, field, quote_);
    if (odd && piece_.odd_quotes++ == 0) piece_.first_odd_row = static_cast<std::uint32_t>(row);
    in_place = false;
    return result_.arena.store(scratch_.text);
  }

  bool not_a_value(std::size_t row, Validity validity) {
    if (validity == Validity::Valid) return false;
    valid_[row] = static_cast<std::uint8_t>(validity);
    words_[row] = 0;
    ++piece_.missing;
    if (validity == Validity::AmbiguousMarker) ++piece_.ambiguous;
    return true;
  }

  void parse_coded_text() {
    piece_.entries_begin = static_cast<std::uint32_t>(result_.entries.size());
    scratch_.dictionary.start(rows_, result_.entries);
    for (std::size_t row = 0; row < rows_; ++row) {
      const TextValue read = text_value(row);
      if (!not_a_value(row, read.validity)) words_[row] = scratch_.dictionary.code(read.text);
    }
    piece_.entries_count = static_cast<std::uint32_t>(result_.entries.size()) - piece_.entries_begin;
  }

  void parse_plain_text() {
    piece_.plain = true;
    for (std::size_t row = 0; row < rows_; ++row) {
      const TextValue read = text_value(row);
      if (not_a_value(row, read.validity)) continue;
      if (read.in_place) {
        words_[row] = PlainRef::in_unit(static_cast<std::size_t>(read.text.data() - data_), read.text.size());
      } else {
        words_[row] = PlainRef::in_arena(result_.arena_texts.size());
        result_.arena_texts.push_back(read.text);
      }
    }
  }

  const UnitContext& context_;
  UnitScratch& scratch_;
  UnitResult& result_;
  Piece& piece_;
  const char* data_;
  const char* end_;
  const std::uint32_t* ends_;
  std::size_t stride_;
  std::size_t rows_;
  std::uint64_t* words_;
  std::uint8_t* valid_;
  char quote_;
  bool own_markers_;
  bool needs_decoding_ = scratch_.separators.has_high_bytes &&
                         (context_.decoding == Decoding::Windows1252 || result_.notes.invalid_utf8.count > 0);
};

}  // namespace

void parse_column(const UnitContext& context, UnitScratch& scratch, std::size_t column, std::size_t slot,
                  Kinds known, bool plain, UnitResult& result) {
  ColumnParser(context, scratch, column, slot, result).run(known, plain);
}

}  // namespace assay::io
