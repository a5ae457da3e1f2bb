// Pieces of the predict panel.
#pragma once

#include "ui/panels/panels.hpp"
#include "ui/panels/profile_parts.hpp"

namespace assay::ui {

void draw_no_model(Ui& ui, const Rect& rect);
// Each draws a card into the flow's column.
void model_card(Ui& ui, CardFlow& flow, int column, const session::LoadedModel& model);
void graph_card(Ui& ui, CardFlow& flow, int column, const session::LoadedModel& model);
void binding_card(Ui& ui, CardFlow& flow, int column);
void run_card(Ui& ui, CardFlow& flow, int column);
void result_cards(Ui& ui, CardFlow& flow, int column);
[[nodiscard]] bool model_is_running(const session::State& state);

}  // namespace assay::ui
