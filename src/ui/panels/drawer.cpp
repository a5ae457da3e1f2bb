// The details of what is selected: the column, the row and its cells, what the reader said of the file.
#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/panels.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

struct Place {
  float x, width, y;
};

void fact(Ui& ui, Place& at, std::string_view key, const std::string& value) {
  const float left = at.width * 0.42F;
  ui.label({at.x, at.y, left - 8, 24}, key, TextStyle::Small, ui.theme->muted);
  const bool cut = ui.label({at.x + left, at.y, at.width - left, 24}, value, TextStyle::Small, ui.theme->text, Align::Right);
  if (cut && ui.mouse_over({at.x, at.y, at.width, 24})) tooltip(ui, {at.x + left, at.y, at.width - left, 24}, value, item_id(key));
  ui.say({at.x, at.y, at.width, 24}, std::string(key) + ": " + value);
  at.y += 24;
}

void section(Ui& ui, Place& at, std::string_view title) {
  at.y += 12;
  hline(ui, at.x, at.y, at.width, ui.theme->border);
  at.y += 12;
  ui.heading({at.x, at.y, at.width, 22}, title, TextStyle::SmallStrong, 3);
  at.y += 26;
}

const io::ColumnEvidence* evidence_of(const session::State& state, std::string_view name) {
  if (!state.document.report) return nullptr;
  for (const io::ColumnEvidence& evidence : state.document.report->columns) {
    if (evidence.column == name) return &evidence;
  }
  return nullptr;
}

void column_part(Ui& ui, Place& at, const data::Table& table, std::size_t index) {
  const session::State& state = ui.state();
  const data::Column& column = table.column(index);
  Rect head{at.x, at.y, at.width, 28};
  ui.icon(head.take_left(20, 8), type_icon(column.type()), TextStyle::Icon, ui.theme->accent_text);
  ui.heading(head, column.name(), TextStyle::Title, 2);
  at.y += 34;
  fact(ui, at, "Type", std::string(data::to_string(column.type())));
  if (!column.field().origin.empty()) fact(ui, at, "Made by", column.field().origin);
  fact(ui, at, "In memory", bytes_text(static_cast<double>(column.size_bytes())));
  const auto& profile = state.profile.value;
  if (profile && index < profile->columns.size()) {
    const profile::ColumnProfile& p = profile->columns[index];
    fact(ui, at, "Missing", count_text(p.missing) + "  (" + share_text(p.missing_share()) + ")");
    if (p.distinct) fact(ui, at, "Distinct", (p.distinct->exact ? "" : "about ") + count_text(p.distinct->value));
    if (p.numeric && p.numeric->mean) {
      fact(ui, at, "Mean", number_text(p.numeric->mean));
      fact(ui, at, "Smallest", p.numeric->min_text);
      fact(ui, at, "Largest", p.numeric->max_text);
    }
  }
  if (const auto* evidence = evidence_of(state, column.name()); evidence != nullptr && !evidence->reason.empty()) {
    at.y += 6;
    at.y += ui.paragraph({at.x, at.y, at.width, 0}, evidence->reason, TextStyle::Small, ui.theme->muted, Align::Left, 4);
    ui.say({at.x, at.y - 20, at.width, 20}, evidence->reason);
  }
  at.y += 10;
  Button open{.name = "Open the profile of " + column.name(), .label = "Open profile", .icon = icons::chart_column, .tooltip = {}, .style = TextStyle::Small};
  if (state.document.table && button(ui, {at.x, at.y, button_width(ui, open), ui.control}, open).clicked) ui.send(session::SelectColumn{index, true});
  at.y += ui.control + 4;
}

void row_part(Ui& ui, Place& at, const data::Table& table, std::int64_t row, std::optional<std::size_t> selected) {
  section(ui, at, "Row " + count_text(static_cast<std::uint64_t>(row) + 1));
  const float view_top = ImGui::GetWindowPos().y - 100, view_bottom = view_top + ImGui::GetWindowHeight() + 200;
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    const data::Column& column = table.column(i);
    if (row >= column.length()) return;
    const bool valid = column.is_valid(row);
    std::string text = valid ? session::cell_text(column, row) : "missing";
    const bool current = selected == i;
    if (text.size() > 4000) text.resize(4000);
    const bool is_long = ui.width(std::string_view(text).substr(0, 400), TextStyle::Small) > at.width * 0.55F;
    const std::size_t most = current ? 40 : 3;
    const auto lines = is_long ? ui.text.wrap(text, TextStyle::Small, at.width - 16, most) : std::vector<std::string>{};
    const float height = is_long ? 24 + static_cast<float>(lines.size()) * TextPainter::line_height(TextStyle::Small) + 4 : 26;
    if (at.y + height > view_top && at.y < view_bottom) {
      if (current) fill(ui, {at.x - 8, at.y, at.width + 16, height}, ui.theme->accent_soft, 6);
      const Rect line{at.x, at.y, at.width, 26};
      ui.label({line.x, line.y, is_long ? line.w - 30 : line.w * 0.42F, line.h}, column.name(), TextStyle::Small, ui.theme->muted);
      if (is_long) ui.paragraph({at.x, at.y + 24, at.width - 16, 0}, text, TextStyle::Small, ui.theme->text, Align::Left, most);
      else ui.label({line.x + line.w * 0.45F, line.y, line.w * 0.55F - (current ? 28 : 0), line.h}, text, valid ? TextStyle::Mono : TextStyle::Caption, valid ? ui.theme->text : ui.theme->faint, Align::Right);
      if (current && valid) {
        Button copy{.name = "Copy " + column.name() + " of row " + std::to_string(row + 1), .label = {}, .icon = icons::copy, .kind = ButtonKind::Ghost, .tooltip = "Copy the value"};
        if (button(ui, {at.x + at.width - 24, at.y + 1, 24, 24}, copy).clicked) ui.send(session::CopyText{session::cell_text(column, row)});
      }
      ui.say(line, column.name() + ": " + text);
    }
    at.y += height;
  }
}

void report_part(Ui& ui, Place& at, const io::LoadReport& report) {
  section(ui, at, "The file");
  fact(ui, at, "Format", report.format);
  fact(ui, at, "Encoding", report.encoding);
  fact(ui, at, "Size", bytes_text(static_cast<double>(report.bytes)));
  fact(ui, at, "Read in", duration_text(report.elapsed_ms));
  if (!report.dialect.empty()) {
    at.y += 4 + ui.paragraph({at.x, at.y + 4, at.width, 0}, report.dialect, TextStyle::Small, ui.theme->muted, Align::Left, 3);
    ui.say({at.x, at.y - 20, at.width, 20}, report.dialect);
  }
  for (const std::string& warning : report.warnings) {
    at.y += 6;
    ui.icon({at.x, at.y, 16, 17}, icons::triangle_alert, TextStyle::IconSmall, ui.theme->warning);
    at.y += ui.paragraph({at.x + 22, at.y, at.width - 22, 0}, warning, TextStyle::Small, ui.theme->text, Align::Left, 6);
    ui.say({at.x, at.y - 20, at.width, 20}, warning);
  }
  if (report.rejected_count == 0) return;
  section(ui, at, plural(report.rejected_count, "row") + " not taken as they are");
  for (std::size_t i = 0; i < std::min<std::size_t>(20, report.rejected.size()); ++i) {
    const io::RejectedRow& row = report.rejected[i];
    const std::string words = "Line " + count_text(row.line) + " " + row.reason;
    ui.label({at.x, at.y, at.width, 20}, words, TextStyle::Small, ui.theme->text);
    ui.say({at.x, at.y, at.width, 20}, words);
    ui.label({at.x, at.y + 18, at.width, 18}, row.text, TextStyle::MonoSmall, ui.theme->faint);
    at.y += 42;
  }
}

}  // namespace

void draw_drawer(Ui& ui, const Rect& rect) {
  const session::State& state = ui.state();
  const data::Table& table = *state.shown_table();
  fill(ui, rect, ui.theme->surface);
  vline(ui, rect.x, rect.y, rect.h, ui.theme->border);
  const AccessScope scope(ui, Role::Complementary, "Details", rect);
  Rect inner = rect;
  inner.take_left(1);
  Rect head = inner.take_top(48).inset(20, 0);
  const Rect close = head.take_right(32);
  ui.heading(head, "Details", TextStyle::BodyStrong, 2);
  if (icon_button(ui, close.centred(32, 32), icons::x, "Close details").clicked) ui.shell.drawer_open = false;
  hline(ui, inner.x, inner.y, inner.w, ui.theme->border);
  inner.take_top(1);
  Scroll scroll(ui, "##details", inner);
  Place at{scroll.x() + 20, scroll.width() - 40, scroll.y() + 16};
  const auto column = state.navigation.column;
  if (column && *column < table.column_count()) column_part(ui, at, table, *column);
  else {
    ui.paragraph({at.x, at.y, at.width, 0}, "Click a cell or a column to see all of it here.", TextStyle::Body, ui.theme->muted);
    at.y += 32;
  }
  if (state.navigation.row && *state.navigation.row < table.rows()) row_part(ui, at, table, *state.navigation.row, column);
  if (state.document.report) report_part(ui, at, *state.document.report);
  scroll.end_at(at.y + 24);
}

}  // namespace assay::ui
