// Glyphs that the shipped faces lack, drawn by the browser's own fonts through a canvas: no font download.
#pragma once

#include "ui/app.hpp"

namespace assay::app {

class CanvasGlyphs final : public ui::GlyphSource {
 public:
  [[nodiscard]] std::optional<ui::GlyphBitmap> rasterise(char32_t code_point, float size_px, float scale,
                                                         bool mono) override;
};

}  // namespace assay::app
