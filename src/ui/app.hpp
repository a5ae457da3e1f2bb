// App: the whole interface. It owns the Dear ImGui context; a host (browser or desktop) owns the window, the
// GL context and ImGui's backends, and drives frames:
//
//   App app;                                   // creates the ImGui context
//   app.on_fonts_changed([] { ... });          // destroy and create the backend's font texture again
//   app.build_fonts(scale);                    // bake for the device pixel ratio
//   ImGui_ImplSDL2_InitForOpenGL(...); ImGui_ImplOpenGL3_Init(...);
//   each frame:  session.tick(budget_ms);
//                ImGui_ImplOpenGL3_NewFrame(); ImGui_ImplSDL2_NewFrame();   // NOT ImGui::NewFrame
//                app.frame(session, input);                                 // NewFrame ... Render
//                ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
//                if (!app.wants_another_frame() && !session.busy()) sleep until an event or Host::wake
//
// Everything is called on the UI thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.hpp"
#include "ui/accessibility.hpp"

namespace assay::ui {

struct FrameInput {
  float width = 1280, height = 800;  // CSS pixels
  float scale = 1;                   // device pixels per CSS pixel; fonts are baked again when it changes
  bool touch = false;                // the last pointer was a finger: bigger targets
  bool dropping = false;             // files are dragged over the window: show the drop overlay
  bool mac_keys = false;             // name shortcuts with ⌘ rather than Ctrl
  bool reduced_motion = false;
  // Kept free of controls (notches, on-screen keyboards), CSS pixels.
  float inset_top = 0, inset_right = 0, inset_bottom = 0, inset_left = 0;
};

// Where the text caret is, for IMEs and the hidden input; and what is being edited.
struct TextCaret {
  float x = 0, y = 0, line_height = 0;  // CSS pixels
  bool multi_line = false;
};

// One rasterised glyph: 8-bit RGBA, not premultiplied (white with coverage in alpha for plain text).
struct GlyphBitmap {
  int width = 0, height = 0;           // device pixels
  float left = 0, top = 0;             // offset of the bitmap from the pen position on the text's top line, CSS px
  float advance = 0;                   // CSS px
  bool coloured = false;               // emoji: keep its own colours
  std::vector<std::uint32_t> rgba;     // width × height, R in the lowest byte
};

// Draws glyphs that the shipped faces lack (the browser: its own fonts through a canvas). May be null.
class GlyphSource {
 public:
  virtual ~GlyphSource() = default;
  // `size_px`: the text size in CSS pixels; render at size_px × scale. Nothing when it has no such glyph.
  [[nodiscard]] virtual std::optional<GlyphBitmap> rasterise(char32_t code_point, float size_px, float scale,
                                                             bool mono) = 0;
};

// What a frame is drawn from; App::frame(Session&) fills it in, tests build one by hand.
struct View {
  const session::State* state = nullptr;
  std::function<void(session::Command)> send;
  std::function<session::Derived<session::ColumnHistogramResult>(std::size_t column, std::uint32_t bins)> histogram;
  bool busy = false;
};

class App {
 public:
  App();
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Bake the font atlas for a device pixel ratio. frame() calls it by itself when the scale changes or glyphs
  // were missing; `on_fonts_changed` is then called before the frame is drawn.
  void build_fonts(float scale);
  void on_fonts_changed(std::function<void()> callback);
  void set_glyph_source(GlyphSource* source);

  // Draw one frame: ImGui::NewFrame … ImGui::Render. The commands go to the session's queue.
  void frame(session::Session& session, const FrameInput& input);
  void frame(const View& view, const FrameInput& input);

  // Something is still moving (an animation, a caret, a queued action): draw again without waiting for an event.
  [[nodiscard]] bool wants_another_frame() const;

  // The text caret while a text field is being edited. The host keeps its hidden input there and sends pasted text
  // to it; with no caret a paste is a table: send session::PasteTable.
  [[nodiscard]] std::optional<TextCaret> text_caret() const;
  // Ctrl+C / ⌘C outside text fields: copies the grid's selection through CopyText. Hosts whose copy shortcut does
  // not arrive as a key press (the DOM's copy event) call this; it returns the text, or "" when nothing is selected.
  [[nodiscard]] std::string copied_text();

  [[nodiscard]] AccessTree& access();
  [[nodiscard]] const AccessTree& access() const;

  // The canvas' clear colour of the theme in force: R, G, B in [0, 1].
  [[nodiscard]] std::array<float, 3> background() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::ui
