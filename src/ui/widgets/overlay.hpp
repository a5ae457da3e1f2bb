// What lies above the page: popups, menus, dialogs, tooltips; and regions that scroll.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/widgets/interact.hpp"

namespace assay::ui {

void open_popup(std::uint32_t id);
[[nodiscard]] bool popup_open(std::uint32_t id);

// A popup next to `anchor` (below, or above when there is no room), for the length of a scope. `wanted` gives its size.
class Popup {
 public:
  Popup(Ui& ui, std::uint32_t id, const Rect& anchor, Rect wanted, Role role, std::string_view name);
  ~Popup();
  Popup(const Popup&) = delete;
  Popup& operator=(const Popup&) = delete;
  [[nodiscard]] explicit operator bool() const { return open_; }
  [[nodiscard]] const Rect& rect() const { return rect_; }
  [[nodiscard]] bool appearing() const { return appearing_; }
  void close();

 private:
  Ui& ui_;
  Rect rect_;
  bool open_ = false, appearing_ = false;
};

struct MenuItem {
  std::string label{};
  const char* icon = nullptr;
  std::string shortcut{};
  bool disabled = false;
  bool danger = false;
  std::optional<bool> checked{};
  bool separator_before = false;
  std::string note{};  // a second, smaller line
};

// Draw the menu `id` if it is open; returns the item chosen in this frame.
std::optional<std::size_t> menu(Ui& ui, std::uint32_t id, const Rect& anchor, std::string_view name, const std::vector<MenuItem>& items);

// A dialog in the middle of the window, everything behind it out of reach. Escape closes it.
class Dialog {
 public:
  Dialog(Ui& ui, const char* id, std::string_view name, float width, float height, float top_share = 0.5F);
  ~Dialog();
  Dialog(const Dialog&) = delete;
  Dialog& operator=(const Dialog&) = delete;
  [[nodiscard]] explicit operator bool() const { return open_; }
  [[nodiscard]] const Rect& rect() const { return rect_; }
  [[nodiscard]] bool appearing() const { return appearing_; }
  void close();

 private:
  Ui& ui_;
  Rect rect_;
  bool open_ = false, appearing_ = false;
};
void open_dialog(const char* id);

// A region that scrolls up and down. Content is drawn at x(), from y() on; end_at() says where it ended.
class Scroll {
 public:
  Scroll(Ui& ui, const char* id, const Rect& rect, float margin_right = 0);
  ~Scroll();
  Scroll(const Scroll&) = delete;
  Scroll& operator=(const Scroll&) = delete;
  [[nodiscard]] float x() const { return x_; }
  [[nodiscard]] float y() const { return y_; }
  [[nodiscard]] float width() const { return width_; }
  void end_at(float y) { end_ = y; }
  void to_top();

 private:
  Ui& ui_;
  float x_ = 0, y_ = 0, width_ = 0, end_ = 0;
};

// Draw the tooltip that was asked for in this frame, once the pointer has rested.
void draw_tooltip(Ui& ui);

}  // namespace assay::ui
