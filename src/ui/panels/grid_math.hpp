// Where rows lie in a grid of up to 2^53 rows: whole rows are integers, only the hidden part of the first one is a
// fraction, so nothing drifts. No drawing here.
#pragma once

#include <cstdint>
#include <string>

namespace assay::ui {

struct VisibleRows {
  std::int64_t first = 0;  // first row that shows at all
  std::int64_t end = 0;    // one past the last
  double offset = 0;       // pixels that row `first` is above the top edge (>= 0)
};

// The largest top row, so that the last row ends at the bottom edge.
[[nodiscard]] double max_top_row(std::int64_t total, double view_px, double row_px);
[[nodiscard]] double clamp_top_row(double top, std::int64_t total, double view_px, double row_px);
[[nodiscard]] VisibleRows visible_rows(double top, std::int64_t total, double view_px, double row_px);
// The top row that shows `row` whole, moving as little as possible.
[[nodiscard]] double reveal_row(double top, std::int64_t row, std::int64_t total, double view_px, double row_px);

struct Thumb {
  double start = 0, length = 0;  // pixels along the track
};
// A scrollbar's thumb; length 0 when everything shows.
[[nodiscard]] Thumb thumb_of(double top, double view, double total, double track_px, double shortest_px = 28);
// The top that puts the thumb's start there.
[[nodiscard]] double top_of_thumb(double start_px, double view, double total, double track_px, double shortest_px = 28);

// A cell as one field of tab-separated text: quoted when it holds a tab, a line break or a quote.
[[nodiscard]] std::string tsv_field(std::string text);

}  // namespace assay::ui
