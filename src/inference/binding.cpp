#include "inference/binding.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <nlohmann/json.hpp>

#include "inference/shape.hpp"

namespace assay::inference {

using base::ErrorCode;
using base::fail;
using base::Result;
using nlohmann::json;

namespace {

constexpr std::int64_t most_slots = 65'536;

// ASCII lower case without spaces, _ and -.
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == ' ' || c == '_' || c == '-') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// Does a column of this type fit a tensor of that type?
bool fits(data::Type column, ElementType tensor) {
  if (column == data::Type::Timestamp) return false;
  if (tensor == ElementType::String) return true;  // numbers and booleans are written as text
  return data::is_numeric(column);
}

json metadata_json(const onnx::Model& model, std::string_view key) {
  const auto text = model.metadata(key);
  if (!text) return {};
  return json::parse(text->begin(), text->end(), nullptr, false);
}

// Names of the wanted columns, or nothing when the model does not say.
std::vector<std::string> feature_names(const onnx::Model& model) {
  std::vector<std::string> names;
  const json list = metadata_json(model, "assay.features");
  if (!list.is_array()) return names;
  for (const auto& name : list) names.push_back(name.is_string() ? name.get<std::string>() : std::string());
  return names;
}

std::map<std::string, double> impute_values(const onnx::Model& model) {
  std::map<std::string, double> values;
  const json object = metadata_json(model, "assay.impute");
  if (!object.is_object()) return values;
  for (const auto& [name, value] : object.items()) {
    if (value.is_number()) values[name] = value.get<double>();
  }
  return values;
}

// Columns that came with the data; predictions of earlier runs do not bind on their own.
bool from_file(const data::Table& table, std::size_t column) {
  return table.column(column).field().origin.empty();
}

std::optional<std::size_t> find_plain(const data::Table& table, std::string_view name) {
  const std::string wanted = plain(name);
  if (wanted.empty()) return std::nullopt;
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    if (from_file(table, i) && plain(table.column(i).name()) == wanted) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> find_label(const onnx::Model& model, const data::Table& table) {
  if (const auto target = model.metadata("assay.target")) {
    if (const auto exact = table.find(*target); exact && from_file(table, *exact)) return exact;
    if (const auto close = find_plain(table, *target)) return close;
  }
  for (const std::string_view name : {"target", "label", "class", "y"}) {
    if (const auto at = find_plain(table, name)) return at;
  }
  return std::nullopt;
}

void bind_by_name(Slot& slot, const data::Table& table) {
  auto at = table.find(slot.feature);
  const bool exact = at.has_value();
  if (!at) at = find_plain(table, slot.feature);
  if (!at) {
    slot.why = "no column of this name";
    return;
  }
  const data::Column& column = table.column(*at);
  if (!fits(column.type(), slot.type)) {
    slot.why = "column \"" + column.name() + "\" is " + std::string(data::to_string(column.type())) +
               ", the model wants " + std::string(to_string(slot.type));
    return;
  }
  slot.column = at;
  slot.why = exact ? "same name" : "same name but for case, spaces, _ and -";
}

std::vector<std::size_t> numeric_columns(const data::Table& table, std::optional<std::size_t> leave_out) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    if (from_file(table, i) && data::is_numeric(table.column(i).type()) && i != leave_out) columns.push_back(i);
  }
  return columns;
}

// One input whose width is the number of numeric columns, none bound by name: take them in order.
void bind_by_position(Binding& binding, const data::Table& table) {
  const bool none = std::none_of(binding.slots.begin(), binding.slots.end(),
                                 [](const Slot& slot) { return slot.column.has_value(); });
  if (!none || binding.slots.empty() || binding.slots.front().type == ElementType::String) return;
  auto columns = numeric_columns(table, binding.label);
  if (columns.size() != binding.slots.size()) columns = numeric_columns(table, std::nullopt);
  if (columns.size() != binding.slots.size()) return;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    binding.slots[i].column = columns[i];
    binding.slots[i].why = "by position";
  }
}

// Width of an input that does not state it: the only unknown one takes the features that are left.
std::int64_t unstated_width(const onnx::Model& model, const std::vector<InputShape>& shapes,
                            std::size_t features, std::size_t numeric) {
  std::int64_t known = 0;
  std::int64_t unknown = 0;
  for (const auto& shape : shapes) {
    known += shape.width;
    if (shape.width == 0) ++unknown;
  }
  if (unknown != 1) return 0;
  if (features > 0) return std::max<std::int64_t>(0, static_cast<std::int64_t>(features) - known);
  return model.inputs.size() == 1 ? static_cast<std::int64_t>(numeric) : 0;
}

Result<std::vector<InputShape>> all_shapes(const onnx::Model& model, const data::Table& table,
                                           std::size_t features) {
  std::vector<InputShape> shapes;
  for (const auto& input : model.inputs) {
    auto shape = input_shape(input);
    if (!shape) return std::unexpected(shape.error());
    shapes.push_back(*std::move(shape));
  }
  const auto numeric = numeric_columns(table, find_label(model, table)).size();
  const std::int64_t width = unstated_width(model, shapes, features, numeric);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].width > 0) continue;
    if (width <= 0) {
      return fail(ErrorCode::Unsupported,
                  "The model does not say how many columns its input \"" + model.inputs[i].name + "\" (" +
                      model.inputs[i].type_text + ") takes.",
                  "Export the model with a fixed width, or name its columns in the metadata key assay.features.");
    }
    shapes[i].width = width;
  }
  return shapes;
}

}  // namespace

Result<Binding> propose_binding(const onnx::Model& model, const data::Table& table) {
  if (model.inputs.empty()) {
    return fail(ErrorCode::Unsupported, "The model has no inputs, so there is nothing to feed with columns.");
  }
  const auto names = feature_names(model);
  const auto impute = impute_values(model);
  const auto shapes = all_shapes(model, table, names.size());
  if (!shapes) return std::unexpected(shapes.error());
  const auto batch = fixed_batch(model);
  if (!batch) return std::unexpected(batch.error());

  Binding binding;
  binding.batch_rows = *batch;
  std::int64_t total = 0;
  for (const auto& shape : *shapes) total += shape.width;
  if (total > most_slots) {
    return fail(ErrorCode::Limit, "The model takes " + std::to_string(total) + " columns; Assay binds at most " +
                                      std::to_string(most_slots) + ".");
  }
  const bool named = static_cast<std::int64_t>(names.size()) == total;
  for (std::size_t input = 0; input < shapes->size(); ++input) {
    const InputShape& shape = (*shapes)[input];
    for (std::int64_t position = 0; position < shape.width; ++position) {
      Slot slot{.input = input, .position = position, .width = shape.width, .feature = {}, .type = shape.type,
                .column = {}, .impute = {}, .why = {}};
      slot.feature = model.inputs[input].name;
      if (shape.width > 1) slot.feature += "[" + std::to_string(position) + "]";
      if (named && !names[binding.slots.size()].empty()) slot.feature = names[binding.slots.size()];
      if (const auto at = impute.find(slot.feature); at != impute.end()) slot.impute = at->second;
      bind_by_name(slot, table);
      binding.slots.push_back(std::move(slot));
    }
  }
  binding.label = find_label(model, table);
  if (shapes->size() == 1) bind_by_position(binding, table);
  return binding;
}

Result<void> Binding::check(const onnx::Model& model, const data::Table& table) const {
  std::vector<std::string> open;
  std::map<std::size_t, std::int64_t> filled;
  for (const Slot& slot : slots) {
    if (slot.input >= model.inputs.size()) {
      return fail(ErrorCode::InvalidArgument, "The binding belongs to another model: it names input " +
                                                  std::to_string(slot.input + 1) + " of " +
                                                  std::to_string(model.inputs.size()) + ".");
    }
    ++filled[slot.input];
    if (slot.position < 0 || slot.position >= slot.width) {
      return fail(ErrorCode::InvalidArgument, "The binding of \"" + slot.feature + "\" is outside its input.");
    }
    if (!slot.column || *slot.column >= table.column_count()) {
      open.push_back("\"" + slot.feature + "\"");
      continue;
    }
    const data::Column& column = table.column(*slot.column);
    if (!fits(column.type(), slot.type)) {
      return fail(ErrorCode::TypeMismatch,
                  "\"" + slot.feature + "\" wants " + std::string(to_string(slot.type)) + ", but column \"" +
                      column.name() + "\" holds " + std::string(data::to_string(column.type())) + ".",
                  "Choose another column for it.");
    }
  }
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    if (filled[i] == 0) open.push_back("\"" + model.inputs[i].name + "\"");
  }
  if (open.empty()) return {};
  constexpr std::size_t listed = 8;
  std::string names;
  for (std::size_t i = 0; i < std::min(listed, open.size()); ++i) names += (i == 0 ? "" : ", ") + open[i];
  if (open.size() > listed) names += " and " + std::to_string(open.size() - listed) + " more";
  return fail(ErrorCode::InvalidArgument,
              (open.size() == 1 ? "No column is bound to the model's input "
                                : "No columns are bound to the model's inputs ") +
                  names + ".",
              "Choose a column for each of them.");
}

}  // namespace assay::inference
