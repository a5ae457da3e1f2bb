#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/panels.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"
#include "ui/widgets/field.hpp"
#include "ui/widgets/overlay.hpp"

namespace assay::ui {

namespace {

void dashed_frame(Ui& ui, const Rect& rect, Colour colour, float radius) {
  // Straight sides dashed, corners as short arcs.
  ImDrawList& list = ui.draw();
  constexpr float dash = 7, gap = 6;
  const auto side = [&](Point from, Point to) {
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    const float dx = (to.x - from.x) / length, dy = (to.y - from.y) / length;
    for (float at = 0; at < length; at += dash + gap) {
      const float end = std::min(at + dash, length);
      list.AddLine({from.x + dx * at, from.y + dy * at}, {from.x + dx * end, from.y + dy * end}, colour, 1.5F);
    }
  };
  side({rect.x + radius, rect.y}, {rect.right() - radius, rect.y});
  side({rect.right(), rect.y + radius}, {rect.right(), rect.bottom() - radius});
  side({rect.right() - radius, rect.bottom()}, {rect.x + radius, rect.bottom()});
  side({rect.x, rect.bottom() - radius}, {rect.x, rect.y + radius});
  constexpr float quarter = 1.5707963F;
  const ImVec2 corners[] = {{rect.x + radius, rect.y + radius}, {rect.right() - radius, rect.y + radius},
                            {rect.right() - radius, rect.bottom() - radius}, {rect.x + radius, rect.bottom() - radius}};
  for (int i = 0; i < 4; ++i) {
    const float start = quarter * static_cast<float>(i + 2);
    list.PathArcTo(corners[i], radius, start + 0.25F, start + quarter - 0.25F);
    list.PathStroke(colour, 0, 1.5F);
  }
}

// Picture of what the app does: a small table whose columns turn into a distribution.
void hero_picture(Ui& ui, const Rect& box) {
  const Theme& t = *ui.theme;
  const float cx = box.centre_x();
  const Rect sheet{cx - 54, box.y + 6, 66, 62};
  fill(ui, sheet, t.surface, 8);
  stroke(ui, sheet, t.border_strong, 8, 1.5F);
  for (int r = 0; r < 4; ++r) {
    for (int c = 0; c < 3; ++c) {
      const Rect cell{sheet.x + 8 + static_cast<float>(c) * 18, sheet.y + 9 + static_cast<float>(r) * 12.5F, 13, 6};
      fill(ui, cell, r == 0 ? t.border_strong : c == 1 ? t.bar_soft : t.sunken, 2);
    }
  }
  const Rect chart{cx - 6, box.y + 26, 72, 50};
  shadow(ui, chart, 10, 0.6F);
  fill(ui, chart, t.raised, 10);
  stroke(ui, chart, t.border, 10);
  constexpr float heights[] = {7, 14, 24, 31, 22, 12, 6};
  for (int i = 0; i < 7; ++i) {
    fill(ui, {chart.x + 10 + static_cast<float>(i) * 7.6F, chart.bottom() - 9 - heights[i], 5.6F, heights[i]}, i == 3 ? t.accent : t.bar_soft, 1.5F);
  }
}

float drop_target(Ui& ui, const Rect& column, float y) {
  const Rect box{column.x, y, column.w, ui.narrow ? 292.0F : 236.0F};
  fill(ui, box, ui.theme->surface, 16);
  dashed_frame(ui, box.inset(0.75F), ui.theme->border_strong, 16);
  Rect inner = box.inset(20);
  hero_picture(ui, inner.take_top(84, 10));
  const Rect title = inner.take_top(28, 2);
  ui.label(title, "Drop a table or a model", TextStyle::Title, ui.theme->text, Align::Centre);
  AccessNode heading = node_of(Role::Heading, "Drop a table or a model");
  heading.level = 2;
  heading.rect = title.access();
  ui.access.add(std::move(heading));
  ui.label(inner.take_top(22, 14), ui.narrow ? "CSV, TSV or ONNX. It stays on this device." : "CSV, TSV or ONNX, of any size. It is read here and never leaves this device.",
           TextStyle::Body, ui.theme->muted, Align::Centre);
  Button open{.name = "Open file", .label = "Open file", .icon = icons::folder_open, .kind = ButtonKind::Primary, .tooltip = {}};
  Button paste{.name = "Paste a table", .label = "Paste a table", .icon = icons::clipboard_paste, .tooltip = {}};
  Button make{.name = "Generate a dataset", .label = ui.narrow ? "Generate" : "Generate a dataset", .icon = icons::wand_sparkles, .tooltip = "One million rows, made by this app"};
  const float h = ui.control + 4;
  const float total = button_width(ui, open) + button_width(ui, paste) + button_width(ui, make) + 16;
  Rect line = inner.take_top(h, 8);
  if (total <= line.w) {
    line = line.centred(total, h);
    if (button(ui, line.take_left(button_width(ui, open), 8), open).clicked) ui.send(session::ShowOpenDialog{});
    if (button(ui, line.take_left(button_width(ui, paste), 8), paste).clicked) ui.shell.paste_next = true;
    if (button(ui, line.take_left(button_width(ui, make)), make).clicked) ui.send(session::GenerateSample{});
  } else {
    if (button(ui, line, open).clicked) ui.send(session::ShowOpenDialog{});
    line = inner.take_top(h);
    if (button(ui, line.take_left((line.w - 8) * 0.5F, 8), paste).clicked) ui.shell.paste_next = true;
    if (button(ui, line, make).clicked) ui.send(session::GenerateSample{});
  }
  return box.bottom();
}

void sample_card(Ui& ui, const Rect& box, const session::Sample& sample) {
  const AccessScope scope(ui, Role::ListItem, sample.title, box);
  card(ui, box);
  Rect inner = box.inset(size::pad);
  Rect head = inner.take_top(24, 6);
  const bool generated = sample.file.empty();
  ui.icon(head.take_left(22, 8), generated ? icons::wand_sparkles : icons::file_spreadsheet, TextStyle::Icon, ui.theme->accent_text);
  ui.label(head, sample.title, TextStyle::BodyStrong, ui.theme->text);
  Rect foot = inner.take_bottom(ui.control, 10);
  const std::string shape = short_count(static_cast<double>(sample.rows)) + " \xC3\x97 " + std::to_string(sample.columns);
  Rect facts = inner.take_bottom(20, 6);
  float x = facts.x;
  x += badge(ui, x, facts.centre_y(), shape, ui.theme->muted, ui.theme->sunken) + 6;
  if (!sample.models.empty()) badge(ui, x, facts.centre_y(), plural(sample.models.size(), "model"), ui.theme->accent_text, ui.theme->accent_soft, icons::brain);
  ui.paragraph(inner, sample.description, TextStyle::Small, ui.theme->muted, Align::Left, 3);
  Button open{.name = "Open " + sample.title, .label = sample.models.empty() || box.w < 236 ? "Open" : "Open data", .tooltip = sample.source, .style = TextStyle::Small};
  if (generated) {
    open.name = "Generate " + sample.title;
    open.label = box.w < 236 && !sample.models.empty() ? "Make" : "Generate";
  }
  const float half = sample.models.empty() ? foot.w : (foot.w - 8) * (box.w < 236 ? 0.36F : 0.44F);
  if (button(ui, foot.take_left(half, 8), open).clicked) ui.send(session::OpenSample{sample.id, false});
  if (sample.models.empty()) return;
  Button both{.name = "Open " + sample.title + " with its model", .label = "With model", .icon = icons::play, .tooltip = {}, .style = TextStyle::Small};
  if (button(ui, foot, both).clicked) ui.send(session::OpenSample{sample.id, true});
}

float sample_cards(Ui& ui, const Rect& column, float y) {
  const auto& samples = ui.state().samples;
  if (samples.empty()) return y;
  ui.heading({column.x, y, column.w, 24}, "Or look around with real data", TextStyle::BodyStrong, 2);
  y += 36;
  const int most = static_cast<int>(std::min<std::size_t>(5, samples.size()));
  const int across = column.w >= 1100 ? most : column.w >= 900 && samples.size() != 5 ? std::min(4, most) : column.w >= 640 ? 3 : column.w >= 420 ? 2 : 1;
  const float gap = size::gap;
  const float width = (column.w - gap * static_cast<float>(across - 1)) / static_cast<float>(across);
  constexpr float height = 192;
  const AccessScope scope(ui, Role::List, "Samples", {column.x, y, column.w, 0});
  int i = 0;
  float bottom = y;
  for (const session::Sample& sample : samples) {
    const Rect box{column.x + static_cast<float>(i % across) * (width + gap), y + static_cast<float>(i / across) * (height + gap), width, height};
    sample_card(ui, box, sample);
    bottom = box.bottom();
    ++i;
  }
  return bottom;
}

float promises(Ui& ui, const Rect& column, float y) {
  struct Promise {
    const char* icon;
    const char* title;
    const char* words;
  };
  static constexpr Promise rows[] = {
      {icons::shield_check, "Nothing is uploaded", "Files are read, profiled and scored on this device."},
      {icons::sigma, "Every number can be asked", "Published definitions, exact where it says exact."},
      {icons::zap, "Runs where you are", "A browser tab, a window or a terminal: one core."},
  };
  const int across = column.w >= 640 ? 3 : 1;
  const float width = (column.w - size::gap * static_cast<float>(across - 1)) / static_cast<float>(across);
  for (int i = 0; i < 3; ++i) {
    Rect box{column.x + static_cast<float>(i % across) * (width + size::gap), y + static_cast<float>(i / across) * 56, width, 48};
    const Rect disc = box.take_left(36, 12);
    fill(ui, disc.centred(36, 36), ui.theme->accent_soft, 10);
    ui.icon(disc, rows[i].icon, TextStyle::Icon, ui.theme->accent_text);
    ui.label({box.x, box.y + 3, box.w, 20}, rows[i].title, TextStyle::BodyStrong, ui.theme->text);
    ui.label({box.x, box.y + 24, box.w, 18}, rows[i].words, TextStyle::Small, ui.theme->muted);
    ui.say(box, std::string(rows[i].title) + ". " + rows[i].words);
  }
  return y + 56 * static_cast<float>((3 + across - 1) / across);
}

}  // namespace

void draw_empty_state(Ui& ui, const Rect& rect) {
  Scroll scroll(ui, "##empty", rect);
  const float widest = ui.state().samples.size() == 5 ? 1180.0F : 1000.0F;
  const float width = std::min(scroll.width() - (ui.narrow ? 32 : 64), widest);
  const Rect column{std::round(scroll.x() + (scroll.width() - width) * 0.5F), 0, width, 0};
  float y = scroll.y() + (ui.narrow ? 24 : std::max(28.0F, (rect.h - 690) * 0.4F));
  const TextStyle big = ui.narrow ? TextStyle::Figure : TextStyle::Display;
  const Rect title{column.x, y, column.w, 40};
  ui.label(title, ui.narrow ? "See what is in your data" : "See what is in your data, and what your model makes of it", big, ui.theme->text, Align::Centre);
  AccessNode node = node_of(Role::Heading, "See what is in your data, and what your model makes of it");
  node.level = 1;
  node.rect = title.access();
  ui.access.add(std::move(node));
  y += 40 + (ui.narrow ? 12 : 24);
  y = drop_target(ui, column, y) + (ui.narrow ? 20 : 28);
  y = sample_cards(ui, column, y) + 28;
  y = promises(ui, column, y);
  scroll.end_at(y + 24);
}

void draw_loading(Ui& ui, const Rect& rect) {
  const session::State& state = ui.state();
  const Rect box = rect.centred(std::min(rect.w - 32, 440.0F), 176);
  Rect inner = titled_card(ui, box, "Opening " + state.loading_name);
  if (state.jobs.empty()) return;
  const session::JobInfo& job = state.jobs.front();
  std::string figures = job.fraction ? std::to_string(static_cast<int>(*job.fraction * 100)) + " %" : "";
  if (job.bytes_per_second > 0) figures += (figures.empty() ? "" : "  \xC2\xB7  ") + rate_text(job.bytes_per_second);
  Rect line = inner.take_top(22, 8);
  ui.label(line.take_right(ui.width(figures, TextStyle::Mono) + 2), figures, TextStyle::Mono, ui.theme->muted, Align::Right);
  ui.label(line, job.phase.empty() ? job.title : job.phase, TextStyle::Body, ui.theme->muted);
  progress_bar(ui, inner.take_top(8, 20), "Opening " + state.loading_name, job.fraction, figures);
  Button cancel{.name = "Cancel opening " + state.loading_name, .label = "Cancel", .disabled = job.cancelling, .tooltip = {}};
  if (button(ui, inner.take_top(ui.control).take_right(button_width(ui, cancel)), cancel).clicked) ui.send(session::CancelJob{job.id});
}

void draw_drop_overlay(Ui& ui) {
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({ui.input.width, ui.input.height});
  ImGui::SetNextWindowFocus();
  ImGui::Begin("##drop", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground);
  sharpen(ui);
  const Rect all{0, 0, ui.input.width, ui.input.height};
  fill(ui, all, with_alpha(ui.theme->canvas, 0.88F));
  fill(ui, all.inset(20), with_alpha(ui.theme->accent, 0.08F), 20);
  dashed_frame(ui, all.inset(20), ui.theme->accent, 20);
  const Rect box = all.centred(400, 120);
  ui.icon({box.x, box.y, box.w, 48}, icons::upload, TextStyle::IconLarge, ui.theme->accent_text);
  ui.label({box.x, box.y + 56, box.w, 28}, "Drop to open", TextStyle::Title, ui.theme->text, Align::Centre);
  ui.label({box.x, box.y + 86, box.w, 24}, "A table (CSV, TSV) or a model (ONNX)", TextStyle::Body, ui.theme->muted, Align::Centre);
  ui.access.add([&] {
    AccessNode node = node_of(Role::Status, "Drop to open a table or a model");
    node.rect = all.access();
    return node;
  }());
  ImGui::End();
}

void draw_paste_dialog(Ui& ui) {
  if (ui.shell.paste_next) {
    ui.shell.paste_next = false;
    ui.shell.paste_text.clear();
    open_dialog("##paste");
  }
  Dialog dialog(ui, "##paste", "Paste a table", 640, 440);
  if (!dialog) return;
  Rect inner = dialog.rect().inset(24);
  ui.heading(inner.take_top(24, 4), "Paste a table", TextStyle::Title, 2);
  ui.label(inner.take_top(22, 12), "Cells copied from a spreadsheet, or any delimited text. The first line is the header.", TextStyle::Body, ui.theme->muted);
  Rect buttons = inner.take_bottom(ui.control, 16);
  Field field;
  field.name = "Table text";
  field.multi_line = true;
  field.mono = true;
  field.focus = dialog.appearing();
  text_field(ui, inner, field, ui.shell.paste_text);
  Button open{.name = "Open pasted table", .label = "Open table", .kind = ButtonKind::Primary, .disabled = ui.shell.paste_text.empty(), .tooltip = {}};
  Button cancel{.name = "Close the paste dialog", .label = "Cancel", .tooltip = {}};
  if (button(ui, buttons.take_right(button_width(ui, open), 8), open).clicked) {
    ui.send(session::PasteTable{ui.shell.paste_text});
    dialog.close();
  }
  if (button(ui, buttons.take_right(button_width(ui, cancel)), cancel).clicked) dialog.close();
}

}  // namespace assay::ui
