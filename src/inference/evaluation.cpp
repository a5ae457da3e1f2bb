#include "inference/evaluation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "inference/auc.hpp"

namespace assay::inference {

using base::ErrorCode;
using base::Step;

namespace {

constexpr std::size_t most_labels = 1'000;

// The value of a row as a label: texts as they are, whole numbers by their digits ("1" for 1 and 1.0),
// booleans true/false. Nothing when it is missing.
std::optional<std::string> label_of(const data::Column& column, std::int64_t row) {
  const data::Array& chunk = column.chunk_of(row);
  const std::int64_t i = row % data::chunk_rows;
  if (!chunk.is_valid(i)) return std::nullopt;
  switch (chunk.type()) {
    case data::Type::Text: return std::string(chunk.text(i));
    case data::Type::Boolean: return chunk.boolean(i) ? "true" : "false";
    case data::Type::Integer:
    case data::Type::Timestamp: return std::to_string(chunk.integers()[static_cast<std::size_t>(i)]);
    case data::Type::Real: break;
  }
  const double value = chunk.number(i);
  if (std::isnan(value)) return std::nullopt;
  if (value == std::floor(value) && std::abs(value) < 9e15) return std::to_string(static_cast<std::int64_t>(value));
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return std::string(digits.data(), end.ptr);
}

std::optional<double> number_of(const data::Column& column, std::int64_t row) {
  if (!column.is_valid(row)) return std::nullopt;
  const double value = column.number(row);
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// By number when every label is a whole number, else by byte.
std::vector<std::size_t> sorted_order(const std::vector<std::string>& labels) {
  std::vector<std::size_t> order(labels.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const bool numbers = std::all_of(labels.begin(), labels.end(),
                                   [](const std::string& label) { return whole_number(label).has_value(); });
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (numbers) return *whole_number(labels[a]) < *whole_number(labels[b]);
    return labels[a] < labels[b];
  });
  return order;
}

std::optional<double> defined(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Counts of (true, predicted) pairs of labels met so far.
class Confusion {
 public:
  // False when there are more labels than a confusion matrix can show.
  bool add(const std::string& truth, const std::string& predicted) {
    const std::size_t row = index(truth);
    const std::size_t column = index(predicted);
    if (labels_.size() > most_labels) return false;
    ++counts_[static_cast<std::uint64_t>(row) << 32 | column];
    return true;
  }
  Classification finish() const;

 private:
  std::size_t index(const std::string& label) {
    const auto [at, fresh] = index_.try_emplace(label, labels_.size());
    if (fresh) labels_.push_back(label);
    return at->second;
  }
  std::vector<std::string> labels_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_map<std::uint64_t, std::uint64_t> counts_;
};

// Means over all labels; an undefined precision, recall or F1 counts 0 there, as scikit-learn's
// zero_division default has it.
void summarise(Classification& out, const std::vector<std::uint64_t>& truths,
               const std::vector<std::uint64_t>& guesses) {
  const std::size_t n = out.labels.size();
  std::uint64_t right = 0;
  std::uint64_t rows = 0;
  double precision = 0, recall = 0, f1 = 0, balanced = 0;
  std::size_t present = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t hits = out.confusion[i * n + i];
    right += hits;
    rows += truths[i];
    out.precision.push_back(ratio(hits, guesses[i]));
    out.recall.push_back(ratio(hits, truths[i]));
    out.f1.push_back(ratio(2 * hits, truths[i] + guesses[i]));
    precision += out.precision.back().value_or(0);
    recall += out.recall.back().value_or(0);
    f1 += out.f1.back().value_or(0);
    if (truths[i] == 0) continue;
    balanced += *out.recall.back();
    ++present;
  }
  out.accuracy = ratio(right, rows);
  if (present > 0) out.balanced_accuracy = balanced / static_cast<double>(present);
  if (n == 0) return;
  out.precision_macro = precision / static_cast<double>(n);
  out.recall_macro = recall / static_cast<double>(n);
  out.f1_macro = f1 / static_cast<double>(n);
}

Classification Confusion::finish() const {
  const auto order = sorted_order(labels_);
  const std::size_t n = order.size();
  std::vector<std::size_t> place(n);
  Classification out;
  for (std::size_t i = 0; i < n; ++i) {
    place[order[i]] = i;
    out.labels.push_back(labels_[order[i]]);
  }
  out.confusion.assign(n * n, 0);
  std::vector<std::uint64_t> truths(n, 0), guesses(n, 0);
  for (const auto& [key, count] : counts_) {
    const std::size_t row = place[key >> 32];
    const std::size_t column = place[key & 0xffffffffU];
    out.confusion[row * n + column] = count;
    truths[row] += count;
    guesses[column] += count;
  }
  summarise(out, truths, guesses);
  return out;
}

// Cross-entropy as scikit-learn's log_loss: probabilities clipped to [eps, 1 - eps] of float64 and divided by
// their sum.
class LogLoss {
 public:
  void add(const std::vector<double>& probabilities, std::optional<std::size_t> truth) {
    if (!truth) {
      unknown_label_ = true;
      return;
    }
    constexpr double eps = std::numeric_limits<double>::epsilon();
    double total = 0;
    for (const double p : probabilities) total += std::clamp(p, eps, 1.0 - eps);
    sum_ -= std::log(std::clamp(probabilities[*truth], eps, 1.0 - eps) / total);
    ++rows_;
  }
  // Undefined without rows, and when a true label has no probability.
  std::optional<double> mean() const {
    if (rows_ == 0 || unknown_label_) return std::nullopt;
    return defined(sum_ / static_cast<double>(rows_));
  }

 private:
  double sum_ = 0;
  std::uint64_t rows_ = 0;
  bool unknown_label_ = false;
};

// Sums for MAE, MSE and R²; the spread of the truth by Welford's recurrence, of differences to the first truth:
// the mean of numbers far from zero would round what counts away.
class Errors {
 public:
  void add(double truth, double predicted) {
    const double residual = truth - predicted;
    absolute_ += std::abs(residual);
    squared_ += residual * residual;
    if (rows_++ == 0) shift_ = truth;
    const double shifted = truth - shift_;
    const double delta = shifted - mean_;
    mean_ += delta / static_cast<double>(rows_);
    spread_ += delta * (shifted - mean_);
  }
  Regression finish() const {
    Regression out;
    if (rows_ == 0) return out;
    const auto n = static_cast<double>(rows_);
    out.mae = defined(absolute_ / n);
    out.mse = defined(squared_ / n);
    if (out.mse) out.rmse = std::sqrt(*out.mse);
    // Undefined for one row and for a constant truth, where scikit-learn substitutes NaN, 0 or 1.
    if (rows_ >= 2 && spread_ > 0) out.r2 = defined(1.0 - squared_ / spread_);
    return out;
  }

 private:
  double absolute_ = 0, squared_ = 0, shift_ = 0, mean_ = 0, spread_ = 0;
  std::uint64_t rows_ = 0;
};

class EvaluatorTask final : public Evaluator {
 public:
  explicit EvaluatorTask(EvaluationRequest request) : request_(std::move(request)) {}

  std::string title() const override { return "Evaluate predictions"; }
  Evaluation take() override { return std::move(result_); }

  Step step() override {
    if (stop_requested()) return failed({ErrorCode::Cancelled, "Cancelled: " + title() + ".", {}, {}});
    if (error()) return Step::Failed;
    switch (stage_) {
      case Stage::Start: return start();
      case Stage::Count: return count();
      case Stage::Area: return area();
      case Stage::Done: return Step::Done;
    }
    return Step::Done;
  }

 private:
  enum class Stage : std::uint8_t { Start, Count, Area, Done };

  const data::Column& column(std::size_t i) const { return request_.table->column(i); }

  Step start() {
    const std::size_t columns = request_.table ? request_.table->column_count() : 0;
    const bool valid = request_.label < columns && request_.prediction < columns &&
                       request_.probabilities.size() == request_.probability_labels.size() &&
                       std::all_of(request_.probabilities.begin(), request_.probabilities.end(), [&](std::size_t i) {
                         return i < columns && data::is_numeric(column(i).type());
                       });
    if (!valid) {
      return failed({ErrorCode::InvalidArgument, "The label or the predictions are not in the table.", {}, {}});
    }
    result_.label_column = column(request_.label).name();
    result_.prediction_column = column(request_.prediction).name();
    regression_ = column(request_.prediction).type() == data::Type::Real && request_.probabilities.empty();
    if (regression_ && !data::is_numeric(column(request_.label).type())) {
      return failed({ErrorCode::TypeMismatch, "The model predicts numbers, but the label \"" + result_.label_column +
                                                  "\" does not hold numbers.",
                     "Choose another label column.", {}});
    }
    for (std::size_t i = 0; i < request_.probability_labels.size(); ++i) {
      probability_of_.try_emplace(request_.probability_labels[i], i);
    }
    progress.phase("Comparing with the label");
    progress.total = static_cast<std::uint64_t>(request_.table->rows()) * (1 + curves());
    stage_ = Stage::Count;
    return Step::More;
  }

  // One area for two labels, one per label for more.
  std::size_t curves() const {
    const std::size_t labels = request_.probabilities.size();
    return labels < 2 ? 0 : labels == 2 ? 1 : labels;
  }

  Step count() {
    const std::int64_t rows = request_.table->rows();
    const std::int64_t end = std::min(rows, row_ + piece_rows);
    for (; row_ < end; ++row_) {
      if (!(regression_ ? count_number(row_) : count_label(row_))) {
        return failed({ErrorCode::Limit, "\"" + result_.label_column + "\" and the predictions have more than " +
                                             std::to_string(most_labels) + " different labels together.",
                       "Choose a label column with the classes that the model predicts.", {}});
      }
    }
    progress.done = static_cast<std::uint64_t>(row_);
    if (row_ < rows) return Step::More;
    if (regression_) {
      result_.regression = errors_.finish();
    } else {
      result_.classification = confusion_.finish();
      result_.classification->log_loss = log_loss_.mean();
    }
    row_ = 0;
    stage_ = regression_ || curves() == 0 ? Stage::Done : Stage::Area;
    return stage_ == Stage::Done ? Step::Done : Step::More;
  }

  bool count_number(std::int64_t row) {
    const auto truth = number_of(column(request_.label), row);
    const auto predicted = number_of(column(request_.prediction), row);
    if (!truth || !predicted) {
      ++result_.missing_rows;
      return true;
    }
    ++result_.rows;
    errors_.add(*truth, *predicted);
    return true;
  }

  bool count_label(std::int64_t row) {
    const auto truth = label_of(column(request_.label), row);
    const auto predicted = label_of(column(request_.prediction), row);
    if (!truth || !predicted) {
      ++result_.missing_rows;
      return true;
    }
    ++result_.rows;
    std::vector<double> probabilities;
    for (const std::size_t i : request_.probabilities) {
      if (const auto p = number_of(column(i), row)) probabilities.push_back(*p);
    }
    const auto at = probability_of_.find(*truth);
    if (at == probability_of_.end()) unknown_label_ = true;
    if (curves() > 0 && probabilities.size() == request_.probabilities.size()) {
      log_loss_.add(probabilities, at == probability_of_.end() ? std::nullopt : std::optional(at->second));
    }
    return confusion_.add(*truth, *predicted);
  }

  // Fill in the scores of one label piece by piece, then sort and merge them, then the next label.
  Step area() {
    const std::size_t label = request_.probabilities.size() == 2 ? 1 : curve_;
    if (unknown_label_) return finish_area(std::nullopt);  // a true label without a probability
    const std::int64_t rows = request_.table->rows();
    if (row_ < rows) {
      const std::int64_t end = std::min(rows, row_ + piece_rows);
      for (; row_ < end; ++row_) add_score(label, row_);
      progress.done = static_cast<std::uint64_t>(rows) * (curve_ + 1) + static_cast<std::uint64_t>(row_);
      return Step::More;
    }
    if (auc_.step()) return Step::More;
    const auto one = auc_.area();
    if (!one) return finish_area(std::nullopt);
    area_sum_ += *one;
    auc_ = Auc();
    row_ = 0;
    if (++curve_ < curves()) return Step::More;
    return finish_area(area_sum_ / static_cast<double>(curves()));
  }

  void add_score(std::size_t label, std::int64_t row) {
    const auto truth = label_of(column(request_.label), row);
    const auto score = number_of(column(request_.probabilities[label]), row);
    if (!truth || !score || !label_of(column(request_.prediction), row)) return;
    auc_.add(*score, *truth == request_.probability_labels[label]);
  }

  Step finish_area(std::optional<double> area) {
    result_.classification->auc = area;
    progress.done = progress.total.load();
    stage_ = Stage::Done;
    return Step::Done;
  }

  static constexpr std::int64_t piece_rows = 16'384;

  EvaluationRequest request_;
  Evaluation result_;
  Stage stage_ = Stage::Start;
  bool regression_ = false;
  std::int64_t row_ = 0;
  Confusion confusion_;
  Errors errors_;
  LogLoss log_loss_;
  std::unordered_map<std::string, std::size_t> probability_of_;
  bool unknown_label_ = false;
  Auc auc_;
  std::size_t curve_ = 0;
  double area_sum_ = 0;
};

// " (2)" behind a name that was taken; "" when there is none.
std::string_view renaming_suffix(std::string_view name) {
  if (!name.ends_with(')')) return {};
  const auto at = name.rfind(" (");
  if (at == std::string_view::npos) return {};
  const auto digits = name.substr(at + 2, name.size() - at - 3);
  const bool number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  return number ? name.substr(at) : std::string_view{};
}

}  // namespace

std::shared_ptr<Evaluator> Evaluator::make(EvaluationRequest request) {
  return std::make_shared<EvaluatorTask>(std::move(request));
}

std::optional<EvaluationRequest> evaluation_request(data::TablePtr table, std::size_t label,
                                                    const std::string& model_name) {
  if (!table || label >= table->column_count() || model_name.empty()) return std::nullopt;
  constexpr std::string_view prefix = "probability ";
  EvaluationRequest request;
  std::optional<std::size_t> prediction;
  bool renamed = false;
  for (std::size_t i = 0; i < table->column_count(); ++i) {
    const data::Field& field = table->column(i).field();
    if (field.origin != model_name) continue;
    const std::string_view suffix = renaming_suffix(field.name);
    const std::string_view name(field.name);
    if (!prediction && (name == "prediction" || name.substr(0, name.size() - suffix.size()) == "prediction")) {
      prediction = i;
      renamed = name != "prediction";
    } else if (name.starts_with(prefix)) {
      request.probabilities.push_back(i);
      const std::string_view kept = renamed ? name.substr(0, name.size() - suffix.size()) : name;
      request.probability_labels.emplace_back(kept.substr(prefix.size()));
    }
  }
  if (!prediction || *prediction == label) return std::nullopt;
  const data::Type truth = table->column(label).type();
  const data::Type predicted = table->column(*prediction).type();
  if (truth == data::Type::Timestamp) return std::nullopt;
  if (predicted == data::Type::Real && !data::is_numeric(truth)) return std::nullopt;
  request.label = label;
  request.prediction = *prediction;
  request.table = std::move(table);
  return request;
}

}  // namespace assay::inference
