// A renderer of ImGui's draw data without a GPU, so that there are pictures of any state, the same on every machine.
#pragma once

#include <cstdint>

#include "ui/plot/png.hpp"

struct ImDrawData;

namespace assay::test {

using ui::plot::Picture;

// Draws over `background` (0xAABBGGRR) at the draw data's framebuffer scale; textures other than the font atlas are white.
[[nodiscard]] Picture render(const ImDrawData& data, std::uint32_t background);

}  // namespace assay::test
