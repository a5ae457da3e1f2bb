// Text fields and choices from a list.
#pragma once

#include <string>
#include <vector>

#include "ui/widgets/interact.hpp"

namespace assay::ui {

struct FieldResult {
  std::uint32_t id = 0;
  bool changed = false;
  bool submitted = false;  // Enter
  bool active = false;
};

struct Field {
  std::string name{};
  std::string placeholder{};
  const char* icon = nullptr;
  bool search = false;     // role searchbox, with a button that clears it
  bool mono = false;
  bool multi_line = false;
  bool focus = false;      // take the keyboard now
  bool plain = false;      // no frame
};

FieldResult text_field(Ui& ui, const Rect& rect, const Field& spec, std::string& value);

struct Choice {
  std::string label{};
  std::string detail{};      // small, on the right
  const char* icon = nullptr;
  bool disabled = false;
  std::string why{};         // why it is disabled: shown under the label
};

// A button that opens a list; a search field heads long lists. Returns the index chosen in this frame, or -1.
int combo(Ui& ui, const Rect& rect, std::string_view name, std::string_view shown, const std::vector<Choice>& choices, int current,
          bool alarming = false);

}  // namespace assay::ui
