#include "ui/widgets/feedback.hpp"

#include <cmath>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"

namespace assay::ui {

void card(Ui& ui, const Rect& rect) {
  fill(ui, rect, ui.theme->surface, size::card_radius);
  stroke(ui, rect, ui.theme->border, size::card_radius);
}

Rect titled_card(Ui& ui, const Rect& rect, std::string_view title, std::string_view note) {
  card(ui, rect);
  Rect inner = rect.inset(size::pad);
  const Rect head = inner.take_top(20, 12);
  ui.heading(head, title, TextStyle::BodyStrong, 3);
  if (!note.empty()) {
    const float used = ui.width(title, TextStyle::BodyStrong) + 12;
    ui.label({head.x + used, head.y, head.w - used, head.h}, note, TextStyle::Small, ui.theme->faint, Align::Right);
  }
  return inner;
}

void progress_bar(Ui& ui, const Rect& rect, std::string_view name, std::optional<double> fraction, std::string_view value_text) {
  fill(ui, rect, ui.theme->sunken, rect.h * 0.5F);
  if (fraction) {
    const float width = std::max(rect.h, rect.w * static_cast<float>(std::min(1.0, std::max(0.0, *fraction))));
    fill(ui, {rect.x, rect.y, width, rect.h}, ui.theme->accent, rect.h * 0.5F);
  } else {
    const float at = ui.input.reduced_motion ? 0.5F : static_cast<float>(0.5 + 0.5 * std::sin(ui.now * 3.0));
    const float width = rect.w * 0.3F;
    fill(ui, {rect.x + at * (rect.w - width), rect.y, width, rect.h}, ui.theme->accent, rect.h * 0.5F);
    ui.animating = true;
  }
  AccessNode node = node_of(Role::ProgressBar, name);
  node.rect = rect.access();
  node.value = value_text.empty() && fraction ? share_text(*fraction) : std::string(value_text);
  node.low = 0;
  node.high = 1;
  node.now = fraction;
  ui.access.add(std::move(node));
}

void message(Ui& ui, const Rect& rect, const char* icon, std::string_view title, std::string_view words, Colour colour) {
  const float width = std::min(rect.w - 32, 440.0F);
  const auto lines = static_cast<float>(ui.text.wrap(words, TextStyle::Body, width).size());
  const float height = 56 + 12 + 24 + lines * TextPainter::line_height(TextStyle::Body);
  Rect box = rect.centred(width, height);
  const Rect disc = box.take_top(56, 12).centred(56, 56);
  fill(ui, disc, ui.theme->sunken, 28);
  ui.icon(disc, icon, TextStyle::IconLarge, colour);
  const Rect head = box.take_top(24, 4);
  ui.label(head, title, TextStyle::BodyStrong, ui.theme->text, Align::Centre);
  ui.paragraph(box, words, TextStyle::Body, ui.theme->muted, Align::Centre);
  AccessNode node = node_of(Role::Status, std::string(title) + ". " + std::string(words));
  node.rect = rect.access();
  ui.access.add(std::move(node));
}

bool derived_state(Ui& ui, const Rect& rect, const DerivedInfo& info, std::string_view what, std::string_view absent_words) {
  using session::DerivedState;
  if (info.state == DerivedState::Ready && info.has_value) return true;
  const std::string name = info.phase.empty() ? "Computing " + std::string(what) : info.phase;
  if (info.state == DerivedState::Pending) {
    if (info.has_value) {
      progress_bar(ui, {rect.x, rect.y, rect.w, 3}, name, info.fraction);
      return true;
    }
    Rect box = rect.centred(std::min(rect.w - 32, 320.0F), 52);
    ui.label(box.take_top(24, 8), name + (info.fraction ? "  " + share_text(std::floor(*info.fraction * 100) / 100) : ""), TextStyle::Body, ui.theme->muted,
             Align::Centre);
    progress_bar(ui, box.take_top(6), name, info.fraction);
    return false;
  }
  if (info.state == DerivedState::Failed && info.error != nullptr) {
    std::string words = info.error->message;
    if (!info.error->hint.empty()) words += " " + info.error->hint;
    message(ui, rect, icons::circle_alert, "Could not compute " + std::string(what), words, ui.theme->danger);
    return false;
  }
  message(ui, rect, icons::info, "Nothing here yet", absent_words, ui.theme->faint);
  return false;
}

}  // namespace assay::ui
