// Every panel of the interface. Each draws into the rectangle it is given, from ui.state(), and sends commands.
#pragma once

#include "ui/context.hpp"

namespace assay::ui {

// shell.cpp: the frame around everything.
void draw_shell(Ui& ui);
// topbar.cpp
void draw_top_bar(Ui& ui, const Rect& rect);
void draw_device_menu(Ui& ui, const Rect& anchor);
[[nodiscard]] std::string device_summary(const session::State& state);
// empty_state.cpp
void draw_empty_state(Ui& ui, const Rect& rect);
void draw_loading(Ui& ui, const Rect& rect);
void draw_drop_overlay(Ui& ui);
void draw_paste_dialog(Ui& ui);
// drawer.cpp
void draw_drawer(Ui& ui, const Rect& rect);
// grid.cpp and its parts
void draw_data(Ui& ui, const Rect& rect);
// profile.cpp and its parts
void draw_profile(Ui& ui, const Rect& rect);
// predict.cpp and its parts
void draw_predict(Ui& ui, const Rect& rect);
// palette.cpp
void open_palette(Ui& ui);
void draw_palette(Ui& ui);
// toasts.cpp
void draw_toasts(Ui& ui);
// help.cpp
void draw_help(Ui& ui);
// shortcuts.cpp
void handle_shortcuts(Ui& ui);
[[nodiscard]] std::string shortcut_text(const Ui& ui, std::string_view key, bool shift = false);  // "Ctrl+K", "⌘K"

// The icon and the colour of a column's type.
[[nodiscard]] const char* type_icon(data::Type type);
[[nodiscard]] std::string_view type_words(data::Type type);  // "whole number", ...
[[nodiscard]] std::string table_shape(const data::Table& table);  // "344 rows × 7 columns"

}  // namespace assay::ui
