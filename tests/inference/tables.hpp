// Small tables and a runtime that answers with a function, for tests.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "data/builder.hpp"
#include "inference/runtime.hpp"
#include "onnx/model.hpp"

namespace tables {

using namespace assay;

template <class T>
data::ColumnPtr column(std::string name, data::Type type, const std::vector<std::optional<T>>& values,
                       std::string origin = {}) {
  data::ColumnBuilder builder({std::move(name), type, false, std::move(origin)});
  for (const auto& value : values) {
    if (value) {
      builder.append(*value);
    } else {
      builder.append_null();
    }
  }
  auto made = std::move(builder).finish();
  REQUIRE(made);
  return *made;
}

inline data::ColumnPtr reals(std::string name, const std::vector<std::optional<double>>& values,
                             std::string origin = {}) {
  return column<double>(std::move(name), data::Type::Real, values, std::move(origin));
}
inline data::ColumnPtr integers(std::string name, const std::vector<std::optional<std::int64_t>>& values,
                                std::string origin = {}) {
  return column<std::int64_t>(std::move(name), data::Type::Integer, values, std::move(origin));
}
inline data::ColumnPtr texts(std::string name, const std::vector<std::optional<std::string>>& values,
                             std::string origin = {}) {
  data::ColumnBuilder builder({std::move(name), data::Type::Text, false, std::move(origin)});
  for (const auto& value : values) {
    if (value) {
      builder.append(std::string_view(*value));
    } else {
      builder.append_null();
    }
  }
  auto made = std::move(builder).finish();
  REQUIRE(made);
  return *made;
}
inline data::ColumnPtr booleans(std::string name, const std::vector<std::optional<bool>>& values) {
  return column<bool>(std::move(name), data::Type::Boolean, values);
}

inline data::TablePtr table(std::vector<data::ColumnPtr> columns) {
  auto made = data::Table::make("test.csv", std::move(columns));
  REQUIRE(made);
  return *made;
}

inline std::shared_ptr<const onnx::Model> model(std::string_view bytes) {
  auto read = onnx::read_model(std::as_bytes(std::span(bytes.data(), bytes.size())), "test.onnx");
  if (!read) FAIL(read.error().describe());
  return std::make_shared<const onnx::Model>(*std::move(read));
}

// Answers every run with a function; records what it was asked.
class FakeRuntime final : public inference::Runtime {
 public:
  using Answer = std::function<base::Result<std::vector<inference::Tensor>>(const std::vector<inference::Tensor>&)>;
  explicit FakeRuntime(Answer answer) : answer_(std::move(answer)) {}

  std::vector<inference::DeviceOption> devices() const override { return {}; }
  base::PendingPtr<inference::SessionInfo> load(base::Buffer, inference::LoadOptions) override {
    auto pending = std::make_shared<base::Pending<inference::SessionInfo>>();
    inference::SessionInfo info;
    info.id = 7;
    info.device_name = "fake";
    pending->resolve(std::move(info));
    ++loaded;
    return pending;
  }
  base::PendingPtr<inference::RunResult> run(inference::SessionId session, std::vector<inference::Tensor> inputs,
                                             double) override {
    CHECK(session == 7);
    auto pending = std::make_shared<base::Pending<inference::RunResult>>();
    runs.push_back(inputs);
    most_waiting = std::max(most_waiting, ++waiting_);
    if (hang) return pending;
    later_.push_back([this, pending, inputs = std::move(inputs)] { answer(pending, inputs); });
    if (!deferred) answer_one();
    return pending;
  }
  // With `deferred`: let the oldest waiting run answer.
  void answer_one() {
    REQUIRE(!later_.empty());
    const auto next = std::move(later_.front());
    later_.pop_front();
    next();
  }
  void release(inference::SessionId) override { ++released; }
  void interrupt() override { ++interrupted; }

  bool hang = false, deferred = false;
  double run_ms = 1;
  int loaded = 0, released = 0, interrupted = 0, most_waiting = 0;
  std::vector<std::vector<inference::Tensor>> runs;

 private:
  void answer(const base::PendingPtr<inference::RunResult>& pending, const std::vector<inference::Tensor>& inputs) {
    auto outputs = answer_(inputs);
    inference::RunResult result;
    result.run_ms = run_ms;
    if (outputs) result.outputs = *std::move(outputs);
    --waiting_;
    if (outputs) {
      pending->resolve(std::move(result));
    } else {
      pending->resolve(std::unexpected(outputs.error()));
    }
  }

  Answer answer_;
  int waiting_ = 0;
  std::deque<std::function<void()>> later_;
};

}  // namespace tables
