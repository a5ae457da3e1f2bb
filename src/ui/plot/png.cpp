#include "ui/plot/png.hpp"

#include <algorithm>
#include <array>
#include <fstream>

namespace assay::ui::plot {

namespace {

std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t c = n;
    for (int k = 0; k < 8; ++k) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
    table[n] = c;
  }
  return table;
}

std::uint32_t crc(const std::string& data) {
  static const std::array<std::uint32_t, 256> table = crc_table();
  std::uint32_t c = 0xFFFFFFFFU;
  for (const char ch : data) c = table[(c ^ static_cast<unsigned char>(ch)) & 0xFFU] ^ (c >> 8);
  return ~c;
}

std::string big_endian(std::uint32_t v) {
  return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8), static_cast<char>(v)};
}

std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc(body));
}

// Deflate with the fixed codes of RFC 1951, 3.2.6.
class Deflate {
 public:
  Deflate() { bits(0b011, 3); }  // last block, fixed codes
  void literal(unsigned char value) {
    if (value < 144) code(0x30U + value, 8);
    else code(0x190U + value - 144, 9);
  }
  // `length` in 3 … 258 bytes repeated from 3 bytes back.
  void repeat(int length) {
    static constexpr std::array<int, 29> bases = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    std::size_t i = bases.size() - 1;
    while (bases[i] > length) --i;
    const int symbol = 257 + static_cast<int>(i);
    if (symbol < 280) code(static_cast<std::uint32_t>(symbol - 256), 7);
    else code(0xC0U + static_cast<std::uint32_t>(symbol - 280), 8);
    const int extra = i < 8 || i == 28 ? 0 : static_cast<int>(i / 4) - 1;
    bits(static_cast<std::uint32_t>(length - bases[i]), extra);
    code(2, 5);  // distance 3
  }
  std::string done() {
    code(0, 7);  // end of block
    if (count_ > 0) out_ += static_cast<char>(hold_);
    return std::move(out_);
  }

 private:
  void bits(std::uint32_t value, int n) {  // lowest bit first
    hold_ |= static_cast<std::uint64_t>(value) << count_;
    count_ += n;
    while (count_ >= 8) {
      out_ += static_cast<char>(hold_ & 0xFFU);
      hold_ >>= 8;
      count_ -= 8;
    }
  }
  void code(std::uint32_t value, int n) {  // Huffman codes: highest bit first
    std::uint32_t turned = 0;
    for (int i = 0; i < n; ++i) turned |= ((value >> i) & 1U) << (n - 1 - i);
    bits(turned, n);
  }
  std::string out_;
  std::uint64_t hold_ = 0;
  int count_ = 0;
};

std::string filtered(const Picture& picture) {
  std::string raw;
  const auto width = static_cast<std::size_t>(picture.width);
  raw.reserve((width * 3 + 1) * static_cast<std::size_t>(picture.height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
    raw += '\x02';  // Up
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint32_t now = picture.pixels[y * width + x];
      const std::uint32_t above = y == 0 ? 0 : picture.pixels[(y - 1) * width + x];
      for (const int shift : {0, 8, 16}) raw += static_cast<char>(((now >> shift) - (above >> shift)) & 0xFFU);
    }
  }
  return raw;
}

std::string packed(const std::string& raw) {
  Deflate deflate;
  for (std::size_t at = 0; at < raw.size();) {
    std::size_t run = 0;
    const std::size_t most = std::min<std::size_t>(258, raw.size() - at);
    if (at >= 3) {
      while (run < most && raw[at + run] == raw[at + run - 3]) ++run;
    }
    if (run >= 3) {
      deflate.repeat(static_cast<int>(run));
      at += run;
    } else {
      deflate.literal(static_cast<unsigned char>(raw[at++]));
    }
  }
  std::uint32_t a = 1, b = 0;
  for (const char c : raw) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return "\x78\x01" + deflate.done() + big_endian((b << 16) | a);
}

}  // namespace

std::string to_png(const Picture& picture) {
  std::string out = "\x89PNG\r\n\x1a\n";
  out += chunk("IHDR", big_endian(static_cast<std::uint32_t>(picture.width)) + big_endian(static_cast<std::uint32_t>(picture.height)) + std::string("\x08\x02\x00\x00\x00", 5));
  out += chunk("IDAT", packed(filtered(picture)));
  out += chunk("IEND", "");
  return out;
}

bool write_png(const std::string& path, const Picture& picture) {
  std::ofstream out(path, std::ios::binary);
  out << to_png(picture);
  return static_cast<bool>(out.flush());
}

}  // namespace assay::ui::plot
