// What the model's file says of itself.
#include <algorithm>

#include <imgui.h>

#include "ui/format.hpp"
#include "ui/icons.gen.hpp"
#include "ui/panels/predict_parts.hpp"
#include "ui/plot/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/feedback.hpp"

namespace assay::ui {

namespace {

std::string opset_text(const onnx::Model& model) {
  std::string text;
  for (const onnx::OpsetImport& opset : model.opset_imports) {
    text += (text.empty() ? "" : ", ") + (opset.domain.empty() ? std::string("ai.onnx") : opset.domain) + " " + std::to_string(opset.version);
  }
  return text.empty() ? std::string(undefined_text) : text;
}

std::vector<Stat> facts_of(const session::LoadedModel& loaded) {
  const onnx::Model& m = loaded.model;
  std::vector<Stat> stats;
  std::string producer = m.producer_name + (m.producer_version.empty() ? "" : " " + m.producer_version);
  stats.push_back({"File size", bytes_text(static_cast<double>(loaded.file_bytes)), "Bytes of the .onnx file."});
  stats.push_back({"Parameters", short_count(static_cast<double>(m.parameter_count)), "Elements of all numeric initializers and constants: " + count_text(m.parameter_count) + "."});
  stats.push_back({"Nodes", count_text(m.node_count) + (m.subgraph_node_count > 0 ? " + " + count_text(m.subgraph_node_count) + " in subgraphs" : ""), "Operators of the main graph."});
  if (m.tree_nodes > 0) stats.push_back({"Tree nodes", count_text(m.tree_nodes) + ", depth " + count_text(m.tree_depth), "Branches and leaves of all tree ensembles, and the longest path."});
  if (m.ml_coefficients > 0) stats.push_back({"Coefficients", short_count(static_cast<double>(m.ml_coefficients)), "Numbers in the attributes of the ai.onnx.ml operators."});
  stats.push_back({"Opset", opset_text(m), "Versions of the operator sets that the model uses."});
  stats.push_back({"IR version", std::to_string(m.ir_version), "Version of the ONNX file format."});
  stats.push_back({"Producer", producer.empty() ? std::string(undefined_text) : producer, "The program that wrote the model."});
  if (!m.domain.empty()) stats.push_back({"Domain", m.domain, "The model's name space."});
  if (m.model_version != 0) stats.push_back({"Model version", std::to_string(m.model_version), "The version that its author gave it."});
  return stats;
}

float tensor_lines(Ui& ui, Rect& inner, std::string_view title, const std::vector<onnx::ValueInfo>& values, bool draw) {
  constexpr std::size_t most = 6;
  const std::size_t shown = std::min(most, values.size());
  const float height = 24 + static_cast<float>(shown) * 26 + (values.size() > most ? 22 : 0);
  if (!draw) return height;
  Rect box = inner.take_top(height, 8);
  ui.label(box.take_top(20, 4), title, TextStyle::SmallStrong, ui.theme->muted);
  for (std::size_t i = 0; i < shown; ++i) {
    const onnx::ValueInfo& value = values[i];
    const Rect row = box.take_top(26);
    const float type_width = std::min(row.w * 0.6F, ui.width(value.type_text, TextStyle::MonoSmall) + 1);
    const bool cut = ui.label({row.right() - type_width, row.y, type_width, row.h}, value.type_text, TextStyle::MonoSmall, ui.theme->muted, Align::Right);
    ui.label({row.x, row.y, row.w - type_width - 12, row.h}, value.name, TextStyle::Body, ui.theme->text);
    if (cut && ui.mouse_over(row)) tooltip(ui, row, value.type_text, item_id(value.name));
    ui.say(row, std::string(title) + " " + value.name + ": " + value.type_text);
  }
  if (values.size() > most) ui.label(box.take_top(22), "and " + std::to_string(values.size() - most) + " more", TextStyle::Small, ui.theme->faint);
  return height;
}

float note_lines(Ui& ui, Rect& inner, const session::LoadedModel& model, float width, bool draw) {
  std::vector<std::pair<std::string, bool>> notes;
  for (const std::string& text : model.notes) notes.emplace_back(text, false);
  for (const std::string& text : model.model.warnings) notes.emplace_back(text, true);
  for (const std::string& text : model.model.runtime_risks) notes.emplace_back(text, true);
  if (notes.size() > 6) notes.resize(6);
  float height = 0;
  for (const auto& [text, warning] : notes) {
    const auto lines = static_cast<float>(ui.text.wrap(text, TextStyle::Small, width - 26, 4).size());
    const float each = std::max(20.0F, lines * TextPainter::line_height(TextStyle::Small)) + 6;
    height += each;
    if (!draw) continue;
    Rect row = inner.take_top(each);
    ui.icon({row.x, row.y, 18, 18}, warning ? icons::triangle_alert : icons::info, TextStyle::IconSmall, warning ? ui.theme->warning : ui.theme->muted);
    ui.paragraph({row.x + 26, row.y, row.w - 26, 0}, text, TextStyle::Small, ui.theme->muted, Align::Left, 4);
    ui.say(row, text);
  }
  return height;
}

}  // namespace

void model_card(Ui& ui, CardFlow& flow, int column, const session::LoadedModel& model) {
  const float width = flow.width(column) - 2 * size::pad;
  Rect probe;
  const std::vector<Stat> facts = facts_of(model);
  const float facts_height = stats_height(ui, facts, width);
  const std::string& doc = model.model.doc_string.empty() ? model.model.graph_doc_string : model.model.doc_string;
  const float doc_height = doc.empty() ? 0 : static_cast<float>(ui.text.wrap(doc, TextStyle::Small, width, 3).size()) * TextPainter::line_height(TextStyle::Small) + 10;
  const float notes = note_lines(ui, probe, model, width, false);
  const float height = card_head + doc_height + facts_height + 14 + tensor_lines(ui, probe, "Inputs", model.model.inputs, false) + 8 +
                       tensor_lines(ui, probe, "Outputs", model.model.outputs, false) + 8 + notes + size::pad - 8;
  const Rect rect = flow.place(column, height);
  Rect inner = titled_card(ui, rect, "Model");
  if (doc_height > 0) {
    const Rect words = inner.take_top(doc_height);
    ui.paragraph(words, doc, TextStyle::Small, ui.theme->muted, Align::Left, 3);
    ui.say(words, doc);
  }
  draw_stats(ui, inner.take_top(facts_height, 14), facts);
  tensor_lines(ui, inner, "Inputs", model.model.inputs, true);
  tensor_lines(ui, inner, "Outputs", model.model.outputs, true);
  note_lines(ui, inner, model, width, true);
}

void graph_card(Ui& ui, CardFlow& flow, int column, const session::LoadedModel& loaded) {
  const onnx::Model& model = loaded.model;
  plot::Figure figure;
  figure.kind = plot::Kind::Bars;
  figure.title = "Operators of the model";
  figure.y.title = "operator";
  for (std::size_t i = 0; i < std::min<std::size_t>(8, model.operators.size()); ++i) {
    const onnx::OperatorCount& op = model.operators[i];
    figure.bars.push_back({(op.domain.empty() || op.domain == "ai.onnx" ? "" : op.domain + " ") + op.op_type, static_cast<double>(op.count), "", false, std::nullopt});
  }
  if (!figure.bars.empty()) {
    figure.description = figure.bars.front().label + " is used most.";
    const Rect rect = flow.place(column, card_head + plot::bars_height(figure) + size::pad);
    const Rect inner = titled_card(ui, rect, "Operators");
    figure_menu(ui, rect, figure);
    plot::draw_figure(ui, inner, figure);
  }
  if (model.metadata_props.empty()) return;
  std::vector<Stat> stats;
  for (std::size_t i = 0; i < std::min<std::size_t>(10, model.metadata_props.size()); ++i) {
    stats.push_back({model.metadata_props[i].first, model.metadata_props[i].second.substr(0, 300), model.metadata_props[i].second.substr(0, 300)});
  }
  const float row_height = static_cast<float>(stats.size()) * 27;
  const Rect rect = flow.place(column, card_head + row_height + size::pad - 4);
  const Rect inner = titled_card(ui, rect, "Metadata");
  const AccessScope list(ui, Role::List, "Metadata", inner);
  Rect rest = inner;
  for (const Stat& stat : stats) {
    const Rect row = rest.take_top(27);
    ui.label({row.x, row.y, row.w * 0.3F, row.h}, stat.label, TextStyle::Small, ui.theme->muted);
    ui.label({row.x + row.w * 0.32F, row.y, row.w * 0.68F, row.h}, stat.value, TextStyle::MonoSmall, ui.theme->text, Align::Right);
    if (ui.mouse_over(row)) tooltip(ui, row, stat.value, item_id(stat.label));
    AccessNode node = node_of(Role::ListItem, stat.label);
    node.value = stat.value;
    node.rect = row.access();
    ui.access.add(std::move(node));
  }
}

}  // namespace assay::ui
