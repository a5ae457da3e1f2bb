#include <array>

#include <imgui.h>

#include "ui/panels/panels.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

struct Row {
  std::string keys;
  const char* words;
};

void key_caps(Ui& ui, const Rect& rect, std::string_view keys) {
  float x = rect.right();
  // Drawn from the right, one cap for each part between blanks.
  while (!keys.empty()) {
    const std::size_t space = keys.rfind(' ');
    const std::string_view key = space == std::string_view::npos ? keys : keys.substr(space + 1);
    const float width = std::max(24.0F, ui.width(key, TextStyle::Small) + 14);
    const Rect cap{x - width, rect.centre_y() - 12, width, 24};
    fill(ui, cap, ui.theme->sunken, 6);
    stroke(ui, cap, ui.theme->border, 6);
    ui.label(cap, key, TextStyle::Small, ui.theme->text, Align::Centre);
    x -= width + 6;
    keys = space == std::string_view::npos ? std::string_view() : keys.substr(0, space);
  }
}

}  // namespace

void draw_help(Ui& ui) {
  if (ui.shell.help_next) {
    ui.shell.help_next = false;
    open_dialog("##help");
  }
  Dialog dialog(ui, "##help", "Help and keyboard shortcuts", 560, 596);
  if (!dialog) return;
  const std::array<Row, 14> rows = {{
      {shortcut_text(ui, "K"), "Command palette: every command, every column"},
      {shortcut_text(ui, "O"), "Open a file"},
      {shortcut_text(ui, "Z"), "Undo"},
      {shortcut_text(ui, "Z", true), "Redo"},
      {"1 2 3", "Data, Profile, Predict"},
      {"\xE2\x86\x91 \xE2\x86\x93 \xE2\x86\x90 \xE2\x86\x92", "Move in the grid; with Shift, select"},
      {"PgUp PgDn", "A screen of rows up or down"},
      {"Home End", "First or last column; with Ctrl, first or last cell"},
      {shortcut_text(ui, "A"), "Select all cells"},
      {shortcut_text(ui, "C"), "Copy the selected cells for a spreadsheet"},
      {"Enter", "Details of the cell and its row"},
      {"Tab", "Next control; out of the grid"},
      {"Esc", "Close what is open"},
      {"?", "This help"},
  }};
  Rect inner = dialog.rect().inset(24);
  ui.heading(inner.take_top(24, 12), "Keyboard shortcuts", TextStyle::Title, 2);
  Rect foot = inner.take_bottom(ui.control);
  const AccessScope list(ui, Role::List, "Shortcuts", inner);
  for (const Row& row : rows) {
    Rect line = inner.take_top(33);
    ui.access.add([&] {
      AccessNode node = node_of(Role::ListItem, row.keys + ": " + row.words);
      node.rect = line.access();
      return node;
    }());
    hline(ui, line.x, line.bottom() - 1, line.w, ui.theme->border);
    key_caps(ui, line.take_right(170, 12), row.keys);
    ui.label(line, row.words, TextStyle::Body, ui.theme->text);
  }
  Button close{.name = "Close help", .label = "Close", .kind = ButtonKind::Primary, .tooltip = {}};
  ui.label({foot.x, foot.y, foot.w - 100, foot.h}, "Assay reads, profiles and scores on this device.", TextStyle::Small, ui.theme->muted);
  if (button(ui, foot.take_right(button_width(ui, close)), close).clicked) dialog.close();
}

}  // namespace assay::ui
