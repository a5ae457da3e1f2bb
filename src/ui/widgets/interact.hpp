// The base of every widget: an ImGui item that describes itself to the accessibility tree and that a pointer, a key or
// an assistive action activates alike.
#pragma once

#include "ui/context.hpp"

namespace assay::ui {

struct Hit {
  std::uint32_t id = 0;
  bool clicked = false;        // activated, by whatever means
  bool right_clicked = false;  // or a long press, or the context-menu action
  bool double_clicked = false;
  bool hovered = false;
  bool held = false;
  bool focused = false;        // keyboard focus
};

struct ItemOptions {
  bool disabled = false;
  bool ring = true;            // draw the focus ring
  float ring_radius = size::radius;
  bool hand = true;            // the pointing-hand cursor
  const char* tooltip = nullptr;
  bool press_on_down = false;  // act when pressed rather than when released
};

// `node.role` and `node.name` are required; node.id may be 0: it then follows from the name and the ImGui id stack.
Hit interact(Ui& ui, const Rect& rect, AccessNode node, const ItemOptions& options = {});

// The id that interact() gives an item of that name here.
[[nodiscard]] std::uint32_t item_id(std::string_view name);

[[nodiscard]] AccessNode node_of(Role role, std::string_view name);

// Ask for a tooltip while the pointer rests on `rect`.
void tooltip(Ui& ui, const Rect& rect, std::string_view words, std::uint32_t id);

void fill(Ui& ui, const Rect& rect, Colour colour, float radius = 0);
void stroke(Ui& ui, const Rect& rect, Colour colour, float radius = 0, float width = 1);
void shadow(Ui& ui, const Rect& rect, float radius, float strength = 1);
void hline(Ui& ui, float x, float y, float width, Colour colour);
void vline(Ui& ui, float x, float y, float height, Colour colour);

// To be called once a frame for each ImGui window: edges are smoothed over one device pixel, not one CSS pixel.
void sharpen(Ui& ui);

// ImGui's cursor put somewhere without ImGui minding that nothing is submitted there.
void place_cursor(float x, float y);

}  // namespace assay::ui
