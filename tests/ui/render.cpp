#include "ui/render.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <imgui.h>

namespace assay::test {

namespace {

struct Target {
  Picture& picture;
  const unsigned char* atlas;
  int atlas_width, atlas_height;
  int x0, y0, x1, y1;  // scissor
};

float edge(const ImVec2& a, const ImVec2& b, float x, float y) { return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x); }

std::array<float, 4> texel(const Target& target, float u, float v) {
  const float x = u * static_cast<float>(target.atlas_width) - 0.5F, y = v * static_cast<float>(target.atlas_height) - 0.5F;
  const auto xi = static_cast<int>(std::floor(x)), yi = static_cast<int>(std::floor(y));
  const float fx = x - static_cast<float>(xi), fy = y - static_cast<float>(yi);
  std::array<float, 4> out{};
  for (int dy = 0; dy < 2; ++dy) {
    for (int dx = 0; dx < 2; ++dx) {
      const int px = std::clamp(xi + dx, 0, target.atlas_width - 1), py = std::clamp(yi + dy, 0, target.atlas_height - 1);
      const float weight = (dx != 0 ? fx : 1 - fx) * (dy != 0 ? fy : 1 - fy);
      const unsigned char* p = target.atlas + (static_cast<std::ptrdiff_t>(py) * target.atlas_width + px) * 4;
      for (std::size_t c = 0; c < 4; ++c) out[c] += weight * static_cast<float>(p[c]);
    }
  }
  return out;
}

void blend(std::uint32_t& pixel, const std::array<float, 4>& colour) {  // channels 0 … 255
  const float a = colour[3] / 255.0F;
  std::uint32_t out = 0xFF000000U;
  for (int c = 0; c < 3; ++c) {
    const auto old = static_cast<float>((pixel >> (8 * c)) & 0xFFU);
    const float value = old + (colour[static_cast<std::size_t>(c)] - old) * a;
    out |= static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0F, 255.0F))) << (8 * c);
  }
  pixel = out;
}

void triangle(Target& target, const ImDrawVert* v[3], const ImVec2 at[3]) {
  const float area = edge(at[0], at[1], at[2].x, at[2].y);
  if (area == 0 || !std::isfinite(area)) return;
  const int x0 = std::max(target.x0, static_cast<int>(std::floor(std::min({at[0].x, at[1].x, at[2].x}))));
  const int x1 = std::min(target.x1, static_cast<int>(std::ceil(std::max({at[0].x, at[1].x, at[2].x}))));
  const int y0 = std::max(target.y0, static_cast<int>(std::floor(std::min({at[0].y, at[1].y, at[2].y}))));
  const int y1 = std::min(target.y1, static_cast<int>(std::ceil(std::max({at[0].y, at[1].y, at[2].y}))));
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      const float px = static_cast<float>(x) + 0.5F, py = static_cast<float>(y) + 0.5F;
      const std::array<float, 3> w = {edge(at[1], at[2], px, py) / area, edge(at[2], at[0], px, py) / area, edge(at[0], at[1], px, py) / area};
      // The top-left rule, so that two triangles of one rectangle share no pixel.
      bool inside = true;
      for (std::size_t i = 0; i < 3 && inside; ++i) {
        const ImVec2 &a = at[(i + 1) % 3], &b = at[(i + 2) % 3];
        const float dx = (b.x - a.x) * (area > 0 ? 1.0F : -1.0F), dy = (b.y - a.y) * (area > 0 ? 1.0F : -1.0F);
        inside = w[i] > 0 || (w[i] == 0 && (dy < 0 || (dy == 0 && dx > 0)));
      }
      if (!inside) continue;
      const float u = w[0] * v[0]->uv.x + w[1] * v[1]->uv.x + w[2] * v[2]->uv.x;
      const float t = w[0] * v[0]->uv.y + w[1] * v[1]->uv.y + w[2] * v[2]->uv.y;
      std::array<float, 4> colour = texel(target, u, t);
      for (std::size_t c = 0; c < 4; ++c) {
        const auto channel = [&](std::size_t k) { return static_cast<float>((v[k]->col >> (8 * c)) & 0xFFU); };
        colour[c] *= (w[0] * channel(0) + w[1] * channel(1) + w[2] * channel(2)) / 255.0F;
      }
      blend(target.picture.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(target.picture.width) + static_cast<std::size_t>(x)], colour);
    }
  }
}

}  // namespace

Picture render(const ImDrawData& data, std::uint32_t background) {
  Picture picture;
  const float scale = data.FramebufferScale.x;
  picture.width = static_cast<int>(std::lround(data.DisplaySize.x * scale));
  picture.height = static_cast<int>(std::lround(data.DisplaySize.y * scale));
  picture.pixels.assign(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height), background | 0xFF000000U);
  unsigned char* atlas = nullptr;
  int width = 0, height = 0;
  ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&atlas, &width, &height);
  Target target{picture, atlas, width, height, 0, 0, picture.width, picture.height};
  for (int n = 0; n < data.CmdListsCount; ++n) {
    const ImDrawList& list = *data.CmdLists[n];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      if (command.UserCallback != nullptr) continue;
      target.x0 = std::max(0, static_cast<int>(command.ClipRect.x * scale));
      target.y0 = std::max(0, static_cast<int>(command.ClipRect.y * scale));
      target.x1 = std::min(picture.width, static_cast<int>(command.ClipRect.z * scale));
      target.y1 = std::min(picture.height, static_cast<int>(command.ClipRect.w * scale));
      for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
        const ImDrawVert* v[3];
        ImVec2 at[3];
        for (unsigned k = 0; k < 3; ++k) {
          v[k] = &list.VtxBuffer[static_cast<int>(command.VtxOffset + list.IdxBuffer[static_cast<int>(command.IdxOffset + i + k)])];
          at[k] = {v[k]->pos.x * scale, v[k]->pos.y * scale};
        }
        triangle(target, v, at);
      }
    }
  }
  return picture;
}

}  // namespace assay::test
