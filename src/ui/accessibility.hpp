// The accessibility tree: what a screen reader, a switch device or an end-to-end test sees of the canvas.
//
// Every frame the widgets say what they are; after App::frame() `nodes()` holds the whole tree in reading order
// (a parent stands before its children). The browser mirrors it into the DOM. Rectangles are in CSS pixels of the
// canvas. Ids are stable from frame to frame as long as the widget is the same one; they are never 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace assay::ui {

// Named after their ARIA roles.
enum class Role : std::uint8_t {
  Banner, Navigation, Main, Complementary, Region, Group, Toolbar, Dialog, Menu, List, ListBox, TabList, Grid, Table,
  Row, ColumnHeader, RowHeader, GridCell, ListItem, Heading, Text, Button, Link, TextBox, SearchBox, SpinButton,
  CheckBox, RadioButton, ComboBox, Option, Tab, MenuItem, Slider, ProgressBar, Alert, Status, Image, Separator,
};
// "columnheader", "img", ...: the ARIA name ("text" is "none": a plain text node).
[[nodiscard]] std::string_view aria_role(Role role);

// What perform() can do with a node.
enum class Action : std::uint8_t { Click, Focus, SetValue, Increment, Decrement, Expand, ContextMenu, ScrollIntoView };

struct AccessRect {
  float x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] bool operator==(const AccessRect&) const = default;
};

struct AccessNode {
  std::uint32_t id = 0;
  std::uint32_t parent = 0;  // 0: child of the canvas itself
  Role role = Role::Group;
  std::string name;          // unique among the buttons and links shown: "Sort by age"
  std::string value;         // text of a textbox, choice of a combobox, "42 %" of a progress bar, text of a cell
  std::string description;   // more in words: a figure's reading, a button's tooltip
  AccessRect rect;
  bool focusable = false;
  bool focused = false;
  bool disabled = false;
  bool selected = false;
  bool modal = false;                 // Dialog
  std::optional<bool> checked;        // CheckBox, RadioButton
  std::optional<bool> expanded;       // ComboBox, buttons that open something
  std::optional<int> level;           // Heading
  std::optional<std::int64_t> row, column;          // 1-based aria-rowindex / aria-colindex
  std::optional<std::int64_t> row_count, column_count;
  std::optional<double> now, low, high;             // ProgressBar, Slider, SpinButton
  std::string sort;                   // ColumnHeader: "ascending", "descending" or ""

  [[nodiscard]] bool operator==(const AccessNode&) const = default;
};

// Lives in App; one per ImGui context.
class AccessTree {
 public:
  // The tree of the last finished frame.
  [[nodiscard]] const std::vector<AccessNode>& nodes() const { return nodes_; }
  // Grows whenever nodes() changed in any way: mirror again only then.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

  // Ask for an action on a node; it takes effect in the next frame, exactly as a pointer or a key would do it.
  // False when no such node exists, it is disabled, or the action does not apply to it. Draw a frame afterwards.
  // `value`: for SetValue, the new text (TextBox), the name of the option (ComboBox) or a number (SpinButton, Slider).
  bool perform(std::uint32_t id, Action action, std::string_view value = {});

  // Convenience for tests: the first node of that role and name, or null.
  [[nodiscard]] const AccessNode* find(Role role, std::string_view name) const;

  // ---- the widgets' side (src/ui only) --------------------------------------------------------------------
  struct Pending {
    std::uint32_t id = 0;
    Action action = Action::Click;
    std::string value;
    int frames_left = 0;
  };

  void begin_frame();
  void end_frame();
  // Add a node under the innermost open container; returns it for more detail until the next call.
  AccessNode& add(AccessNode node);
  AccessNode& open(AccessNode node);  // add() and make it the innermost container
  void close();
  // Consume a pending action for this widget, if there is one.
  [[nodiscard]] bool take(std::uint32_t id, Action action);
  [[nodiscard]] std::optional<std::string> take_value(std::uint32_t id);
  [[nodiscard]] bool has_pending() const { return !pending_.empty(); }
  // Seen through ImGui's item hooks: an item that no widget described itself.
  void seen(std::uint32_t id, AccessRect rect);
  void labelled(std::uint32_t id, std::string_view label, bool checkable, bool checked, bool inputable);

 private:
  struct Seen {
    std::uint32_t id = 0;
    AccessRect rect;
    std::string label;
    bool checkable = false, checked = false, inputable = false;
  };
  std::vector<AccessNode> nodes_, building_;
  std::vector<std::uint32_t> open_;
  std::vector<Seen> seen_;
  std::vector<Pending> pending_;
  std::unordered_set<std::uint32_t> used_;  // ids given out in this frame
  std::uint64_t revision_ = 0;
};

}  // namespace assay::ui
