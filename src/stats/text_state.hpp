// Statistics of texts: lengths in code points, blanks, and what the texts look like.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stats/histogram.hpp"

namespace assay::stats {

// Code points of UTF-8; an invalid byte counts as one, as the replacement character that shows it.
[[nodiscard]] std::uint64_t code_points(std::string_view text);

// What a whole text reads as, white space around it aside. Deliberately narrow: a guess for an alert, the
// readers decide types.
//   date    2024-02-29, 2024/2/29, 29.02.2024, 2/29/2024, each with an optional time behind 'T' or a space
//   number  [+-] digits with at most one point or comma, thousands groups, exponent, optional % or currency sign
//   url     scheme://rest for http, https, ftp, s3, file; or www.
//   email   one @ with a dot behind it, no white space
[[nodiscard]] bool is_date_like(std::string_view text);
[[nodiscard]] bool is_number_like(std::string_view text);
[[nodiscard]] bool is_url_like(std::string_view text);
[[nodiscard]] bool is_email_like(std::string_view text);

class TextState {
 public:
  // `times`: how many rows have this text (dictionary-coded columns visit every entry once).
  void add(std::string_view text, std::uint64_t times = 1);
  void merge(const TextState& later);

  std::uint64_t count = 0, empty = 0, blank = 0, padded = 0, non_ascii = 0, bytes = 0, points = 0;
  std::uint64_t dates = 0, numbers = 0, urls = 0, emails = 0;
  // First shortest and longest, as lengths; texts are cut to 200 bytes at a character boundary.
  std::uint64_t min_length = UINT64_MAX, max_length = 0;
  std::string shortest, longest;

  // Of the lengths, integer-aligned, at most `max_bins`; nothing without values.
  [[nodiscard]] std::optional<Histogram> length_histogram(int max_bins) const;

 private:
  static constexpr std::size_t table_lengths = 1024;
  std::vector<std::uint64_t> by_length_;         // lengths below table_lengths
  std::map<std::uint64_t, std::uint64_t> long_;  // the others
};

// The first `bytes` bytes, or a little less so that no character is cut.
[[nodiscard]] std::string_view cut_text(std::string_view text, std::size_t bytes);

}  // namespace assay::stats
