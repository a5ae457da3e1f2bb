// Ui: what every widget and panel gets: the theme, the fonts, the accessibility tree, the frame's input and the view
// that is drawn. One per App. `send` is the only way to change anything.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "ui/app.hpp"
#include "ui/fonts.hpp"
#include "ui/geometry.hpp"
#include "ui/panels/state.hpp"
#include "ui/text.hpp"
#include "ui/theme.hpp"

struct ImDrawList;

namespace assay::ui {

struct Ui {
  const Theme* theme = &theme_of(false);
  FontSet fonts;
  std::set<MissingGlyph> missing;  // met in this frame and not drawn
  ExtraGlyphs extra;
  TextPainter text{fonts, missing};
  AccessTree access;
  FrameInput input;
  View view;
  double now = 0;          // seconds
  bool narrow = false;     // the phone's layout
  bool animating = false;  // something in this frame wants another one
  float control = size::control;

  // A tooltip asked for in this frame, drawn above everything.
  std::string tooltip;
  Rect tooltip_at;
  std::uint32_t tooltip_id = 0, tooltip_last = 0;
  double tooltip_since = 0;

  GridState grid;
  ProfileState profile;
  PredictState predict;
  PaletteState palette;
  ShellState shell;
  std::unordered_map<std::uint32_t, PlotZoom> zooms;
  std::unordered_map<std::uint32_t, std::string> combo_search;

  [[nodiscard]] const session::State& state() const { return *view.state; }
  void send(session::Command command) { if (view.send) view.send(std::move(command)); }

  // Text into the current window.
  bool label(const Rect& rect, std::string_view words, TextStyle style, Colour colour, Align align = Align::Left);
  float paragraph(const Rect& rect, std::string_view words, TextStyle style, Colour colour,
                  Align align = Align::Left, std::size_t max_lines = 100);
  void icon(const Rect& rect, const char* name, TextStyle style, Colour colour);
  // A heading or words that a screen reader should find: drawn and added to the tree.
  void heading(const Rect& rect, std::string_view words, TextStyle style, int level);
  void say(const Rect& rect, std::string_view words);  // only added to the tree
  [[nodiscard]] float width(std::string_view words, TextStyle style) const { return text.width(words, style); }
  [[nodiscard]] ImDrawList& draw() const;
  [[nodiscard]] bool mouse_over(const Rect& rect) const;  // and this window is the hovered one
};

// A container of the accessibility tree for the length of a scope.
class AccessScope {
 public:
  AccessScope(Ui& ui, AccessNode node) : ui_(ui) { ui_.access.open(std::move(node)); }
  AccessScope(Ui& ui, Role role, std::string name, const Rect& rect) : ui_(ui) {
    AccessNode node;
    node.role = role;
    node.name = std::move(name);
    node.rect = rect.access();
    ui_.access.open(std::move(node));
  }
  ~AccessScope() { ui_.access.close(); }
  AccessScope(const AccessScope&) = delete;
  AccessScope& operator=(const AccessScope&) = delete;

 private:
  Ui& ui_;
};

}  // namespace assay::ui
