#include <cmath>
#include <fstream>
#include <sstream>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "inference/evaluation.hpp"
#include "inference/tables.hpp"

using namespace assay;
using Catch::Approx;
using inference::Evaluation;
using inference::EvaluationRequest;
using nlohmann::json;

namespace {

Evaluation evaluate(EvaluationRequest request) {
  auto task = inference::Evaluator::make(std::move(request));
  base::Step step = base::Step::More;
  for (int i = 0; i < 100'000 && step == base::Step::More; ++i) step = task->step();
  if (const auto error = task->error()) FAIL(error->describe());
  REQUIRE(step == base::Step::Done);
  return task->take();
}

json golden() {
  std::ifstream file(std::string(ASSAY_SOURCE_DIR) + "/tests/data/golden/metrics.json");
  std::stringstream text;
  text << file.rdbuf();
  auto parsed = json::parse(text.str(), nullptr, false);
  REQUIRE(parsed.is_object());
  return parsed;
}

std::string label_text(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::to_string(value.get<std::int64_t>());
}

data::ColumnPtr label_column(std::string name, const json& values, std::string origin = {}) {
  if (values.front().is_number()) {
    std::vector<std::optional<std::int64_t>> numbers;
    for (const auto& value : values) numbers.emplace_back(value.get<std::int64_t>());
    return tables::integers(std::move(name), numbers, std::move(origin));
  }
  std::vector<std::optional<std::string>> texts;
  for (const auto& value : values) texts.emplace_back(value.get<std::string>());
  return tables::texts(std::move(name), texts, std::move(origin));
}

void same(const std::optional<double>& got, const json& want) {
  if (want.is_null()) {
    CHECK(!got);
    return;
  }
  REQUIRE(got);
  CHECK(*got == Approx(want.get<double>()).epsilon(1e-12).margin(1e-14));
}

}  // namespace

TEST_CASE("classification metrics equal scikit-learn's") {
  const json all = golden();
  for (const json& one : all["classification"]) {
    INFO(one["name"]);
    std::vector<data::ColumnPtr> columns{label_column("truth", one["truth"]),
                                         label_column("prediction", one["predicted"], "model.onnx")};
    for (std::size_t i = 0; i < one["probability_labels"].size(); ++i) {
      std::vector<std::optional<double>> values;
      for (const json& row : one["probabilities"]) values.emplace_back(row[i].get<double>());
      columns.push_back(
          tables::reals("probability " + label_text(one["probability_labels"][i]), values, "model.onnx"));
    }
    const auto request = inference::evaluation_request(tables::table(std::move(columns)), 0, "model.onnx");
    REQUIRE(request);
    CHECK(request->probabilities.size() == one["probability_labels"].size());
    const Evaluation result = evaluate(*request);
    REQUIRE(result.classification);
    CHECK(!result.regression);
    const auto& c = *result.classification;
    CHECK(result.rows == static_cast<std::int64_t>(one["truth"].size()));
    CHECK(result.missing_rows == 0);
    REQUIRE(c.labels.size() == one["labels"].size());
    for (std::size_t i = 0; i < c.labels.size(); ++i) {
      CHECK(c.labels[i] == label_text(one["labels"][i]));
      const std::size_t n = c.labels.size();
      std::uint64_t truths = 0, guesses = 0;
      for (std::size_t j = 0; j < n; ++j) {
        truths += c.confusion[i * n + j];
        guesses += c.confusion[j * n + i];
      }
      CHECK(c.precision[i].has_value() == (guesses > 0));
      CHECK(c.recall[i].has_value() == (truths > 0));
      CHECK(c.precision[i].value_or(0) == Approx(one["precision"][i].get<double>()));
      CHECK(c.recall[i].value_or(0) == Approx(one["recall"][i].get<double>()));
      CHECK(c.f1[i].value_or(0) == Approx(one["f1"][i].get<double>()));
    }
    CHECK(c.confusion == one["confusion"].get<std::vector<std::uint64_t>>());
    same(c.accuracy, one["accuracy"]);
    same(c.balanced_accuracy, one["balanced_accuracy"]);
    same(c.precision_macro, one["precision_macro"]);
    same(c.recall_macro, one["recall_macro"]);
    same(c.f1_macro, one["f1_macro"]);
    same(c.auc, one["auc"]);
    same(c.log_loss, one["log_loss"]);
  }
}

TEST_CASE("regression metrics equal scikit-learn's") {
  const json all = golden();
  for (const json& one : all["regression"]) {
    INFO(one["name"]);
    std::vector<std::optional<double>> truth, predicted;
    for (const auto& value : one["truth"]) truth.emplace_back(value.get<double>());
    for (const auto& value : one["predicted"]) predicted.emplace_back(value.get<double>());
    const auto request = inference::evaluation_request(
        tables::table({tables::reals("truth", truth), tables::reals("prediction", predicted, "m")}), 0, "m");
    REQUIRE(request);
    const Evaluation result = evaluate(*request);
    REQUIRE(result.regression);
    CHECK(!result.classification);
    same(result.regression->mae, one["mae"]);
    same(result.regression->mse, one["mse"]);
    same(result.regression->rmse, one["rmse"]);
    same(result.regression->r2, one["r2"]);
  }
}

TEST_CASE("rows without a label or a prediction are left out; without any, nothing is defined") {
  const auto table = tables::table({tables::texts("truth", {"a", std::nullopt, "b", "a"}),
                                    tables::texts("prediction", {"a", "a", std::nullopt, "b"}, "m"),
                                    tables::texts("nothing", {std::nullopt, std::nullopt, std::nullopt, std::nullopt})});
  const Evaluation some = evaluate(*inference::evaluation_request(table, 0, "m"));
  CHECK(some.rows == 2);
  CHECK(some.missing_rows == 2);
  CHECK(some.classification->accuracy == 0.5);
  CHECK(!some.classification->auc);
  const Evaluation none = evaluate(*inference::evaluation_request(table, 2, "m"));
  CHECK(none.rows == 0);
  CHECK(none.missing_rows == 4);
  CHECK(!none.classification->accuracy);
  CHECK(!none.classification->f1_macro);
  CHECK(none.classification->labels.empty());
}

TEST_CASE("an empty table and overflowing numbers are defined as far as they are") {
  const auto empty = tables::table({tables::reals("truth", {}), tables::reals("prediction", {}, "m")});
  const Evaluation none = evaluate(*inference::evaluation_request(empty, 0, "m"));
  CHECK(none.rows == 0);
  CHECK(!none.regression->mae);
  CHECK(!none.regression->r2);
  const auto huge = tables::table({tables::reals("truth", {1e300, -1e300}), tables::reals("prediction", {-1e300, 1e300}, "m")});
  const Evaluation big = evaluate(*inference::evaluation_request(huge, 0, "m"));
  CHECK(big.regression->mae == Approx(2e300));
  CHECK(!big.regression->mse);
  CHECK(!big.regression->rmse);
  CHECK(!big.regression->r2);
}

TEST_CASE("a request fits what the label and the predictions are") {
  const auto table = tables::table({tables::texts("species", {"a"}), tables::reals("size", {1.0}),
                                    tables::reals("prediction", {1.0}, "m"), tables::integers("probability 1", {1})});
  CHECK(!inference::evaluation_request(table, 0, "m"));      // numbers against text
  CHECK(inference::evaluation_request(table, 1, "m"));
  CHECK(!inference::evaluation_request(table, 2, "m"));      // the prediction itself
  CHECK(!inference::evaluation_request(table, 1, "other"));  // no predictions of that model
  CHECK(!inference::evaluation_request(table, 9, "m"));
  CHECK(!inference::evaluation_request(nullptr, 0, "m"));
  CHECK(inference::evaluation_request(table, 1, "m")->probabilities.empty());
  // Renamed predictions of a second model.
  const auto second = tables::table({tables::texts("species", {"a"}), tables::texts("prediction (2)", {"a"}, "m"),
                                     tables::reals("probability a (2)", {1.0}, "m")});
  const auto request = inference::evaluation_request(second, 0, "m");
  REQUIRE(request);
  CHECK(request->probability_labels == std::vector<std::string>{"a"});
}

TEST_CASE("labels that are free text are refused, not tabulated") {
  std::vector<std::optional<std::string>> many, same_text;
  for (int i = 0; i < 1'500; ++i) {
    many.emplace_back("text " + std::to_string(i));
    same_text.emplace_back("a");
  }
  auto task = inference::Evaluator::make(*inference::evaluation_request(
      tables::table({tables::texts("truth", many), tables::texts("prediction", same_text, "m")}), 0, "m"));
  base::Step step = base::Step::More;
  while (step == base::Step::More) step = task->step();
  CHECK(step == base::Step::Failed);
  CHECK(task->error()->code == base::ErrorCode::Limit);
}

TEST_CASE("a large table is evaluated in many bounded steps, with the exact area") {
  // Scores i / n; positive where i is odd: AUC = (n + 2) / (2 n) for even n, by counting pairs.
  constexpr int n = 200'000;
  std::vector<std::optional<std::string>> truth;
  std::vector<std::optional<double>> no, yes;
  for (int i = 0; i < n; ++i) {
    truth.emplace_back(i % 2 == 1 ? "yes" : "no");
    yes.emplace_back(static_cast<double>(i) / n);
    no.emplace_back(1.0 - *yes.back());
  }
  const auto table = tables::table({tables::texts("truth", truth), tables::texts("prediction", truth, "m"),
                                    tables::reals("probability no", no, "m"), tables::reals("probability yes", yes, "m")});
  auto task = inference::Evaluator::make(*inference::evaluation_request(table, 0, "m"));
  int steps = 0;
  while (task->step() == base::Step::More) ++steps;
  CHECK(steps > 20);
  const Evaluation result = task->take();
  CHECK(result.classification->accuracy == 1.0);
  CHECK(*result.classification->auc == Approx((n + 2.0) / (2.0 * n)).epsilon(1e-14));
}
