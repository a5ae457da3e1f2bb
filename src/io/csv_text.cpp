#include "io/csv_text.hpp"

#include <array>
#include <cstring>

namespace assay::io {

namespace {

struct Sequence {
  std::size_t length;  // of a well-formed sequence, or of the longest beginning of one (at least 1)
  bool valid;
};

// The sequence at p, p[0] >= 0x80.
Sequence sequence_at(const unsigned char* p, std::size_t left) {
  const unsigned char lead = p[0];
  const auto tail = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xBF) {
    return i < left && p[i] >= low && p[i] <= high;
  };
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? Sequence{2, true} : Sequence{1, false};
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = lead == 0xE0   ? tail(1, 0xA0)
                        : lead == 0xED ? tail(1, 0x80, 0x9F)
                                       : tail(1);
    if (!second) return {1, false};
    return tail(2) ? Sequence{3, true} : Sequence{2, false};
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = lead == 0xF0   ? tail(1, 0x90)
                        : lead == 0xF4 ? tail(1, 0x80, 0x8F)
                                       : tail(1);
    if (!second) return {1, false};
    if (!tail(2)) return {2, false};
    return tail(3) ? Sequence{4, true} : Sequence{3, false};
  }
  return {1, false};
}

std::size_t ascii_run(const unsigned char* p, std::size_t left) {
  std::size_t at = 0;
  for (; at + 8 <= left; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, p + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < left && p[at] < 0x80) ++at;
  return at;
}

// Code points of 0x80..0x9F in Windows-1252.
constexpr std::array<std::uint16_t, 32> windows_1252{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void append_code_point(std::string& out, std::uint32_t code) {
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  out += static_cast<char>(0x80 | (code & 0x3F));
}

}  // namespace

Utf8Counts count_utf8(std::span<const std::byte> bytes) {
  Utf8Counts out;
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t at = 0;
  while (at < bytes.size()) {
    at += ascii_run(p + at, bytes.size() - at);
    while (at < bytes.size() && p[at] >= 0x80) {
      const Sequence sequence = sequence_at(p + at, bytes.size() - at);
      if (sequence.valid) {
        ++out.sequences;
      } else if (out.invalid++ == 0) {
        out.first_invalid = at;
      }
      at += sequence.length;
    }
  }
  return out;
}

void append_decoded(std::string& out, std::string_view bytes, Decoding decoding) {
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t run = ascii_run(p + at, bytes.size() - at);
    out.append(bytes.substr(at, run));
    at += run;
    if (at == bytes.size()) return;
    if (decoding == Decoding::Windows1252) {
      append_code_point(out, p[at] < 0xA0 ? windows_1252[p[at] - 0x80U] : p[at]);
      ++at;
      continue;
    }
    const Sequence sequence = sequence_at(p + at, bytes.size() - at);
    out.append(sequence.valid ? bytes.substr(at, sequence.length) : std::string_view("\xEF\xBF\xBD"));
    at += sequence.length;
  }
}

bool is_ascii(std::string_view bytes) {
  return ascii_run(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == bytes.size();
}

bool append_unquoted(std::string& out, std::string_view field, char quote) {
  std::size_t at = 1;
  while (at < field.size()) {
    const std::size_t next = field.find(quote, at);
    if (next == std::string_view::npos) {
      out.append(field.substr(at));
      return true;
    }
    out.append(field.substr(at, next - at));
    if (next + 1 < field.size() && field[next + 1] == quote) {
      out += quote;
      at = next + 2;
      continue;
    }
    out.append(field.substr(next + 1));
    return next + 1 < field.size();
  }
  return true;
}

std::string excerpt(std::string_view bytes, std::size_t most) {
  std::string out;
  append_decoded(out, bytes.substr(0, most), Decoding::Utf8);
  if (bytes.size() > most) out += "...";
  return out;
}

}  // namespace assay::io
