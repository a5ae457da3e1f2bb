#include <cstdlib>
#include <cstring>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "compute/histogram_cases.hpp"
#include "compute/kernels.hpp"

using namespace assay;
using compute::histogram_cpu;
using histogram_cases::Case;

namespace {

// The definition, one value at a time; `volatile` keeps each operation a float32 one.
compute::HistogramResult by_the_definition(const Case& one) {
  const auto flush = [](float x) { return std::fabs(x) < std::numeric_limits<float>::min() ? 0.0F : x; };
  const float lo = flush(one.lo), hi = flush(one.hi);
  volatile const float width = hi - lo;
  volatile const float scale = static_cast<float>(one.bins) / width;
  compute::HistogramResult out;
  out.counts.assign(one.bins, 0);
  for (const float value : one.values) {
    const float x = flush(value);
    if (!(x >= lo && x <= hi)) {
      ++out.outside;
      continue;
    }
    volatile const float offset = x - lo;
    volatile const float position = offset * scale;
    const auto bin = static_cast<std::uint32_t>(std::floor(static_cast<double>(position)));
    ++out.counts[std::min(one.bins - 1, bin)];
  }
  return out;
}

}  // namespace

TEST_CASE("the SIMD histogram equals its definition over adversarial shapes") {
  for (const Case& one : histogram_cases::all()) {
    INFO(one.name);
    const auto got = histogram_cpu(histogram_cases::request(one));
    if (!got) FAIL(got.error().describe());
    const auto want = by_the_definition(one);
    CHECK(got->counts == want.counts);
    CHECK(got->outside == want.outside);
    std::uint64_t total = got->outside;
    for (const auto count : got->counts) total += count;
    CHECK(total == one.values.size());
    CHECK(got->device == "CPU (SIMD)");
  }
}

TEST_CASE("counts by hand") {
  const auto got = histogram_cpu(histogram_cases::request({"", {0, 0.24F, 0.25F, 0.5F, 0.99F, 1, 1.01F, -0.01F}, 0, 1, 4}));
  REQUIRE(got);
  CHECK(got->counts == std::vector<std::uint32_t>{2, 1, 1, 2});
  CHECK(got->outside == 2);
}

TEST_CASE("ranges that float32 cannot divide are refused with the reason") {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const float huge = std::numeric_limits<float>::max();
  const std::vector<Case> refused{{"no bins", {}, 0, 1, 0},          {"too many bins", {}, 0, 1, 4097},
                                  {"empty range", {}, 1, 1, 4},      {"backwards", {}, 2, 1, 4},
                                  {"NaN", {}, nan, 1, 4},            {"NaN above", {}, 0, nan, 4},
                                  {"infinite", {}, -inf, inf, 4},    {"too wide", {}, -huge, huge, 4},
                                  {"too narrow", {}, 0, 0x1p-100F, 4}, {"subnormal", {}, 0, 1e-40F, 4}};
  for (const Case& one : refused) {
    INFO(one.name);
    const auto got = histogram_cpu(histogram_cases::request(one));
    REQUIRE(!got);
    CHECK(got.error().code == base::ErrorCode::InvalidArgument);
    CHECK(!got.error().message.empty());
  }
}

TEST_CASE("every kernel is described, and says why its devices may differ") {
  REQUIRE(!compute::kernels().empty());
  for (const auto& kernel : compute::kernels()) {
    CHECK(!kernel.name.empty());
    CHECK(!kernel.description.empty());
    CHECK(!kernel.tolerance_reason.empty());
    if (kernel.wgsl.empty()) continue;
    std::ifstream shader(std::string(ASSAY_SOURCE_DIR) + "/shaders/" + std::string(kernel.wgsl));
    CHECK(shader.good());
  }
}

// Not run by itself: tests/gpu/run.mjs asks for it, to compare the shaders with these answers.
TEST_CASE("write the cases for the shader parity test", "[.parity]") {
  const char* folder = std::getenv("ASSAY_PARITY_FOLDER");
  REQUIRE(folder != nullptr);
  nlohmann::ordered_json index = nlohmann::ordered_json::array();
  std::ofstream values(std::string(folder) + "/histogram_f32.bin", std::ios::binary);
  std::uint64_t offset = 0;
  for (const Case& one : histogram_cases::all()) {
    const auto request = histogram_cases::request(one);
    const auto scale = compute::histogram_scale(request);
    const auto answer = histogram_cpu(request);
    REQUIRE(scale);
    REQUIRE(answer);
    values.write(reinterpret_cast<const char*>(one.values.data()),
                 static_cast<std::streamsize>(one.values.size() * sizeof(float)));
    std::array<std::uint32_t, 3> words{};  // lo, hi, scale, bit for bit
    const auto flush = [](float x) { return std::fabs(x) < std::numeric_limits<float>::min() ? 0.0F : x; };
    const std::array floats{flush(one.lo), flush(one.hi), *scale};
    std::memcpy(words.data(), floats.data(), sizeof words);
    index.push_back({{"name", one.name}, {"offset", offset}, {"count", one.values.size()}, {"params", words},
                     {"bins", one.bins}, {"counts", answer->counts}, {"outside", answer->outside}});
    offset += one.values.size() * sizeof(float);
  }
  std::ofstream(std::string(folder) + "/histogram_f32.json") << index.dump();
  REQUIRE(values.good());
}
