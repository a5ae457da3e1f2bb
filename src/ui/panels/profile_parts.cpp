#include "ui/panels/profile_parts.hpp"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/plot/svg.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

constexpr float stat_row = 27;
constexpr float two_columns_from = 460;

bool in_two(const std::vector<Stat>& stats, float width) { return width >= two_columns_from && stats.size() > 3; }

}  // namespace

CardFlow::CardFlow(float x, float y, float width, bool one_column, float left_share) : one_(one_column) {
  const float left = one_ ? width : std::round((width - size::gap) * left_share);
  x_ = {x, x + left + size::gap};
  widths_ = {left, width - left - size::gap};
  y_ = {y, y};
}

Rect CardFlow::place(int column, float height) {
  const std::size_t c = one_ ? 0 : static_cast<std::size_t>(column);
  const Rect rect{x_[c], y_[c], widths_[c], height};
  y_[c] += height + size::gap;
  return rect;
}

float CardFlow::bottom() const { return std::max(y_[0], one_ ? 0 : y_[1]); }

void CardFlow::level() {
  if (!one_) y_[0] = y_[1] = bottom();
}

float stats_height(const Ui&, const std::vector<Stat>& stats, float width) {
  const auto n = static_cast<float>(stats.size());
  return (in_two(stats, width) ? std::ceil(n / 2) : n) * stat_row;
}

void draw_stats(Ui& ui, const Rect& inner, const std::vector<Stat>& stats) {
  const bool two = in_two(stats, inner.w);
  const std::size_t per_column = two ? (stats.size() + 1) / 2 : stats.size();
  const float width = two ? (inner.w - 32) * 0.5F : inner.w;
  const AccessScope list(ui, Role::List, "Statistics", inner);
  for (std::size_t i = 0; i < stats.size(); ++i) {
    const std::size_t column = i / per_column, row = i % per_column;
    const Rect line{inner.x + static_cast<float>(column) * (width + 32), inner.y + static_cast<float>(row) * stat_row, width, stat_row};
    const bool over = ui.mouse_over(line);
    if (over) fill(ui, line.inset(-6, 0), ui.theme->hover, 5);
    const float value_width = std::min(line.w * 0.62F, ui.width(stats[i].value, TextStyle::Mono) + 1);
    const bool cut = ui.label({line.right() - value_width, line.y, value_width, line.h}, stats[i].value, TextStyle::Mono, ui.theme->text, Align::Right);
    ui.label({line.x, line.y, line.w - value_width - 10, line.h}, stats[i].label, TextStyle::Small, ui.theme->muted);
    if (row + 1 < per_column && i + 1 < stats.size()) hline(ui, line.x, line.bottom() - 0.5F, line.w, mix(ui.theme->surface, ui.theme->border, 0.6F));
    if (over) tooltip(ui, line, cut ? stats[i].label + ": " + stats[i].value + "\n" + stats[i].help : stats[i].help, item_id(stats[i].label));
    AccessNode node = node_of(Role::ListItem, stats[i].label);
    node.value = stats[i].value;
    node.description = stats[i].help;
    node.rect = line.access();
    ui.access.add(std::move(node));
  }
}

float stat_card_height(const Ui& ui, const std::vector<Stat>& stats, float width) {
  return card_head + stats_height(ui, stats, width - 2 * size::pad) + size::pad - 4;
}

void stat_card(Ui& ui, const Rect& rect, std::string_view title, const std::vector<Stat>& stats) {
  const Rect inner = titled_card(ui, rect, title);
  draw_stats(ui, inner, stats);
}

void figure_menu(Ui& ui, const Rect& card, const plot::Figure& figure) {
  const Rect box{card.right() - 40, card.y + 10, 28, 28};
  Button more{.name = "Export " + figure.title, .label = {}, .icon = icons::ellipsis_vertical, .kind = ButtonKind::Ghost, .tooltip = "Copy the data or the picture"};
  const std::uint32_t id = item_id("figure menu " + figure.title);
  if (button(ui, box, more).clicked) open_popup(id);
  const std::vector<MenuItem> items = {{"Copy data as CSV", icons::copy, {}, false, false, {}, false, {}}, {"Copy picture as SVG", icons::copy, {}, false, false, {}, false, {}}};
  const auto chosen = menu(ui, id, box, "Export " + figure.title, items);
  if (!chosen) return;
  ui.send(session::CopyText{*chosen == 0 ? plot::to_csv(figure) : plot::to_svg(figure, 720, 420, ui.theme->dark)});
}

float draw_alerts(Ui& ui, const Rect& rect, const std::vector<const profile::Alert*>& alerts, std::size_t most) {
  const AccessScope list(ui, Role::List, "Alerts", rect);
  float y = rect.y;
  for (std::size_t i = 0; i < std::min(most, alerts.size()); ++i) {
    const profile::Alert& alert = *alerts[i];
    const bool error = alert.severity == profile::Severity::Error, warning = alert.severity == profile::Severity::Warning;
    const Rect row{rect.x, y, rect.w, alert_row};
    AccessNode node = node_of(Role::Button, "Alert: " + alert.message);
    node.description = std::string(profile::to_string(alert.kind)) + ", " + std::string(profile::to_string(alert.severity));
    ImGui::PushID(static_cast<int>(i));
    const Hit hit = interact(ui, row, std::move(node));
    ImGui::PopID();
    if (hit.hovered) fill(ui, row.inset(-6, 1), ui.theme->hover, 8);
    Rect line = row;
    const Colour colour = error ? ui.theme->danger : warning ? ui.theme->warning : ui.theme->muted;
    const Colour soft = error ? ui.theme->danger_soft : warning ? ui.theme->warning_soft : ui.theme->sunken;
    ui.icon(line.take_left(20, 10), error ? icons::circle_alert : warning ? icons::triangle_alert : icons::info, TextStyle::Icon, colour);
    const std::string_view kind = profile::to_string(alert.kind);
    const float kind_width = badge_width(ui, kind);
    const float words = ui.width(alert.message, TextStyle::Body);
    if (line.w > kind_width + (ui.narrow ? words + 10 : 160)) {
      const Rect tag = line.take_right(kind_width, 10);
      badge(ui, tag.x, tag.centre_y(), kind, colour, soft);
    }
    const bool cut = ui.label(line, alert.message, TextStyle::Body, ui.theme->text);
    if (cut && hit.hovered) tooltip(ui, line, alert.message, hit.id);
    if (hit.clicked && !alert.columns.empty()) ui.send(session::SelectColumn{alert.columns.front(), true});
    y += alert_row;
  }
  return y - rect.y;
}

}  // namespace assay::ui
