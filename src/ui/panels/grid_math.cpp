#include "ui/panels/grid_math.hpp"

#include <algorithm>
#include <cmath>

namespace assay::ui {

double max_top_row(std::int64_t total, double view_px, double row_px) {
  return std::max(0.0, static_cast<double>(total) - view_px / row_px);
}

double clamp_top_row(double top, std::int64_t total, double view_px, double row_px) {
  return std::clamp(top, 0.0, max_top_row(total, view_px, row_px));
}

VisibleRows visible_rows(double top, std::int64_t total, double view_px, double row_px) {
  VisibleRows rows;
  top = clamp_top_row(top, total, view_px, row_px);
  const double whole = std::floor(top);
  rows.first = static_cast<std::int64_t>(whole);
  rows.offset = (top - whole) * row_px;
  rows.end = std::min(total, rows.first + static_cast<std::int64_t>(std::ceil((view_px + rows.offset) / row_px)));
  return rows;
}

double reveal_row(double top, std::int64_t row, std::int64_t total, double view_px, double row_px) {
  const auto at = static_cast<double>(row);
  const double shown = view_px / row_px;
  if (at < top) top = at;
  else if (at + 1 > top + shown) top = at + 1 - shown;
  return clamp_top_row(top, total, view_px, row_px);
}

Thumb thumb_of(double top, double view, double total, double track_px, double shortest_px) {
  if (total <= view || track_px <= 0) return {};
  Thumb thumb;
  thumb.length = std::min(track_px, std::max(shortest_px, track_px * view / total));
  thumb.start = (track_px - thumb.length) * std::clamp(top / (total - view), 0.0, 1.0);
  return thumb;
}

double top_of_thumb(double start_px, double view, double total, double track_px, double shortest_px) {
  const Thumb thumb = thumb_of(0, view, total, track_px, shortest_px);
  if (thumb.length <= 0 || track_px <= thumb.length) return 0;
  return std::clamp(start_px / (track_px - thumb.length), 0.0, 1.0) * (total - view);
}

std::string tsv_field(std::string text) {
  if (text.find_first_of("\t\r\n\"") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace assay::ui
