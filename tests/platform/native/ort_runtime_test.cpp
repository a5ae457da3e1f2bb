#include <catch2/catch_test_macros.hpp>

#include "inference/runtime_cases.hpp"
#include "platform/native/ort_runtime.hpp"

TEST_CASE("ONNX Runtime in this process does what a runtime must") {
  runtime_cases::all([] { return assay::platform::make_ort_runtime(2); });
}
