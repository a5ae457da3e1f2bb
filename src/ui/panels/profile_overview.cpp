#include <algorithm>
#include <cmath>
#include <map>

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

struct Tile {
  const char* icon;
  std::string label, value, note, help;
  Colour colour;
};

void tile(Ui& ui, const Rect& rect, const Tile& t) {
  card(ui, rect);
  Rect inner = rect.inset(size::pad, 14);
  Rect head = inner.take_top(18, 6);
  ui.icon(head.take_left(16, 7), t.icon, TextStyle::IconSmall, t.colour);
  ui.label(head, t.label, TextStyle::Small, ui.theme->muted);
  ui.label(inner.take_top(28, 2), t.value, TextStyle::Figure, ui.theme->text);
  ui.label(inner.take_top(18), t.note, TextStyle::Small, ui.theme->faint);
  if (ui.mouse_over(rect)) tooltip(ui, rect, t.help, item_id(t.label));
  AccessNode node = node_of(Role::ListItem, t.label);
  node.value = t.value;
  node.description = t.note + (t.note.empty() ? "" : ". ") + t.help;
  node.rect = rect.access();
  ui.access.add(std::move(node));
}

std::string types_note(const profile::TableProfile& profile) {
  std::map<profile::Kind, int> kinds;
  for (const auto& column : profile.columns) ++kinds[column.kind];
  std::string note;
  for (const auto& [kind, count] : kinds) {
    std::string word(profile::to_string(kind));
    word[0] = static_cast<char>(word[0] | 0x20);
    note += (note.empty() ? "" : ", ") + std::to_string(count) + " " + word;
  }
  return note;
}

std::vector<Tile> tiles_of(const Ui& ui, const profile::TableProfile& p) {
  const double cells = static_cast<double>(p.rows_seen) * static_cast<double>(p.columns.size());
  const double missing = cells > 0 ? static_cast<double>(p.cells_missing) / cells : 0;
  const double odd_rows = p.rows_seen > 0 ? static_cast<double>(p.rows_with_missing) / static_cast<double>(p.rows_seen) : 0;
  std::vector<Tile> tiles;
  tiles.push_back({icons::rows_3, "Rows", p.rows < 1'000'000 ? count_text(p.rows) : short_count(static_cast<double>(p.rows)), count_text(p.rows) + " in all", "Rows of the table.", ui.theme->accent_text});
  tiles.push_back({icons::columns_3, "Columns", count_text(p.columns.size()), types_note(p), "Columns, by how they are best read.", ui.theme->accent_text});
  tiles.push_back({icons::circle_x, "Missing cells", share_text(missing), count_text(p.cells_missing) + " cells, " + share_text(odd_rows) + " of rows", "Cells without a value, as a share of all cells.", p.cells_missing > 0 ? ui.theme->warning : ui.theme->positive});
  const bool counted = p.duplicate_rows.has_value();
  tiles.push_back({icons::copy, "Duplicate rows", counted ? count_text(*p.duplicate_rows) : std::string(undefined_text),
                   counted ? (*p.duplicate_rows == 0 ? "every row differs" : share_text(static_cast<double>(*p.duplicate_rows) / static_cast<double>(std::max<std::uint64_t>(1, p.rows_seen))) + " of rows")
                           : "not counted",
                   "Rows that equal an earlier row in every column.", counted && *p.duplicate_rows > 0 ? ui.theme->warning : ui.theme->positive});
  tiles.push_back({icons::memory_stick, "In memory", bytes_text(static_cast<double>(p.memory_bytes)), "on this device", "Bytes that the table takes in this app.", ui.theme->accent_text});
  tiles.push_back({icons::timer, "Profiled in", duration_text(p.elapsed_ms), plural(static_cast<std::uint64_t>(std::max(1, p.threads)), "thread"), "Wall-clock time of this profile, and the threads that took part.", ui.theme->accent_text});
  return tiles;
}

float draw_tiles(Ui& ui, float x, float y, float width, const profile::TableProfile& profile) {
  const std::vector<Tile> tiles = tiles_of(ui, profile);
  const int across = width >= 1040 ? 6 : width >= 560 ? 3 : 2;
  constexpr float height = 106;
  const float gap = ui.narrow ? 10 : size::gap;
  const float each = (width - gap * static_cast<float>(across - 1)) / static_cast<float>(across);
  const AccessScope list(ui, Role::List, "Overview", {x, y, width, height});
  for (int i = 0; i < static_cast<int>(tiles.size()); ++i) {
    tile(ui, {x + static_cast<float>(i % across) * (each + gap), y + static_cast<float>(i / across) * (height + gap), each, height}, tiles[static_cast<std::size_t>(i)]);
  }
  const auto lines = static_cast<float>((static_cast<int>(tiles.size()) + across - 1) / across);
  return y + lines * (height + gap) - gap;
}

void alerts_card(Ui& ui, const Rect& rect, const profile::TableProfile& profile, std::size_t most) {
  std::vector<const profile::Alert*> alerts;
  for (const profile::Alert& alert : profile.alerts) alerts.push_back(&alert);
  const Rect inner = titled_card(ui, rect, "Alerts", alerts.size() > most ? "the " + std::to_string(most) + " most severe of " + std::to_string(alerts.size()) : plural(alerts.size(), "alert"));
  if (alerts.empty()) {
    ui.icon({inner.x, inner.y, 20, alert_row}, icons::circle_check, TextStyle::Icon, ui.theme->positive);
    ui.label({inner.x + 30, inner.y, inner.w - 30, alert_row}, profile.complete ? "Nothing stands out." : "Nothing stands out so far.", TextStyle::Body, ui.theme->muted);
    return;
  }
  draw_alerts(ui, inner, alerts, most);
}

plot::Figure correlation_figure(const profile::TableProfile& profile) {
  const profile::Correlation& c = *profile.correlation;
  plot::Figure figure;
  figure.kind = plot::Kind::HeatMap;
  figure.title = "Correlation of the numeric columns";
  for (const std::size_t column : c.columns) figure.heat.rows.push_back(profile.columns[column].name);
  figure.heat.columns = figure.heat.rows;
  figure.heat.cells = c.r;
  double strongest = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < c.r.size(); ++i) {
    figure.heat.texts.push_back(c.r[i] ? number_text(std::round(*c.r[i] * 100) / 100, 2) : "");
    const bool diagonal = i / c.columns.size() == i % c.columns.size();
    if (!diagonal && c.r[i] && std::fabs(*c.r[i]) > std::fabs(strongest)) strongest = *c.r[i], where = i;
  }
  if (strongest != 0) {
    figure.description = "Pearson's r. The strongest pair is " + figure.heat.rows[where / c.columns.size()] + " and " + figure.heat.rows[where % c.columns.size()] + " with " + number_text(strongest, 3) + ".";
  }
  return figure;
}

float correlation_card(Ui& ui, float x, float y, float width, const profile::TableProfile& profile) {
  if (!profile.correlation || profile.correlation->columns.size() < 2) return y;
  const plot::Figure figure = correlation_figure(profile);
  const float height = plot::heat_height(figure, std::min(width - 2 * size::pad, 1100.0F));
  const Rect rect{x, y, width, card_head + height + size::pad};
  const Rect inner = titled_card(ui, rect, "Correlation");
  ui.label({inner.x + 100, rect.y + size::pad, inner.w - 136, 20}, "Pearson\xE2\x80\x99s r, pairwise complete", TextStyle::Small, ui.theme->faint, Align::Left);
  figure_menu(ui, rect, figure);
  const plot::FigureHit hit = plot::draw_figure(ui, {inner.x, inner.y, std::min(inner.w, 1100.0F), height}, figure);
  if (hit.clicked) ui.send(session::SelectColumn{profile.correlation->columns[*hit.clicked / figure.heat.columns.size()], true});
  if (!profile.correlation->left_out.empty()) ui.label({inner.x, rect.bottom() - 18, inner.w, 16}, plural(profile.correlation->left_out.size(), "more column") + " left out", TextStyle::Caption, ui.theme->faint);
  return rect.bottom() + size::gap;
}

}  // namespace

void draw_overview(Ui& ui, const Rect& rect, const profile::TableProfile& profile) {
  Scroll scroll(ui, "##overview", rect);
  const float margin = ui.narrow ? 12 : 24;
  const float width = std::min(scroll.width() - 2 * margin, 1280.0F);
  const float x = scroll.x() + margin;
  float y = scroll.y() + (ui.narrow ? 14 : 20);
  Rect head{x, y, width, 30};
  ui.heading({head.x, head.y, std::min(head.w, ui.width(profile.name, TextStyle::Title) + 4), head.h}, profile.name, TextStyle::Title, 1);
  if (!profile.complete) {
    const float at = std::min(ui.width(profile.name, TextStyle::Title) + 14, width * 0.55F);
    badge(ui, x + at, head.centre_y(), short_count(static_cast<double>(profile.rows_seen)) + " of " + short_count(static_cast<double>(profile.rows)) + " rows", ui.theme->warning, ui.theme->warning_soft, icons::clock);
  }
  y += 42;
  y = draw_tiles(ui, x, y, width, profile) + size::gap;
  const std::size_t most = std::min<std::size_t>(8, std::max<std::size_t>(1, profile.alerts.size()));
  const Rect alerts{x, y, width, card_head + alert_row * static_cast<float>(most) + size::pad};
  alerts_card(ui, alerts, profile, most);
  y = alerts.bottom() + size::gap;
  y = correlation_card(ui, x, y, width, profile);
  scroll.end_at(y + 16);
}

}  // namespace assay::ui
