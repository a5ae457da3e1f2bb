// Evaluation: how good predictions are against a label column. Definitions follow scikit-learn's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "data/table.hpp"

namespace assay::inference {

struct Classification {
  std::vector<std::string> labels;       // union of true and predicted labels, sorted
  std::vector<std::uint64_t> confusion;  // labels × labels, row = true, column = predicted
  std::optional<double> accuracy;
  std::optional<double> balanced_accuracy;
  std::optional<double> precision_macro, recall_macro, f1_macro;
  std::vector<std::optional<double>> precision, recall, f1;  // per label; empty where undefined
  // Binary: ROC AUC of the probability of the second label (ties count half). More classes: one-vs-rest,
  // macro average. Empty without probability columns or with a single class.
  std::optional<double> auc;
  std::optional<double> log_loss;
};

struct Regression {
  std::optional<double> mae, mse, rmse, r2;
};

struct Evaluation {
  std::string label_column;
  std::string prediction_column;
  std::int64_t rows = 0;          // rows with both label and prediction
  std::int64_t missing_rows = 0;  // left out
  std::optional<Classification> classification;
  std::optional<Regression> regression;
};

struct EvaluationRequest {
  data::TablePtr table;                        // holds label and predictions
  std::size_t label = 0;
  std::size_t prediction = 0;
  std::vector<std::size_t> probabilities;      // columns, in the order of `probability_labels`
  std::vector<std::string> probability_labels;
};

class Evaluator : public base::Task {
 public:
  [[nodiscard]] static std::shared_ptr<Evaluator> make(EvaluationRequest request);
  [[nodiscard]] virtual Evaluation take() = 0;
};

// The request that fits a table after scoring: the columns whose origin is `model_name`. Empty when the
// label is not comparable with the prediction.
[[nodiscard]] std::optional<EvaluationRequest> evaluation_request(data::TablePtr table, std::size_t label,
                                                                  const std::string& model_name);

}  // namespace assay::inference
