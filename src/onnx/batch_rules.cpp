#include "onnx/batch_rules.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "onnx/model.hpp"
#include "onnx/proto.hpp"
#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

constexpr std::size_t max_constant_values = 64;

class Rules {
 public:
  Rules(const NodeView& node, const BatchState& state) : node_(node), state_(state) {}

  RowRule apply();

 private:
  enum class Kind : std::uint8_t {
    Elementwise, Gemm, MatMul, SpatialFirst, Normalise, Axis, Flatten, Reshape, Concat, Transpose, Unsqueeze, Squeeze,
    Reduce, ArgReduce, MlSame, MlClassifier, MlRegressor, MlOneHot, MlExtract, MlVectorize, ZipMap,
  };
  struct Row {
    std::string_view op;
    Kind kind;
  };
  static const std::vector<Row>& standard();
  static const std::vector<Row>& ml();

  [[nodiscard]] std::string label() const {
    return std::string(node_.op_type) + (node_.name.empty() ? "" : " \"" + shortened(node_.name, 60) + "\"");
  }
  [[nodiscard]] RowRule refuse(std::string_view why) const { return {{}, label() + " " + std::string(why) + "."}; }
  [[nodiscard]] static RowRule fine(std::size_t rank) { return {{rank}, {}}; }

  [[nodiscard]] std::string_view input(std::size_t i) const {
    return i < node_.inputs.size() ? node_.inputs[i] : std::string_view{};
  }
  [[nodiscard]] std::optional<std::size_t> rank(std::size_t i) const {
    const auto at = state_.batched.find(input(i));
    return at == state_.batched.end() ? std::nullopt : std::optional(at->second);
  }
  [[nodiscard]] const ConstantFacts* constant(std::size_t i) const {
    const auto at = state_.constants.find(input(i));
    return at == state_.constants.end() ? nullptr : &at->second;
  }
  // Inputs from `first` on are absent or do not depend on the rows.
  [[nodiscard]] bool rest_is_constant(std::size_t first) const {
    for (std::size_t i = first; i < node_.inputs.size(); ++i) {
      if (rank(i)) return false;
    }
    return true;
  }
  // An axis counted from the front; nothing when it is out of range.
  [[nodiscard]] static std::optional<std::size_t> normal_axis(std::int64_t axis, std::size_t rank) {
    const auto r = static_cast<std::int64_t>(rank);
    if (axis < -r || axis >= r) return std::nullopt;
    return static_cast<std::size_t>(axis < 0 ? axis + r : axis);
  }
  // Axes from the attribute or, in later opsets, from a constant input.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> axes(std::size_t input_index) const {
    if (find_attribute(node_, "axes")) return ints_attribute(node_, "axes");
    const ConstantFacts* facts = constant(input_index);
    return facts == nullptr ? std::nullopt : facts->values;
  }

  [[nodiscard]] RowRule elementwise() const;
  [[nodiscard]] RowRule gemm() const;
  [[nodiscard]] RowRule axis_beyond_rows(std::int64_t default_axis) const;
  [[nodiscard]] RowRule reshape() const;
  [[nodiscard]] RowRule concat() const;
  [[nodiscard]] RowRule change_axes(bool add) const;
  [[nodiscard]] RowRule reduce() const;
  [[nodiscard]] RowRule by_kind(Kind kind) const;
  [[nodiscard]] RowRule ml_rule(Kind kind, std::size_t r) const;

  const NodeView& node_;
  const BatchState& state_;
};

const std::vector<Rules::Row>& Rules::standard() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> out;
    for (const std::string_view op :
         {"Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus",
          "Softsign", "ThresholdedRelu", "Gelu", "Mish", "Exp", "Log", "Sqrt", "Abs", "Neg", "Reciprocal", "Floor",
          "Ceil", "Round", "Sign", "Erf", "Sin", "Cos", "Tan", "Sinh", "Cosh", "Asin", "Acos", "Atan", "Cast",
          "Identity", "Clip", "Not", "IsNaN", "IsInf", "Dropout", "Add", "Sub", "Mul", "Div", "Pow", "Mod", "Min",
          "Max", "Sum", "Mean", "Where", "And", "Or", "Xor", "Equal", "Less", "Greater", "LessOrEqual",
          "GreaterOrEqual", "PRelu"}) {
      out.push_back({op, Kind::Elementwise});
    }
    for (const std::string_view op : {"Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "GlobalMaxPool",
                                      "GlobalAveragePool", "InstanceNormalization", "LRN"}) {
      out.push_back({op, Kind::SpatialFirst});
    }
    for (const std::string_view op : {"ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1",
                                      "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp"}) {
      out.push_back({op, Kind::Reduce});
    }
    for (const std::string_view op : {"Softmax", "LogSoftmax", "Hardmax"}) out.push_back({op, Kind::Axis});
    out.insert(out.end(), {{"Gemm", Kind::Gemm}, {"MatMul", Kind::MatMul}, {"BatchNormalization", Kind::Normalise},
                           {"LayerNormalization", Kind::Axis}, {"Flatten", Kind::Flatten}, {"Reshape", Kind::Reshape},
                           {"Concat", Kind::Concat}, {"Transpose", Kind::Transpose}, {"Unsqueeze", Kind::Unsqueeze},
                           {"Squeeze", Kind::Squeeze}, {"ArgMax", Kind::ArgReduce}, {"ArgMin", Kind::ArgReduce}});
    return out;
  }();
  return rows;
}

const std::vector<Rules::Row>& Rules::ml() {
  static const std::vector<Row> rows{
      {"Scaler", Kind::MlSame}, {"Normalizer", Kind::MlSame}, {"Imputer", Kind::MlSame}, {"Binarizer", Kind::MlSame},
      {"LabelEncoder", Kind::MlSame}, {"CategoryMapper", Kind::MlSame},
      {"TreeEnsembleClassifier", Kind::MlClassifier}, {"LinearClassifier", Kind::MlClassifier},
      {"SVMClassifier", Kind::MlClassifier}, {"TreeEnsembleRegressor", Kind::MlRegressor},
      {"TreeEnsemble", Kind::MlRegressor}, {"LinearRegressor", Kind::MlRegressor}, {"SVMRegressor", Kind::MlRegressor},
      {"OneHotEncoder", Kind::MlOneHot}, {"ArrayFeatureExtractor", Kind::MlExtract},
      {"FeatureVectorizer", Kind::MlVectorize}, {"ZipMap", Kind::ZipMap}};
  return rows;
}

RowRule Rules::apply() {
  if (holds_graph(node_)) return refuse("holds a graph of its own");
  const bool is_ml = node_.domain == "ai.onnx.ml";
  if (!is_ml && !node_.domain.empty()) return refuse("is not an operator of ONNX itself");
  const std::vector<Row>& rows = is_ml ? ml() : standard();
  const auto row = std::ranges::find(rows, node_.op_type, &Row::op);
  if (row == rows.end()) return refuse("is not known to treat rows apart");
  return by_kind(row->kind);
}

RowRule Rules::by_kind(Kind kind) const {
  if (kind == Kind::Elementwise) return elementwise();
  if (kind == Kind::Concat) return concat();
  if (kind == Kind::MlVectorize) {
    for (std::size_t i = 0; i < node_.inputs.size(); ++i) {
      if (rank(i) != 2) return refuse("does not take tables alone");
    }
    return fine(2);
  }
  const auto r = rank(0);
  if (!r || !rest_is_constant(1)) return refuse("takes the rows in another place than its first input");
  switch (kind) {
    case Kind::Gemm: return gemm();
    case Kind::MatMul: {
      const ConstantFacts* weights = constant(1);
      const bool plain = weights != nullptr && weights->dims && weights->dims->size() == 2 && *r >= 2;
      return plain ? fine(*r) : refuse("does not multiply the rows by a constant matrix");
    }
    case Kind::SpatialFirst:  // a second output holds positions counted over all rows
      return *r >= 3 && node_.outputs.size() == 1 ? fine(*r) : refuse("has too few dimensions or too many outputs");
    case Kind::Normalise:
      if (node_.outputs.size() != 1) return refuse("is in training mode");
      return int_attribute(node_, "training_mode").value_or(0) == 0 ? fine(*r) : refuse("is in training mode");
    case Kind::Axis: return axis_beyond_rows(-1);
    case Kind::Flatten:
      return int_attribute(node_, "axis").value_or(1) == 1 ? fine(2) : refuse("mixes the rows with other dimensions");
    case Kind::Reshape: return reshape();
    case Kind::Transpose: {
      const auto perm = ints_attribute(node_, "perm");
      return !perm.empty() && perm.front() == 0 ? fine(*r) : refuse("moves the rows to another dimension");
    }
    case Kind::Unsqueeze: return change_axes(true);
    case Kind::Squeeze: return change_axes(false);
    case Kind::Reduce: return reduce();
    case Kind::ArgReduce: {
      const RowRule rule = axis_beyond_rows(0);
      if (!rule.refusal.empty() || int_attribute(node_, "keepdims").value_or(1) != 0) return rule;
      return fine(*r - 1);
    }
    default: return ml_rule(kind, *r);
  }
}

RowRule Rules::ml_rule(Kind kind, std::size_t r) const {
  switch (kind) {
    case Kind::MlSame: return fine(r);
    case Kind::MlClassifier: return r == 2 ? RowRule{{1, 2}, {}} : refuse("does not take a table");
    case Kind::MlRegressor: return r == 2 ? fine(2) : refuse("does not take a table");
    case Kind::MlOneHot: return fine(r + 1);
    case Kind::MlExtract: return r >= 2 ? fine(r) : refuse("picks among the rows");
    case Kind::ZipMap: return fine(1);
    default: return refuse("is not known to treat rows apart");
  }
}

// Broadcasting must not meet axis 0: all row-wise inputs have one rank, constants are shorter or have 1 there.
RowRule Rules::elementwise() const {
  std::optional<std::size_t> common;
  for (std::size_t i = 0; i < node_.inputs.size(); ++i) {
    if (const auto r = rank(i)) {
      if (common && *common != *r) return refuse("combines row-wise values of different ranks");
      common = r;
    }
  }
  for (std::size_t i = 0; i < node_.inputs.size(); ++i) {
    if (rank(i) || input(i).empty()) continue;
    const ConstantFacts* facts = constant(i);
    if (facts == nullptr || !facts->dims) return refuse("uses a constant of unknown shape");
    const auto& dims = *facts->dims;
    const bool reaches_rows = dims.size() > *common || (dims.size() == *common && !dims.empty() && dims.front() != 1);
    if (reaches_rows) return refuse("uses a constant that has rows of its own");
  }
  return fine(*common);
}

RowRule Rules::gemm() const {
  if (int_attribute(node_, "transA").value_or(0) != 0) return refuse("transposes the rows");
  const ConstantFacts* weights = constant(1);
  if (weights == nullptr) return refuse("does not multiply by a constant matrix");
  if (!input(2).empty()) {
    const ConstantFacts* bias = constant(2);
    const bool per_column = bias != nullptr && bias->dims &&
                            (bias->dims->size() < 2 || (bias->dims->size() == 2 && bias->dims->front() == 1));
    if (!per_column) return refuse("adds a constant that has rows of its own");
  }
  return rank(0) == 2 ? fine(2) : refuse("does not take a table");
}

RowRule Rules::axis_beyond_rows(std::int64_t default_axis) const {
  const std::size_t r = *rank(0);
  const auto axis = normal_axis(int_attribute(node_, "axis").value_or(default_axis), r);
  return axis && *axis >= 1 ? fine(r) : refuse("works across the rows");
}

RowRule Rules::reshape() const {
  const ConstantFacts* shape = constant(1);
  if (shape == nullptr || !shape->values || shape->values->empty()) return refuse("has a shape that is not constant");
  const bool keeps_first = shape->values->front() == 0 && int_attribute(node_, "allowzero").value_or(0) == 0;
  return keeps_first ? fine(shape->values->size()) : refuse("sets the number of rows itself");
}

RowRule Rules::concat() const {
  std::optional<std::size_t> common;
  for (std::size_t i = 0; i < node_.inputs.size(); ++i) {
    const auto r = rank(i);
    if (!r) return refuse("joins the rows with a constant");
    if (common && *common != *r) return refuse("joins values of different ranks");
    common = r;
  }
  const auto axis = int_attribute(node_, "axis");
  const auto at = axis && common ? normal_axis(*axis, *common) : std::nullopt;
  return at && *at >= 1 ? fine(*common) : refuse("joins along the rows");
}

RowRule Rules::change_axes(bool add) const {
  const auto list = axes(1);
  if (!list || list->empty()) return refuse("has axes that are not constant");
  const std::size_t r = *rank(0);
  if (!add && list->size() >= r) return refuse("removes the rows");
  const std::size_t out_rank = add ? r + list->size() : r - list->size();
  for (const std::int64_t axis : *list) {
    const auto at = normal_axis(axis, add ? out_rank : r);
    if (!at || *at == 0) return refuse("changes the first dimension");
  }
  return fine(out_rank);
}

RowRule Rules::reduce() const {
  const auto list = axes(1);
  if (!list || list->empty()) return refuse("works across the rows");
  const std::size_t r = *rank(0);
  for (const std::int64_t axis : *list) {
    const auto at = normal_axis(axis, r);
    if (!at || *at == 0) return refuse("works across the rows");
  }
  const bool keep = int_attribute(node_, "keepdims").value_or(1) != 0;
  return list->size() < r ? fine(keep ? r : r - list->size()) : refuse("works across the rows");
}

}  // namespace

ConstantFacts constant_of(wire::Bytes tensor) {
  ConstantFacts facts;
  facts.dims.emplace();
  std::vector<std::int64_t> values;
  std::uint64_t type = 0;
  for (wire::Reader r(tensor); const auto f = r.next();) {
    if (f->number == proto::tensor::Dims) {
      static_cast<void>(wire::for_each_varint(*f, [&](std::uint64_t v) { facts.dims->push_back(static_cast<std::int64_t>(v)); }));
    } else if (f->number == proto::tensor::DataType) {
      type = f->value;
    } else if (f->number == proto::tensor::Int64Data) {
      static_cast<void>(wire::for_each_varint(*f, [&](std::uint64_t v) {
        if (values.size() <= max_constant_values) values.push_back(static_cast<std::int64_t>(v));
      }));
    } else if (f->is(proto::tensor::RawData, wire::Type::Length) && f->bytes.size() / 8 <= max_constant_values) {
      values.resize(f->bytes.size() / 8);  // little-endian, as ONNX writes it and every target of ours is
      if (!values.empty()) std::memcpy(values.data(), f->bytes.data(), values.size() * 8);
    }
  }
  const bool is_small_int64 = type == static_cast<std::uint64_t>(ElementType::Int64) && !values.empty() &&
                              values.size() <= max_constant_values;
  if (is_small_int64) facts.values = std::move(values);
  return facts;
}

bool holds_graph(const NodeView& node) {
  for (wire::Reader r(node.field.bytes); const auto f = r.next();) {
    if (!f->is(proto::node::Attribute, wire::Type::Length)) continue;
    if (find_field(f->bytes, proto::attribute::G) || find_field(f->bytes, proto::attribute::Graphs)) return true;
  }
  return false;
}

RowRule row_rule(const NodeView& node, const BatchState& state) { return Rules(node, state).apply(); }

}  // namespace assay::onnx
