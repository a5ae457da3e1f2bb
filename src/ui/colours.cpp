#include "ui/colours.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::ui {

namespace {

float channel(Colour colour, int shift) { return static_cast<float>((colour >> shift) & 0xFFU); }

template <std::size_t N>
Colour along(const std::array<Colour, N>& stops, float t) {
  const float at = std::clamp(t, 0.0F, 1.0F) * static_cast<float>(N - 1);
  const auto i = std::min(static_cast<std::size_t>(at), N - 2);
  return mix(stops[i], stops[i + 1], at - static_cast<float>(i));
}

}  // namespace

Colour with_alpha(Colour colour, float alpha) {
  const auto a = static_cast<std::uint32_t>(std::clamp(alpha, 0.0F, 1.0F) * 255.0F + 0.5F);
  return (colour & 0x00FFFFFFU) | (a << 24);
}

Colour mix(Colour a, Colour b, float t) {
  Colour out = 0;
  for (const int shift : {0, 8, 16, 24}) {
    const float value = channel(a, shift) + (channel(b, shift) - channel(a, shift)) * t;
    out |= static_cast<Colour>(std::lround(std::clamp(value, 0.0F, 255.0F))) << shift;
  }
  return out;
}

bool is_light(Colour colour) {
  return 0.299F * channel(colour, 0) + 0.587F * channel(colour, 8) + 0.114F * channel(colour, 16) > 150.0F;
}

Colour category_colour(std::size_t index) {
  static constexpr std::array<Colour, category_count> colours = {
      rgb(0x0072B2), rgb(0xE69F00), rgb(0x009E73), rgb(0xCC79A7), rgb(0x56B4E9), rgb(0xD55E00), rgb(0xF0E442)};
  return colours[index % category_count];
}

Colour magnitude_colour(float t) {
  static constexpr std::array<Colour, 9> viridis = {rgb(0x440154), rgb(0x472D7B), rgb(0x3B528B),
                                                    rgb(0x2C728E), rgb(0x21918C), rgb(0x28AE80),
                                                    rgb(0x5EC962), rgb(0xADDC30), rgb(0xFDE725)};
  return along(viridis, t);
}

Colour diverging_colour(float t, bool dark) {
  static constexpr std::array<Colour, 5> light = {rgb(0x2166AC), rgb(0x7FB6D9), rgb(0xF3F4F6), rgb(0xF0A582),
                                                  rgb(0xB2182B)};
  static constexpr std::array<Colour, 5> night = {rgb(0x4C9BE0), rgb(0x2C567F), rgb(0x232934), rgb(0x8A4238),
                                                  rgb(0xE8695A)};
  return along(dark ? night : light, (t + 1.0F) * 0.5F);
}

}  // namespace assay::ui
