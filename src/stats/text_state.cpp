#include "stats/text_state.hpp"

#include <algorithm>
#include <cstring>

namespace assay::stats {
namespace {

constexpr std::size_t shown_bytes = 200;

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  std::uint64_t seen = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    seen |= word;
  }
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & 0x8080808080808080ULL) == 0;
}

// The length of the valid UTF-8 sequence at the start of `text`, or 1 for an invalid byte.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  std::size_t length = 1;
  if (lead >= 0xc2 && lead <= 0xdf) length = 2;
  if (lead >= 0xe0 && lead <= 0xef) length = 3;
  if (lead >= 0xf0 && lead <= 0xf4) length = 4;
  if (length == 1 || text.size() < length) return 1;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 1;
  }
  const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool outside = (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf4 && byte(1) > 0x8f);
  return overlong || outside ? 1 : length;
}

// Reads 1 to `most` digits; nothing when there are none.
std::optional<int> take_number(std::string_view& text, std::size_t most, std::size_t* digits = nullptr) {
  std::size_t used = 0;
  int value = 0;
  while (used < text.size() && used < most && is_digit(text[used])) value = value * 10 + (text[used++] - '0');
  if (used == 0) return std::nullopt;
  text.remove_prefix(used);
  if (digits != nullptr) *digits = used;
  return value;
}

bool take_char(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// hh:mm[:ss[.fraction]] [am|pm] [Z|±hh[:mm]]
bool is_time(std::string_view text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 24 || !take_char(text, ':')) return false;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return false;
  if (take_char(text, ':')) {
    const auto second = take_number(text, 2);
    if (!second || *second > 60) return false;
    if (take_char(text, '.') || take_char(text, ',')) {
      if (!take_number(text, 9)) return false;
    }
  }
  text = trim(text);
  if (text.empty() || text == "Z" || text == "UTC" || text == "AM" || text == "PM" || text == "am" || text == "pm") {
    return true;
  }
  if (!take_char(text, '+') && !take_char(text, '-')) return false;
  if (!take_number(text, 2)) return false;
  take_char(text, ':');
  take_number(text, 2);
  return text.empty();
}

}  // namespace

std::uint64_t code_points(std::string_view text) {
  if (is_ascii(text)) return text.size();
  std::uint64_t points = 0;
  while (!text.empty()) {
    text.remove_prefix(sequence_length(text));
    ++points;
  }
  return points;
}

std::string_view cut_text(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t end = bytes;
  while (end > 0 && bytes - end < 3 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

bool is_date_like(std::string_view text) {
  text = trim(text);
  if (text.size() < 8 || text.size() > 40 || !is_digit(text.front())) return false;
  std::size_t first_digits = 0;
  const auto first = take_number(text, 4, &first_digits);
  if (!first || text.empty()) return false;
  const char separator = text.front();
  if (separator != '-' && separator != '/' && separator != '.') return false;
  text.remove_prefix(1);
  const auto second = take_number(text, 2);
  if (!second || !take_char(text, separator)) return false;
  std::size_t last_digits = 0;
  const auto last = take_number(text, 4, &last_digits);
  if (!last) return false;
  const auto fits = [](int month, int day) { return month >= 1 && month <= 12 && day >= 1 && day <= 31; };
  const bool year_first = first_digits == 4 && last_digits <= 2 && fits(*second, *last);
  const bool year_last = first_digits <= 2 && last_digits == 4 && (fits(*second, *first) || fits(*first, *second));
  if (!year_first && !year_last) return false;
  if (text.empty()) return true;
  return (take_char(text, 'T') || take_char(text, ' ')) && is_time(text);
}

bool is_number_like(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > 40) return false;
  for (const std::string_view sign : {"$", "€", "£", "¥"}) {
    if (text.starts_with(sign)) text = trim(text.substr(sign.size()));
    if (text.ends_with(sign)) text = trim(text.substr(0, text.size() - sign.size()));
  }
  if (text.ends_with('%')) text = trim(text.substr(0, text.size() - 1));
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  std::size_t digits = 0;
  std::size_t marks = 0;   // points and commas
  std::size_t group = 0;   // digits since the last mark
  bool groups_of_three = true;
  while (!text.empty() && (is_digit(text.front()) || text.front() == '.' || text.front() == ',')) {
    if (is_digit(text.front())) {
      ++digits;
      ++group;
    } else {
      if (marks > 0 && group != 3) groups_of_three = false;
      ++marks;
      group = 0;
    }
    text.remove_prefix(1);
  }
  if (digits == 0 || (marks > 1 && !groups_of_three)) return false;
  if (text.empty()) return true;
  if (!take_char(text, 'e') && !take_char(text, 'E')) return false;
  if (!take_char(text, '+')) take_char(text, '-');
  return take_number(text, 5).has_value() && text.empty();
}

bool is_url_like(std::string_view text) {
  text = trim(text);
  for (const std::string_view start : {"http://", "https://", "ftp://", "s3://", "file://", "www."}) {
    if (text.size() > start.size() && text.starts_with(start)) return true;
  }
  return false;
}

bool is_email_like(std::string_view text) {
  text = trim(text);
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > 254) return false;
  const auto domain = text.substr(at + 1);
  const auto dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 >= domain.size()) return false;
  return domain.find('@') == std::string_view::npos && std::none_of(text.begin(), text.end(), is_space);
}

void TextState::add(std::string_view text, std::uint64_t times) {
  const bool ascii = is_ascii(text);
  const std::uint64_t length = ascii ? text.size() : code_points(text);
  count += times;
  bytes += text.size() * times;
  points += length * times;
  if (!ascii) non_ascii += times;
  if (length < min_length) {
    min_length = length;
    shortest = cut_text(text, shown_bytes);
  }
  if (length > max_length || count == times) {
    max_length = length;
    longest = cut_text(text, shown_bytes);
  }
  if (length < table_lengths) {
    if (by_length_.size() <= length) by_length_.resize(length + 1, 0);
    by_length_[length] += times;
  } else {
    long_[length] += times;
  }
  if (text.empty()) {
    empty += times;
    return;
  }
  if (is_space(text.front()) || is_space(text.back())) {
    padded += times;
    if (trim(text).empty()) blank += times;
  }
  if (is_date_like(text)) {
    dates += times;
  } else if (is_number_like(text)) {
    numbers += times;
  } else if (is_url_like(text)) {
    urls += times;
  } else if (is_email_like(text)) {
    emails += times;
  }
}

void TextState::merge(const TextState& later) {
  if (later.count == 0) return;
  if (later.min_length < min_length) {
    min_length = later.min_length;
    shortest = later.shortest;
  }
  if (later.max_length > max_length || count == 0) {
    max_length = later.max_length;
    longest = later.longest;
  }
  count += later.count;
  empty += later.empty;
  blank += later.blank;
  padded += later.padded;
  non_ascii += later.non_ascii;
  bytes += later.bytes;
  points += later.points;
  dates += later.dates;
  numbers += later.numbers;
  urls += later.urls;
  emails += later.emails;
  if (by_length_.size() < later.by_length_.size()) by_length_.resize(later.by_length_.size(), 0);
  for (std::size_t i = 0; i < later.by_length_.size(); ++i) by_length_[i] += later.by_length_[i];
  for (const auto& [length, times] : later.long_) long_[length] += times;
}

std::optional<Histogram> TextState::length_histogram(int max_bins) const {
  if (count == 0) return std::nullopt;
  BinRequest request;
  request.rule = HistogramRule::IntegerAligned;
  request.max_bins = max_bins;
  request.n = count;
  request.min = static_cast<double>(min_length);
  request.max = static_cast<double>(max_length);
  request.integers = true;
  Histogram histogram = plan_bins(request);
  const double low = histogram.edges.front();
  const double width = histogram.edges[1] - low;
  const auto add = [&](std::uint64_t length, std::uint64_t times) {
    const auto bin = static_cast<std::size_t>((static_cast<double>(length) - low) / width);
    histogram.counts[std::min(bin, histogram.counts.size() - 1)] += times;
  };
  for (std::size_t i = 0; i < by_length_.size(); ++i) {
    if (by_length_[i] > 0) add(i, by_length_[i]);
  }
  for (const auto& [length, times] : long_) add(length, times);
  return histogram;
}

}  // namespace assay::stats
