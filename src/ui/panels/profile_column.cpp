#include <algorithm>
#include <array>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/profile_parts.hpp"
#include "ui/plot/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

using profile::ColumnProfile;

float header(Ui& ui, float x, float y, float width, const profile::TableProfile& table, const ColumnProfile& column) {
  Rect head{x, y, width, 36};
  const Rect disc = head.take_left(36, 12);
  fill(ui, disc, ui.theme->accent_soft, 10);
  ui.icon(disc, column.origin.empty() ? type_icon(column.type) : icons::sparkles, TextStyle::Icon, ui.theme->accent_text);
  if (icon_button(ui, head.take_right(32, 2).centred(32, 32), icons::chevron_right, "Next column", column.column + 1 >= table.columns.size()).clicked) ui.send(session::SelectColumn{column.column + 1, false});
  if (icon_button(ui, head.take_right(32, 6).centred(32, 32), icons::chevron_left, "Previous column", column.column == 0).clicked) ui.send(session::SelectColumn{column.column - 1, false});
  Button show{.name = "Show " + column.name + " in the grid", .label = ui.narrow ? "" : "Show in grid", .icon = icons::table, .tooltip = {}, .style = TextStyle::Small};
  const Rect show_box = head.take_right(button_width(ui, show), 12).centred(button_width(ui, show), 32);
  if (button(ui, show_box, show).clicked) {
    ui.send(session::SelectColumn{column.column, false});
    ui.send(session::GoToStage{session::Stage::Data});
    ui.grid.reveal_column = column.column;
  }
  const float name = std::min(head.w, ui.width(column.name, TextStyle::Title) + 2);
  ui.heading(head.take_left(name, 12), column.name, TextStyle::Title, 1);
  const float middle = head.centre_y();
  std::vector<std::string> tags = {std::string(profile::to_string(column.kind))};
  if (column.unique) tags.emplace_back("unique");
  if (column.constant) tags.emplace_back("constant");
  if (!column.origin.empty()) tags.push_back("from " + column.origin);
  for (const std::string& tag : tags) {
    if (badge_width(ui, tag) > head.w) break;
    head.take_left(badge(ui, head.x, middle, tag, ui.theme->muted, ui.theme->sunken), 6);
  }
  if (!column.complete && head.w > 130) {
    badge(ui, head.x, middle, short_count(static_cast<double>(column.rows)) + " of " + short_count(static_cast<double>(table.rows)) + " rows", ui.theme->warning, ui.theme->warning_soft, icons::clock);
  }
  return y + 36 + size::gap;
}

constexpr std::array<std::uint32_t, 4> bin_choices = {0, 20, 50, 100};

// The histogram: as the profile has it, or with the bins that were asked for.
void distribution_card(Ui& ui, const Rect& rect, const ColumnProfile& column) {
  Rect inner = titled_card(ui, rect, "Distribution");
  const bool switchable = column.numeric.has_value() && ui.view.histogram;
  const std::uint32_t bins = switchable ? ui.profile.bins[column.column] : 0;
  if (switchable) {
    const std::vector<std::string> names = {"Auto", "20", "50", "100"};
    int current = 0;
    for (std::size_t i = 0; i < bin_choices.size(); ++i) {
      if (bin_choices[i] == bins) current = static_cast<int>(i);
    }
    const float width = segmented_width(ui, names);
    const Rect box{rect.right() - width - 48, rect.y + 11, width, 28};
    if (box.x > rect.x + 190) ui.label({box.x - 40, box.y, 34, box.h}, "bins", TextStyle::Small, ui.theme->faint, Align::Right);
    const int chosen = segmented(ui, box, "Bins of " + column.name, names, current);
    if (chosen >= 0) {
      const std::uint32_t wanted = bin_choices[static_cast<std::size_t>(chosen)];
      ui.profile.bins[column.column] = wanted;
      if (wanted > 0) ui.send(session::RequestHistogram{column.column, wanted});
    }
  }
  Rect foot = inner.take_bottom(18);
  inner.take_bottom(4);
  std::string note = std::string(stats::to_string(column.histogram->rule)) + " rule, " + plural(column.histogram->counts.size(), "bin");
  const stats::Histogram* shown = &*column.histogram;
  session::Derived<session::ColumnHistogramResult> asked;
  if (bins > 0) {
    asked = ui.view.histogram(column.column, bins);
    if (asked.state == session::DerivedState::Absent) ui.send(session::RequestHistogram{column.column, bins});
    if (asked.value && asked.value->histogram.counts.empty()) asked.value.reset();
    if (asked.value) {
      shown = &asked.value->histogram;
      note = plural(shown->counts.size(), "bin") + ", " + asked.value->device + ": kernel " + duration_text(asked.value->kernel_ms) + ", copy " + duration_text(asked.value->copy_ms);
    } else if (asked.state == session::DerivedState::Failed || asked.state == session::DerivedState::Pending) {
      if (!derived_state(ui, inner, derived_info(asked), "the histogram", "")) return;
    }
  }
  const plot::Figure figure = histogram_figure(column, *shown);
  figure_menu(ui, rect, figure);
  plot::draw_figure(ui, inner, figure);
  const bool help = foot.w > 420;
  ui.label(foot, note, TextStyle::Caption, ui.theme->faint);
  if (help) ui.label(foot, "drag to zoom, double-click to reset", TextStyle::Caption, ui.theme->faint, Align::Right);
  ui.say(foot, note);
}

void top_card(Ui& ui, const Rect& rect, const ColumnProfile& column, const plot::Figure& figure) {
  Rect inner = titled_card(ui, rect, "Most frequent values");
  std::uint64_t shown = 0;
  for (std::size_t i = 0; i < figure.bars.size(); ++i) shown += column.top->values[i].count;
  if (column.present() > shown) {
    const std::string others = plural(column.present() - shown, "row") + (column.present() - shown == 1 ? " has another value" : " have other values");
    ui.label({rect.x + 180, rect.y + size::pad, rect.w - 228, 20}, others, TextStyle::Small, ui.theme->faint, Align::Right);
    ui.say(rect, others);
  }
  figure_menu(ui, rect, figure);
  const plot::FigureHit hit = plot::draw_figure(ui, inner, figure);
  if (!hit.clicked) return;
  session::Filter filter;
  filter.column = column.column;
  filter.kind = session::Filter::Kind::Equals;
  filter.text = column.top->values[*hit.clicked].label;
  ui.send(session::AddFilter{filter});
  ui.send(session::GoToStage{session::Stage::Data});
}

void extremes_card(Ui& ui, const Rect& rect, const ColumnProfile& column) {
  Rect inner = titled_card(ui, rect, "Extremes", "click for the row");
  const auto half = [&](Rect box, std::string_view title, const std::vector<profile::Extreme>& values) {
    ui.label(box.take_top(20, 2), title, TextStyle::Caption, ui.theme->faint);
    for (std::size_t i = 0; i < std::min<std::size_t>(5, values.size()); ++i) {
      const profile::Extreme& value = values[i];
      const Rect row = box.take_top(25);
      const std::string name = std::string(title) + " " + std::to_string(i + 1) + ": " + value.text + " in row " + std::to_string(value.row + 1);
      const Hit hit = interact(ui, row, node_of(Role::Link, name));
      if (hit.hovered) fill(ui, row.inset(-6, 0), ui.theme->hover, 5);
      const std::string where = "row " + count_text(static_cast<std::uint64_t>(value.row) + 1);
      ui.label(row, where, TextStyle::Caption, ui.theme->faint, Align::Right);
      ui.label({row.x, row.y, row.w - ui.width(where, TextStyle::Caption) - 8, row.h}, value.text.empty() ? number_text(value.value) : value.text, TextStyle::Mono, ui.theme->text);
      if (!hit.clicked) continue;
      ui.send(session::SelectRow{value.row});
      ui.send(session::GoToStage{session::Stage::Data});
      ui.grid.reveal_row = value.row;
      ui.grid.reveal_column = column.column;
    }
  };
  half(inner.take_left((inner.w - 32) * 0.5F, 32), "Smallest", column.numeric->smallest);
  half(inner, "Largest", column.numeric->largest);
}

plot::Figure calendar_figure(const ColumnProfile& column) {
  static constexpr std::array<const char*, 7> days = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  plot::Figure figure;
  figure.kind = plot::Kind::Bars;
  figure.title = "Weekdays of " + column.name;
  figure.y.title = "weekday";
  const double present = static_cast<double>(std::max<std::uint64_t>(1, column.timestamp->count));
  for (std::size_t i = 0; i < days.size(); ++i) {
    const std::uint64_t n = column.timestamp->by_weekday[i];
    figure.bars.push_back({days[i], static_cast<double>(n), share_text(static_cast<double>(n) / present), false, std::nullopt});
  }
  return figure;
}

void figures(Ui& ui, CardFlow& flow, const ColumnProfile& column) {
  if (column.histogram && column.histogram->counts.size() > 1) distribution_card(ui, flow.place(0, 318), column);
  const plot::Figure top = top_figure(column);
  // Nearly all values differ: their frequencies say nothing.
  const bool measured = column.kind == profile::Kind::Numeric || column.kind == profile::Kind::Timestamp;
  const bool spread_out = measured && column.top && !column.top->values.empty() && column.top->values.front().count * 50 < column.present();
  if (!top.bars.empty() && !spread_out && !column.unique) top_card(ui, flow.place(0, card_head + plot::bars_height(top) + size::pad), column, top);
  if (column.timestamp && column.timestamp->count > 0) {
    const plot::Figure week = calendar_figure(column);
    const Rect rect = flow.place(0, card_head + plot::bars_height(week) + size::pad);
    const Rect inner = titled_card(ui, rect, "Weekdays");
    figure_menu(ui, rect, week);
    plot::draw_figure(ui, inner, week);
  }
  if (column.text && column.text->lengths && column.text->lengths->counts.size() > 1) {
    ColumnProfile lengths;
    lengths.name = "lengths of " + column.name;
    lengths.type = data::Type::Integer;
    const plot::Figure figure = histogram_figure(lengths, *column.text->lengths);
    const Rect rect = flow.place(0, 250);
    const Rect inner = titled_card(ui, rect, "Lengths");
    figure_menu(ui, rect, figure);
    plot::draw_figure(ui, inner, figure);
  }
  if (column.numeric && !column.numeric->smallest.empty()) {
    const auto rows = static_cast<float>(std::min<std::size_t>(5, column.numeric->smallest.size()));
    extremes_card(ui, flow.place(0, card_head + 22 + rows * 25 + size::pad), column);
  }
}

}  // namespace

void draw_column_profile(Ui& ui, const Rect& rect, const profile::TableProfile& table, std::size_t index) {
  const ColumnProfile& column = table.columns[index];
  Scroll scroll(ui, "##column", rect);
  if (ui.profile.shown_column != index) {
    ui.profile.shown_column = index;
    scroll.to_top();
  }
  const float margin = ui.narrow ? 12 : 24;
  const float width = std::min(scroll.width() - 2 * margin, 1280.0F);
  const float x = scroll.x() + margin;
  float y = header(ui, x, scroll.y() + (ui.narrow ? 12 : 20), width, table, column);
  std::vector<const profile::Alert*> alerts;
  for (const profile::Alert& alert : table.alerts) {
    if (std::find(alert.columns.begin(), alert.columns.end(), index) != alert.columns.end()) alerts.push_back(&alert);
  }
  if (!alerts.empty()) {
    const Rect box{x, y, width, static_cast<float>(std::min<std::size_t>(4, alerts.size())) * alert_row + 16};
    card(ui, box);
    draw_alerts(ui, box.inset(size::pad, 8), alerts, 4);
    y = box.bottom() + size::gap;
  }
  CardFlow flow(x, y, width, width < 760);
  figures(ui, flow, column);
  const auto groups = column_stats(table, column);
  for (const StatGroup& group : groups) stat_card(ui, flow.place(1, stat_card_height(ui, group.stats, flow.width(1))), group.title, group.stats);
  scroll.end_at(flow.bottom() + 16);
}

}  // namespace assay::ui
