// What the interface itself remembers between frames: where one scrolled, what is open, what is typed. Nothing of the
// document is here (that is session::State).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ui/geometry.hpp"

namespace assay::ui {

struct CellRef {
  std::int64_t row = 0;  // as shown (0-based position in the row order)
  int column = 0;        // position among the columns shown
  [[nodiscard]] bool operator==(const CellRef&) const = default;
};

struct GridState {
  std::uint64_t table_key = 0;                 // changes with the table: sizes and places start anew
  double top_row = 0;                          // first row shown, with its hidden part as fraction
  float scroll_x = 0;                          // of the columns that are not pinned
  std::unordered_map<std::size_t, float> widths;  // by table column
  bool focused = false;
  std::optional<CellRef> anchor, head;         // the selection spans both
  std::optional<std::size_t> resizing;         // column whose edge is dragged
  float resize_start = 0;
  std::optional<std::size_t> brushing;         // column whose histogram is brushed
  float brush_from = 0, brush_to = 0;          // in [0, 1] of the histogram's width
  bool dragging_scrollbar = false, dragging_scrollbar_x = false, selecting = false, panning = false;
  double drag_origin = 0;
  std::optional<std::size_t> menu_column;      // whose header menu is open
  std::optional<std::size_t> reveal_column;    // scroll there in the next frame
  std::optional<std::int64_t> reveal_row;
  std::string find_text, jump_text, filter_text, filter_low, filter_high;
  std::string status;                          // "Copied 12 cells", for a moment
  double status_until = 0;
  bool copy_header = false;
};

struct ProfileState {
  std::string search;
  std::unordered_map<std::size_t, std::uint32_t> bins;  // 0: as the profile has them
  std::optional<std::size_t> shown_column;               // to scroll up when it changes
};

struct PredictState {
  bool show_nodes = false;
  bool show_metadata = false;
};

struct PaletteState {
  bool open_next = false;
  std::string query;
  int cursor = 0;
  int found = 0;  // in the last frame
};

struct PlotZoom {
  double lo = 0, hi = 0;
  double drag_from = 0;
  bool zoomed = false, dragging = false;
};

struct ShellState {
  bool drawer_open = false;
  bool help_next = false;
  bool paste_next = false;
  std::string paste_text;
  float toast_height = 0;  // of the last frame
  std::unordered_map<std::uint64_t, double> notices_since;  // when each notice was first shown
};

}  // namespace assay::ui
