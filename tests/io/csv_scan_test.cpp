#include <catch2/catch_test_macros.hpp>

#include <random>
#include <string>
#include <vector>

#include "io/csv_scan.hpp"

using namespace assay::io;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// The grammar as a plain state machine, written apart from the scanner.
struct Plain {
  std::vector<std::uint32_t> at;
  bool ends_inside = false;
};

Plain plain_separators(std::string_view text, const Dialect& dialect) {
  enum class In { Start, Bare, Quoted, Closed } in = In::Start;
  Plain out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in == In::Quoted) {
      if (c == dialect.quote) in = In::Closed;
      continue;
    }
    if (c == dialect.quote && (in == In::Start || in == In::Closed)) {
      in = In::Quoted;
    } else if (c == '\r' || c == '\n') {
      const bool second = c == '\n' && i > 0 && text[i - 1] == '\r';
      if (!second) out.at.push_back(static_cast<std::uint32_t>(i) | record_end_flag);
      in = In::Start;
    } else if (c == dialect.delimiter) {
      out.at.push_back(static_cast<std::uint32_t>(i));
      in = In::Start;
    } else {
      in = In::Bare;
    }
  }
  out.ends_inside = in == In::Quoted;
  return out;
}

std::string random_text(std::mt19937& random, std::size_t size, std::string_view alphabet) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += alphabet[random() % alphabet.size()];
  return text;
}

}  // namespace

TEST_CASE("separators: SIMD, scalar and a plain state machine agree") {
  std::mt19937 random(7);
  const std::string_view alphabets[] = {",\"\n\r x", "\"", "aaaaaaaaaaaaaaaaaaaa,,,,\"\n", ",\n", "ab\",\"\n", "\xC3\xA9,\n\""};
  for (int round = 0; round < 6'000; ++round) {
    const std::string text = random_text(random, random() % 300, alphabets[static_cast<std::size_t>(round) % 6]);
    const Dialect dialect{round % 7 == 0 ? no_delimiter : ',', '"'};
    const Plain expected = plain_separators(text, dialect);
    for (const ScanEngine engine : {ScanEngine::Simd, ScanEngine::Scalar}) {
      Separators found;
      find_separators(bytes_of(text), dialect, found, engine);
      found.at.resize(found.count);
      INFO(text);
      REQUIRE(found.at == expected.at);
      REQUIRE(found.ends_inside == expected.ends_inside);
      REQUIRE(found.has_quotes == (text.find('"') != std::string::npos));
    }
  }
}

TEST_CASE("blocks: entry state, first record start and line counts") {
  std::mt19937 random(8);
  const Dialect dialect;
  for (int round = 0; round < 6'000; ++round) {
    const std::string text = random_text(random, 2 + random() % 250, round % 2 == 0 ? ",\"\n\r xy" : "aaaa,a\"\n");
    std::size_t cut = random() % text.size();
    while (cut > 0 && cut < text.size() && (text[cut - 1] == '"' || text[cut - 1] == '\r')) ++cut;
    const std::string_view head = std::string_view(text).substr(0, cut);
    const std::string_view block = std::string_view(text).substr(cut);
    const bool inside = plain_separators(head, dialect).ends_inside;
    const bool at_start = cut == 0 || text[cut - 1] == ',' || text[cut - 1] == '\n';
    const Plain all = plain_separators(text, dialect);
    bool expected = false;
    std::size_t start = 0;
    for (const auto at : all.at) {
      const std::size_t position = at & ~record_end_flag;
      if ((at & record_end_flag) == 0 || position < cut) continue;
      expected = true;
      start = position + 1 - cut;
      if (text[position] == '\r' && position + 1 < text.size() && text[position + 1] == '\n') ++start;
      break;
    }
    for (const ScanEngine engine : {ScanEngine::Simd, ScanEngine::Scalar}) {
      const BlockScan scan = scan_block(bytes_of(block), dialect, inside, at_start, engine);
      INFO(text << " cut " << cut);
      REQUIRE(scan.ends_inside == all.ends_inside);
      REQUIRE(scan.has_record_start == expected);
      REQUIRE(scan.lines == count_line_ends(bytes_of(block)));
      if (expected) {
        REQUIRE(scan.record_start == start);
        REQUIRE(scan.lines_to_start == count_line_ends(bytes_of(block.substr(0, start))));
      }
    }
  }
}

TEST_CASE("line ends") {
  CHECK(count_line_ends(bytes_of("")) == 0);
  CHECK(count_line_ends(bytes_of("a\nb\r\nc\rd")) == 3);
  CHECK(count_line_ends(bytes_of("\n\r")) == 2);
  CHECK(count_line_ends(bytes_of("\r\r\n")) == 2);
}
