#include "app/desktop_window.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include <SDL.h>
#include <SDL_opengl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>

namespace assay::app {

namespace {

std::unexpected<base::Error> no_window(const char* what) {
  return base::fail(base::ErrorCode::Unsupported, std::string(what) + ": " + SDL_GetError() + ".",
                    "A display with OpenGL 3 is needed; the terminal program `assay` works without one.");
}

}  // namespace

DesktopWindow::~DesktopWindow() {
  if (context_ != nullptr) SDL_GL_DeleteContext(context_);
  if (window_ != nullptr) SDL_DestroyWindow(window_);
  SDL_Quit();
}

base::Result<void> DesktopWindow::open(const Options& options) {
  options_ = options;
  SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
  SDL_SetHint(SDL_HINT_VIDEO_HIGHDPI_DISABLED, "0");
  const bool display = std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
  if (options.hidden && !display) SDL_SetHint(SDL_HINT_VIDEODRIVER, "offscreen");
  if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_TIMER) != 0) return no_window("No window could be opened");
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  const float scale = options.scale > 0 ? options.scale : 1;
  const auto flags = static_cast<Uint32>(SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | (options.scale > 0 ? 0 : SDL_WINDOW_ALLOW_HIGHDPI) | (options.hidden ? SDL_WINDOW_HIDDEN : 0));
  window_ = SDL_CreateWindow("Assay", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, static_cast<int>(std::lround(static_cast<float>(options.width) * scale)),
                             static_cast<int>(std::lround(static_cast<float>(options.height) * scale)), flags);
  if (window_ == nullptr) return no_window("No window could be opened");
  context_ = SDL_GL_CreateContext(window_);
  if (context_ == nullptr) return no_window("OpenGL could not be started");
  SDL_GL_MakeCurrent(window_, context_);
  SDL_GL_SetSwapInterval(options.hidden ? 0 : 1);
  SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
  wake_event_ = SDL_RegisterEvents(1);
  return {};
}

void DesktopWindow::start_backends() {
  ImGui_ImplSDL2_InitForOpenGL(window_, context_);
  ImGui_ImplOpenGL3_Init("#version 150");
  backends_ = true;
}

void DesktopWindow::stop_backends() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  backends_ = false;
}

void DesktopWindow::fonts_changed() {
  if (!backends_) return;
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

DesktopWindow::Events DesktopWindow::poll(int wait_ms, bool editing) {
  Events events;
  SDL_Event event;
  bool more = wait_ms > 0 ? SDL_WaitEventTimeout(&event, wait_ms) != 0 : SDL_PollEvent(&event) != 0;
  for (; more; more = SDL_PollEvent(&event) != 0) {
    events.any = true;
    if (event.type == wake_event_) continue;
    ImGui_ImplSDL2_ProcessEvent(&event);
    switch (event.type) {
      case SDL_QUIT: events.quit = true; break;
      case SDL_DROPBEGIN: dragging_ = true; break;
      case SDL_DROPCOMPLETE: dragging_ = false; break;
      case SDL_DROPFILE:
        events.dropped.emplace_back(event.drop.file);
        SDL_free(event.drop.file);
        break;
      case SDL_KEYDOWN:
        if (!editing && event.key.keysym.sym == SDLK_v && (event.key.keysym.mod & (KMOD_CTRL | KMOD_GUI)) != 0 && SDL_HasClipboardText() == SDL_TRUE) {
          char* text = SDL_GetClipboardText();
          events.pasted = text;
          SDL_free(text);
        }
        break;
      default: break;
    }
  }
  return events;
}

void DesktopWindow::wake() {
  SDL_Event event{};
  event.type = wake_event_;
  SDL_PushEvent(&event);
}

ui::FrameInput DesktopWindow::input() const {
  int width = 0, height = 0, pixels = 0, pixels_high = 0;
  SDL_GetWindowSize(window_, &width, &height);
  SDL_GL_GetDrawableSize(window_, &pixels, &pixels_high);
  ui::FrameInput input;
  if (options_.scale > 0) {
    input.scale = options_.scale;
    input.width = static_cast<float>(pixels) / options_.scale;
    input.height = static_cast<float>(pixels_high) / options_.scale;
  } else {
    input.scale = width > 0 ? static_cast<float>(pixels) / static_cast<float>(width) : 1;
    input.width = static_cast<float>(width);
    input.height = static_cast<float>(height);
  }
  input.dropping = dragging_;
  input.reduced_motion = options_.hidden;
  input.mac_keys = std::string_view(SDL_GetPlatform()) == "Mac OS X";
  return input;
}

void DesktopWindow::begin_frame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
}

void DesktopWindow::draw(const std::array<float, 3>& background) {
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(window_, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(background[0], background[1], background[2], 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void DesktopWindow::show() { SDL_GL_SwapWindow(window_); }

ui::plot::Picture DesktopWindow::picture() const {
  ui::plot::Picture picture;
  SDL_GL_GetDrawableSize(window_, &picture.width, &picture.height);
  const auto width = static_cast<std::size_t>(picture.width), height = static_cast<std::size_t>(picture.height);
  std::vector<std::uint32_t> rows(width * height);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, picture.width, picture.height, GL_RGBA, GL_UNSIGNED_BYTE, rows.data());
  picture.pixels.resize(rows.size());
  for (std::size_t y = 0; y < height; ++y) std::copy_n(rows.data() + (height - 1 - y) * width, width, picture.pixels.data() + y * width);
  return picture;
}

void DesktopWindow::title(const std::string& text) {
  if (window_ != nullptr) SDL_SetWindowTitle(window_, text.c_str());
}

bool DesktopWindow::system_prefers_dark() {
  // SDL 2 does not tell; desktops that follow the GTK convention name a dark theme so.
  const char* theme = std::getenv("GTK_THEME");
  return theme != nullptr && std::string_view(theme).find("dark") != std::string_view::npos;
}

}  // namespace assay::app
