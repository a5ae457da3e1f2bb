#include <cmath>
#include <limits>
#include <map>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "inference/scorer.hpp"
#include "inference/tables.hpp"
#include "inference/tiny_onnx.hpp"

using namespace assay;
using Catch::Approx;
using inference::ElementType;
using inference::MissingPolicy;
using inference::ScoreResult;
using inference::Tensor;
using tables::FakeRuntime;

namespace {

template <class T>
Tensor dense(std::string name, ElementType type, std::vector<std::int64_t> dims, std::vector<T> values) {
  return {std::move(name), type, std::move(dims), *base::copy_to_buffer(std::as_bytes(std::span(values))), {}};
}

// "Y" = first column of "X", rows kept.
base::Result<std::vector<Tensor>> first_column(const std::vector<Tensor>& inputs) {
  const Tensor& x = inputs.at(0);
  const std::int64_t rows = x.dims.at(0), width = x.dims.at(1);
  std::vector<float> y;
  for (std::int64_t i = 0; i < rows; ++i) y.push_back(x.data.as<float>()[static_cast<std::size_t>(i * width)]);
  return std::vector<Tensor>{dense("Y", ElementType::Float32, {rows, 1}, y)};
}

std::string one_to_one(std::int64_t type, std::int64_t batch = 0, std::int64_t width = 1,
                       std::vector<std::pair<std::string, std::string>> metadata = {}) {
  return tiny_onnx::model({{tiny_onnx::node("Identity", {"x"}, {"Y"})},
                           {tiny_onnx::value_info("x", type, {batch, width})},
                           {tiny_onnx::value_info("Y", type, {batch, 1})},
                           {}},
                          std::move(metadata));
}

inference::ScoreRequest request(data::TablePtr table, std::shared_ptr<const onnx::Model> model,
                                MissingPolicy missing = MissingPolicy::Impute) {
  inference::ScoreRequest out;
  auto binding = inference::propose_binding(*model, *table);
  if (!binding) FAIL(binding.error().describe());
  out.binding = *std::move(binding);
  out.binding.missing = missing;
  out.table = std::move(table);
  out.model = std::move(model);
  out.model_name = "test.onnx";
  return out;
}

base::Step run_to_end(inference::Scorer& task) {
  base::Step step = base::Step::More;
  for (int i = 0; i < 1'000'000 && step == base::Step::More; ++i) step = task.step();
  return step;
}

ScoreResult score(std::shared_ptr<FakeRuntime> runtime, inference::ScoreRequest request) {
  auto task = inference::Scorer::make(runtime, std::move(request));
  const base::Step step = run_to_end(*task);
  if (const auto error = task->error()) FAIL(error->describe());
  REQUIRE(step == base::Step::Done);
  CHECK(runtime->released == 1);
  CHECK(runtime->interrupted == 0);
  CHECK(task->progress.done == task->progress.total);
  return task->take();
}

std::optional<double> at(const data::Column& column, std::int64_t row) {
  return column.is_valid(row) ? std::optional(column.number(row)) : std::nullopt;
}

const std::optional<double> none;

}  // namespace

TEST_CASE("missing values follow the policy") {
  const auto table = tables::table({tables::reals("x", {1.0, none, 6.0, std::numeric_limits<double>::quiet_NaN()})});
  const auto model = tables::model(one_to_one(tiny_onnx::kFloat));
  const auto column = [&](MissingPolicy policy, std::optional<double> impute = {}) {
    auto asked = request(table, model, policy);
    asked.binding.slots[0].impute = impute;
    const auto result = score(std::make_shared<FakeRuntime>(first_column), asked);
    REQUIRE(result.columns.size() == 1);
    CHECK(result.columns[0]->name() == "prediction");
    CHECK(result.columns[0]->field().origin == "test.onnx");
    CHECK(result.columns[0]->length() == 4);
    CHECK(result.skipped_rows == (policy == MissingPolicy::SkipRow ? 2 : 0));
    return result.columns[0];
  };
  const auto mean = column(MissingPolicy::Impute);
  CHECK(at(*mean, 0) == 1.0);
  CHECK(at(*mean, 1) == 3.5);  // the mean of 1 and 6
  CHECK(at(*mean, 3) == 3.5);
  CHECK(at(*column(MissingPolicy::Impute, 9.0), 1) == 9.0);
  CHECK(at(*column(MissingPolicy::Zero), 1) == 0.0);
  const auto nan = column(MissingPolicy::Nan);
  CHECK(at(*nan, 0) == 1.0);
  CHECK(!at(*nan, 1));  // NaN goes in, NaN comes out, and that is a missing prediction
  const auto skipped = column(MissingPolicy::SkipRow);
  CHECK(at(*skipped, 0) == 1.0);
  CHECK(!at(*skipped, 1));
  CHECK(at(*skipped, 2) == 6.0);
  CHECK(!at(*skipped, 3));
}

TEST_CASE("a table of no rows and one where every row is skipped have empty predictions") {
  const auto model = tables::model(one_to_one(tiny_onnx::kFloat));
  auto runtime = std::make_shared<FakeRuntime>(first_column);
  const auto empty = score(runtime, request(tables::table({tables::reals("x", {})}), model));
  REQUIRE(empty.columns.size() == 1);
  CHECK(empty.columns[0]->length() == 0);
  CHECK(runtime->runs.empty());
  runtime = std::make_shared<FakeRuntime>(first_column);
  const auto nothing =
      score(runtime, request(tables::table({tables::reals("x", {none, none})}), model, MissingPolicy::SkipRow));
  CHECK(nothing.skipped_rows == 2);
  CHECK(nothing.columns[0]->null_count() == 2);
  CHECK(runtime->runs.empty());
}

TEST_CASE("many rows go in batches that line up, over chunk borders") {
  const std::int64_t rows = 2 * data::chunk_rows + 17;
  std::vector<std::optional<double>> values;
  for (std::int64_t i = 0; i < rows; ++i) values.emplace_back(static_cast<double>(i));
  auto asked = request(tables::table({tables::reals("x", values)}), tables::model(one_to_one(tiny_onnx::kFloat)));
  asked.binding.batch_rows = 50'000;  // does not divide a chunk
  auto runtime = std::make_shared<FakeRuntime>(first_column);
  const auto result = score(runtime, asked);
  CHECK(runtime->runs.size() == 3);
  CHECK(result.batch_rows == 50'000);
  CHECK(result.columns[0]->chunks().size() == 3);
  for (std::int64_t row : {std::int64_t{0}, std::int64_t{49'999}, std::int64_t{50'000}, data::chunk_rows, rows - 1}) {
    CHECK(at(*result.columns[0], row) == static_cast<double>(row));
  }
  CHECK(result.run_ms == Approx(3));
  CHECK(result.first_run_ms == Approx(1));
}

TEST_CASE("a fixed batch is honoured and its padding dropped") {
  const auto table = tables::table({tables::reals("x", {1.0, 2.0, 3.0, 4.0, 5.0})});
  for (const std::int64_t batch : {1, 2, 8}) {
    auto runtime = std::make_shared<FakeRuntime>(first_column);
    const auto result = score(runtime, request(table, tables::model(one_to_one(tiny_onnx::kFloat, batch))));
    CHECK(result.batch_rows == batch);
    for (const auto& run : runtime->runs) CHECK(run[0].dims == std::vector<std::int64_t>{batch, 1});
    CHECK(result.columns[0]->length() == 5);
    for (std::int64_t row = 0; row < 5; ++row) CHECK(at(*result.columns[0], row) == static_cast<double>(row + 1));
  }
}

TEST_CASE("types of columns become the types of tensors, or an error with the row") {
  const auto scored = [](std::int64_t type, data::ColumnPtr column) {
    auto runtime = std::make_shared<FakeRuntime>([](const auto&) -> base::Result<std::vector<Tensor>> {
      return std::vector<Tensor>{dense<float>("Y", ElementType::Float32, {1, 1}, {0})};
    });
    auto task = inference::Scorer::make(runtime, request(tables::table({std::move(column)}), tables::model(one_to_one(type))));
    const auto step = run_to_end(*task);
    return std::tuple(step, task->error(), runtime);
  };
  const std::int64_t big = (std::int64_t{1} << 53) + 1;
  {
    auto [step, error, runtime] = scored(tiny_onnx::kInt64, tables::integers("x", {big}));
    CHECK(step == base::Step::Done);
    CHECK(runtime->runs[0][0].data.as<std::int64_t>()[0] == big);
  }
  {
    auto [step, error, runtime] = scored(tiny_onnx::kInt64, tables::reals("x", {1.5}));
    CHECK(step == base::Step::Failed);
    CHECK(error->code == base::ErrorCode::TypeMismatch);
    CHECK(error->message.find("1.5 in row 1") != std::string::npos);
    CHECK(error->where.file == "test.onnx");
    CHECK(runtime->released == 1);
  }
  {
    auto [step, error, runtime] = scored(6, tables::integers("x", {std::int64_t{1} << 40}));  // INT32
    CHECK(step == base::Step::Failed);
  }
  {
    auto [step, error, runtime] = scored(tiny_onnx::kInt64, tables::reals("x", {1e19}));
    CHECK(step == base::Step::Failed);
  }
  {
    auto [step, error, runtime] = scored(tiny_onnx::kString, tables::booleans("x", {true}));
    CHECK(step == base::Step::Done);
    CHECK(runtime->runs[0][0].strings == std::vector<std::string>{"true"});
  }
  {
    auto [step, error, runtime] = scored(tiny_onnx::kBool, tables::booleans("x", {true}));
    CHECK(step == base::Step::Done);
    CHECK(runtime->runs[0][0].data.as<std::uint8_t>()[0] == 1);
  }
}

namespace {

// What one row of answers becomes: column name -> text.
std::map<std::string, std::string> columns_of(const std::string& model_bytes, std::vector<Tensor> answers,
                                              std::vector<std::string> classes) {
  auto runtime = std::make_shared<FakeRuntime>([&](const auto&) -> base::Result<std::vector<Tensor>> { return answers; });
  const auto table = tables::table({tables::reals("a", {1.0, 2.0}), tables::reals("b", {1.0, 2.0}), tables::reals("c", {1.0, 2.0})});
  auto asked = request(table, tables::model(model_bytes));
  asked.classes = std::move(classes);
  const auto result = score(runtime, asked);
  std::map<std::string, std::string> out;
  for (const auto& column : result.columns) {
    CHECK(column->length() == 2);
    std::string text = "missing";
    if (column->is_valid(1)) {
      text = column->type() == data::Type::Text ? std::string(column->text(1))
                                                : std::to_string(column->number(1)).substr(0, 6);
    }
    out[column->name()] = text;
  }
  return out;
}

using Columns = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("classifiers: label and probabilities") {
  const auto labels = dense<std::int64_t>("label", ElementType::Int64, {2}, {0, 2});
  const auto p = dense<float>("probabilities", ElementType::Float32, {2, 3}, {1, 0, 0, 0.25F, 0.25F, 0.5F});
  const auto model = tiny_onnx::classifier();
  CHECK(columns_of(model, {labels, p}, {"x", "y", "z"}) ==
        Columns{{"prediction", "z"}, {"probability x", "0.2500"}, {"probability y", "0.2500"}, {"probability z", "0.5000"}});
  CHECK(columns_of(model, {labels, p}, {}) ==
        Columns{{"prediction", "2.0000"}, {"probability 0", "0.2500"}, {"probability 1", "0.2500"}, {"probability 2", "0.5000"}});
  // The label comes from ArgMax, so it is an index even where the classes are numbers.
  CHECK(columns_of(model, {labels, p}, {"1", "2", "3"}).at("prediction") == "3");
  Tensor texts{"label", ElementType::String, {2}, {}, {"x", "y"}};
  CHECK(columns_of(model, {texts, p}, {}).at("prediction") == "y");
  // Scores that are no probabilities keep another name.
  const auto margins = dense<float>("probabilities", ElementType::Float32, {2, 3}, {-4, 2, 0, 3, -1, 9});
  CHECK(columns_of(model, {labels, margins}, {"x", "y", "z"}).contains("score z"));
}

TEST_CASE("classifiers: probabilities or logits alone decide the class") {
  const auto p = dense<float>("logits", ElementType::Float32, {2, 3}, {1, 0, 0, 0.25F, 0.5F, 0.25F});
  CHECK(columns_of(tiny_onnx::logits(), {p}, {"x", "y", "z"}).at("prediction") == "y");
  CHECK(columns_of(tiny_onnx::logits(), {p}, {}).at("prediction") == "1.0000");
  const auto logits = dense<float>("logits", ElementType::Float32, {2, 3}, {1, 0, 0, 1000, 1001, 999});
  const auto soft = columns_of(tiny_onnx::logits(), {logits}, {"x", "y", "z"});
  CHECK(soft.at("prediction") == "y");
  CHECK(soft.at("probability y") == "0.6652");  // e^1 / (1 + e + e^-1)
  CHECK(soft.at("probability x") == "0.2447");
  // Without classes nothing says that these are logits.
  CHECK(columns_of(tiny_onnx::logits(), {logits}, {}).contains("logits [2]"));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto broken = dense<float>("logits", ElementType::Float32, {2, 3}, {1, 0, 0, nan, nan, nan});
  CHECK(columns_of(tiny_onnx::logits(), {broken}, {"x", "y", "z"}).at("prediction") == "missing");
}

TEST_CASE("one number per row: regression, or the second of two classes") {
  const auto y = dense<float>("logits", ElementType::Float32, {2, 1}, {0.25F, 0.75F});
  CHECK(columns_of(tiny_onnx::logits(), {y}, {}) == Columns{{"prediction", "0.7500"}});
  CHECK(columns_of(tiny_onnx::logits(), {y}, {"no", "yes"}) ==
        Columns{{"prediction", "yes"}, {"probability no", "0.2500"}, {"probability yes", "0.7500"}});
  const auto logit = dense<float>("logits", ElementType::Float32, {2}, {-8.0F, 2.0F});
  CHECK(columns_of(tiny_onnx::logits(), {logit}, {"no", "yes"}).at("probability yes") == "0.8807");
  const auto doubles = dense<double>("logits", ElementType::Float64, {2}, {1, 1e300});
  CHECK(columns_of(tiny_onnx::logits(), {doubles}, {}).at("prediction").starts_with("1000"));
}

TEST_CASE("answers that are not one per row are an error, not a guess") {
  const auto fails = [](std::vector<Tensor> answers) {
    auto runtime = std::make_shared<FakeRuntime>([&](const auto&) -> base::Result<std::vector<Tensor>> { return answers; });
    const auto table = tables::table({tables::reals("a", {1.0, 2.0}), tables::reals("b", {1.0, 2.0}), tables::reals("c", {1.0, 2.0})});
    auto task = inference::Scorer::make(runtime, request(table, tables::model(tiny_onnx::logits())));
    CHECK(run_to_end(*task) == base::Step::Failed);
    CHECK(runtime->released == 1);
    return task->error()->code;
  };
  CHECK(fails({}) == base::ErrorCode::TypeMismatch);
  CHECK(fails({dense<float>("logits", ElementType::Float32, {3, 1}, {1, 2, 3})}) == base::ErrorCode::TypeMismatch);
  CHECK(fails({dense<float>("logits", ElementType::Float32, {}, {1})}) == base::ErrorCode::TypeMismatch);
  CHECK(fails({dense<float>("logits", ElementType::Float32, {2, 100}, {1, 2})}) == base::ErrorCode::TypeMismatch);
  CHECK(fails({dense<float>("logits", ElementType::Float32, {2, -1}, {1, 2})}) == base::ErrorCode::TypeMismatch);
  CHECK(fails({dense<float>("logits", ElementType::Float32, {2, 5000}, std::vector<float>(10'000))}) == base::ErrorCode::Limit);
}

TEST_CASE("an error of the runtime ends the task with the model's name") {
  auto runtime = std::make_shared<FakeRuntime>([](const auto&) -> base::Result<std::vector<Tensor>> {
    return base::fail(base::ErrorCode::Runtime, "no memory on the device");
  });
  auto task = inference::Scorer::make(runtime, request(tables::table({tables::reals("x", {1.0})}),
                                                       tables::model(one_to_one(tiny_onnx::kFloat))));
  CHECK(run_to_end(*task) == base::Step::Failed);
  CHECK(task->error()->message == "no memory on the device");
  CHECK(task->error()->where.file == "test.onnx");
  CHECK(task->step() == base::Step::Failed);
}

TEST_CASE("cancelling, and dropping a task, interrupt the runtime") {
  for (const bool by_step : {true, false}) {
    auto runtime = std::make_shared<FakeRuntime>(first_column);
    runtime->hang = true;
    auto task = inference::Scorer::make(runtime, request(tables::table({tables::reals("x", {1.0})}),
                                                         tables::model(one_to_one(tiny_onnx::kFloat))));
    CHECK(run_to_end(*task) == base::Step::Blocked);
    if (by_step) {
      task->cancel();
      CHECK(task->step() == base::Step::Failed);
      CHECK(task->error()->code == base::ErrorCode::Cancelled);
    } else {
      task.reset();
    }
    CHECK(runtime->interrupted == 1);
    CHECK(runtime->released == 1);
  }
}

TEST_CASE("short runs are queued up, long ones are not; the next batch is gathered meanwhile") {
  std::vector<std::optional<double>> values(500, 1.0);
  for (const double ms : {0.1, 100.0}) {
    auto runtime = std::make_shared<FakeRuntime>(first_column);
    runtime->deferred = true;
    runtime->run_ms = ms;
    auto task = inference::Scorer::make(runtime, request(tables::table({tables::reals("x", values)}),
                                                         tables::model(one_to_one(tiny_onnx::kFloat, 1))));
    base::Step step = base::Step::More;
    while (step == base::Step::More || step == base::Step::Blocked) {
      step = task->step();
      if (step == base::Step::Blocked) runtime->answer_one();
    }
    CHECK(step == base::Step::Done);
    CHECK(runtime->runs.size() == 500);
    CHECK(runtime->most_waiting == (ms < 1 ? 64 : 1));
    CHECK(task->take().columns[0]->length() == 500);
  }
}
