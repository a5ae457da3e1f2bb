// Drawing and measuring text. Glyphs stand on whole device pixels, so that text is crisp at every scale.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/colours.hpp"
#include "ui/fonts.hpp"
#include "ui/geometry.hpp"

struct ImDrawList;

namespace assay::ui {

enum class Align : std::uint8_t { Left, Centre, Right };

// The text drawer of one App. Control characters are drawn as blanks.
class TextPainter {
 public:
  TextPainter(FontSet& fonts, std::set<MissingGlyph>& missing) : fonts_(fonts), missing_(missing) {}

  [[nodiscard]] float width(std::string_view text, TextStyle style) const;
  // One line with the baseline at `y`; returns where the pen ends. Parts left or right of `clip` are cut.
  float line(ImDrawList& list, float x, float baseline, std::string_view text, TextStyle style, Colour colour) const;
  // One line, vertically centred on its capitals, cut with "…" when too wide. Returns true when it was cut.
  bool in(ImDrawList& list, const Rect& rect, std::string_view text, TextStyle style, Colour colour,
          Align align = Align::Left) const;
  // Lines broken at spaces (or anywhere, in long words) to fit `width`; at most `max_lines`, the last cut with "…".
  [[nodiscard]] std::vector<std::string> wrap(std::string_view text, TextStyle style, float width,
                                              std::size_t max_lines = 100) const;
  // wrap() and draw, the first line's box at rect.y; returns the height used.
  float paragraph(ImDrawList& list, const Rect& rect, std::string_view text, TextStyle style, Colour colour,
                  Align align = Align::Left, std::size_t max_lines = 100) const;
  [[nodiscard]] static float line_height(TextStyle style);
  // One icon, centred.
  void icon(ImDrawList& list, const Rect& rect, const char* icon, TextStyle style, Colour colour) const;
  // Note the glyphs of text that ImGui itself will draw (text fields).
  void mention(std::string_view text, TextStyle style) const;
  // The longest prefix (in bytes) that fits `width`.
  [[nodiscard]] std::size_t fit(std::string_view text, TextStyle style, float width) const;

 private:
  FontSet& fonts_;
  std::set<MissingGlyph>& missing_;
};

// Decode one UTF-8 code point at text[at] and step past it; malformed bytes become U+FFFD.
[[nodiscard]] std::uint32_t next_code_point(std::string_view text, std::size_t& at);

}  // namespace assay::ui
