#include "io/csv_sniff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "io/csv_text.hpp"
#include "io/csv_unit.hpp"
#include "io/csv_values.hpp"

namespace assay::io {

using base::ErrorCode;
using base::fail;

DetectedEncoding detect_encoding(std::span<const std::byte> head) {
  const auto starts = [&](std::initializer_list<unsigned> bytes) {
    return head.size() >= bytes.size() &&
           std::equal(bytes.begin(), bytes.end(), head.begin(),
                      [](unsigned a, std::byte b) { return static_cast<std::byte>(a) == b; });
  };
  if (starts({0xEF, 0xBB, 0xBF})) return {Encoding::Utf8Bom, 3};
  if (starts({0xFF, 0xFE, 0x00, 0x00})) return {Encoding::Utf32Le, 4};
  if (starts({0x00, 0x00, 0xFE, 0xFF})) return {Encoding::Utf32Be, 4};
  if (starts({0xFF, 0xFE})) return {Encoding::Utf16Le, 2};
  if (starts({0xFE, 0xFF})) return {Encoding::Utf16Be, 2};
  // Latin text in UTF-16 has a NUL in nearly every second byte and none in the others.
  const std::size_t looked = std::min<std::size_t>(head.size(), 4'096) & ~std::size_t{1};
  std::array<std::size_t, 2> nuls{};
  for (std::size_t i = 0; i < looked; ++i) nuls[i & 1] += head[i] == std::byte{0} ? 1 : 0;
  const std::size_t pairs = looked / 2;
  if (pairs >= 4 && nuls[0] == 0 && nuls[1] * 10 >= pairs * 6) return {Encoding::Utf16Le, 0};
  if (pairs >= 4 && nuls[1] == 0 && nuls[0] * 10 >= pairs * 6) return {Encoding::Utf16Be, 0};
  return {};
}

namespace {

constexpr std::size_t sniffed_records = 200;
constexpr std::size_t looked_at = 64 << 10;  // bytes, where a look at the beginning is enough

struct Record {
  std::size_t begin = 0;
  std::size_t end = 0;   // of the last field
  std::size_t next = 0;  // where the next record begins
  std::vector<std::string_view> fields;
  [[nodiscard]] bool blank() const {
    return fields.size() == 1 && fields[0].find_first_not_of(" \t") == std::string_view::npos;
  }
};

struct Records {
  std::vector<Record> all;  // blank ones left out
  bool ends_inside = false;
};

// The first records of `text`; a last one without an end only when `complete`.
Records split_all(std::span<const std::byte> bytes, const Dialect& dialect, bool complete) {
  Records out;
  Separators separators;
  find_separators(bytes, dialect, separators);
  const std::string_view text = text_of(bytes);
  out.ends_inside = separators.ends_inside;
  Record record;
  std::size_t begin = 0;
  const auto finish = [&](std::size_t end, std::size_t next) {
    record.end = end;
    record.next = next;
    if (!record.blank()) out.all.push_back(std::move(record));
    record = {};
    record.begin = begin = next;
  };
  for (std::size_t i = 0; i < separators.count && out.all.size() < sniffed_records; ++i) {
    const std::size_t at = separators.at[i] & ~record_end_flag;
    record.fields.push_back(text.substr(begin, at - begin));
    begin = at + 1;
    if ((separators.at[i] & record_end_flag) == 0) continue;
    if (text[at] == '\r' && begin < text.size() && text[begin] == '\n') ++begin;
    finish(at, begin);
  }
  if (complete && (begin < text.size() || !record.fields.empty()) && out.all.size() < sniffed_records) {
    record.fields.push_back(text.substr(begin));
    finish(text.size(), text.size());
  }
  return out;
}

// The same, from no more of the text than the records need.
Records split(std::span<const std::byte> bytes, const Dialect& dialect, bool complete) {
  for (std::size_t window = looked_at; window < bytes.size(); window *= 2) {
    Records records = split_all(bytes.first(window), dialect, false);
    if (records.all.size() >= sniffed_records) return records;
  }
  return split_all(bytes, dialect, complete);
}

// How table-like the records are, 0 to 1: the share with the commonest number of fields (two and more), and the
// share that agrees with the first record.
double table_likeness(const Records& records) {
  if (records.all.empty()) return 0.0;
  std::map<std::size_t, std::size_t> counts;
  for (const auto& record : records.all) ++counts[record.fields.size()];
  std::size_t commonest = 0;
  std::size_t agreeing = 0;
  const std::size_t first = records.all.front().fields.size();
  for (const auto& [fields, count] : counts) {
    if (fields >= 2) commonest = std::max(commonest, count);
    if (fields >= 2 && fields == first) agreeing = count;
  }
  const auto all = static_cast<double>(records.all.size());
  return 0.6 * static_cast<double>(commonest) / all + 0.4 * static_cast<double>(agreeing) / all;
}

char detect_delimiter(std::span<const std::byte> text, char quote, bool complete) {
  constexpr std::array<char, 8> candidates{'\t', ';', ',', '|', '^', '~', '\x1F', '\x01'};
  char best = no_delimiter;
  double best_score = 0.25;
  std::size_t best_fields = 0;
  for (const char delimiter : candidates) {
    if (delimiter == quote || text_of(text).find(delimiter) == std::string_view::npos) continue;
    const Records records = split(text, {delimiter, quote}, complete);
    const double score = table_likeness(records);
    const std::size_t fields = records.all.empty() ? 0 : records.all.front().fields.size();
    // Bars that cut more than commas do: a bar is rare in text, a comma is not.
    const bool finer = best == ',' && delimiter == '|' && fields > best_fields && score > best_score - 1e-9;
    if (score > best_score + 1e-9 || finer) {
      best = delimiter;
      best_score = score;
      best_fields = fields;
    }
  }
  return best;
}

std::string content(std::string_view field, char quote) {
  if (field.empty() || field.front() != quote) return std::string(field);
  std::string out;
  append_unquoted(out, field, quote);
  return out;
}

// Records before the table: one field each, with the table's records (two fields and more) behind them.
std::size_t preamble_length(const Records& records) {
  constexpr std::size_t longest = 20;
  std::size_t length = 0;
  while (length < records.all.size() && records.all[length].fields.size() == 1) ++length;
  if (length == 0 || length > longest || records.all.size() < length + 2) return 0;
  std::map<std::size_t, std::size_t> counts;
  for (std::size_t i = length; i < records.all.size(); ++i) ++counts[records.all[i].fields.size()];
  std::size_t commonest = 0;
  for (const auto& [fields, count] : counts) commonest = std::max(commonest, fields >= 2 ? count : 0);
  return commonest * 10 >= (records.all.size() - length) * 8 ? length : 0;
}

// The kind of a field, 0 when it is missing.
Kinds kind_of(std::string_view field, char quote, const Markers& markers) {
  const std::string text = content(field, quote);
  const std::string_view value = trimmed(text);
  if (value.empty() || markers.missing(value)) return 0;
  return classify(value);
}

bool looks_like_year(std::string_view text) {
  return text.size() == 4 && text >= "1900" && text <= "2100" && classify(text) == kind::Integer;
}

bool detect_header(std::span<const Record> records, char quote, const Markers& markers) {
  const Record& first = records.front();
  const std::size_t columns = first.fields.size();
  std::vector<Kinds> below(columns, 0);
  std::vector<std::set<std::string>> words(columns <= 1'000 ? columns : 0);
  for (std::size_t r = 1; r < records.size(); ++r) {
    for (std::size_t c = 0; c < std::min(columns, records[r].fields.size()); ++c) {
      below[c] |= kind_of(records[r].fields[c], quote, markers);
      if (!words.empty()) words[c].insert(content(records[r].fields[c], quote));
    }
  }
  bool names_over_values = false;
  bool values_over_values = false;
  bool any_word = false;
  bool only_years = true;
  bool recurs = false;
  bool any_missing = false;
  std::set<std::string> distinct;
  for (std::size_t c = 0; c < columns; ++c) {
    const std::string text = content(first.fields[c], quote);
    const Kinds own = kind_of(first.fields[c], quote, markers);
    distinct.insert(text);
    any_missing = any_missing || own == 0;
    if (own == kind::Text) any_word = true;
    const bool column_is_text = (below[c] & kind::Text) != 0 || below[c] == 0;
    if (own == kind::Text && !column_is_text) names_over_values = true;
    if (own != 0 && own != kind::Text) {
      values_over_values = true;
      only_years = only_years && looks_like_year(trimmed(text));
    }
    recurs = recurs || (own == kind::Text && !words.empty() && words[c].contains(text));
  }
  if (values_over_values) return any_word && only_years;
  if (names_over_values) return true;
  if (!any_word) return false;
  return !recurs && !any_missing && (distinct.size() == columns || records.size() == 1);
}

std::string describe_line_ends(std::span<const std::byte> text) {
  std::size_t lf = 0;
  std::size_t cr = 0;
  std::size_t crlf = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == std::byte{'\r'}) {
      const bool both = i + 1 < text.size() && text[i + 1] == std::byte{'\n'};
      ++(both ? crlf : cr);
      if (both) ++i;
    } else if (text[i] == std::byte{'\n'}) {
      ++lf;
    }
  }
  const int kinds = (lf > 0 ? 1 : 0) + (cr > 0 ? 1 : 0) + (crlf > 0 ? 1 : 0);
  if (kinds > 1) return "mixed line ends";
  return crlf > 0 ? "CRLF" : cr > 0 ? "CR" : "LF";
}

// "sep=;" as Excel writes it: the length of that line, and the delimiter.
std::size_t sep_line(std::string_view text, char& delimiter) {
  std::size_t at = text.starts_with('"') ? 1 : 0;
  const bool quoted = at == 1;
  if (text.size() < at + 5) return 0;
  const std::string_view word = text.substr(at, 4);
  if (word != "sep=" && word != "SEP=" && word != "Sep=") return 0;
  at += 4;
  delimiter = text[at++];
  if (delimiter == '\n' || delimiter == '\r' || delimiter == '"') return 0;
  if (quoted && (at >= text.size() || text[at++] != '"')) return 0;
  if (at < text.size() && text[at] == '\r') {
    ++at;
    if (at < text.size() && text[at] == '\n') ++at;
    return at;
  }
  return at < text.size() && text[at] == '\n' ? at + 1 : 0;
}

base::Result<void> check_text(std::span<const std::byte> text, bool complete, const std::string& name) {
  const std::string_view all = text_of(text);
  if (all.empty() && complete) {
    return fail(ErrorCode::Parse, name + " is empty.", "Choose a file that has rows.", {name, {}, {}, {}});
  }
  if (complete && all.find_first_not_of(" \t\r\n\v\f\x1A") == std::string_view::npos) {
    return fail(ErrorCode::Parse, name + " is empty: it holds nothing but blanks and line ends.",
                "Choose a file that has rows.", {name, {}, {}, {}});
  }
  std::string_view body = all.substr(0, looked_at);
  while (!body.empty() && body.back() == '\0') body.remove_suffix(1);
  const auto nuls = static_cast<std::size_t>(std::count(body.begin(), body.end(), '\0'));
  const auto controls = static_cast<std::size_t>(std::count_if(body.begin(), body.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  }));
  const bool binary = (body.empty() && !all.empty()) || nuls * 10 > body.size() || controls * 10 > body.size() * 3;
  if (binary) {
    return fail(ErrorCode::Parse, name + " is not a text file: it holds " +
                                      (body.empty() || nuls * 10 > body.size() ? "mostly NUL" : "mostly control") +
                                      " bytes.",
                "Export the table as CSV and open that.", {name, {}, {}, {}});
  }
  return {};
}

// Names and the number of columns, once the header is known.
void settle_columns(std::span<const Record> records, char quote, Sniffed& out) {
  const std::size_t first = records.front().fields.size();
  std::map<std::size_t, std::size_t> counts;  // of the records below, empty extra fields not counted
  for (std::size_t r = out.header ? 1 : 0; r < records.size(); ++r) {
    std::size_t fields = records[r].fields.size();
    while (fields > first && records[r].fields[fields - 1].empty()) --fields;
    ++counts[fields];
  }
  std::size_t usual = first;
  std::size_t most = counts.contains(first) ? counts[first] : 0;
  for (const auto& [fields, count] : counts) {
    if (count > most) {
      usual = fields;
      most = count;
    }
  }
  out.columns = out.header ? std::max(first, usual) : std::max<std::size_t>(usual, 1);
  if (!out.header) return;
  for (const auto field : records.front().fields) out.names.push_back(content(field, quote));
  const bool clear_majority = records.size() > 1 && most * 2 > records.size() - 1;
  if (usual <= first || !clear_majority) {
    out.columns = first;
    return;
  }
  if (usual == first + 1) {
    out.names.insert(out.names.begin(), std::string{});
    out.warnings.push_back("The header has one name fewer than the rows have fields: the first column was taken as "
                           "row names without a name.");
    return;
  }
  out.names.resize(usual);
  out.warnings.push_back("The header has " + std::to_string(first) + " names, most rows have " +
                         std::to_string(usual) + " fields: the columns at the end were named by number.");
}

void skip_preamble(Records& records, std::span<const std::byte> text, Sniffed& out) {
  const std::size_t length = preamble_length(records);
  if (length == 0) return;
  const std::uint64_t lines = count_line_ends(text.first(records.all[length].begin));
  out.warnings.push_back(std::to_string(lines) + (lines == 1 ? " line" : " lines") +
                         " before the table skipped, beginning with \"" +
                         excerpt(records.all.front().fields[0], 60) + "\".");
  records.all.erase(records.all.begin(), records.all.begin() + static_cast<std::ptrdiff_t>(length));
}

}  // namespace

base::Result<std::optional<Sniffed>> sniff(std::span<const std::byte> text, bool complete,
                                           const CsvOptions& options, const std::string& name) {
  if (auto checked = check_text(text, complete, name); !checked) return std::unexpected(checked.error());
  Sniffed out;
  out.dialect.quote = options.quote;
  char sep = no_delimiter;
  const std::size_t skipped = sep_line(text_of(text), sep);
  const auto body = text.subspan(skipped);
  out.dialect.delimiter = options.delimiter ? *options.delimiter
                          : skipped > 0     ? sep
                                            : detect_delimiter(body, options.quote, complete);
  Records records = split(body, out.dialect, complete);
  if (!complete && records.all.size() < 2) return std::optional<Sniffed>{};
  if (records.all.empty()) {
    return fail(ErrorCode::Parse, name + " is empty: it has no rows.", "Choose a file that has rows.",
                {name, {}, {}, {}});
  }
  if (records.all.size() == 1 && records.ends_inside) {
    return fail(ErrorCode::Parse, "The first record of " + name + " opens a quote that is never closed.",
                "Add the missing quote, or choose another quote character.",
                {name, 1 + count_line_ends(text.first(skipped + records.all[0].begin)), {}, {}});
  }
  if (!options.delimiter) skip_preamble(records, body, out);
  const std::span<const Record> all(records.all);
  out.header = options.header ? *options.header : detect_header(all, options.quote, Markers(options.missing_markers));
  settle_columns(all, options.quote, out);
  if (out.columns > max_columns) {
    return fail(ErrorCode::Limit, name + " has " + std::to_string(out.columns) + " columns; the limit is " +
                                      std::to_string(max_columns) + ".",
                "Check the delimiter, or cut the file into parts.", {name, {}, {}, {}});
  }
  const Record& first = all.front();
  out.header_line = 1 + count_line_ends(text.first(skipped + first.begin));
  out.body_begin = skipped + (out.header ? first.next : first.begin);
  out.body_line = 1 + count_line_ends(text.first(out.body_begin));
  out.line_ends = describe_line_ends(text.first(std::min(text.size(), looked_at)));
  return std::optional<Sniffed>(std::move(out));
}

}  // namespace assay::io
