#include <catch2/catch_test_macros.hpp>

#include <string>

#include "base/time.hpp"
#include "io/csv_helpers.hpp"

using namespace io_test;
using data::Type;

namespace {

io::ReadOptions with_header() {
  io::ReadOptions options;
  options.csv.header = true;
  return options;
}

std::string repeat(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

bool warns(const io::Loaded& loaded, std::string_view about) {
  for (const auto& warning : loaded.report.warnings) {
    if (warning.find(about) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("missing values in every type") {
  const auto loaded = load("i,r,b,t,s,none\n1,1.5,true,2024-01-01,x,\n,NA,null,NaN,NULL,NA\nn/a,,,,,\n-3, 2 ,false,2024-01-02,y,\n");
  const data::Table& t = *loaded.table;
  REQUIRE(t.rows() == 4);
  const Type types[] = {Type::Integer, Type::Real, Type::Boolean, Type::Timestamp, Type::Text, Type::Text};
  for (std::size_t c = 0; c < 6; ++c) {
    INFO(t.column(c).name());
    CHECK(t.column(c).type() == types[c]);
    CHECK(t.column(c).null_count() == (c == 5 ? 4 : 2));
    CHECK(loaded.report.columns[c].missing == (c == 5 ? 4U : 2U));
  }
  CHECK(t.column(0).chunks()[0]->integers()[3] == -3);
  CHECK(t.column(1).number(3) == 2.0);
  CHECK_FALSE(t.column(2).chunks()[0]->boolean(3));
  CHECK(t.column(4).text(3) == "y");
  CHECK(t.column(0).chunks()[0]->integers()[1] == 0);  // a missing slot holds 0
}

TEST_CASE("one row, one column, one byte") {
  CHECK(load("a\n1\n").table->column(0).chunks()[0]->integers()[0] == 1);
  CHECK(load("a,b\n1,2").table->rows() == 1);
  const auto byte = load("x");
  CHECK(byte.table->rows() == 0);
  CHECK(byte.table->column(0).name() == "x");
  const auto digit = load("7");
  CHECK(digit.table->rows() == 1);
  CHECK(digit.table->column(0).type() == Type::Integer);
}

TEST_CASE("overflow keeps every digit") {
  const auto a = load("v\n9223372036854775807\n-9223372036854775808\n");
  CHECK(a.table->column(0).type() == Type::Integer);
  CHECK(a.table->column(0).chunks()[0]->integers()[0] == INT64_MAX);
  CHECK(a.table->column(0).chunks()[0]->integers()[1] == INT64_MIN);
  const auto b = load("v\n1\n9223372036854775808\n");
  CHECK(b.table->column(0).text(1) == "9223372036854775808");
  CHECK(b.table->column(0).text(0) == "1");
  const auto c = load("v\n1.5\n9007199254740993\n");
  CHECK(c.table->column(0).type() == Type::Text);
  const auto d = load("v\n1.5\n9007199254740992\n");
  CHECK(d.table->column(0).type() == Type::Real);
  CHECK(load("v\n1\n1e400\n").table->column(0).text(1) == "1e400");
}

TEST_CASE("constant and empty columns") {
  const auto loaded = load("a,b,c\n5,,x\n5,,x\n5,,x\n");
  CHECK(loaded.table->column(1).null_count() == 3);
  CHECK(loaded.table->column(1).type() == Type::Text);
  CHECK(loaded.table->column(2).text(2) == "x");
}

TEST_CASE("empty files are errors that say so") {
  for (const char* text : {"", "\xEF\xBB\xBF", "\n\n\r\n", "   \n"}) {
    const auto loaded = try_load(text);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().code == base::ErrorCode::Parse);
    CHECK(loaded.error().message.find("empty") != std::string::npos);
  }
  const auto header_only = load("a,b,c\n");
  CHECK(header_only.table->rows() == 0);
  CHECK(header_only.table->column_count() == 3);
  CHECK(warns(header_only, "no rows"));
}

TEST_CASE("a late surprise widens the whole column") {
  // 20,000 rows fill several small blocks; the last row decides.
  io::CsvTuning small;
  small.block_bytes = 512;
  small.restart_units = 0;
  struct Case {
    const char* usual;
    const char* last;
    Type type;
  };
  const Case cases[] = {{"12", "x", Type::Text},          {"12", "007", Type::Text},   {"12", "2.5", Type::Real},
                        {"2.50", "x", Type::Text},        {"true", "1", Type::Text},   {"true", "yes", Type::Text},
                        {"2024-01-01", "5", Type::Text},  {"NA", "12", Type::Integer}, {"NA", "word", Type::Text},
                        {"2024-01-01", "2024-01-01T00:00:00Z", Type::Text}, {"", "x", Type::Text},
                        {"9007199254740993", "0.5", Type::Text}};
  for (const auto& c : cases) {
    const std::string text = "id,v\n" + repeat(std::string("1,") + c.usual + "\n", 20'000) + "2," + c.last + "\n";
    for (const std::size_t restart : {std::size_t{0}, std::size_t{1} << 20}) {
      small.restart_units = restart;
      const auto loaded = try_load(text, {}, small);
      REQUIRE(loaded.has_value());
      const data::Column& column = loaded->table->column(1);
      INFO(c.usual << " then " << c.last);
      REQUIRE(column.type() == c.type);
      REQUIRE(column.length() == 20'001);
      const bool missing = std::string_view(c.usual).empty() || std::string_view(c.usual) == "NA";
      CHECK(column.null_count() == (missing ? 20'000 : 0));
      if (c.type == Type::Text && !missing) {
        CHECK(column.text(0) == c.usual);
        CHECK(column.text(19'999) == c.usual);
      }
      if (c.type == Type::Text) CHECK(column.text(20'000) == c.last);
      if (c.type == Type::Real) {
        CHECK(column.number(0) == 12.0);
        CHECK(column.number(20'000) == 2.5);
      }
    }
  }
}

TEST_CASE("the evidence names the line") {
  const auto loaded = load("a,b,c\n1,1,x\n2,2.5,y\n3,3,z\nq,4,w\n");
  CHECK(loaded.report.columns[0].reason.find("line 5: \"q\"") != std::string::npos);
  CHECK(loaded.report.columns[1].reason == "Real: 1 value of 4 has a fraction or an exponent (first in line 3: \"2.5\")");
  CHECK(loaded.report.columns[2].reason.find("line 2: \"x\"") != std::string::npos);
}

TEST_CASE("NA is Namibia among country codes and missing elsewhere") {
  const auto codes = load("c\nNA\nDE\nFR\nNA\n");
  CHECK(codes.table->column(0).null_count() == 0);
  CHECK(codes.table->column(0).text(0) == "NA");
  CHECK(codes.report.columns[0].reason.find("kept as a value") != std::string::npos);
  const auto words = load("alley\nNA\nGrvl\nPave\nNA\n");
  CHECK(words.table->column(0).null_count() == 2);
  // Many rows, dictionary-coded over several chunks.
  std::string text = "c,n\n";
  for (int i = 0; i < 70'000; ++i) text += i % 3 == 0 ? "NA,1\n" : i % 3 == 1 ? "DE,2\n" : "US,3\n";
  const auto many = load(text);
  const data::Column& column = many.table->column(0);
  CHECK(column.null_count() == 0);
  CHECK(column.chunks()[0]->is_dictionary());
  CHECK(column.text(0) == "NA");
  CHECK(column.text(69'999) == "NA");
  CHECK(column.text(69'998) == "US");
  // Quoted, it is a value wherever texts are.
  CHECK(load("a,b\n\"NA\",1\nGrvl,2\n").table->column(0).text(0) == "NA");
}

TEST_CASE("quotes") {
  const auto loaded = load("a,b\n1,\"x, \"\"y\"\"\"\n2,\"two\nlines\"\n3,5\" pipe\n4,\"\"\n5,\n6,\"x\"y\n");
  const data::Column& b = loaded.table->column(1);
  CHECK(b.text(0) == "x, \"y\"");
  CHECK(b.text(1) == "two\nlines");
  CHECK(b.text(2) == "5\" pipe");
  CHECK(b.is_valid(3));
  CHECK(b.text(3).empty());
  CHECK_FALSE(b.is_valid(4));
  CHECK(b.text(5) == "xy");
  CHECK(warns(loaded, "closing quote"));
  const auto numbers = load("a\n\"1\"\n\"2\"\n\"\"\n");
  CHECK(numbers.table->column(0).type() == Type::Integer);
  CHECK(numbers.table->column(0).null_count() == 1);
  const auto open = load("a,b\n1,x\n2,\"open\n3,y\n");
  CHECK(warns(open, "line 3 is never closed"));
  const auto in_header = try_load("a,\"b\n1,x\n");
  REQUIRE_FALSE(in_header.has_value());
  CHECK(in_header.error().where.line == 1U);
}

TEST_CASE("ragged rows") {
  const auto loaded = load("a,b,c\n1,2,3\n4\n\n5,6\n7,8,9,\n1,2,3,4\n\"q\nr\",2,3,4,5\n8,9,1\n");
  CHECK(loaded.table->rows() == 5);
  CHECK(loaded.report.rejected_count == 2);
  REQUIRE(loaded.report.rejected.size() == 2);
  CHECK(loaded.report.rejected[0].line == 7);
  CHECK(loaded.report.rejected[0].reason == "has 4 fields, the header has 3");
  CHECK(loaded.report.rejected[0].text == "1,2,3,4");
  CHECK(loaded.report.rejected[1].line == 8);
  CHECK(warns(loaded, "2 rows with fewer fields than columns (first in line 3)"));
  CHECK(warns(loaded, "extra empty fields"));
  CHECK_FALSE(loaded.table->column(2).is_valid(1));
  CHECK(loaded.table->column(2).number(4) == 1.0);
  const auto names = load("a,b\n1,2,3\n4,5,6\n7,8,9\n");  // R's row names
  CHECK(names.table->column_count() == 3);
  CHECK(names.table->column(1).name() == "a");
  CHECK(names.report.rejected_count == 0);
}

TEST_CASE("headers") {
  CHECK(load("1,2\n3,4\n").table->rows() == 2);
  CHECK(load("a,b\n3,4\n").table->rows() == 1);
  CHECK(load("name,city\nBob,Paris\nAda,London\n").table->column(0).name() == "name");
  CHECK(load("Bob,Paris\nAda,London\nBob,Rome\n").table->rows() == 3);  // "Bob" recurs
  CHECK(load("country,2019,2020\nDE,1,2\nFR,3,4\n").table->column(1).name() == "2019");
  const auto same = load("a,a,\n1,2,3\n");
  CHECK(same.table->column(1).name() == "a (2)");
  CHECK(same.table->column(2).name() == "column 3");
  io::ReadOptions no_header;
  no_header.csv.header = false;
  CHECK(load("a,b\n1,2\n", no_header).table->column(0).type() == Type::Text);
  const auto preamble = load("Report\nby X\n\na,b\n1,2\n3,4\n");
  CHECK(preamble.table->rows() == 2);
  CHECK(preamble.table->column(1).name() == "b");
  CHECK(warns(preamble, "3 lines before the table"));
}

TEST_CASE("delimiters") {
  for (const char d : {',', ';', '\t', '|'}) {
    std::string text = "a,b,c\n1,x,2.5\n2,y,3.5\n";
    for (char& c : text) c = c == ',' ? d : c;
    CHECK(load(text).table->column_count() == 3);
  }
  CHECK(load("a;b\n1,5;2\n2,5;3\n").table->column_count() == 2);
  CHECK(load("sep=|\na|b\n1|2\n").table->column_count() == 2);
  CHECK(load("hello world\nsome, words\nnothing\nmore\n").table->column_count() == 1);
  io::ReadOptions options;
  options.csv.delimiter = '^';
  CHECK(load("a^b\n1^2\n", options).table->column_count() == 2);
}

TEST_CASE("custom missing markers replace the default ones") {
  io::ReadOptions options = with_header();
  options.csv.missing_markers = {"-999", "?"};
  const auto loaded = load("a,b,c\n1,x,NA\n-999,?,NA\n3,y,q\n", options);
  CHECK(loaded.table->column(0).type() == Type::Integer);
  CHECK(loaded.table->column(0).null_count() == 1);
  CHECK(loaded.table->column(1).null_count() == 1);
  CHECK(loaded.table->column(2).text(0) == "NA");
}

TEST_CASE("encodings") {
  CHECK(load("\xEF\xBB\xBFid,n\n1,x\n").table->column(0).name() == "id");
  const auto latin = load("id,n\xE9\n1,M\xFCller\n2,\x80 5\n");
  CHECK(latin.table->column(1).name() == "n\xC3\xA9");
  CHECK(latin.table->column(1).text(0) == "M\xC3\xBCller");
  CHECK(latin.table->column(1).text(1) == "\xE2\x82\xAC 5");
  CHECK(warns(latin, "Windows-1252"));
  // A UTF-8 file with one bad byte stays UTF-8.
  const auto damaged = load("id,n\n1,Zo\xC3\xAB\n2,\xC3\xA4\xC3\xB6\n3,a\xFF" "b\n");
  CHECK(damaged.table->column(1).text(0) == "Zo\xC3\xAB");
  CHECK(damaged.table->column(1).text(2) == "a\xEF\xBF\xBD" "b");
  CHECK(warns(damaged, "line 4"));
  // Only the end of a large file shows that it is not UTF-8.
  io::CsvTuning small;
  small.head_bytes = 64;
  small.block_bytes = 128;
  std::string text = "id,n\n";
  for (int i = 0; i < 500; ++i) text += "1,plain\n";
  text += "2,M\xFCller\n3,\xE9\xE8\n";
  const auto late = try_load(text, {}, small);
  REQUIRE(late.has_value());
  CHECK(late->table->column(1).text(500) == "M\xC3\xBCller");
  CHECK(late->table->column(1).text(0) == "plain");
  const std::string wide("\xFF\xFE" "a\0,\0b\0\n\0" "1\0,\0\x41\x01\n\0", 18);
  const auto utf16 = load(wide);
  CHECK(utf16.report.encoding == "UTF-16, little-endian");
  CHECK(utf16.table->column(1).text(0) == "\xC5\x81");
  small.block_bytes = 1;
  CHECK(try_load(wide, {}, small)->table->rows() == 1);
}

TEST_CASE("bytes that are no text") {
  CHECK_FALSE(try_load(std::string(4'096, '\0')).has_value());
  const auto padded = load("a,b\n1,x\n" + std::string(100, '\0'));
  CHECK(padded.table->rows() == 1);
  const auto inside = load(std::string("a,b\n1,x\0y\n2,z\n", 14));
  CHECK(inside.table->column(1).text(0) == std::string_view("x\0y", 3));
  CHECK(warns(inside, "NUL"));
}

TEST_CASE("options that cannot be") {
  for (const char delimiter : {'\n', '\r', '"'}) {
    io::ReadOptions options;
    options.csv.delimiter = delimiter;
    const auto refused = try_load("a,b\n1,2\n", options);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == base::ErrorCode::InvalidArgument);
  }
}

TEST_CASE("limits are errors") {
  const auto wide = try_load(std::string(100'001, ','));
  REQUIRE_FALSE(wide.has_value());
  CHECK(wide.error().code == base::ErrorCode::Limit);
  // A wide header over rows of one field would be a huge empty table.
  std::string hollow;
  for (int i = 0; i < 50'000; ++i) hollow += "c" + std::to_string(i) + ",";
  hollow += "\n" + repeat("1\n", 50'000);
  io::ReadOptions options = with_header();
  options.csv.delimiter = ',';
  const auto refused = try_load(hollow, options);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == base::ErrorCode::Limit);
}

TEST_CASE("texts are coded when that is smaller") {
  std::string repeated = "v\n";
  std::string distinct = "v\n";
  for (int i = 0; i < 70'000; ++i) {
    repeated += "value number " + std::to_string(i % 7) + "\n";
    distinct += "value number " + std::to_string(i) + "\n";
  }
  const auto coded = load(repeated);
  const auto plain = load(distinct);
  CHECK(coded.table->column(0).chunks()[1]->is_dictionary());
  CHECK(coded.table->column(0).chunks()[0]->dictionary_values() == coded.table->column(0).chunks()[1]->dictionary_values());
  CHECK_FALSE(plain.table->column(0).chunks()[0]->is_dictionary());
  CHECK_FALSE(plain.table->column(0).chunks()[1]->is_dictionary());
  for (const int row : {0, 65'535, 65'536, 69'999}) {
    CHECK(coded.table->column(0).text(row) == "value number " + std::to_string(row % 7));
    CHECK(plain.table->column(0).text(row) == "value number " + std::to_string(row));
  }
}

TEST_CASE("the first rows can be seen while reading goes on") {
  std::string text = "n,s\n";
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i) + ",w" + std::to_string(i % 10) + "\n";
  const auto reader = io::make_csv_reader(source_of(text), {});
  bool seen = false;
  while (reader->step() == base::Step::More) {
    if (const auto table = reader->snapshot()) {
      seen = true;
      REQUIRE(table->rows() % data::chunk_rows == 0);
      CHECK(table->column(0).number(65'535) == 65'535.0);
      CHECK(table->column(1).text(12) == "w2");
    }
  }
  CHECK(seen);
  CHECK(reader->progress.fraction() == 1.0);
  CHECK(reader->take().table->rows() == 200'000);
}

TEST_CASE("a source that fails stops the reader with its reason") {
  auto source = io::MemorySource::with_capacity("x.csv", 100);
  REQUIRE(source.has_value());
  const auto reader = io::make_csv_reader(*source, {});
  CHECK(reader->step() == base::Step::Blocked);
  (*source)->fail({base::ErrorCode::Io, "The disk is gone.", {}, {}});
  CHECK(reader->step() == base::Step::Failed);
  CHECK(reader->error()->message == "The disk is gone.");
}
