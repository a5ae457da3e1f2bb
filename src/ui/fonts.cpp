#include "ui/fonts.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <imgui.h>

#include "ui/font_data.hpp"

namespace assay::ui {

namespace {

enum class Face : std::uint8_t { Regular, SemiBold, Mono, Icons };

struct StyleRow {
  TextStyle style;
  Face face;
  float em;
};

constexpr std::array<StyleRow, text_style_count> style_rows = {{
    {TextStyle::Caption, Face::Regular, 11.0F},
    {TextStyle::Small, Face::Regular, 12.0F},
    {TextStyle::SmallStrong, Face::SemiBold, 12.0F},
    {TextStyle::Body, Face::Regular, 13.5F},
    {TextStyle::BodyStrong, Face::SemiBold, 13.5F},
    {TextStyle::Title, Face::SemiBold, 17.0F},
    {TextStyle::Display, Face::SemiBold, 28.0F},
    {TextStyle::Mono, Face::Mono, 12.5F},
    {TextStyle::MonoSmall, Face::Mono, 11.0F},
    {TextStyle::Figure, Face::SemiBold, 21.0F},
    {TextStyle::Icon, Face::Icons, 17.0F},
    {TextStyle::IconSmall, Face::Icons, 14.0F},
    {TextStyle::IconLarge, Face::Icons, 30.0F},
}};

const StyleRow& row_of(TextStyle style) { return style_rows[static_cast<std::size_t>(style)]; }

const FontData& data_of(Face face) {
  switch (face) {
    case Face::Regular: return inter_regular;
    case Face::SemiBold: return inter_semibold;
    case Face::Mono: return mono_regular;
    case Face::Icons: break;
  }
  return icon_face;
}

// ImGui's font size is ascent + descent; this many em squares (hhea of each face).
float line_factor(Face face) {
  switch (face) {
    case Face::Regular:
    case Face::SemiBold: return 0.96875F + 0.24121F;
    case Face::Mono: return 1.02F + 0.30F;
    case Face::Icons: break;
  }
  return 1.0F;
}

// What the subsets of the text faces hold (scripts/fonts/build.mjs). Baking all of it in every size would take
// longer than a person likes to wait, so the atlas starts with common_ranges and the rest comes as it is met.
constexpr ImWchar held_ranges[] = {0x20,   0x7e,   0xa0,   0x17f,  0x218,  0x21b,  0x2c6,  0x2dd,  0x384,  0x3ce,
                                   0x400,  0x45f,  0x490,  0x491,  0x1e9e, 0x1e9e, 0x2010, 0x2027, 0x2030, 0x203a,
                                   0x2070, 0x209c, 0x20a0, 0x20bf, 0x2116, 0x2116, 0x2122, 0x2122, 0x2150, 0x215e,
                                   0x2190, 0x2199, 0x21b5, 0x21b5, 0x21e7, 0x21e7, 0x2200, 0x2265, 0x2300, 0x2328,
                                   0x23ce, 0x23ce, 0x25a0, 0x25cf, 0x2713, 0x2717, 0xfffd, 0xfffd, 0};
constexpr ImWchar common_ranges[] = {0x20, 0x7e, 0xa0, 0xff, 0x2010, 0x2027, 0x2030, 0x203a, 0x2190, 0x2199,
                                     0x2212, 0x2212, 0x2248, 0x2265, 0xfffd, 0xfffd, 0};
constexpr ImWchar icon_ranges[] = {0xe000, 0xf8ff, 0};

bool held_by_face(std::uint32_t code_point) {
  for (const ImWchar* range = held_ranges; range[0] != 0; range += 2) {
    if (code_point >= range[0] && code_point <= range[1]) return true;
  }
  return false;
}

struct Custom {
  MissingGlyph glyph;
  const GlyphBitmap* bitmap = nullptr;
  int rect = -1;
};

void blit(ImFontAtlas& atlas, const Custom& custom) {
  const ImFontAtlasCustomRect* rect = atlas.GetCustomRectByIndex(custom.rect);
  if (!rect->IsPacked() || atlas.TexPixelsRGBA32 == nullptr) return;
  for (int y = 0; y < custom.bitmap->height; ++y) {
    std::memcpy(atlas.TexPixelsRGBA32 + (rect->Y + y) * atlas.TexWidth + rect->X,
                custom.bitmap->rgba.data() + static_cast<std::ptrdiff_t>(y) * custom.bitmap->width,
                static_cast<std::size_t>(custom.bitmap->width) * sizeof(std::uint32_t));
  }
}

// The atlas thinks in device pixels for custom glyphs; our metrics are CSS pixels.
void shrink(ImFont& font, const Custom& custom, float scale) {
  auto* glyph = const_cast<ImFontGlyph*>(font.FindGlyphNoFallback(static_cast<ImWchar>(custom.glyph.code_point)));
  if (glyph == nullptr) return;
  glyph->X1 = glyph->X0 + static_cast<float>(custom.bitmap->width) / scale;
  glyph->Y1 = glyph->Y0 + static_cast<float>(custom.bitmap->height) / scale;
  glyph->Colored = custom.bitmap->coloured ? 1 : 0;
}

// The picture of a glyph that no face has, drawn once for a scale; null when nobody can.
const GlyphBitmap* draw_extra(ExtraGlyphs& extra, const MissingGlyph& missing, float scale, GlyphSource* source) {
  if (const auto found = extra.drawn.find(missing); found != extra.drawn.end()) return &found->second;
  if (extra.hopeless.contains(missing)) return nullptr;
  auto bitmap = source == nullptr ? std::nullopt
                                  : source->rasterise(missing.code_point, em_size(missing.style), scale, row_of(missing.style).face == Face::Mono);
  const bool usable = bitmap && bitmap->width > 0 && bitmap->height > 0 && bitmap->width <= 512 && bitmap->height <= 512 &&
                      bitmap->rgba.size() >= static_cast<std::size_t>(bitmap->width) * static_cast<std::size_t>(bitmap->height);
  if (!usable) {
    extra.hopeless.insert(missing);
    return nullptr;
  }
  return &extra.drawn.emplace(missing, std::move(*bitmap)).first->second;
}

}  // namespace

float em_size(TextStyle style) { return row_of(style).em; }

float cap_height(TextStyle style) {
  const StyleRow& row = row_of(style);
  return row.em * (row.face == Face::Mono ? 0.73F : row.face == Face::Icons ? 1.0F : 0.727F);
}

void bake_fonts(FontSet& fonts, float scale, ExtraGlyphs& extra, GlyphSource* source) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  if (fonts.scale != scale) extra.drawn.clear();
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight | ImFontAtlasFlags_NoMouseCursors;
  atlas.TexDesiredWidth = scale > 1.5F ? 2048 : 1024;
  fonts.scale = scale;
  fonts.oversample = scale < 1.5F ? 2 : 1;
  std::array<ImVector<ImWchar>, text_style_count> ranges;  // must live until Build()
  for (const StyleRow& row : style_rows) {
    const auto index = static_cast<std::size_t>(row.style);
    ImFontGlyphRangesBuilder wanted;
    wanted.AddRanges(row.face == Face::Icons ? icon_ranges : common_ranges);
    for (const MissingGlyph& missing : extra.wanted) {
      if (missing.style == row.style && held_by_face(missing.code_point)) {
        wanted.AddChar(static_cast<ImWchar>(missing.code_point));
      }
    }
    wanted.BuildRanges(&ranges[index]);
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.OversampleH = row.face == Face::Icons ? 1 : fonts.oversample;
    config.OversampleV = 1;
    config.RasterizerDensity = scale;
    config.GlyphRanges = ranges[index].Data;
    const FontData& data = data_of(row.face);
    fonts.fonts[index] =
        atlas.AddFontFromMemoryTTF(const_cast<std::uint32_t*>(data.words), static_cast<int>(data.size_bytes),
                                   row.em * line_factor(row.face), &config);
  }
  std::vector<Custom> customs;
  for (const MissingGlyph& missing : extra.wanted) {
    if (held_by_face(missing.code_point)) continue;
    const GlyphBitmap* bitmap = draw_extra(extra, missing, scale, source);
    if (bitmap == nullptr) continue;
    const int rect = atlas.AddCustomRectFontGlyph(fonts.at(missing.style), static_cast<ImWchar>(missing.code_point), bitmap->width,
                                                  bitmap->height, bitmap->advance, {bitmap->left, bitmap->top});
    customs.push_back({missing, bitmap, rect});
  }
  atlas.Build();
  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  atlas.GetTexDataAsRGBA32(&pixels, &width, &height);
  for (const Custom& custom : customs) {
    blit(atlas, custom);
    shrink(*fonts.at(custom.glyph.style), custom, scale);
  }
  for (const MissingGlyph& missing : extra.wanted) {  // in a range, and yet the face lacks it
    if (fonts.at(missing.style)->FindGlyphNoFallback(static_cast<ImWchar>(missing.code_point)) == nullptr) {
      extra.hopeless.insert(missing);
    }
  }
  ImGui::GetIO().FontDefault = fonts.at(TextStyle::Body);
}

}  // namespace assay::ui
