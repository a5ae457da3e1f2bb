// The desktop's window: SDL2 and OpenGL 3, with ImGui's backends for both.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ui/app.hpp"
#include "ui/plot/png.hpp"

struct SDL_Window;

namespace assay::app {

class DesktopWindow {
 public:
  struct Options {
    int width = 1280, height = 800;  // CSS pixels
    float scale = 0;                 // 0: as the display has it
    bool hidden = false;             // for pictures: no window is shown
  };
  DesktopWindow() = default;
  ~DesktopWindow();
  DesktopWindow(const DesktopWindow&) = delete;
  DesktopWindow& operator=(const DesktopWindow&) = delete;

  [[nodiscard]] base::Result<void> open(const Options& options);
  void start_backends();  // after ui::App has made the ImGui context
  void stop_backends();   // before it goes
  void fonts_changed();
  // What happened since the last call: waits for at most `wait_ms`.
  struct Events {
    bool quit = false;
    bool any = false;
    std::vector<std::string> dropped;
    std::string pasted;  // text pasted where no field is edited
  };
  [[nodiscard]] Events poll(int wait_ms, bool editing);
  void wake();  // any thread
  [[nodiscard]] ui::FrameInput input() const;
  void begin_frame();
  void draw(const std::array<float, 3>& background);
  void show();
  [[nodiscard]] ui::plot::Picture picture() const;  // of what was drawn; before show()
  void title(const std::string& text);
  [[nodiscard]] static bool system_prefers_dark();

 private:
  Options options_;
  SDL_Window* window_ = nullptr;
  void* context_ = nullptr;
  std::uint32_t wake_event_ = 0;
  bool backends_ = false;
  bool dragging_ = false;
};

}  // namespace assay::app
