#include "ui/harness.hpp"

#include <catch2/catch_test_macros.hpp>
#include <imgui.h>

namespace assay::test {

Harness::Harness(session::State initial, float width, float height, float scale) : state(std::move(initial)) {
  input.width = width;
  input.height = height;
  input.scale = scale;
  input.reduced_motion = true;
  settle();
}

void Harness::frame() {
  ImGui::GetIO().DeltaTime = 1.0F / 60.0F;
  ui::View view;
  view.state = &state;
  view.send = [this](session::Command command) { commands_.push_back(std::move(command)); };
  view.histogram = [this](std::size_t column, std::uint32_t bins) { return histogram ? histogram(column, bins) : session::Derived<session::ColumnHistogramResult>{}; };
  app.frame(view, input);
}

void Harness::settle(int most) {
  for (int i = 0; i < most; ++i) {
    frame();
    if (i >= 2 && !app.wants_another_frame()) return;
  }
}

const ui::AccessNode& Harness::node(ui::Role role, std::string_view name) {
  const ui::AccessNode* found = app.access().find(role, name);
  INFO("no " << ui::aria_role(role) << " \"" << name << "\"");
  REQUIRE(found != nullptr);
  return *found;
}

void Harness::click(ui::Role role, std::string_view name) {
  const std::uint32_t id = node(role, name).id;
  INFO("click " << name);
  REQUIRE(app.access().perform(id, ui::Action::Click));
  settle();
}

void Harness::set_value(ui::Role role, std::string_view name, std::string_view value) {
  const std::uint32_t id = node(role, name).id;
  REQUIRE(app.access().perform(id, ui::Action::SetValue, value));
  settle();
}

void Harness::key(int imgui_key, bool ctrl, bool shift) {
  ImGuiIO& io = ImGui::GetIO();
  const auto key = static_cast<ImGuiKey>(imgui_key);
  if (ctrl) io.AddKeyEvent(ImGuiMod_Ctrl, true);
  if (shift) io.AddKeyEvent(ImGuiMod_Shift, true);
  io.AddKeyEvent(key, true);
  frame();
  frame();
  io.AddKeyEvent(key, false);
  io.AddKeyEvent(ImGuiMod_Ctrl, false);
  io.AddKeyEvent(ImGuiMod_Shift, false);
  settle();
}

void Harness::mouse(float x, float y) {
  ImGui::GetIO().AddMousePosEvent(x, y);
  frame();
  frame();
}

void Harness::press(bool down) {
  ImGui::GetIO().AddMouseButtonEvent(0, down);
  frame();
  frame();
}

std::vector<session::Command> Harness::take_commands() {
  std::vector<session::Command> out;
  out.swap(commands_);
  return out;
}

}  // namespace assay::test
