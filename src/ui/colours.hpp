// Colours as 0xAABBGGRR (ImGui's packing) and the colour-blind-safe palettes, all in one place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::ui {

using Colour = std::uint32_t;

// From 0xRRGGBB, with an alpha in [0, 1].
[[nodiscard]] constexpr Colour rgb(std::uint32_t hex, float alpha = 1.0F) {
  const auto a = static_cast<std::uint32_t>(alpha * 255.0F + 0.5F);
  return (a << 24) | ((hex & 0xFFU) << 16) | (hex & 0xFF00U) | ((hex >> 16) & 0xFFU);
}
[[nodiscard]] Colour with_alpha(Colour colour, float alpha);       // replaces the alpha
[[nodiscard]] Colour mix(Colour a, Colour b, float t);             // t = 0: a, t = 1: b
[[nodiscard]] bool is_light(Colour colour);                        // dark text reads better on it

// Categories: Okabe & Ito (2008), black left out, in an order that keeps neighbours apart.
inline constexpr std::size_t category_count = 7;
[[nodiscard]] Colour category_colour(std::size_t index);
// Magnitude, t in [0, 1]: viridis (Smith & van der Walt 2015), from nine of its stops.
[[nodiscard]] Colour magnitude_colour(float t);
// Correlation, t in [-1, 1]: blue to red through the neutral of the theme (after ColorBrewer's RdBu).
[[nodiscard]] Colour diverging_colour(float t, bool dark);

}  // namespace assay::ui
