// Rectangles in CSS pixels, and cutting pieces off them: the whole layout is done with these.
#pragma once

#include <algorithm>

#include "ui/accessibility.hpp"

namespace assay::ui {

struct Point {
  float x = 0, y = 0;
};

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;

  [[nodiscard]] float right() const { return x + w; }
  [[nodiscard]] float bottom() const { return y + h; }
  [[nodiscard]] float centre_x() const { return x + w * 0.5F; }
  [[nodiscard]] float centre_y() const { return y + h * 0.5F; }
  [[nodiscard]] bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  [[nodiscard]] bool empty() const { return w <= 0 || h <= 0; }
  [[nodiscard]] Rect inset(float by) const { return inset(by, by); }
  [[nodiscard]] Rect inset(float dx, float dy) const {
    return {x + dx, y + dy, std::max(0.0F, w - 2 * dx), std::max(0.0F, h - 2 * dy)};
  }
  [[nodiscard]] Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }
  [[nodiscard]] AccessRect access() const { return {x, y, w, h}; }

  // Cut a piece off one side (and the gap behind it); what is left stays in *this.
  Rect take_left(float size, float gap = 0) {
    const Rect piece{x, y, std::min(size, w), h};
    const float used = std::min(size + gap, w);
    x += used;
    w -= used;
    return piece;
  }
  Rect take_right(float size, float gap = 0) {
    const float s = std::min(size, w);
    const Rect piece{right() - s, y, s, h};
    w -= std::min(size + gap, w);
    return piece;
  }
  Rect take_top(float size, float gap = 0) {
    const Rect piece{x, y, w, std::min(size, h)};
    const float used = std::min(size + gap, h);
    y += used;
    h -= used;
    return piece;
  }
  Rect take_bottom(float size, float gap = 0) {
    const float s = std::min(size, h);
    const Rect piece{x, bottom() - s, w, s};
    h -= std::min(size + gap, h);
    return piece;
  }
  // The same middle, another size.
  [[nodiscard]] Rect centred(float width, float height) const {
    return {centre_x() - width * 0.5F, centre_y() - height * 0.5F, width, height};
  }
};

}  // namespace assay::ui
