#include "app/browser_glyphs.hpp"

#include <array>

#include <emscripten/emscripten.h>

// clang-format off
// Draws one character and keeps its pixels in Module['assayGlyph'] for assay_glyph_copy. numbers = width, height
// (device pixels), left, top, advance (CSS pixels), coloured. Returns 0 when there is nothing to draw.
EM_JS(int, assay_glyph_draw, (int code_point, float size_px, float scale, int mono, float* numbers), {
  let tool = Module['assayGlyphTool'];
  if (!tool) {
    const canvas = document.createElement('canvas');
    tool = Module['assayGlyphTool'] = canvas.getContext('2d', Object.fromEntries([['willReadFrequently', true]]));
  }
  if (!tool) return 0;
  const text = String.fromCodePoint(code_point);
  const font = (size_px * scale) + 'px ' + (mono ? 'ui-monospace, monospace' : 'system-ui, sans-serif');
  tool.font = font;
  const measured = tool.measureText(text);
  const pad = 1;
  const left = Math.floor(-measured.actualBoundingBoxLeft) - pad;
  const right = Math.ceil(measured.actualBoundingBoxRight) + pad;
  const above = Math.ceil(measured.actualBoundingBoxAscent) + pad;
  const below = Math.ceil(measured.actualBoundingBoxDescent) + pad;
  const width = right - left;
  const height = above + below;
  if (!(width > 2 * pad && height > 2 * pad && width <= 1024 && height <= 1024)) return 0;
  tool.canvas.width = width;
  tool.canvas.height = height;
  tool.font = font;
  tool.fillStyle = '#fff';
  tool.clearRect(0, 0, width, height);
  tool.fillText(text, -left, above);
  const pixels = tool.getImageData(0, 0, width, height).data;
  let coloured = 0;
  let inked = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i + 3] === 0) continue;
    inked = 1;
    if (pixels[i + 3] > 64 && (pixels[i] < 200 || pixels[i + 1] < 200 || pixels[i + 2] < 200)) coloured = 1;
  }
  if (!inked) return 0;
  if (!coloured) for (let i = 0; i < pixels.length; i += 4) pixels[i] = pixels[i + 1] = pixels[i + 2] = 255;
  Module['assayGlyph'] = pixels;
  // The line's top is one ascent above the baseline; text of ours is placed by its line's top.
  const ascent = measured.fontBoundingBoxAscent ?? size_px * scale * 0.93;
  HEAPF32[numbers >> 2] = width;
  HEAPF32[(numbers >> 2) + 1] = height;
  HEAPF32[(numbers >> 2) + 2] = left / scale;
  HEAPF32[(numbers >> 2) + 3] = (ascent - above) / scale;
  HEAPF32[(numbers >> 2) + 4] = measured.width / scale;
  HEAPF32[(numbers >> 2) + 5] = coloured;
  return 1;
})

EM_JS(void, assay_glyph_copy, (void* to), {
  HEAPU8.set(Module['assayGlyph'], to >>> 0);
  Module['assayGlyph'] = null;
})
// clang-format on

namespace assay::app {

std::optional<ui::GlyphBitmap> CanvasGlyphs::rasterise(char32_t code_point, float size_px, float scale, bool mono) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) return std::nullopt;
  std::array<float, 6> numbers{};
  if (assay_glyph_draw(static_cast<int>(code_point), size_px, scale, mono ? 1 : 0, numbers.data()) == 0) {
    return std::nullopt;
  }
  ui::GlyphBitmap glyph;
  glyph.width = static_cast<int>(numbers[0]);
  glyph.height = static_cast<int>(numbers[1]);
  glyph.left = numbers[2];
  glyph.top = numbers[3];
  glyph.advance = numbers[4];
  glyph.coloured = numbers[5] != 0;
  glyph.rgba.resize(static_cast<std::size_t>(glyph.width) * static_cast<std::size_t>(glyph.height));
  assay_glyph_copy(glyph.rgba.data());
  return glyph;
}

}  // namespace assay::app
