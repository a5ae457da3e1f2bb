// Pieces that the parts of the profile panel share.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "ui/panels/panels.hpp"
#include "ui/plot/figure.hpp"

namespace assay::ui {

// One statistic: what it is called, what it is, and what that means (shown on hover, with the definition).
struct Stat {
  std::string label;
  std::string value;
  std::string help;
};

// Cards in two columns (one where it is narrow), each put under the last one of its column.
class CardFlow {
 public:
  CardFlow(float x, float y, float width, bool one_column, float left_share = 0.58F);
  [[nodiscard]] Rect place(int column, float height);
  [[nodiscard]] float width(int column) const { return widths_[one_ ? 0 : static_cast<std::size_t>(column)]; }
  [[nodiscard]] float bottom() const;
  void level();  // both columns go on at the same height

 private:
  std::array<float, 2> x_{}, y_{}, widths_{};
  bool one_ = false;
};

[[nodiscard]] float stats_height(const Ui& ui, const std::vector<Stat>& stats, float width);
void draw_stats(Ui& ui, const Rect& inner, const std::vector<Stat>& stats);  // in one or two columns
[[nodiscard]] float stat_card_height(const Ui& ui, const std::vector<Stat>& stats, float width);
void stat_card(Ui& ui, const Rect& rect, std::string_view title, const std::vector<Stat>& stats);

inline constexpr float card_head = size::pad + 20 + 12;  // title of a titled_card and the gap below

// A small menu on a figure's card: copy its data, copy it as SVG.
void figure_menu(Ui& ui, const Rect& card, const plot::Figure& figure);

void draw_overview(Ui& ui, const Rect& rect, const profile::TableProfile& profile);
void draw_column_profile(Ui& ui, const Rect& rect, const profile::TableProfile& profile, std::size_t column);
// Rows of alerts; returns the height used. With `most`, no more than that many.
float draw_alerts(Ui& ui, const Rect& rect, const std::vector<const profile::Alert*>& alerts, std::size_t most);
inline constexpr float alert_row = 38;

// Groups of a column's statistics.
struct StatGroup {
  std::string title;
  std::vector<Stat> stats;
};
[[nodiscard]] std::vector<StatGroup> column_stats(const profile::TableProfile& table, const profile::ColumnProfile& column);
[[nodiscard]] plot::Figure histogram_figure(const profile::ColumnProfile& column, const stats::Histogram& histogram);
[[nodiscard]] plot::Figure top_figure(const profile::ColumnProfile& column);

}  // namespace assay::ui
