#include "inference/outputs.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "inference/shape.hpp"

namespace assay::inference {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::int64_t widest_output = 4'096;

bool is_float(ElementType type) { return type == ElementType::Float32 || type == ElementType::Float64; }
bool is_whole(ElementType type) {
  return type == ElementType::Int64 || type == ElementType::Int32 || type == ElementType::Uint8;
}

// Element i of a tensor of numbers.
double number_at(const Tensor& tensor, std::int64_t i) {
  const auto at = static_cast<std::size_t>(i);
  switch (tensor.type) {
    case ElementType::Float32: return static_cast<double>(tensor.data.as<float>()[at]);
    case ElementType::Float64: return tensor.data.as<double>()[at];
    case ElementType::Int64: return static_cast<double>(tensor.data.as<std::int64_t>()[at]);
    case ElementType::Int32: return static_cast<double>(tensor.data.as<std::int32_t>()[at]);
    case ElementType::Uint8:
    case ElementType::Bool: return static_cast<double>(tensor.data.as<std::uint8_t>()[at]);
    default: return 0.0;
  }
}

std::int64_t whole_at(const Tensor& tensor, std::int64_t i) {
  const auto at = static_cast<std::size_t>(i);
  switch (tensor.type) {
    case ElementType::Int64: return tensor.data.as<std::int64_t>()[at];
    case ElementType::Int32: return tensor.data.as<std::int32_t>()[at];
    default: return static_cast<std::int64_t>(tensor.data.as<std::uint8_t>()[at]);
  }
}

std::string shape_text(const Tensor& tensor) {
  std::string out = "[";
  for (std::size_t i = 0; i < tensor.dims.size(); ++i) {
    out += (i == 0 ? "" : ", ") + std::to_string(tensor.dims[i]);
  }
  return out + "]";
}

// Answers per row when the tensor has `rows` rows; nothing when it has not.
std::optional<std::int64_t> width_of(const Tensor& tensor, std::int64_t rows) {
  std::int64_t elements = 1;
  for (const std::int64_t dim : tensor.dims) {
    if (dim < 0 || (dim > 0 && elements > (std::int64_t{1} << 40) / dim)) return std::nullopt;
    elements *= dim;
  }
  const bool one = rows == 1;  // a model for one row may leave the batch dimension out
  if (!one && (tensor.dims.empty() || tensor.dims.front() != rows)) return std::nullopt;
  if (elements == 0 || elements % rows != 0) return std::nullopt;
  const auto count = static_cast<std::size_t>(elements);
  const bool there = tensor.type == ElementType::String
                         ? tensor.strings.size() == count
                         : tensor.data.size_bytes() >= count * element_bytes(tensor.type);
  if (!there || tensor.type == ElementType::Other) return std::nullopt;
  return elements / rows;
}

// Every row in [0, 1] with a sum of 1 (rows with NaN aside, unless all have it).
bool are_probabilities(const Tensor& tensor, std::int64_t width, std::int64_t rows) {
  bool any = false;
  for (std::int64_t row = 0; row < rows; ++row) {
    double sum = 0;
    for (std::int64_t i = 0; i < width; ++i) {
      const double value = number_at(tensor, row * width + i);
      if (value < -1e-6 || value > 1.0 + 1e-6) return false;
      sum += value;
    }
    if (std::isnan(sum)) continue;
    if (std::abs(sum - 1.0) > 1e-3) return false;
    any = true;
  }
  return any;
}

bool within_unit(const Tensor& tensor, std::int64_t rows) {
  for (std::int64_t i = 0; i < rows; ++i) {
    const double value = number_at(tensor, i);
    if (value < 0.0 || value > 1.0) return false;
  }
  return true;
}

}  // namespace

OutputColumns::OutputColumns(const onnx::Model& model, std::vector<std::string> classes, std::string origin)
    : classes_(std::move(classes)), origin_(std::move(origin)) {
  regression_ = model.metadata("assay.task") == "regression";
  for (const auto& output : model.outputs) {
    names_.push_back(output.name);
    declared_.push_back(output.element);
  }
  for (const auto& node : model.nodes) {
    for (const auto& output : node.outputs) {
      producer_[output] = {node.op_type, node.inputs.empty() ? std::string() : node.inputs.front()};
    }
  }
}

// The operator that makes a tensor, looking through those that only pass it on.
std::string OutputColumns::producer_of(std::string name) const {
  for (int hops = 0; hops < 64; ++hops) {
    const auto at = producer_.find(name);
    if (at == producer_.end()) return {};
    const std::string& op = at->second.op_type;
    const bool passes_on = op == "Identity" || op == "Cast" || op == "Reshape" || op == "Squeeze" ||
                           op == "Unsqueeze" || op == "Flatten";
    if (!passes_on) return op;
    name = at->second.first_input;
  }
  return {};
}

std::string OutputColumns::class_name(std::int64_t i) const {
  const auto at = static_cast<std::size_t>(i);
  return at < classes_.size() ? classes_[at] : std::to_string(i);
}

std::size_t OutputColumns::add(std::string name, data::Type type) {
  columns_.emplace_back(data::Field{std::move(name), type, false, origin_});
  return columns_.size() - 1;
}

OutputColumns::Role OutputColumns::lone_role(const Tensor& tensor, std::int64_t width, std::int64_t rows) const {
  if (!is_float(tensor.type) || regression_) return Role::Values;
  const auto known = static_cast<std::int64_t>(classes_.size());
  if (width >= 2) {
    if (known != 0 && known != width) return Role::Values;
    if (are_probabilities(tensor, width, rows)) return Role::Probabilities;
    return known == width ? Role::Logits : Role::Values;
  }
  if (known != 2) return Role::Values;
  return within_unit(tensor, rows) ? Role::Positive : Role::PositiveLogit;
}

void OutputColumns::choose_roles(const Batch& batch, const std::vector<Tensor>& outputs) {
  std::optional<std::size_t> label;
  std::optional<std::size_t> scores;
  std::size_t usable = 0;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs_[i].role == Role::Ignored) continue;
    ++usable;
    const Tensor& tensor = outputs[i];
    const bool could_be_label = outputs_[i].width == 1 && !is_float(tensor.type);
    if (could_be_label && !label) label = i;
    const bool right_width = classes_.empty() || static_cast<std::int64_t>(classes_.size()) == outputs_[i].width;
    if (is_float(tensor.type) && outputs_[i].width >= 2 && (right_width || !scores)) scores = i;
  }
  if (regression_) return;
  if (label && (scores || usable == 1)) {
    outputs_[*label].role = Role::Label;
    outputs_[*label].label_is_index = producer_of(names_[*label]) == "ArgMax" || producer_of(names_[*label]) == "TopK";
    if (scores) outputs_[*scores].role = Role::Scores;
    return;
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs_[i].role == Role::Ignored || (usable > 1 && scores && i != *scores)) continue;
    outputs_[i].role = lone_role(outputs[i], outputs_[i].width, batch.rows);
    if (outputs_[i].role != Role::Values) return;  // one output decides the class
  }
}

Result<void> OutputColumns::add_columns(Output& output, const Tensor& tensor, std::int64_t rows, bool only) {
  const data::Type label_type = classes_.empty() ? data::Type::Integer : data::Type::Text;
  const std::string& name = names_[static_cast<std::size_t>(&output - outputs_.data())];
  switch (output.role) {
    case Role::Ignored: return {};
    case Role::Label: {
      const bool text = tensor.type == ElementType::String;
      const bool boolean = tensor.type == ElementType::Bool && classes_.empty();
      output.columns.push_back(add("prediction", text ? data::Type::Text : boolean ? data::Type::Boolean : label_type));
      return {};
    }
    case Role::Probabilities:
    case Role::Logits:
    case Role::Positive:
    case Role::PositiveLogit: output.columns.push_back(add("prediction", label_type)); [[fallthrough]];
    case Role::Scores: {
      const std::int64_t columns = std::max<std::int64_t>(output.width, output.role == Role::Scores ? 1 : 2);
      if (columns > widest_output) break;
      const bool probabilities = output.role != Role::Scores || are_probabilities(tensor, output.width, rows);
      for (std::int64_t i = 0; i < columns; ++i) {
        output.columns.push_back(add((probabilities ? "probability " : "score ") + class_name(i), data::Type::Real));
      }
      return {};
    }
    case Role::Values: {
      if (output.width > widest_output) break;
      const data::Type type = is_float(tensor.type)                  ? data::Type::Real
                              : is_whole(tensor.type)                ? data::Type::Integer
                              : tensor.type == ElementType::Bool     ? data::Type::Boolean
                                                                     : data::Type::Text;
      for (std::int64_t i = 0; i < output.width; ++i) {
        const std::string base = only && output.width == 1 ? "prediction" : name;
        output.columns.push_back(add(output.width == 1 ? base : base + " [" + std::to_string(i) + "]", type));
      }
      return {};
    }
  }
  return fail(ErrorCode::Limit, "The model's output \"" + name + "\" gives " + std::to_string(output.width) +
                                    " answers per row; Assay makes at most " + std::to_string(widest_output) +
                                    " columns of one output.");
}

Result<void> OutputColumns::decide(const Batch& batch, const std::vector<Tensor>& outputs) {
  outputs_.resize(outputs.size());
  names_.resize(outputs.size());
  std::size_t usable = 0;
  std::string seen;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i].name.empty()) names_[i] = outputs[i].name;
    const auto width = width_of(outputs[i], batch.padded);
    outputs_[i].width = width.value_or(0);
    outputs_[i].type = outputs[i].type;
    outputs_[i].role = width ? Role::Values : Role::Ignored;
    usable += width ? 1 : 0;
    seen += (i == 0 ? "" : ", ") + ("\"" + names_[i] + "\" ") + std::string(to_string(outputs[i].type)) + " " +
            shape_text(outputs[i]);
  }
  if (usable == 0) {
    return fail(ErrorCode::TypeMismatch,
                "The model was given " + std::to_string(batch.padded) + " rows but gives no answer per row: " +
                    (seen.empty() ? std::string("it has no outputs") : seen) + ".",
                "Export the model with outputs whose first dimension is the number of rows.");
  }
  choose_roles(batch, outputs);
  // The label comes first, whatever the order of the outputs.
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (outputs_[i].role == Role::Label) order.push_back(i);
  }
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (outputs_[i].role != Role::Label) order.push_back(i);
  }
  for (const std::size_t i : order) {
    if (auto added = add_columns(outputs_[i], outputs[i], batch.rows, usable == 1); !added) return added;
  }
  decided_ = true;
  append_nulls(pending_nulls_);
  pending_nulls_ = 0;
  return {};
}

void OutputColumns::append_nulls(std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    for (auto& column : columns_) column.append_null();
  }
}

void OutputColumns::append_class(GrowingColumn& column, std::int64_t index) {
  if (column.type() == data::Type::Text) {
    column.append_text(class_name(index));
  } else {
    column.append(index);
  }
}

void OutputColumns::append_label(const Output& output, const Tensor& tensor, std::int64_t row) {
  GrowingColumn& column = columns_[output.columns.front()];
  if (tensor.type == ElementType::String) return column.append_text(tensor.strings[static_cast<std::size_t>(row)]);
  const std::int64_t value = whole_at(tensor, row);
  if (column.type() == data::Type::Boolean) return column.append(static_cast<double>(value));
  if (column.type() == data::Type::Integer) return column.append(value);
  const bool index = value >= 0 && value < static_cast<std::int64_t>(classes_.size());
  std::string text = std::to_string(value);
  const bool literal = std::find(classes_.begin(), classes_.end(), text) != classes_.end();
  column.append_text(index && (output.label_is_index || !literal) ? classes_[static_cast<std::size_t>(value)] : text);
}

void OutputColumns::append_scores(const Output& output, const Tensor& tensor, std::int64_t row) {
  std::vector<double> values(static_cast<std::size_t>(output.width));
  for (std::int64_t i = 0; i < output.width; ++i) {
    values[static_cast<std::size_t>(i)] = number_at(tensor, row * output.width + i);
  }
  if (output.role == Role::PositiveLogit) values[0] = 1.0 / (1.0 + std::exp(-values[0]));
  if (output.role == Role::Positive || output.role == Role::PositiveLogit) values = {1.0 - values[0], values[0]};
  if (output.role == Role::Logits) {
    const double top = *std::max_element(values.begin(), values.end());
    double sum = 0;
    for (double& value : values) sum += value = std::exp(value - top);
    for (double& value : values) value /= sum;
  }
  std::size_t at = 0;
  if (output.role != Role::Scores) {
    GrowingColumn& label = columns_[output.columns[at++]];
    const bool undefined = std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
    // A tie of two classes at one half goes to the second, as a threshold of 0.5 has it; others to the first.
    const bool binary = output.role == Role::Positive || output.role == Role::PositiveLogit;
    const auto best = binary ? std::int64_t{values[1] >= 0.5 ? 1 : 0}
                             : std::max_element(values.begin(), values.end()) - values.begin();
    if (undefined) {
      label.append_null();
    } else {
      append_class(label, best);
    }
  }
  for (const double value : values) columns_[output.columns[at++]].append(value);
}

void OutputColumns::append_values(const Output& output, const Tensor& tensor, std::int64_t row) {
  for (std::int64_t i = 0; i < output.width; ++i) {
    GrowingColumn& column = columns_[output.columns[static_cast<std::size_t>(i)]];
    const std::int64_t at = row * output.width + i;
    switch (column.type()) {
      case data::Type::Text: column.append_text(tensor.strings[static_cast<std::size_t>(at)]); break;
      case data::Type::Integer: column.append(whole_at(tensor, at)); break;
      default: column.append(number_at(tensor, at)); break;
    }
  }
}

void OutputColumns::append_row(const Output& output, const Tensor& tensor, std::int64_t row) {
  switch (output.role) {
    case Role::Ignored: return;
    case Role::Values: return append_values(output, tensor, row);
    case Role::Label: return append_label(output, tensor, row);
    default: return append_scores(output, tensor, row);
  }
}

Result<void> OutputColumns::append(const Batch& batch, const std::vector<Tensor>& outputs) {
  if (batch.rows == 0) {
    if (decided_) {
      append_nulls(batch.end - batch.begin);
    } else {
      pending_nulls_ += batch.end - batch.begin;
    }
    return {};
  }
  if (!decided_) {
    if (auto decided = decide(batch, outputs); !decided) return decided;
  }
  bool same = outputs.size() == outputs_.size();
  for (std::size_t i = 0; same && i < outputs.size(); ++i) {
    same = outputs_[i].role == Role::Ignored || (outputs[i].type == outputs_[i].type &&
                                                  width_of(outputs[i], batch.padded) == outputs_[i].width);
  }
  if (!same) {
    return fail(ErrorCode::TypeMismatch, "The model's answers changed their shape from one batch to the next.");
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Output& output = outputs_[i];
    std::int64_t next = 0;
    for (std::int64_t row = batch.begin; row < batch.end; ++row) {
      const bool answered = !batch.skipped || (next < batch.rows && batch.kept[static_cast<std::size_t>(next)] == row);
      if (answered) {
        append_row(output, outputs[i], next++);
      } else {
        for (const std::size_t column : output.columns) columns_[column].append_null();
      }
    }
  }
  for (const auto& column : columns_) {
    if (column.out_of_memory()) {
      return fail(ErrorCode::OutOfMemory, "Not enough memory for the predictions.",
                  "Nothing already loaded was lost. Close other data or use fewer rows.");
    }
  }
  return {};
}

Result<std::vector<data::ColumnPtr>> OutputColumns::finish() && {
  if (!decided_) {
    const bool text = !classes_.empty() || (!declared_.empty() && declared_.front() == onnx::ElementType::String);
    static_cast<void>(add("prediction", text ? data::Type::Text : data::Type::Real));
    append_nulls(pending_nulls_);
  }
  std::vector<data::ColumnPtr> finished;
  for (auto& column : columns_) {
    auto made = std::move(column).finish();
    if (!made) return std::unexpected(made.error());
    finished.push_back(*std::move(made));
  }
  return finished;
}

}  // namespace assay::inference
