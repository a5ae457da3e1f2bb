#include "app/browser_window.hpp"

#include <cfloat>

#include <GLES3/gl3.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>

namespace assay::app {

using base::ErrorCode;

BrowserWindow::~BrowserWindow() {
  if (backends_) {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplSDL2_Shutdown();
  }
  if (context_ != nullptr) SDL_GL_DeleteContext(context_);
  if (window_ != nullptr) SDL_DestroyWindow(window_);
  SDL_Quit();
}

base::Result<void> BrowserWindow::open() {
  SDL_SetMainReady();
  // Keys come from the hidden input, so that DOM inputs and IMEs keep working.
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT, "#keyboard");
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_ASYNCIFY, "0");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    return base::fail(ErrorCode::Internal, std::string("The canvas could not be set up: ") + SDL_GetError());
  }
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  SDL_GL_SetAttribute(SDL_GL_ALPHA_SIZE, 0);
  constexpr Uint32 flags = SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
  window_ = SDL_CreateWindow("Assay", 0, 0, 1280, 800, flags);
  if (window_ == nullptr) {
    return base::fail(ErrorCode::Internal, std::string("The canvas could not be set up: ") + SDL_GetError());
  }
  context_ = SDL_GL_CreateContext(window_);
  if (context_ == nullptr) {
    return base::fail(ErrorCode::Unsupported, "This browser did not give a WebGL 2 context.",
                      "Turn on hardware acceleration in the browser's settings, or use another browser.");
  }
  return {};
}

void BrowserWindow::start_backends() {
  ImGui_ImplSDL2_InitForOpenGL(window_, context_);
  ImGui_ImplOpenGL3_Init("#version 300 es");
  backends_ = true;
}

void BrowserWindow::fonts_changed() {
  if (!backends_) return;
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

// The old objects went with the old context; the next new_frame() makes them anew.
void BrowserWindow::graphics_restored() {
  if (backends_) ImGui_ImplOpenGL3_DestroyDeviceObjects();
}

bool BrowserWindow::pump() {
  bool any = false;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) {
    if (event.type == SDL_MOUSEWHEEL) continue;  // handle(Wheel) has it, in right proportions
    if (event.type == SDL_TEXTINPUT) continue;   // type() has it, composed
    if (event.type == SDL_MOUSEMOTION && event.motion.which != SDL_TOUCH_MOUSEID) touched_ = false;
    ImGui_ImplSDL2_ProcessEvent(&event);
    any = true;
  }
  return any;
}

void BrowserWindow::new_frame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
}

void BrowserWindow::present(float red, float green, float blue) {
  int width = 0;
  int height = 0;
  SDL_GL_GetDrawableSize(window_, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(red, green, blue, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  SDL_GL_SwapWindow(window_);
}

void BrowserWindow::handle(const bridge::Wheel& message) {
  constexpr float pixels_per_notch = 100;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(static_cast<float>(message.x), static_cast<float>(message.y));
  if (message.zoom) io.AddKeyEvent(ImGuiMod_Ctrl, true);
  io.AddMouseWheelEvent(static_cast<float>(-message.dx) / pixels_per_notch,
                        static_cast<float>(-message.dy) / pixels_per_notch);
  if (message.zoom) io.AddKeyEvent(ImGuiMod_Ctrl, false);
}

void BrowserWindow::handle(const bridge::Gesture& message) {
  touched_ = true;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
  io.AddMousePosEvent(static_cast<float>(message.x), static_cast<float>(message.y));
  const auto click = [&io](int button) {
    io.AddMouseButtonEvent(button, true);
    io.AddMouseButtonEvent(button, false);
  };
  switch (message.kind) {
    case bridge::GestureKind::Tap: click(0); break;
    case bridge::GestureKind::DoubleTap: click(0); click(0); break;
    case bridge::GestureKind::LongPress: click(1); break;
    case bridge::GestureKind::DragBegin: io.AddMouseButtonEvent(0, true); break;
    case bridge::GestureKind::DragMove: break;
    case bridge::GestureKind::DragEnd: io.AddMouseButtonEvent(0, false); break;
  }
  if (message.kind == bridge::GestureKind::Tap || message.kind == bridge::GestureKind::DragEnd) {
    io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);  // a lifted finger hovers over nothing
  }
}

void BrowserWindow::type(const std::string& text) { ImGui::GetIO().AddInputCharactersUTF8(text.c_str()); }

float BrowserWindow::width() const {
  int width = 0;
  SDL_GetWindowSize(window_, &width, nullptr);
  return static_cast<float>(width);
}

float BrowserWindow::height() const {
  int height = 0;
  SDL_GetWindowSize(window_, nullptr, &height);
  return static_cast<float>(height);
}

}  // namespace assay::app
