#include "session/row_filter.hpp"

#include <algorithm>
#include <cmath>

#include <fast_float/fast_float.h>

#include "session/session.hpp"

namespace assay::session {

using data::Array;
using data::Type;

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Does `text` contain `needle` (already lower case), ignoring ASCII case?
bool contains(std::string_view text, std::string_view needle) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(text.begin(), text.end(), needle.begin(), needle.end(), same) != text.end();
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool is_missing(const Array& chunk, std::int64_t row) {
  if (!chunk.is_valid(row)) return true;
  return chunk.type() == Type::Real && std::isnan(chunk.reals()[static_cast<std::size_t>(row)]);
}

RowFilter::RowFilter(const data::Column& column, const Filter& filter) : column_(&column), filter_(filter) {
  const bool by_number = column.type() == Type::Integer || column.type() == Type::Real;
  if (filter.kind == Filter::Kind::Equals && by_number) number_ = parse_number(filter.text);
  needle_ = filter.text;
  std::transform(needle_.begin(), needle_.end(), needle_.begin(), lower);
  if (column.chunks().empty() || !column.chunks().front()->is_dictionary()) return;
  if (filter.kind != Filter::Kind::Equals && filter.kind != Filter::Kind::Contains) return;
  dictionary_of_ = column.chunks().front()->dictionary_values().get();
  dictionary_.resize(static_cast<std::size_t>(dictionary_of_->length()));
  for (std::int64_t i = 0; i < dictionary_of_->length(); ++i) {
    dictionary_[static_cast<std::size_t>(i)] = text_passes(dictionary_of_->text(i)) ? 1 : 0;
  }
}

bool RowFilter::text_passes(std::string_view text) const {
  return filter_.kind == Filter::Kind::Equals ? text == filter_.text : contains(text, needle_);
}

bool RowFilter::passes(const Array& chunk, std::int64_t row) const {
  const bool missing = is_missing(chunk, row);
  switch (filter_.kind) {
    case Filter::Kind::Missing: return missing;
    case Filter::Kind::NotMissing: return !missing;
    case Filter::Kind::Range: {
      if (missing || chunk.type() == Type::Text) return false;
      const double value = chunk.number(row);
      return value >= filter_.lo && value <= filter_.hi;
    }
    case Filter::Kind::Equals:
    case Filter::Kind::Contains: break;
  }
  if (missing) return false;
  if (dictionary_of_ != nullptr && chunk.dictionary_values().get() == dictionary_of_) {
    return dictionary_[static_cast<std::size_t>(chunk.codes()[static_cast<std::size_t>(row)])] != 0;
  }
  if (chunk.type() == Type::Text) return text_passes(chunk.text(row));
  // The number itself decides, so that "1e3" finds 1000; integers beyond 2^53 compare by their text.
  if (number_ && std::abs(*number_) < 9'007'199'254'740'992.0) return chunk.number(row) == *number_;
  return text_passes(cell_text(chunk, row, column_->field().zoned));
}

void RowFilter::apply(std::size_t chunk, std::vector<std::uint8_t>& pass) const {
  const Array& array = *column_->chunks()[chunk];
  for (std::int64_t row = 0; row < array.length(); ++row) {
    auto& flag = pass[static_cast<std::size_t>(row)];
    if (flag != 0 && !passes(array, row)) flag = 0;
  }
}

}  // namespace assay::session
