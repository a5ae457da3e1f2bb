// The faces, baked in the sizes that the interface uses; and glyphs that the faces lack.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "ui/app.hpp"

struct ImFont;

namespace assay::ui {

enum class TextStyle : std::uint8_t {
  Caption,      // 11 px, labels above figures
  Small,        // 12 px
  SmallStrong,
  Body,         // 13.5 px
  BodyStrong,
  Title,        // 17 px, semibold
  Display,      // 28 px, semibold
  Mono,         // 13 px, figures and data
  MonoSmall,    // 11.5 px
  Figure,       // 20 px semibold, the number of a card
  Icon,         // 16 px
  IconSmall,    // 14 px
  IconLarge,    // 32 px
  Count_,
};
inline constexpr std::size_t text_style_count = static_cast<std::size_t>(TextStyle::Count_);

struct FontSet {
  std::array<ImFont*, text_style_count> fonts{};
  float scale = 0;  // device pixels per CSS pixel that the atlas was baked for
  int oversample = 1;

  [[nodiscard]] ImFont* at(TextStyle style) const { return fonts[static_cast<std::size_t>(style)]; }
};

// Size of the em square and height of capitals, CSS pixels.
[[nodiscard]] float em_size(TextStyle style);
[[nodiscard]] float cap_height(TextStyle style);

// A glyph that was to be drawn and is in no face.
struct MissingGlyph {
  TextStyle style = TextStyle::Body;
  std::uint32_t code_point = 0;
  [[nodiscard]] auto operator<=>(const MissingGlyph&) const = default;
};

// Glyphs that are in no face, or not in the atlas from the start.
struct ExtraGlyphs {
  std::set<MissingGlyph> wanted;                 // met so far
  std::set<MissingGlyph> hopeless;               // nobody can draw these: not asked for again
  std::map<MissingGlyph, GlyphBitmap> drawn;     // by the source, for the scale of the last baking
};

// Bake everything into ImGui's atlas: the faces for `scale`, and the wanted extra glyphs, from a face or from `source`.
void bake_fonts(FontSet& fonts, float scale, ExtraGlyphs& extra, GlyphSource* source);

}  // namespace assay::ui
