#include <limits>

#include <catch2/catch_session.hpp>
#include <catch2/catch_test_macros.hpp>

#include "inference/runtime_cases.hpp"
#include "platform/native/isolated_protocol.hpp"
#include "platform/native/isolated_runtime.hpp"

using namespace assay;

// This test program is its own worker.
int main(int argc, char** argv) {
  if (const auto code = platform::run_worker_if_asked(argc, argv)) return *code;
  return Catch::Session().run(argc, argv);
}

TEST_CASE("the isolated runtime does what a runtime must") {
  runtime_cases::all([] { return platform::make_isolated_runtime(2); });
}

TEST_CASE("a worker that dies is an error with the signal, and the next model starts a new one") {
  const auto runtime = platform::make_isolated_runtime(1);
  // INT_MIN / -1 in INT32 raises SIGFPE inside the runtime.
  const std::string division = tiny_onnx::model({{tiny_onnx::node("Div", {"a", "b"}, {"Y"})},
                                                 {tiny_onnx::value_info("a", 6, {0}), tiny_onnx::value_info("b", 6, {0})},
                                                 {tiny_onnx::value_info("Y", 6, {0})},
                                                 {}});
  const auto id = runtime_cases::load(*runtime, division);
  using inference::ElementType;
  const auto result = runtime_cases::wait_for(runtime->run(
      id, {runtime_cases::dense<std::int32_t>("a", ElementType::Int32, {1}, {std::numeric_limits<std::int32_t>::min()}),
           runtime_cases::dense<std::int32_t>("b", ElementType::Int32, {1}, {-1})},
      10'000));
  REQUIRE(!result);
  CHECK(result.error().code == base::ErrorCode::Runtime);
  CHECK(result.error().message.find("signal 8") != std::string::npos);
  runtime_cases::linear_answers(*runtime);
}

TEST_CASE("a program that cannot be started, or is no worker, is an error") {
  for (const char* program : {"/nonexistent", "/bin/true"}) {
    const auto runtime = platform::make_isolated_runtime(1, program);
    const auto info = runtime_cases::wait_for(runtime->load(tiny_onnx::buffer(tiny_onnx::linear()), {}));
    REQUIRE(!info);
    CHECK(info.error().code == base::ErrorCode::Runtime);
  }
}

TEST_CASE("messages survive the wire, and broken ones are refused") {
  using namespace platform;
  Message message;
  message.kind = MessageKind::Run;
  message.session = 9;
  message.tensors = {runtime_cases::dense<double>("x", inference::ElementType::Float64, {2, 1}, {1.5, -2}),
                     runtime_cases::texts("name", {1}, {"ä"})};
  const auto bytes = encode(message);
  const auto read = decode(*base::copy_to_buffer(bytes));
  REQUIRE(read);
  CHECK(read->session == 9);
  CHECK(read->tensors[0].data.as<double>()[1] == -2);
  CHECK(read->tensors[0].dims == std::vector<std::int64_t>{2, 1});
  CHECK(read->tensors[1].strings == std::vector<std::string>{"ä"});
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    CHECK(!decode(*base::copy_to_buffer(std::span(bytes).first(cut))));
  }
  // Any byte may be wrong: no crash, and no reading past the end (the sanitizers watch).
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto wrong = bytes;
    wrong[i] = std::byte{0xff};
    static_cast<void>(decode(*base::copy_to_buffer(wrong)));
  }
}
