// The shared CSV suites, read where they stand. Skipped, saying so, when they are not there.
#include <catch2/catch_test_macros.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/time.hpp"
#include "io/csv_helpers.hpp"
#include "io/csv_values.hpp"
#include "io/format.hpp"

using namespace io_test;
using data::Type;
using nlohmann::json;

namespace {

json read_json(const std::filesystem::path& path) { return json::parse(read_file(path), nullptr, false); }

// Does a cell hold what the file says in `text`? Typed cells are compared as values.
bool holds(const data::Column& column, std::int64_t row, const json& expected) {
  const std::string text = expected.is_null() ? "" : expected.get<std::string>();
  if (!column.is_valid(row)) {
    const auto words = io::default_missing_markers();
    const std::string_view inner = io::trimmed(text);
    return inner.empty() || std::find(words.begin(), words.end(), inner) != words.end();
  }
  const data::Array& chunk = column.chunk_of(row);
  const auto i = static_cast<std::size_t>(row % data::chunk_rows);
  switch (column.type()) {
    case Type::Text: return column.text(row) == text;
    case Type::Integer: return std::to_string(chunk.integers()[i]) == io::trimmed(text);
    case Type::Real: return chunk.reals()[i] == std::strtod(text.c_str(), nullptr);
    case Type::Boolean: {
      std::string lower = text;
      for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      return lower == (chunk.boolean(static_cast<std::int64_t>(i)) ? "true" : "false") ||
             lower == (chunk.boolean(static_cast<std::int64_t>(i)) ? "yes" : "no");
    }
    case Type::Timestamp: {
      const auto parsed = base::parse_timestamp(io::trimmed(text));
      return parsed && parsed->us == chunk.timestamps()[i];
    }
  }
  return false;
}

// Where the table differs from `rows` (the first of them names when `header`); "" when nowhere.
std::string compare(const data::Table& table, const json& rows, bool header) {
  const std::size_t first = header ? 1 : 0;
  if (table.rows() != static_cast<std::int64_t>(rows.size() - first)) {
    return std::to_string(table.rows()) + " rows, not " + std::to_string(rows.size() - first);
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].size() != table.column_count()) return "columns of row " + std::to_string(r);
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const std::string where = "row " + std::to_string(r) + " column " + std::to_string(c);
      if (header && r == 0) {
        const std::string name = table.column(c).name();
        const std::string wanted = rows[0][c].get<std::string>();
        if (name != wanted && !name.starts_with(wanted + " (") && !wanted.empty()) return where + ": name " + name;
      } else if (!holds(table.column(c), static_cast<std::int64_t>(r - first), rows[r][c])) {
        return where;
      }
    }
  }
  return {};
}

// What this reader does not do yet, by file, and what it does instead.
const std::map<std::string, const char*> later{
    {"enc_shift_jis_5c_trail.csv", "East Asian encodings: read as Windows-1252, with a warning"},
    {"enc_gb18030.csv", "East Asian encodings: read as Windows-1252, with a warning"},
    {"enc_euc_kr.csv", "East Asian encodings: read as Windows-1252, with a warning"},
    {"enc_koi8r.csv", "Cyrillic encodings: read as Windows-1252, with a warning"},
    {"enc_invalid_utf8_one_byte.csv", "a file whose only odd byte is one: read as Windows-1252, with a warning"},
    {"q_single_quote_dialect.csv", "the quote character is an option, not detected: rejected rows are told"},
};

}  // namespace

TEST_CASE("edge cases: outcomes of the manifest") {
  const auto folder = shared_test_data() / "csv" / "edge";
  if (!std::filesystem::exists(folder / "manifest.json")) SKIP("no shared test data: " + folder.string());
  const json manifest = read_json(folder / "manifest.json");
  REQUIRE(manifest.is_array());
  int compared = 0;
  for (const auto& item : manifest) {
    const auto file = item["file"].get<std::string>();
    const auto outcome = item["outcome"].get<std::string>();
    if (!std::filesystem::exists(folder / file)) continue;  // one is shipped compressed
    INFO(file << " (" << outcome << ")");
    const std::string text = read_file(folder / file);
    const auto loaded = try_load(text);
    if (loaded) {
      // Whatever it is, the table is well-formed text.
      for (const auto& column : loaded->table->columns()) CHECK(column->length() == loaded->table->rows());
    } else {
      CHECK_FALSE(loaded.error().message.empty());
      CHECK_FALSE(loaded.error().hint.empty());
    }
    if (const auto known = later.find(file); known != later.end()) {
      REQUIRE(loaded.has_value());
      CHECK_FALSE(loaded->report.warnings.empty());
      continue;
    }
    if (outcome == "error" || outcome == "empty") {
      if (outcome == "empty" && loaded) {
        CHECK(loaded->table->rows() == 0);
      } else {
        CHECK_FALSE(loaded.has_value());
      }
      continue;
    }
    if (outcome == "error_or_warning") {
      CHECK((!loaded || !loaded->report.warnings.empty()));
      continue;
    }
    if (outcome == "ok" || outcome == "ok_with_warning") {
      REQUIRE(loaded.has_value());
      if (outcome == "ok_with_warning") CHECK_FALSE(loaded->report.warnings.empty());
    }
    if (!loaded) continue;  // a documented choice, or a clear error
    if (item.contains("rows_count") && outcome == "ok") {
      CHECK(loaded->table->rows() == item["rows_count"].get<std::int64_t>());
    }
    if (item.contains("cols_count")) CHECK(loaded->table->column_count() == item["cols_count"].get<std::size_t>());
    if (outcome.starts_with("ok") && outcome != "ok_documented_choice" && item.contains("rows") && item["rows"].is_array()) {
      const bool header = item.value("has_header", true);
      CHECK(compare(*loaded->table, item["rows"], header) == "");
      ++compared;
    }
    if (item.contains("rows_summary")) {
      const auto& rows = item["rows_summary"];
      REQUIRE(loaded->table->rows() == 2);
      CHECK(loaded->table->column(1).text(0).size() >= rows[1][1]["len"].get<std::size_t>());
      CHECK(holds(loaded->table->column(1), 1, rows[2][1]));
      ++compared;
    }
  }
  CHECK(compared > 80);
}

TEST_CASE("types of the manifest's traps") {
  const auto folder = shared_test_data() / "csv" / "edge";
  if (!std::filesystem::exists(folder / "manifest.json")) SKIP("no shared test data: " + folder.string());
  const std::map<std::string, Type> types{
      {"type_int64_edges.csv", Type::Integer}, {"type_uint64_over.csv", Type::Text},
      {"type_int_above_2_53.csv", Type::Integer}, {"type_leading_zero_ids.csv", Type::Text},
      {"type_phone_plus.csv", Type::Text}, {"type_nan_inf_words.csv", Type::Real}, {"type_na_words.csv", Type::Integer},
      {"type_na_is_namibia.csv", Type::Text}, {"type_bool_mix.csv", Type::Text}, {"type_dates_iso.csv", Type::Timestamp},
      {"type_dates_invalid.csv", Type::Text}, {"type_dates_ambiguous.csv", Type::Text},
      {"type_timestamps_tz.csv", Type::Timestamp}, {"type_genes_sept1.csv", Type::Text}, {"type_hex_oct.csv", Type::Text},
      {"type_whitespace_numbers.csv", Type::Integer}, {"type_neg_zero.csv", Type::Real}, {"type_ipv4.csv", Type::Text},
      {"type_version.csv", Type::Real}, {"type_float_overflow.csv", Type::Text}, {"type_sci_like_ids.csv", Type::Text},
      {"type_unicode_digits.csv", Type::Text}, {"type_thousands_quoted.csv", Type::Text}};
  for (const auto& [file, type] : types) {
    INFO(file);
    CHECK(load(read_file(folder / file)).table->column(0).type() == type);
  }
}

TEST_CASE("csv-spectrum") {
  const auto folder = shared_test_data() / "csv" / "csv-spectrum";
  if (!std::filesystem::exists(folder)) SKIP("no shared test data: " + folder.string());
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "csvs")) {
    const auto expected = read_json(folder / "json" / (entry.path().stem().string() + ".json"));
    if (!expected.is_array()) continue;  // location_coordinates: its JSON is not UTF-8
    INFO(entry.path().filename().string());
    io::ReadOptions options;
    options.csv.header = true;
    const auto loaded = load(read_file(entry.path()), options);
    REQUIRE(loaded.table->rows() == static_cast<std::int64_t>(expected.size()));
    for (std::size_t row = 0; row < expected.size(); ++row) {
      for (const auto& [name, value] : expected[row].items()) {
        const auto column = loaded.table->find(name);
        REQUIRE(column.has_value());
        CHECK(holds(loaded.table->column(*column), static_cast<std::int64_t>(row), value));
      }
    }
    ++compared;
  }
  CHECK(compared >= 11);
}

TEST_CASE("papaparse: the cases that apply") {
  const auto folder = shared_test_data() / "csv" / "papaparse";
  if (!std::filesystem::exists(folder / "expected_parse.json")) SKIP("no shared test data: " + folder.string());
  const auto cases = read_json(folder / "expected_parse.json");
  // Choices of ours that differ: blanks behind a closing quote are kept, a CR ends a record in any file, no rows is
  // an error, blank lines of a file of several columns are skipped, the last line end begins no record.
  const std::set<std::string> other_choice{"parse_005", "parse_006", "parse_007", "parse_009",
                                           "parse_090", "parse_091", "core_035", "core_054"};
  int compared = 0;
  for (const auto& item : cases) {
    if (!item["config"].empty() || !item["expected"].contains("data")) continue;
    if (item["expected"].contains("errors") && !item["expected"]["errors"].empty()) continue;
    const auto& rows = item["expected"]["data"];
    const auto id = item["id"].get<std::string>();
    const bool even = !rows.empty() && std::all_of(rows.begin(), rows.end(), [&](const json& row) {
      return row.is_array() && row.size() == rows[0].size();
    });
    if (!even || other_choice.contains(id)) continue;
    io::ReadOptions options;
    options.csv.header = false;
    const bool guessed = item["description"].get<std::string>().find("guessed") != std::string::npos;
    if (rows[0].size() > 1 && !guessed) options.csv.delimiter = ',';
    const auto loaded = try_load(read_file(folder / item["file"].get<std::string>()), options);
    INFO(id << ": " << item["description"].dump());
    if (!loaded) FAIL(loaded.error().describe());
    CHECK(compare(*loaded->table, rows, false) == "");
    ++compared;
  }
  CHECK(compared >= 35);
}
