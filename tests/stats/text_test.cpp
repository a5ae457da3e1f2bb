#include <string>

#include <catch2/catch_test_macros.hpp>

#include "stats/hash.hpp"
#include "stats/text_state.hpp"

using namespace assay::stats;

TEST_CASE("texts: nothing at all, an empty one, one long one") {
  TextState none;
  CHECK_FALSE(none.length_histogram(50));
  none.merge(TextState{});
  CHECK(none.count == 0);

  TextState one;
  one.add("");
  CHECK(one.count == 1);
  CHECK(one.empty == 1);
  CHECK(one.min_length == 0);
  CHECK(one.max_length == 0);

  TextState big;
  big.add(std::string(5'000'000, 'x'));
  CHECK(big.max_length == 5'000'000);
  CHECK(big.longest.size() == 200);
  CHECK(big.length_histogram(50)->total() == 1);
}

TEST_CASE("texts: constant length") {
  TextState state;
  state.add("abc", 4);
  state.add("xyz");
  CHECK(state.count == 5);
  CHECK(state.min_length == 3);
  CHECK(state.max_length == 3);
  CHECK(state.shortest == "abc");
  CHECK(state.length_histogram(50)->counts == std::vector<std::uint64_t>{5});
}

TEST_CASE("lengths are code points, invalid bytes count one each") {
  CHECK(code_points("") == 0);
  CHECK(code_points("plain") == 5);
  CHECK(code_points("äöü") == 3);
  CHECK(code_points("日本語") == 3);
  CHECK(code_points("🙂") == 1);
  CHECK(code_points("\xff\xfe") == 2);
  CHECK(code_points("\xc3") == 1);              // cut off
  CHECK(code_points("\xe2\x82") == 2);          // cut off
  CHECK(code_points("\xc0\xaf") == 2);          // overlong
  CHECK(code_points("\xed\xa0\x80") == 3);      // a surrogate
  CHECK(code_points("a\xf4\x90\x80\x80") == 5); // beyond U+10FFFF
  CHECK(cut_text("aé", 2) == "a");
  CHECK(cut_text("aé", 3) == "aé");
}

TEST_CASE("merging parts equals adding in one") {
  const std::vector<std::string> texts{"b", "", "  ", "ccc ", "äää", "a", "dddd", "eeee", "2024-01-31", "7", std::string(3000, 'z')};
  TextState whole;
  for (const auto& text : texts) whole.add(text);
  for (std::size_t split = 0; split <= texts.size(); ++split) {
    TextState a, b;
    for (std::size_t i = 0; i < texts.size(); ++i) (i < split ? a : b).add(texts[i]);
    a.merge(b);
    CHECK(a.count == whole.count);
    CHECK(a.points == whole.points);
    CHECK(a.bytes == whole.bytes);
    CHECK(a.blank == 1);
    CHECK(a.padded == 2);
    CHECK(a.empty == 1);
    CHECK(a.non_ascii == 1);
    CHECK(a.shortest == whole.shortest);
    CHECK(a.longest == whole.longest);
    CHECK(a.dates == 1);
    CHECK(a.numbers == 1);
    CHECK(a.length_histogram(50)->counts == whole.length_histogram(50)->counts);
    CHECK(a.length_histogram(50)->total() == texts.size());
  }
}

TEST_CASE("what reads as a date") {
  for (const char* text : {"2024-02-29", "2024/2/9", "29.02.2024", "2/29/2024", "2024-02-29T13:05:07Z", "2024-02-29 13:05",
                           "2024-02-29 13:05:07.123+02:00", "12/31/1999 11:59 PM", " 2024-01-01 "}) {
    INFO(text);
    CHECK(is_date_like(text));
  }
  for (const char* text : {"", "2024", "2024-13-01", "2024-00-10", "2024-01-32", "32/13/2024", "1.2.3", "192.168.1.1",
                           "2024-02-29x", "2024-02-29T", "555-12-1234", "12:30:00", "2024-02/29", "2024-02-29 25:00"}) {
    INFO(text);
    CHECK_FALSE(is_date_like(text));
  }
}

TEST_CASE("what reads as a number, an address, an e-mail") {
  for (const char* text : {"0", "-12", "+3.5", "1,234,567.89", "1.234.567", "12,5", "1e9", "1.5E-3", "50 %", "$1,000", "12 €", ".5"}) {
    INFO(text);
    CHECK(is_number_like(text));
  }
  for (const char* text : {"", "-", "e5", "1e", "1.2.3", "12a", "1 2", "0x1f", "--1", "."}) {
    INFO(text);
    CHECK_FALSE(is_number_like(text));
  }
  CHECK(is_url_like("https://example.org/a?b"));
  CHECK(is_url_like("www.example.org"));
  CHECK_FALSE(is_url_like("https://"));
  CHECK_FALSE(is_url_like("example.org"));
  CHECK(is_email_like("a.b+c@example.co.uk"));
  CHECK_FALSE(is_email_like("a@b"));
  CHECK_FALSE(is_email_like("@example.org"));
  CHECK_FALSE(is_email_like("a b@example.org"));
  CHECK_FALSE(is_email_like("a@b@example.org"));
}

TEST_CASE("hashes differ where texts differ in length, in zeros or in one bit") {
  using std::string_view;
  const std::vector<string_view> texts{"", string_view("\0", 1), string_view("\0\0", 2), "a", string_view("a\0", 2), "abcdefgh",
                                       string_view("abcdefgh\0", 9), "abcdefgi", "abcdefghi", "bbcdefghi"};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = 0; j < texts.size(); ++j) {
      CHECK((hash_bytes(texts[i]).low == hash_bytes(texts[j]).low) == (i == j));
      CHECK((hash_bytes(texts[i]).high == hash_bytes(texts[j]).high) == (i == j));
    }
  }
}
