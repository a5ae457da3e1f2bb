// The browser's composition root: canvas, interface, session and the bridge to the page, put together.
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <emscripten/emscripten.h>
#include <imgui.h>

#include "app/browser_access.hpp"
#include "app/browser_glyphs.hpp"
#include "app/browser_window.hpp"
#include "bridge/exports.hpp"
#include "jobs/executor.hpp"
#include "platform/web/page.hpp"
#include "platform/web/web_files.hpp"
#include "platform/web/web_host.hpp"
#include "platform/web/web_runtime.hpp"
#include "session/session.hpp"
#include "ui/app.hpp"

namespace assay::app {
namespace {

using platform::web::WebFiles;
using platform::web::WebGpu;
using platform::web::WebHost;
using platform::web::WebRuntime;

constexpr int settle_frames = 4;              // ImGui takes a few frames to come to rest after an event
constexpr double change_interval_ms = 30;     // how soon after a frame a change of the session is drawn
constexpr double progress_interval_ms = 100;  // how often progress is drawn while nothing else happens
// Work between frames where there are no threads: less while the person is doing something.
constexpr double busy_budget_ms = 8;
constexpr double idle_budget_ms = 14;

// Whether a message is something that the person did or sees: then the interface is drawn until it is at rest.
// Data that arrives (bytes, answers of the runtime) shows through the session's changes.
template <class M>
constexpr bool is_interaction = !(std::is_same_v<M, bridge::FileBytes> || std::is_same_v<M, bridge::FileDone> ||
                                  std::is_same_v<M, bridge::SaveTaken> || std::is_same_v<M, bridge::ModelRan> ||
                                  std::is_same_v<M, bridge::KernelRan> || std::is_same_v<M, bridge::HostFailed>);

// What exists from host_ready on.
struct Running {
  Running(bridge::Seam& seam, const bridge::HostReady& ready)
      : host(seam.outbox, ready), runtime(std::make_shared<WebRuntime>(seam, thread_count(ready))), gpu(seam),
        files(seam.outbox, [this](io::ByteSourcePtr source, const std::string& sample_id) {
          session->send(session::OpenSource{std::move(source), {}, sample_id});
        }) {
    inbox.on_post([] { platform::web::wake_page(); });
#if ASSAY_THREADS
    executor = jobs::make_pool_executor(inbox, thread_count(ready));
#else
    executor = jobs::make_cooperative_executor(inbox);
#endif
    session = std::make_unique<session::Session>(
        session::Services{&host, executor.get(), &inbox, runtime, &gpu});
  }

  static int thread_count(const bridge::HostReady& ready) {
    return ASSAY_THREADS ? std::clamp(static_cast<int>(ready.threads), 1, 16) : 1;
  }

  WebHost host;
  std::shared_ptr<WebRuntime> runtime;
  WebGpu gpu;
  WebFiles files;
  jobs::Inbox inbox;
  std::unique_ptr<jobs::Executor> executor;
  std::unique_ptr<session::Session> session;
};

class BrowserApp final : public bridge::Application {
 public:
  explicit BrowserApp(bridge::Seam& seam) : seam_(seam) {}

  [[nodiscard]] base::Result<void> start() {
    if (auto opened = window_.open(); !opened) return opened;
    app_ = std::make_unique<ui::App>();
    app_->set_glyph_source(&glyphs_);
    app_->on_fonts_changed([this] { window_.fonts_changed(); });
    app_->build_fonts(input_.scale = static_cast<float>(emscripten_get_device_pixel_ratio()));
    window_.start_backends();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ClipboardUserData = this;
    io.SetClipboardTextFn = [](void* self, const char* text) { static_cast<BrowserApp*>(self)->copy(text); };
    io.GetClipboardTextFn = [](void* self) { return static_cast<BrowserApp*>(self)->clipboard_.c_str(); };
    return {};
  }

  void handle(bridge::ToCore message) override {
    std::visit(
        [this]<class M>(M& each) {
          if (is_interaction<M>) settle_ = settle_frames;
          on(std::move(each));
        },
        message);
  }

  double frame() override;

 private:
  // Before host_ready nothing else can be done.
  void on(bridge::HostReady message);
  void on(bridge::Viewport message);
  void on(bridge::Theme message) { with([&](Running& all) { all.host.handle(message); }); }
  void on(bridge::Location message) { send(session::OpenLocation{std::move(message.hash)}); }
  void on(bridge::GraphicsRestored) { window_.graphics_restored(); }
  void on(bridge::ForeignRequests message) { with([&](Running& all) { all.host.handle(message); }); }
  void on(bridge::FileOffer message) { with([&](Running& all) { all.files.handle(std::move(message)); }); }
  void on(bridge::FileBytes message) { with([&](Running& all) { all.files.handle(message); }); }
  void on(bridge::FileDone message) { with([&](Running& all) { all.files.handle(message); }); }
  void on(bridge::FileFailed message) { with([&](Running& all) { all.files.handle(message); }); }
  void on(bridge::Dragging message) { input_.dropping = message.active; }
  void on(bridge::PasteText message);
  void on(bridge::TextInput message) { window_.type(message.text); }
  void on(bridge::Wheel message) { window_.handle(message); }
  void on(bridge::Gesture message) { window_.handle(message); }
  void on(bridge::AccessAction message) {
    app_->access().perform(message.node, action_of(message.action), message.value);
  }
  void on(bridge::GpuInfo message) {
    with([&](Running& all) { all.runtime->handle(message), all.gpu.handle(message); });
  }
  void on(bridge::ModelLoaded message) { with([&](Running& all) { all.runtime->handle(message); }); }
  void on(bridge::ModelRan message) { with([&](Running& all) { all.runtime->handle(message); }); }
  void on(bridge::KernelRan message) { with([&](Running& all) { all.gpu.handle(message); }); }
  void on(bridge::CallFailed message) {
    with([&](Running& all) {
      if (!all.runtime->handle(message)) all.gpu.handle(message);
    });
  }
  void on(bridge::RuntimeLost message) { std::fprintf(stderr, "runtime restarted: %s\n", message.reason.c_str()); }
  void on(bridge::SaveTaken message) { with([&](Running& all) { all.host.handle(message); }); }
  void on(bridge::HostFailed message) {
    std::fprintf(stderr, "%s: %s\n", message.what.c_str(), message.reason.c_str());
  }

  template <class F>
  void with(F&& use) {
    if (running_) use(*running_);
  }
  void send(session::Command command) {
    if (running_) running_->session->send(std::move(command));
  }
  void copy(const char* text) {
    clipboard_ = text;
    seam_.outbox.post(bridge::ClipboardWrite{clipboard_});
  }

  void draw(double now_ms);
  void tell_caret();
  void tell_theme();

  bridge::Seam& seam_;
  CanvasGlyphs glyphs_;
  std::unique_ptr<ui::App> app_;
  BrowserWindow window_;  // after app_: its backends go before the ImGui context does
  std::unique_ptr<Running> running_;
  ui::FrameInput input_;
  AccessFeed access_;
  std::string clipboard_;
  int settle_ = settle_frames;
  bool changed_ = true;
  double drawn_at_ms_ = 0;
  double access_wait_ms_ = -1;
  std::optional<bridge::Caret> caret_;
  std::optional<bridge::PageTheme> theme_;
};

void BrowserApp::on(bridge::HostReady message) {
  if (running_) return;
  input_.mac_keys = message.mac;
  window_.assume_touch(message.touch);
  input_.reduced_motion = message.reduced_motion;
  ImGui::GetIO().ConfigMacOSXBehaviors = message.mac;
  running_ = std::make_unique<Running>(seam_, message);
  if (!message.location.empty()) send(session::OpenLocation{message.location});
  if (!message.demo.empty()) send(session::OpenSample{message.demo, true});
}

void BrowserApp::on(bridge::Viewport message) {
  input_.scale = static_cast<float>(std::clamp(message.scale, 0.5, 8.0));
  input_.inset_top = static_cast<float>(message.inset_top);
  input_.inset_right = static_cast<float>(message.inset_right);
  input_.inset_bottom = static_cast<float>(message.inset_bottom);
  input_.inset_left = static_cast<float>(message.inset_left);
}

// Into the text field that is being edited; with none, the text is a table.
void BrowserApp::on(bridge::PasteText message) {
  clipboard_ = message.text;
  if (app_->text_caret()) {
    window_.type(message.text);
  } else {
    send(session::PasteTable{std::move(message.text)});
  }
}

double BrowserApp::frame() {
  if (!running_) return -1;
  const double now_ms = emscripten_get_now();
  if (window_.pump()) settle_ = settle_frames;
  auto& session = *running_->session;
  running_->files.tick(!session.state().loading_name.empty());
  if (session.tick(settle_ > 0 ? busy_budget_ms : idle_budget_ms)) changed_ = true;
  const bool busy = session.busy() || running_->files.busy();

  const double since_ms = now_ms - drawn_at_ms_;
  const bool due = (changed_ && since_ms >= change_interval_ms) || (busy && since_ms >= progress_interval_ms);
  if (settle_ > 0 || app_->wants_another_frame() || due || (access_wait_ms_ >= 0 && since_ms >= access_wait_ms_)) {
    if (settle_ > 0) --settle_;
    changed_ = false;
    draw(now_ms);
  }
  if (settle_ > 0 || app_->wants_another_frame()) return 0;
  if (busy && !ASSAY_THREADS) return 0;
  if (changed_) return std::max(1.0, change_interval_ms - since_ms);
  if (busy) return progress_interval_ms;
  return access_wait_ms_;
}

void BrowserApp::draw(double now_ms) {
  drawn_at_ms_ = now_ms;
  input_.width = window_.width();
  input_.height = window_.height();
  input_.touch = window_.touched();
  window_.new_frame();
  app_->frame(*running_->session, input_);
  const auto [red, green, blue] = app_->background();
  window_.present(red, green, blue);
  access_wait_ms_ = access_.update(app_->access(), now_ms, settle_ == 0, seam_.outbox);
  tell_caret();
  tell_theme();
}

void BrowserApp::tell_caret() {
  bridge::Caret caret;
  if (const auto at = app_->text_caret()) caret = {true, at->x, at->y, at->line_height, at->multi_line};
  if (caret_ == caret) return;
  caret_ = caret;
  seam_.outbox.post(caret);
}

void BrowserApp::tell_theme() {
  std::array<char, 8> colour{};
  const auto [red, green, blue] = app_->background();
  const auto byte = [](float part) { return static_cast<unsigned>(std::clamp(part, 0.0F, 1.0F) * 255.0F + 0.5F); };
  std::snprintf(colour.data(), colour.size(), "#%02x%02x%02x", byte(red), byte(green), byte(blue));
  bridge::PageTheme theme{running_->session->state().dark, colour.data()};
  if (theme_ == theme) return;
  theme_ = theme;
  seam_.outbox.post(theme);
}

std::unique_ptr<bridge::Application> make_browser_app(bridge::Seam& seam) {
  auto app = std::make_unique<BrowserApp>(seam);
  if (auto started = app->start(); !started) {
    seam.outbox.post(bridge::Log{bridge::LogLevel::Error, started.error().describe()});
    return nullptr;
  }
  seam.outbox.on_post([] { platform::web::wake_page(); });
  return app;
}

}  // namespace
}  // namespace assay::app

// Returns at once; the page then calls the exports of bridge/exports.hpp.
int main() {
  assay::bridge::set_application(assay::app::make_browser_app);
  return 0;
}
