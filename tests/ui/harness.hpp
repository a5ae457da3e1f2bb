// Drives the whole interface without a window or a GPU, as a host would.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "session/session.hpp"
#include "ui/app.hpp"

namespace assay::test {

class Harness {
 public:
  explicit Harness(session::State state, float width = 1280, float height = 800, float scale = 1);

  // Draw until nothing moves any more (at most `most` frames).
  void settle(int most = 12);
  void frame();
  // One node, found by role and name; fails the test when it is not there.
  const ui::AccessNode& node(ui::Role role, std::string_view name);
  void click(ui::Role role, std::string_view name);
  void set_value(ui::Role role, std::string_view name, std::string_view value);
  void key(int imgui_key, bool ctrl = false, bool shift = false);
  void mouse(float x, float y);
  void press(bool down);

  // The commands sent since the last call.
  std::vector<session::Command> take_commands();
  // The only command sent, of this type; fails the test otherwise.
  template <class T>
  std::vector<T> taken() {
    std::vector<T> found;
    for (session::Command& command : take_commands()) {
      if (auto* one = std::get_if<T>(&command)) found.push_back(*one);
    }
    return found;
  }

  session::State state;
  ui::FrameInput input;
  ui::App app;
  std::function<session::Derived<session::ColumnHistogramResult>(std::size_t, std::uint32_t)> histogram;

 private:
  std::vector<session::Command> commands_;
};

}  // namespace assay::test
