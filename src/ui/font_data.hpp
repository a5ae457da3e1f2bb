// The faces embedded in the program: subsets made at build time by scripts/fonts/build.mjs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::ui {

struct FontData {
  const std::uint32_t* words;  // an sfnt file, padded to whole words
  std::size_t size_bytes;
};

extern const FontData inter_regular;
extern const FontData inter_semibold;
extern const FontData mono_regular;
extern const FontData icon_face;

}  // namespace assay::ui
