// What every inference::Runtime must do, whatever it is made of. A test file includes this and calls
// runtime_cases::all(make) from a TEST_CASE, where make() gives a fresh std::shared_ptr<Runtime>.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "inference/runtime.hpp"
#include "inference/tiny_onnx.hpp"

namespace runtime_cases {

using namespace assay;
using inference::ElementType;
using inference::Runtime;
using inference::Tensor;

template <class T>
base::Result<T> wait_for(const base::PendingPtr<T>& pending, double seconds = 60) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!pending->ready()) {
    if (std::chrono::steady_clock::now() > end) return base::fail(base::ErrorCode::Internal, "no answer at all");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return pending->take();
}

template <class T>
Tensor dense(std::string name, ElementType type, std::vector<std::int64_t> dims, std::vector<T> values) {
  return {std::move(name), type, std::move(dims), *base::copy_to_buffer(std::as_bytes(std::span(values))), {}};
}

inline Tensor texts(std::string name, std::vector<std::int64_t> dims, std::vector<std::string> values) {
  return {std::move(name), ElementType::String, std::move(dims), {}, std::move(values)};
}

inline inference::SessionId load(Runtime& runtime, std::string_view model) {
  auto info = wait_for(runtime.load(tiny_onnx::buffer(model), {}));
  if (!info) FAIL(info.error().describe());
  return info->id;
}

inline void linear_answers(Runtime& runtime) {
  auto info = wait_for(runtime.load(tiny_onnx::buffer(tiny_onnx::linear()), {}));
  REQUIRE(info);
  CHECK(info->input_names == std::vector<std::string>{"X"});
  CHECK(info->output_names == std::vector<std::string>{"Y"});
  CHECK(!info->device_name.empty());
  CHECK(info->threads >= 1);
  auto result = wait_for(runtime.run(
      info->id, {dense<float>("X", ElementType::Float32, {3, 2}, {1, 2, 3, 4, -1, 0.5F})}, 10'000));
  REQUIRE(result);
  REQUIRE(result->outputs.size() == 1);
  const Tensor& y = result->outputs[0];
  CHECK(y.name == "Y");
  CHECK(y.type == ElementType::Float32);
  CHECK(y.dims == std::vector<std::int64_t>{3, 1});
  const auto values = y.data.as<float>();
  REQUIRE(values.size() == 3);
  CHECK(values[0] == 0.5F);
  CHECK(values[1] == 2.5F);
  CHECK(values[2] == -2.0F);
  runtime.release(info->id);
  // Outputs outlive their session.
  CHECK(y.data.as<float>()[1] == 2.5F);
  auto after = wait_for(runtime.run(info->id, {dense<float>("X", ElementType::Float32, {1, 2}, {1, 2})}, 10'000));
  REQUIRE(!after);
  CHECK(after.error().code == base::ErrorCode::NotFound);
}

inline void types_pass_through(Runtime& runtime) {
  const auto id = load(runtime, tiny_onnx::pass_through());
  const std::int64_t big = (std::int64_t{1} << 53) + 1;  // not a double
  auto result = wait_for(runtime.run(id, {texts("name", {2, 1}, {"Zürich", ""}),
                                          dense<std::int64_t>("count", ElementType::Int64, {2, 1}, {big, -1}),
                                          dense<double>("size", ElementType::Float64, {2, 1}, {0.1, 1e300})},
                                     10'000));
  if (!result) FAIL(result.error().describe());
  REQUIRE(result->outputs.size() == 3);
  CHECK(result->outputs[0].strings == std::vector<std::string>{"Zürich", ""});
  CHECK(result->outputs[1].data.as<std::int64_t>()[0] == big);
  CHECK(result->outputs[1].data.as<std::int64_t>()[1] == -1);
  CHECK(result->outputs[2].data.as<double>()[0] == 0.1);
  CHECK(result->outputs[2].data.as<double>()[1] == 1e300);
}

// Wrong type, wrong shape, wrong name, data shorter than the shape: an error each, and the session goes on.
inline void wrong_inputs_are_errors(Runtime& runtime) {
  const auto id = load(runtime, tiny_onnx::linear());
  std::vector<std::vector<Tensor>> wrong;
  wrong.push_back({dense<std::int64_t>("X", ElementType::Int64, {1, 2}, {1, 2})});
  wrong.push_back({dense<float>("X", ElementType::Float32, {1, 3}, {1, 2, 3})});
  wrong.push_back({dense<float>("Z", ElementType::Float32, {1, 2}, {1, 2})});
  wrong.push_back({dense<float>("X", ElementType::Float32, {9, 2}, {1, 2})});
  wrong.push_back({});
  for (auto& inputs : wrong) {
    auto result = wait_for(runtime.run(id, std::move(inputs), 10'000));
    REQUIRE(!result);
    CHECK(!result.error().message.empty());
    CHECK(result.error().code != base::ErrorCode::Internal);
  }
  CHECK(wait_for(runtime.run(id, {dense<float>("X", ElementType::Float32, {1, 2}, {1, 2})}, 10'000)));
}

inline void broken_models_are_errors(Runtime& runtime) {
  const std::string whole = tiny_onnx::linear();
  const std::vector<std::string> broken{
      "", whole.substr(0, whole.size() / 2), "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12\n",
      std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), tiny_onnx::claims_two_gigabytes()};
  for (const auto& bytes : broken) {
    auto info = wait_for(runtime.load(tiny_onnx::buffer(bytes), {}));
    REQUIRE(!info);
    CHECK(!info.error().message.empty());
    CHECK(info.error().code != base::ErrorCode::Internal);
  }
  CHECK(load(runtime, whole) != 0);
}

// A run without an end resolves with Timeout soon after its time, and the runtime goes on.
inline void watchdog_ends_endless_runs(Runtime& runtime) {
  const auto id = load(runtime, tiny_onnx::endless_loop());
  const auto start = std::chrono::steady_clock::now();
  auto result = wait_for(runtime.run(id, {dense<float>("X", ElementType::Float32, {1, 2}, {1, 2})}, 300));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  REQUIRE(!result);
  CHECK(result.error().code == base::ErrorCode::Timeout);
  CHECK(took.count() >= 0.25);
  CHECK(took.count() < 1.3);
  auto gone = wait_for(runtime.run(id, {dense<float>("X", ElementType::Float32, {1, 2}, {1, 2})}, 300));
  REQUIRE(!gone);
  CHECK(gone.error().code == base::ErrorCode::NotFound);
  linear_answers(runtime);
}

// Cancelling resolves at once, what runs and what waits.
inline void interrupt_cancels(Runtime& runtime) {
  const auto id = load(runtime, tiny_onnx::endless_loop());
  const auto input = [] { return dense<float>("X", ElementType::Float32, {1, 2}, {1, 2}); };
  auto first = runtime.run(id, {input()}, 60'000);
  auto second = runtime.run(id, {input()}, 60'000);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(!first->ready());
  const auto start = std::chrono::steady_clock::now();
  runtime.interrupt();
  auto one = wait_for(first);
  auto two = wait_for(second);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  REQUIRE(!one);
  REQUIRE(!two);
  CHECK(one.error().code == base::ErrorCode::Cancelled);
  CHECK(two.error().code == base::ErrorCode::Cancelled);
  CHECK(took.count() < 0.2);
  linear_answers(runtime);
}

inline void devices_are_described(Runtime& runtime) {
  bool cpu = false;
  for (const auto& option : runtime.devices()) {
    if (option.device == inference::Device::Cpu) cpu = option.available;
    CHECK((option.available || !option.reason.empty()));
  }
  CHECK(cpu);
}

inline void all(const std::function<std::shared_ptr<Runtime>()>& make) {
  SECTION("a model answers") { linear_answers(*make()); }
  SECTION("texts, whole numbers and doubles pass unchanged") { types_pass_through(*make()); }
  SECTION("wrong inputs are errors") { wrong_inputs_are_errors(*make()); }
  SECTION("broken models are errors") { broken_models_are_errors(*make()); }
  SECTION("the watchdog ends endless runs") { watchdog_ends_endless_runs(*make()); }
  SECTION("interrupt cancels") { interrupt_cancels(*make()); }
  SECTION("devices are described") { devices_are_described(*make()); }
  SECTION("a runtime can go while a model runs") {
    auto runtime = make();
    const auto id = load(*runtime, tiny_onnx::endless_loop());
    auto run = runtime->run(id, {dense<float>("X", ElementType::Float32, {1, 2}, {1, 2})}, 60'000);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    runtime.reset();
    CHECK(!wait_for(run));
  }
}

}  // namespace runtime_cases
