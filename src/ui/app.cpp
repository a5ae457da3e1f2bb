#include "ui/app.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include "ui/context.hpp"
#include "ui/panels/grid.hpp"
#include "ui/panels/panels.hpp"
#include "ui/widgets/interact.hpp"

namespace assay::ui {

namespace {

constexpr int settle_frames = 3;       // ImGui needs this many frames to come to rest after an event
constexpr std::size_t most_extra_glyphs = 6000;

}  // namespace

struct App::Impl {
  Ui ui;
  ImGuiContext* context = nullptr;
  std::function<void()> fonts_changed;
  GlyphSource* glyphs = nullptr;
  int settle = settle_frames;
  std::optional<bool> themed_dark;
  bool themed_touch = false;

  void bake(float scale) {
    bake_fonts(ui.fonts, scale, ui.extra, glyphs);
    if (fonts_changed) fonts_changed();
  }

  // Bake again for another scale, or with the glyphs that the last frame lacked.
  void keep_fonts(float scale) {
    const bool more = !ui.missing.empty();
    ui.extra.wanted.insert(ui.missing.begin(), ui.missing.end());
    ui.missing.clear();
    if (more || ui.fonts.scale != scale || ImGui::GetIO().Fonts->Fonts.empty()) bake(scale);
  }

  // What is left is worth another baking.
  void forget_hopeless() {
    std::erase_if(ui.missing, [this](const MissingGlyph& m) { return ui.extra.hopeless.contains(m) || ui.extra.wanted.contains(m); });
    if (ui.extra.wanted.size() >= most_extra_glyphs) ui.missing.clear();
  }

  void prepare(const FrameInput& input) {
    ImGuiIO& io = ImGui::GetIO();
    ui.input = input;
    ui.input.scale = input.scale > 0 ? input.scale : 1;
    ui.narrow = input.width < size::narrow;
    ui.control = input.touch || ui.narrow ? size::touch_control - 4 : size::control;
    io.DisplaySize = {input.width, input.height};
    io.DisplayFramebufferScale = {ui.input.scale, ui.input.scale};
    if (io.DeltaTime <= 0) io.DeltaTime = 1.0F / 60.0F;
    io.ConfigMacOSXBehaviors = input.mac_keys;
    // The grid has the arrow keys while it has the focus.
    if (ui.grid.focused) io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
    else io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    if (!context->InputEventsQueue.empty() || ui.access.has_pending()) settle = settle_frames;
    const bool dark = ui.view.state->dark;
    ui.theme = &theme_of(dark);
    if (themed_dark != dark || themed_touch != input.touch) apply_to_imgui(*ui.theme, input.touch);
    themed_dark = dark;
    themed_touch = input.touch;
  }
};

App::App() : impl_(std::make_unique<Impl>()) {
  IMGUI_CHECKVERSION();
  impl_->context = ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.ConfigInputTrickleEventQueue = true;
  io.ConfigInputTextCursorBlink = false;  // a caret that stands still needs no frames
  impl_->context->TestEngineHookItems = true;
  impl_->context->TestEngine = &impl_->ui.access;
}

App::~App() {
  impl_->context->TestEngineHookItems = false;
  impl_->context->TestEngine = nullptr;
  ImGui::DestroyContext(impl_->context);
}

void App::build_fonts(float scale) { impl_->bake(scale); }
void App::on_fonts_changed(std::function<void()> callback) { impl_->fonts_changed = std::move(callback); }
void App::set_glyph_source(GlyphSource* source) {
  impl_->glyphs = source;
  impl_->ui.extra = {};
}

void App::frame(session::Session& session, const FrameInput& input) {
  View view;
  view.state = &session.state();
  view.send = [&session](session::Command command) { session.send(std::move(command)); };
  view.histogram = [&session](std::size_t column, std::uint32_t bins) { return session.histogram(column, bins); };
  view.busy = session.busy();
  frame(view, input);
}

void App::frame(const View& view, const FrameInput& input) {
  Impl& impl = *impl_;
  Ui& ui = impl.ui;
  ui.view = view;
  impl.prepare(input);
  impl.keep_fonts(ui.input.scale);
  ImGui::NewFrame();
  ui.now = ImGui::GetTime();
  ui.animating = false;
  ui.access.begin_frame();
  draw_shell(ui);
  ui.access.end_frame();
  ImGui::Render();
  impl.forget_hopeless();
  if (impl.settle > 0) --impl.settle;
}

bool App::wants_another_frame() const {
  const Ui& ui = impl_->ui;
  return impl_->settle > 0 || ui.animating || !ui.missing.empty() || ui.access.has_pending();
}

std::optional<TextCaret> App::text_caret() const {
  const ImGuiContext& g = *impl_->context;
  if (!g.IO.WantTextInput) return std::nullopt;
  const ImGuiInputTextState& state = g.InputTextState;
  const bool multi = state.ID == g.ActiveId && (state.Flags & ImGuiInputTextFlags_Multiline) != 0;
  return TextCaret{g.PlatformImeData.InputPos.x, g.PlatformImeData.InputPos.y, g.PlatformImeData.InputLineHeight, multi};
}

std::string App::copied_text() {
  Ui& ui = impl_->ui;
  if (ui.view.state == nullptr || !ui.view.state->shown_table() || ui.view.state->navigation.stage != session::Stage::Data) return {};
  GridFrame frame = grid_for_copy(ui);
  return selection_tsv(ui, frame);
}

AccessTree& App::access() { return impl_->ui.access; }
const AccessTree& App::access() const { return impl_->ui.access; }

std::array<float, 3> App::background() const {
  const ImVec4 colour = ImGui::ColorConvertU32ToFloat4(impl_->ui.theme->canvas);
  return {colour.x, colour.y, colour.z};
}

}  // namespace assay::ui
