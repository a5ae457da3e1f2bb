// Cards, progress and the one way in which every panel draws a value that is pending, failed or absent.
#pragma once

#include <optional>
#include <string>

#include "session/derived.hpp"
#include "ui/widgets/interact.hpp"

namespace assay::ui {

void card(Ui& ui, const Rect& rect);
// A card with a title (a heading for assistive technology); returns the rectangle inside, below the title.
Rect titled_card(Ui& ui, const Rect& rect, std::string_view title, std::string_view note = {});

// A bar that is `fraction` full, or moving when that is not known.
void progress_bar(Ui& ui, const Rect& rect, std::string_view name, std::optional<double> fraction, std::string_view value_text = {});

// A picture-less message in the middle: icon, title, words.
void message(Ui& ui, const Rect& rect, const char* icon, std::string_view title, std::string_view words, Colour colour);

struct DerivedInfo {
  session::DerivedState state = session::DerivedState::Absent;
  bool has_value = false;
  std::optional<double> fraction;
  std::string phase;
  const base::Error* error = nullptr;
};
template <class T>
[[nodiscard]] DerivedInfo derived_info(const session::Derived<T>& derived) {
  return {derived.state, derived.value != nullptr, derived.fraction, derived.phase, derived.error ? &*derived.error : nullptr};
}

// Draws the pending bar (in the top 3 px when there is a value so far), the failure or the absence of `what` ("the
// profile"). Returns true when there is a value for the panel to draw.
bool derived_state(Ui& ui, const Rect& rect, const DerivedInfo& info, std::string_view what, std::string_view absent_words);

}  // namespace assay::ui
