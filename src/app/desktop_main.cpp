// The desktop's composition root: assay-desktop [FILE] [MODEL], and pictures of the window for people and for tests.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <imgui.h>

#include "app/desktop_window.hpp"
#include "jobs/executor.hpp"
#include "platform/native/desktop_host.hpp"
#include "platform/native/isolated_runtime.hpp"
#include "session/session.hpp"
#include "ui/app.hpp"

namespace assay::app {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string screenshot;
  std::string size = "1280x800";
  float scale = 0;
  std::string theme = "system";
  std::string stage;
  std::string location;
  std::string samples;
  std::string demo;
  bool run = false;       // run the model before the picture is taken
  bool dropping = false;  // as if files were dragged over the window
  int threads = 0;
};

int parse(int argc, char** argv, Arguments& args) {
  CLI::App cli("Assay: profile a table and run a model on it, in a window.", "assay-desktop");
  cli.add_option("files", args.files, "A table, a model, or both");
  cli.add_option("--screenshot", args.screenshot, "Draw, write a PNG there and leave");
  cli.add_option("--size", args.size, "Width x height in CSS pixels")->check([](const std::string& text) {
    int w = 0, h = 0;
    return std::sscanf(text.c_str(), "%dx%d", &w, &h) == 2 && w >= 200 && h >= 200 && w <= 8192 && h <= 8192 ? std::string() : std::string("wants WIDTHxHEIGHT");
  });
  cli.add_option("--scale", args.scale, "Device pixels per CSS pixel (default: the display's)")->check(CLI::Range(0.5, 4.0));
  cli.add_option("--theme", args.theme, "system, light or dark")->check(CLI::IsMember({"system", "light", "dark"}));
  cli.add_option("--stage", args.stage, "data, profile or predict")->check(CLI::IsMember({"data", "profile", "predict"}));
  cli.add_option("--location", args.location, "A deep link: #/profile/column/age");
  cli.add_option("--samples", args.samples, "The folder with samples.json");
  cli.add_option("--demo", args.demo, "Open a sample with its model");
  cli.add_option("--threads", args.threads, "Threads that work (default: as many as the machine has)")->check(CLI::Range(1, 256));
  cli.add_flag("--run", args.run, "Run the model once it is bound");
  cli.add_flag("--dropping", args.dropping)->group("");
  CLI11_PARSE(cli, argc, argv);
  return -1;
}

std::string samples_folder(const Arguments& args, const char* program) {
  namespace fs = std::filesystem;
  if (!args.samples.empty()) return args.samples;
  std::error_code error;
  const fs::path here = fs::weakly_canonical(fs::path(program), error).parent_path();
  for (const fs::path& folder : {here / "samples", here / ".." / "samples", here / ".." / "share" / "assay" / "samples", fs::path("build/samples")}) {
    if (fs::exists(folder / "samples.json", error)) return folder.string();
  }
  return {};
}

std::string settings_file() {
  namespace fs = std::filesystem;
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return (fs::path(config) / "assay" / "settings.json").string();
  const char* home = std::getenv("HOME");
  return home == nullptr ? std::string() : (fs::path(home) / ".config" / "assay" / "settings.json").string();
}

class Desktop {
 public:
  Desktop(const Arguments& args, const char* program) : args_(args) {
    platform::DesktopHost::Options options;
    options.samples_dir = samples_folder(args, program);
    options.settings_path = args.screenshot.empty() ? settings_file() : std::string();
    options.dark = DesktopWindow::system_prefers_dark();
    options.wake = [this] { window_.wake(); };
    options.offer = [this](io::ByteSourcePtr source) { session_->send(session::OpenSource{std::move(source), {}, {}}); };
    options.failed = [](const base::Error& error) { std::fprintf(stderr, "%s\n", error.describe().c_str()); };
    options.title = [this](const std::string& text) { window_.title(text); };
    host_ = std::make_unique<platform::DesktopHost>(std::move(options));
  }

  int run() {
    int width = 1280, height = 800;
    std::sscanf(args_.size.c_str(), "%dx%d", &width, &height);
    if (auto opened = window_.open({width, height, args_.scale, !args_.screenshot.empty()}); !opened) {
      std::fprintf(stderr, "assay-desktop: %s\n", opened.error().describe().c_str());
      return 3;
    }
    app_ = std::make_unique<ui::App>();
    app_->on_fonts_changed([this] { window_.fonts_changed(); });
    app_->build_fonts(window_.input().scale);
    window_.start_backends();
    ImGui::GetIO().IniFilename = nullptr;
    start_session();
    const int status = args_.screenshot.empty() ? loop() : screenshot();
    window_.stop_backends();
    return status;
  }

 private:
  void start_session() {
    const int threads = args_.threads > 0 ? args_.threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    inbox_.on_post([this] { window_.wake(); });
    executor_ = jobs::make_pool_executor(inbox_, threads);
    session_ = std::make_unique<session::Session>(session::Services{host_.get(), executor_.get(), &inbox_, platform::make_isolated_runtime(threads), nullptr});
    if (args_.theme != "system") session_->send(session::SetTheme{args_.theme == "dark" ? session::Theme::Dark : session::Theme::Light});
    if (!args_.demo.empty()) session_->send(session::OpenSample{args_.demo, true});
    waiting_ = args_.files;
    go();
  }

  // The next file of the command line, once the one before it is there.
  void open_next() {
    if (waiting_.empty() || session_->busy()) return;
    const std::string path = waiting_.front();
    waiting_.erase(waiting_.begin());
    host_->open(path);
    go();
  }

  void go() {
    using session::Stage;
    if (args_.stage == "data") session_->send(session::GoToStage{Stage::Data});
    if (args_.stage == "profile") session_->send(session::GoToStage{Stage::Profile});
    if (args_.stage == "predict") session_->send(session::GoToStage{Stage::Predict});
    if (!args_.location.empty()) session_->send(session::OpenLocation{args_.location});
  }

  void draw() {
    window_.begin_frame();
    ui::FrameInput input = window_.input();
    input.dropping |= args_.dropping;
    app_->frame(*session_, input);
    window_.draw(app_->background());
  }

  int loop() {
    bool changed = true;
    for (;;) {
      const bool soon = changed || app_->wants_another_frame();
      const DesktopWindow::Events events = window_.poll(soon ? 0 : session_->busy() ? 50 : 1000, app_->text_caret().has_value());
      if (events.quit) return 0;
      for (const std::string& path : events.dropped) waiting_.push_back(path);
      if (!events.pasted.empty()) session_->send(session::PasteTable{events.pasted});
      open_next();
      changed = session_->tick(8) || events.any;
      if (!changed && !app_->wants_another_frame()) continue;
      draw();
      window_.show();
    }
  }

  // Work until nothing is going on, then draw until nothing moves.
  int screenshot() {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::minutes(5);
    bool ran = !args_.run, gone = false;
    for (int quiet = 0; quiet < 5 && Clock::now() < deadline;) {
      open_next();
      const bool changed = session_->tick(8);
      const bool busy = changed || session_->busy() || !waiting_.empty();
      quiet = busy ? 0 : quiet + 1;
      if (quiet == 4 && !ran && session_->state().document.model) {
        session_->send(session::RunModel{});
        ran = true;
        gone = false;
        quiet = 0;
      }
      if (quiet == 3 && !gone) {  // where the person asked to go, now that it is there
        go();
        gone = true;
      }
      if (window_.poll(0, false).quit) return 130;
      if (busy) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    for (int i = 0; i < 8; ++i) {
      session_->tick(8);
      draw();
    }
    if (!ui::plot::write_png(args_.screenshot, window_.picture())) {
      std::fprintf(stderr, "assay-desktop: could not write %s\n", args_.screenshot.c_str());
      return 3;
    }
    return 0;
  }

  const Arguments& args_;
  std::unique_ptr<platform::DesktopHost> host_;
  jobs::Inbox inbox_;
  DesktopWindow window_;  // outlives the app, whose context its backends use
  std::unique_ptr<ui::App> app_;
  std::unique_ptr<jobs::Executor> executor_;
  std::unique_ptr<session::Session> session_;
  std::vector<std::string> waiting_;
};

}  // namespace
}  // namespace assay::app

int main(int argc, char** argv) {
  if (const auto status = assay::platform::run_worker_if_asked(argc, argv)) return *status;
  assay::app::Arguments args;
  if (const int status = assay::app::parse(argc, argv, args); status >= 0) return status;
  assay::app::Desktop desktop(args, argv[0]);
  return desktop.run();
}
