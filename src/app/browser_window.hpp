// BrowserWindow: the canvas: SDL's window, the WebGL 2 context, ImGui's backends, and input that does not come
// through SDL (wheel, fingers, text). The ImGui context must be there (ui::App makes it).
#pragma once

#include <string>

#include <SDL.h>

#include "base/result.hpp"
#include "bridge/messages.gen.hpp"

namespace assay::app {

class BrowserWindow {
 public:
  ~BrowserWindow();

  // Opens the window and its context; call before ui::App bakes fonts for it.
  [[nodiscard]] base::Result<void> open();
  void start_backends();
  // Make the font texture again.
  void fonts_changed();
  void graphics_restored();

  // Give SDL's events to ImGui; true when there were any.
  bool pump();
  void new_frame();
  void present(float red, float green, float blue);

  void handle(const bridge::Wheel& message);
  void handle(const bridge::Gesture& message);
  void type(const std::string& text);

  // Whether the last pointer was a finger; until there was one, what was assumed.
  [[nodiscard]] bool touched() const { return touched_; }
  void assume_touch(bool touch) { touched_ = touch; }
  [[nodiscard]] float width() const;
  [[nodiscard]] float height() const;

 private:
  SDL_Window* window_ = nullptr;
  SDL_GLContext context_ = nullptr;
  bool backends_ = false;
  bool touched_ = false;
};

}  // namespace assay::app
