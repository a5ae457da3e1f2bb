#include "io/csv_report.hpp"

namespace assay::io {

namespace {

std::string delimiter_name(char delimiter) {
  switch (delimiter) {
    case ',': return "comma";
    case ';': return "semicolon";
    case '\t': return "tab";
    case '|': return "bar";
    case no_delimiter: return "one column";
    default: break;
  }
  const auto byte = static_cast<unsigned char>(delimiter);
  if (byte > 0x20 && byte < 0x7F) return "'" + std::string(1, delimiter) + "'";
  return "byte " + std::to_string(byte);
}

}  // namespace

std::string plural(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

void tell_file(const FileFacts& facts, std::int64_t rows, LoadReport& report) {
  const UnitNotes& notes = facts.notes;
  auto& warnings = report.warnings;
  warnings = facts.sniffed.warnings;
  const auto where = [](const Tally& tally) { return " (first in line " + std::to_string(tally.first_line) + ")"; };
  const std::uint64_t invalid = notes.invalid_utf8.count + facts.header_counts.invalid;
  switch (facts.encoding) {
    case Encoding::Utf8: report.encoding = "UTF-8"; break;
    case Encoding::Utf8Bom: report.encoding = "UTF-8 with BOM"; break;
    case Encoding::Utf16Le: report.encoding = "UTF-16, little-endian"; break;
    case Encoding::Utf16Be: report.encoding = "UTF-16, big-endian"; break;
    case Encoding::Utf32Le: report.encoding = "UTF-32, little-endian"; break;
    case Encoding::Utf32Be: report.encoding = "UTF-32, big-endian"; break;
  }
  if (invalid > 0) {
    const std::string place =
        facts.header_counts.invalid > 0 ? " (first in the header)" : where(notes.invalid_utf8);
    if (facts.decoding == Decoding::Windows1252) {
      report.encoding = "Windows-1252 (assumed)";
      warnings.push_back("The file is not UTF-8" + place + "; it was read as Windows-1252. If letters look wrong, "
                         "it has another encoding: save it as UTF-8.");
    } else {
      warnings.push_back(plural(invalid, "sequence") + " of bytes that are not UTF-8" + place + " became \xEF\xBF\xBD.");
    }
  }
  if (facts.code_units_lost > 0) {
    warnings.push_back(plural(facts.code_units_lost, "code unit") + " that are no text became \xEF\xBF\xBD.");
  }
  report.dialect = delimiter_name(facts.sniffed.dialect.delimiter) + ", quoted with " +
                   std::string(1, facts.sniffed.dialect.quote) + ", " + facts.sniffed.line_ends + ", " +
                   (facts.sniffed.header ? "header on line " + std::to_string(facts.sniffed.header_line) : "no header");
  if (rows == 0) {
    warnings.push_back("The file has a header with " + plural(facts.sniffed.columns, "column") + " and no rows.");
  }
  if (notes.short_rows.count > 0) {
    warnings.push_back(plural(notes.short_rows.count, "row") + " with fewer fields than columns" +
                       where(notes.short_rows) + ": what they lack is missing.");
  }
  if (notes.trailing_empty.count > 0) {
    warnings.push_back(plural(notes.trailing_empty.count, "row") + " with extra empty fields at the end" +
                       where(notes.trailing_empty) + ": those were left out.");
  }
  if (notes.rejected > 0) {
    warnings.push_back(plural(notes.rejected, "row") + " with more fields than columns rejected" +
                       (facts.rejected.empty() ? "" : " (first in line " + std::to_string(facts.rejected[0].line) + ")") + ".");
  }
  for (std::size_t c = 0; c < facts.columns.size(); ++c) {
    if (facts.columns[c].odd_quotes == 0) continue;
    warnings.push_back("\"" + report.columns[c].column + "\" has " + plural(facts.columns[c].odd_quotes, "value") +
                       " with text after the closing quote; it was kept.");
  }
  if (notes.open_quote_line) {
    warnings.push_back("The quote opened in line " + std::to_string(*notes.open_quote_line) +
                       " is never closed: the rest of the file was read as one field.");
  }
  if (notes.padding.count > 0) {
    warnings.push_back(plural(notes.padding.count, "record") + " of NUL or end-of-file bytes" +
                       where(notes.padding) + " skipped.");
  }
  if (notes.nul_bytes.count > 0) {
    warnings.push_back(plural(notes.nul_bytes.count, "NUL byte") + where(notes.nul_bytes) + " in the file.");
  }
}

}  // namespace assay::io
