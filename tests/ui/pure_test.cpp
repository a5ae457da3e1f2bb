// The parts of the interface that draw nothing: formatting, ticks, grid arithmetic, fuzzy matching, figures.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "ui/format.hpp"
#include "ui/fuzzy.hpp"
#include "ui/panels/grid_math.hpp"
#include "ui/plot/figure.hpp"
#include "ui/plot/svg.hpp"
#include "ui/plot/ticks.hpp"
#include "ui/text.hpp"

using namespace assay::ui;

TEST_CASE("what is undefined is never shown as a number") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(number_text(std::optional<double>{}) == undefined_text);
  CHECK(number_text(nan) == undefined_text);
  CHECK(share_text(nan) == undefined_text);
  CHECK(short_count(nan) == undefined_text);
  CHECK(duration_text(nan) == undefined_text);
}

TEST_CASE("numbers are written for people") {
  CHECK(short_count(0) == "0");
  CHECK(short_count(999) == "999");
  CHECK(short_count(1'234'567) == "1.2 M");
  CHECK(short_count(12'345'678) == "12.3 M");
  CHECK(short_count(344) == "344");
  CHECK(short_count(1e18) == "1 E");
  CHECK(count_text(1'234'567) == "1,234,567");
  CHECK(count_text(18'446'744'073'709'551'615ULL) == "18,446,744,073,709,551,615");
  CHECK(share_text(0.034) == "3.4 %");
  CHECK(share_text(0) == "0 %");
  CHECK(share_text(1) == "100 %");
  CHECK(share_text(0.00001) == "< 0.01 %");
  CHECK(share_text(0.99999) == "> 99.99 %");
  CHECK(number_text(1234567.891) == "1,234,568");
  CHECK(number_text(0.5) == "0.5");
  CHECK(number_text(-0.25) == "\xE2\x88\x92" "0.25");
  CHECK(number_text(1e300) == "1e300");
  CHECK(number_text(-1.5e-9) == "\xE2\x88\x92" "1.5e-9");
  CHECK(number_text(std::numeric_limits<double>::infinity()) == "\xE2\x88\x9E");
  CHECK(bytes_text(0) == "0 B");
  CHECK(bytes_text(1536) == "1.5 KB");
  CHECK(bytes_text(180.0 * 1024 * 1024) == "180 MB");
  CHECK(plural(1, "row") == "1 row");
  CHECK(plural(0, "row") == "0 rows");
  CHECK(plural(2, "entry", "entries") == "2 entries");
}

TEST_CASE("times are ISO dates with no more parts than needed") {
  CHECK(time_text(0) == "1970-01-01");
  CHECK(time_text(-1) == "1969-12-31 23:59:59.999999");
  CHECK(time_text(1'709'211'900'000'000) == "2024-02-29 13:05");
  CHECK(span_text(90e6) == "90 s");
  CHECK(span_text(86400e6 * 3) == "3 days");
  CHECK(duration_text(0.84) == "0.8 ms");
  CHECK(duration_text(185'000) == "3 min 5 s");
}

TEST_CASE("ticks are nice numbers inside the bounds") {
  const auto ticks = plot::number_ticks(0, 10, 5);
  REQUIRE(ticks.size() == 6);
  CHECK(ticks[1].at == 2);
  CHECK(ticks[1].label == "2");
  const auto decimals = plot::number_ticks(0.1, 0.35, 5);
  REQUIRE(decimals.size() >= 4);
  CHECK(decimals.front().label == "0.10");
  CHECK(plot::number_ticks(2'000, 6'000, 4).front().label == "2 k");
  const auto millions = plot::number_ticks(0, 5e6, 5);
  CHECK(millions.back().label == "5 M");
  for (const double lo : {-1e9, -3.7, 0.0, 1e-7, 123456.0}) {
    for (const double span : {1e-6, 0.3, 7.0, 1e12}) {
      const auto found = plot::number_ticks(lo, lo + span, 6);
      REQUIRE(!found.empty());
      CHECK(found.size() <= 14);
      for (const auto& tick : found) CHECK((tick.at >= lo - span * 1e-6 && tick.at <= lo + span * (1 + 1e-6)));
    }
  }
}

TEST_CASE("ticks of degenerate axes") {
  CHECK(plot::number_ticks(5, 5, 4).size() == 1);
  CHECK(plot::number_ticks(std::nan(""), 1, 4).empty());
  CHECK(plot::number_ticks(-HUGE_VAL, HUGE_VAL, 4).empty());
  CHECK(plot::number_ticks(-1.7e308, 1.7e308, 4).size() <= 64);
  CHECK(plot::number_ticks(0, 1, 4, true).size() == 2);  // whole numbers only
  CHECK(plot::nice_ceiling(0) == 1);
  CHECK(plot::nice_ceiling(97, 4) == 100);
}

TEST_CASE("ticks of times lie on the calendar") {
  const double day = 86'400e6;
  const auto years = plot::time_ticks(0, 365.25 * 10 * day, 5);
  REQUIRE(years.size() >= 4);
  CHECK(years.front().label == "1970");
  CHECK(years[1].label == "1972");
  const auto months = plot::time_ticks(0, 200 * day, 6);
  REQUIRE(months.size() >= 5);
  CHECK(months[1].label == "1970-02");
  const auto hours = plot::time_ticks(0, day, 6);
  CHECK(hours[1].label == "06:00");
  CHECK(plot::time_ticks(0, 0, 6).size() == 1);
  CHECK(plot::time_ticks(0, 500'000, 5).size() >= 3);
}

TEST_CASE("rows of a grid: one row, none, a hundred million") {
  CHECK(max_top_row(0, 600, 30) == 0);
  CHECK(visible_rows(0, 0, 600, 30).end == 0);
  CHECK(visible_rows(0, 1, 600, 30).end == 1);
  const std::int64_t many = 100'000'000;
  const double top = clamp_top_row(1e300, many, 600, 30);
  CHECK(top == static_cast<double>(many) - 20);
  const VisibleRows rows = visible_rows(top, many, 600, 30);
  CHECK(rows.first == many - 20);
  CHECK(rows.end == many);
  CHECK(rows.offset == 0);
  // A third of a row down, at the far end: the fraction survives.
  const VisibleRows part = visible_rows(top - 1.0 / 3, many, 600, 30);
  CHECK(part.first == many - 21);
  CHECK(std::fabs(part.offset - 20.0) < 1e-5);
}

TEST_CASE("revealing a row moves as little as possible") {
  CHECK(reveal_row(0, 5, 1000, 300, 30) == 0);
  CHECK(reveal_row(0, 10, 1000, 300, 30) == 1);
  CHECK(reveal_row(50, 20, 1000, 300, 30) == 20);
  CHECK(reveal_row(0, 999, 1000, 300, 30) == 990);
}

TEST_CASE("a scrollbar's thumb and back") {
  CHECK(thumb_of(0, 20, 10, 500).length == 0);
  const double total = 1e8, view = 20, track = 500;
  for (const double top : {0.0, 1234567.0, 99'999'980.0}) {
    const Thumb thumb = thumb_of(top, view, total, track);
    CHECK(thumb.length == 28);
    CHECK(std::fabs(top_of_thumb(thumb.start, view, total, track) - top) < 1);
  }
}

TEST_CASE("cells copied for a spreadsheet") {
  CHECK(tsv_field("plain") == "plain");
  CHECK(tsv_field("") == "");
  CHECK(tsv_field("two\nlines") == "\"two\nlines\"");
  CHECK(tsv_field("a \"b\"\tc") == "\"a \"\"b\"\"\tc\"");
}

TEST_CASE("fuzzy matching prefers starts of words and runs") {
  CHECK(fuzzy_score("", "anything") == 0);
  CHECK(!fuzzy_score("xyz", "Sort by age"));
  CHECK(!fuzzy_score("agee", "Sort by age"));
  CHECK(*fuzzy_score("sba", "Sort by age") > *fuzzy_score("sba", "absorb bald"));
  CHECK(*fuzzy_score("body", "Go to column body_mass") > *fuzzy_score("body", "Build other day"));
  std::vector<std::size_t> at;
  REQUIRE(fuzzy_score("mass", "body_mass", &at));
  CHECK(at == std::vector<std::size_t>{5, 6, 7, 8});
  CHECK(contains_text("Body_Mass", "dy_m"));
  CHECK(!contains_text("Body_Mass", "xx"));
}

TEST_CASE("a figure's data as CSV and as SVG") {
  plot::Figure figure;
  figure.kind = plot::Kind::Histogram;
  figure.title = "Distribution of <a & b>";
  figure.x.lo = 0;
  figure.x.hi = 2;
  figure.bins = {{0, 1, 3}, {1, 2, 5}};
  CHECK(plot::to_csv(figure) == "from,to,count\r\n0,1,3\r\n1,2,5\r\n");
  CHECK(plot::largest_in(figure, 0, 1) == 3);
  const std::string svg = plot::to_svg(figure, 400, 300, false);
  CHECK(svg.find("&lt;a &amp; b&gt;") != std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.ends_with("</svg>\n"));
  plot::Figure empty;
  for (const auto kind : {plot::Kind::Histogram, plot::Kind::Bars, plot::Kind::HeatMap, plot::Kind::Lines}) {
    empty.kind = kind;
    CHECK(plot::to_svg(empty, 400, 300, true).find("nan") == std::string::npos);
  }
  figure.kind = plot::Kind::Bars;
  figure.bars = {{"a,\"b\"", 2, "", false, {}}};
  CHECK(plot::to_csv(figure) == "value,count\r\n\"a,\"\"b\"\"\",2\r\n");
}

TEST_CASE("malformed UTF-8 is read as replacement characters and always ends") {
  for (const std::string_view text : {"\x80", "\xC3", "\xE4\xBA", "\xF0\x9F\x98", "\xC0\x80", "\xED\xA0\x80", "\xFF\xFE", "a\xE4z"}) {
    std::size_t at = 0;
    int count = 0;
    while (at < text.size()) {
      (void)next_code_point(text, at);
      REQUIRE(++count <= 8);
    }
    CHECK(at == text.size());
  }
  std::size_t at = 0;
  CHECK(next_code_point("\xE4\xBA\xBA", at) == 0x4EBA);
  CHECK(at == 3);
}
