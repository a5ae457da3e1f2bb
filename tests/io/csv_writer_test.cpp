#include <catch2/catch_test_macros.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

#include "data/builder.hpp"
#include "io/csv_helpers.hpp"
#include "io/csv_writer.hpp"
#include "io/sample_table.hpp"

using namespace io_test;
using data::Type;

namespace {

std::string write(const data::TablePtr& table, const io::CsvWriteOptions& options = {}) {
  std::string out;
  const auto writer = io::make_csv_writer(table, [&](std::span<const std::byte> bytes) -> base::Result<void> {
    CHECK(bytes.size() < 200'000);
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }, options);
  base::Step step = base::Step::More;
  while (step == base::Step::More) step = writer->step();
  REQUIRE(step == base::Step::Done);
  return out;
}

data::ColumnPtr text_column(std::string name, const std::vector<std::string>& values) {
  data::ColumnBuilder builder({std::move(name), Type::Text, false, {}});
  for (const auto& value : values) builder.append(value);
  return *std::move(builder).finish();
}

data::TablePtr table_of(std::vector<data::ColumnPtr> columns) { return *data::Table::make("t", std::move(columns)); }

}  // namespace

TEST_CASE("written values") {
  data::ColumnBuilder i({"i", Type::Integer, false, {}});
  data::ColumnBuilder r({"r", Type::Real, false, {}});
  data::ColumnBuilder b({"b", Type::Boolean, false, {}});
  data::ColumnBuilder d({"d", Type::Timestamp, false, {}});
  data::ColumnBuilder z({"z", Type::Timestamp, true, {}});
  data::ColumnBuilder s({"s, t", Type::Text, false, {}});
  i.append(std::int64_t{INT64_MIN}), r.append(0.1), b.append(true), d.append(std::int64_t{0}), z.append(std::int64_t{1});
  s.append("a \"b\"");
  i.append(std::int64_t{7}), r.append(2.0), b.append(false), d.append(std::int64_t{86'400'000'000}), z.append(std::int64_t{0});
  s.append("");
  i.append_null(), r.append_null(), b.append_null(), d.append_null(), z.append_null(), s.append_null();
  const auto table = table_of({*std::move(i).finish(), *std::move(r).finish(), *std::move(b).finish(),
                               *std::move(d).finish(), *std::move(z).finish(), *std::move(s).finish()});
  CHECK(write(table) ==
        "i,r,b,d,z,\"s, t\"\n"
        "-9223372036854775808,0.1,true,1970-01-01,1970-01-01T00:00:00.000001Z,\"a \"\"b\"\"\"\n"
        "7,2.0,false,1970-01-02,1970-01-01T00:00:00Z,\"\"\n"
        ",,,,,\n");
  io::CsvWriteOptions options;
  options.crlf = true;
  options.delimiter = ';';
  options.header = false;
  CHECK(write(table_of({text_column("a", {"x;y"}), text_column("b", {"l\nm"})}), options) == "\"x;y\";\"l\nm\"\r\n");
}

TEST_CASE("an empty table is its header") {
  CHECK(write(table_of({text_column("a", {}), text_column("b", {})})) == "a,b\n");
}

TEST_CASE("texts that a spreadsheet would run get an apostrophe, numbers do not") {
  CHECK(write(table_of({text_column("=h", {"=1+1", "-5", "a=b", "'+x"})})) ==
        "\"'=h\"\n\"'=1+1\"\n\"'-5\"\na=b\n'+x\n");
  data::ColumnBuilder numbers({"n", Type::Integer, false, {}});
  numbers.append(std::int64_t{-5});
  CHECK(write(table_of({*std::move(numbers).finish()})) == "n\n-5\n");
  const auto path = shared_test_data() / "hostile_files" / "export_injection" / "expected.json";
  if (!std::filesystem::exists(path)) SKIP("no shared test data: " + path.string());
  const auto expected = nlohmann::json::parse(read_file(path), nullptr, false);
  REQUIRE(expected.contains("cases"));
  for (const auto& item : expected["cases"]) {
    const auto text = item["text"].get<std::string>();
    if (!item.contains("text_column_safe_export") || item["text_column_safe_export"].is_null()) continue;
    const auto safe = item["text_column_safe_export"].get<std::string>();
    io::CsvWriteOptions options;
    options.header = false;
    std::string line = write(table_of({text_column("v", {text})}), options);
    line.pop_back();
    // Undo the quoting.
    std::string plain;
    if (line.starts_with('"')) {
      for (std::size_t i = 1; i + 1 < line.size(); ++i) {
        plain += line[i];
        if (line[i] == '"') ++i;
      }
    } else {
      plain = line;
    }
    INFO(text);
    CHECK(plain == safe);
  }
}

TEST_CASE("a sink that fails stops the writer with its reason") {
  const auto writer = io::make_csv_writer(table_of({text_column("a", {"x"})}), [](std::span<const std::byte>) {
    return base::Result<void>(base::fail(base::ErrorCode::Io, "The disk is full."));
  });
  base::Step step = base::Step::More;
  while (step == base::Step::More) step = writer->step();
  CHECK(step == base::Step::Failed);
  CHECK(writer->error()->message == "The disk is full.");
}

TEST_CASE("what is written reads back as the same table") {
  std::mt19937_64 random(3);
  const std::vector<std::string> words = {"x", "", " ", "NA", "None", "null", "-", "a,b", "\"q\"", "l\nm", "r\r\ns", "\xC3\xA9",
                                          "\xEF\xBB\xBF" "b", "'", "1", "2024-01-01", "true", "\x1A", "tab\t", "5\" pipe", "end\""};
  for (int round = 0; round < 60; ++round) {
    const int rows = 1 + static_cast<int>(random() % 300);
    data::ColumnBuilder i({"i", Type::Integer, false, {}});
    data::ColumnBuilder r({"r", Type::Real, false, {}});
    data::ColumnBuilder b({"b", Type::Boolean, false, {}});
    data::ColumnBuilder d({"d", Type::Timestamp, false, {}});
    data::ColumnBuilder z({"z", Type::Timestamp, true, {}});
    data::ColumnBuilder s({"s", Type::Text, false, {}});
    const auto coin = [&] { return random() % 8 == 0; };
    for (int row = 0; row < rows; ++row) {
      coin() ? i.append_null() : i.append(static_cast<std::int64_t>(random()));
      double real = 0;
      const std::uint64_t bits = random();
      std::memcpy(&real, &bits, sizeof real);
      if (std::isnan(real)) real = -0.0;
      if (random() % 10 == 0) real = static_cast<double>(random() % 100);
      if (random() % 20 == 0) real = -std::numeric_limits<double>::infinity();
      coin() ? r.append_null() : r.append(real);
      coin() ? b.append_null() : b.append(random() % 2 == 0);
      const auto us = static_cast<std::int64_t>(random() % 200'000'000'000'000'000) - 60'000'000'000'000'000;
      coin() ? d.append_null() : d.append(round % 2 == 0 ? us : us / 86'400'000'000 * 86'400'000'000);
      coin() ? z.append_null() : z.append(us);
      coin() ? s.append_null() : s.append(words[random() % words.size()]);
    }
    s.append("certainly text");
    i.append(std::int64_t{1}), r.append(0.5), b.append(true), d.append(std::int64_t{0}), z.append(std::int64_t{0});
    const auto table = table_of({*std::move(i).finish(), *std::move(r).finish(), *std::move(b).finish(),
                                 *std::move(d).finish(), *std::move(z).finish(), *std::move(s).finish()});
    io::CsvWriteOptions options;
    options.guard_formulas = false;
    options.crlf = round % 3 == 0;
    options.delimiter = round % 2 == 0 ? ',' : '\t';
    const std::string text = write(table, options);
    io::ReadOptions read;
    read.csv.header = true;
    read.csv.delimiter = options.delimiter;
    const auto back = load(text, read);
    REQUIRE(back.table->rows() == table->rows());
    REQUIRE(back.report.rejected_count == 0);
    for (std::size_t c = 0; c < table->column_count(); ++c) {
      const data::Column& x = table->column(c);
      const data::Column& y = back.table->column(c);
      INFO("column " << c << " round " << round);
      REQUIRE(y.field() == x.field());
      for (std::int64_t row = 0; row < x.length(); ++row) {
        REQUIRE(x.is_valid(row) == y.is_valid(row));
        if (!x.is_valid(row)) continue;
        if (x.type() == Type::Text) {
          REQUIRE(x.text(row) == y.text(row));
        } else if (x.type() == Type::Real) {
          const double left = x.number(row);
          const double right = y.number(row);
          REQUIRE(std::memcmp(&left, &right, sizeof left) == 0);
        } else if (x.type() == Type::Boolean) {
          REQUIRE(x.chunk_of(row).boolean(row) == y.chunk_of(row).boolean(row));
        } else {
          REQUIRE(x.chunk_of(row).integers()[static_cast<std::size_t>(row)] ==
                  y.chunk_of(row).integers()[static_cast<std::size_t>(row)]);
        }
      }
    }
    CHECK(write(back.table, options) == text);
  }
}

TEST_CASE("the sample table is what its totals say") {
  std::string text;
  const auto totals = io::write_sample_csv(3'000, [&](std::span<const std::byte> bytes) -> base::Result<void> {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  });
  REQUIRE(totals.has_value());
  const auto loaded = load(text);
  CHECK(loaded.table->rows() == 3'000);
  CHECK(loaded.table->column_count() == 20);
  CHECK(loaded.report.warnings.empty());
  for (std::size_t c = 0; c < 10; ++c) {
    double sum = 0;
    for (std::int64_t row = 0; row < 3'000; ++row) {
      if (loaded.table->column(c + 1).is_valid(row)) sum += loaded.table->column(c + 1).number(row);
    }
    CHECK(sum == totals->real_sums[c]);
    CHECK(loaded.table->column(c + 1).null_count() == totals->real_missing[c]);
  }
}
