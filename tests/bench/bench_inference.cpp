// Scores a table with a small model and counts a histogram: checks every answer first, then times.
//   bench_inference [rows] [threads]
// Prints rows/s through the whole scorer, and what part of it the runtime itself and the tensors' way took.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "compute/kernels.hpp"
#include "data/builder.hpp"
#include "inference/tiny_onnx.hpp"
#include "inference/scorer.hpp"
#include "onnx/model.hpp"

#if __has_include(<onnxruntime_cxx_api.h>)
#include "platform/native/isolated_runtime.hpp"
#include "platform/native/ort_runtime.hpp"
#endif

using namespace assay;

namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

[[noreturn]] void wrong(const std::string& what) {
  std::fprintf(stderr, "bench_inference: WRONG: %s\n", what.c_str());
  std::exit(1);
}

// CPU time of this thread: what a busy machine does not distort.
double thread_cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

data::TablePtr two_columns(std::int64_t rows) {
  data::ColumnBuilder a({"a", data::Type::Real, false, {}});
  data::ColumnBuilder b({"b", data::Type::Integer, false, {}});
  for (std::int64_t i = 0; i < rows; ++i) {
    a.append(0.25 * static_cast<double>(i % 4'001));
    b.append(i % 1'009);
  }
  auto first = std::move(a).finish();
  auto second = std::move(b).finish();
  if (!first || !second) wrong("no memory for the table");
  auto table = data::Table::make("bench", {*first, *second});
  if (!table) wrong(table.error().message);
  return *table;
}

void bench_scorer(const char* name, std::shared_ptr<inference::Runtime> runtime, const data::TablePtr& table,
                  int threads) {
  const std::string bytes = tiny_onnx::linear();
  auto model = onnx::read_model(std::as_bytes(std::span(bytes.data(), bytes.size())), "linear.onnx");
  if (!model) wrong(model.error().message);
  inference::ScoreRequest request;
  request.binding = *inference::propose_binding(*model, *table);
  request.table = table;
  request.model = std::make_shared<const onnx::Model>(*std::move(model));
  request.model_bytes = tiny_onnx::buffer(bytes);
  request.model_name = "linear.onnx";
  request.load.threads = threads;
  const auto scorer = inference::Scorer::make(std::move(runtime), std::move(request));
  const auto start = Clock::now();
  base::Step step = base::Step::More;
  double slowest_step = 0;
  while (step == base::Step::More || step == base::Step::Blocked) {
    const double begin = thread_cpu_ms();
    step = scorer->step();
    slowest_step = std::max(slowest_step, thread_cpu_ms() - begin);
    if (step == base::Step::Blocked) std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  const double elapsed = ms_since(start);
  if (const auto error = scorer->error()) wrong(error->describe());
  const auto result = scorer->take();
  for (std::int64_t row = 0; row < table->rows(); ++row) {  // 2 a - b + 0.5, exact in float32 here
    const double want = 2 * table->column(0).number(row) - table->column(1).number(row) + 0.5;
    if (result.columns.front()->number(row) != want) wrong(std::string(name) + ", row " + std::to_string(row));
  }
  std::printf("%-22s %9.0f rows/s  all %7.1f ms  runtime %7.1f ms  tensors %7.1f ms  load %6.1f ms  first %5.1f ms  "
              "slowest step %5.1f ms of CPU  batches of %lld\n",
              name, static_cast<double>(table->rows()) / elapsed * 1e3, elapsed, result.run_ms, result.copy_ms,
              result.session.compile_ms + result.session.fetch_ms, result.first_run_ms, slowest_step,
              static_cast<long long>(result.batch_rows));
}

void bench_histogram(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>((i * 2'654'435'761ULL) % 1'000'003) / 1'000'003.0F;
  const compute::HistogramRequest request{*base::copy_to_buffer(std::as_bytes(std::span(values))), 0, 1, 256};
  std::vector<std::uint32_t> counts(256, 0);
  const auto start = Clock::now();
  for (const float x : values) ++counts[std::min(255U, static_cast<std::uint32_t>(x * 256.0F))];
  const double plain = ms_since(start);
  double best = 1e300;
  for (int i = 0; i < 5; ++i) {
    const auto result = compute::histogram_cpu(request);
    if (!result || result->counts != counts) wrong("histogram");
    best = std::min(best, result->kernel_ms);
  }
  std::printf("histogram, 256 bins    %9.0f values/ms (best of 5), a plain loop %.0f values/ms\n",
              static_cast<double>(count) / best, static_cast<double>(count) / plain);
}

}  // namespace

int main(int argc, char** argv) {
#if __has_include(<onnxruntime_cxx_api.h>)
  if (const auto code = platform::run_worker_if_asked(argc, argv)) return *code;
#endif
  const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int threads = argc > 2 ? std::atoi(argv[2]) : static_cast<int>(std::thread::hardware_concurrency());
  const auto table = two_columns(rows);
#if __has_include(<onnxruntime_cxx_api.h>)
  bench_scorer("scorer, in process", platform::make_ort_runtime(threads), table, threads);
  bench_scorer("scorer, isolated", platform::make_isolated_runtime(threads), table, threads);
#else
  static_cast<void>(bench_scorer);
  static_cast<void>(threads);
  std::puts("scorer: not measured here, models run in the page's worker");
#endif
  bench_histogram(static_cast<std::size_t>(rows) * 10);
  std::puts("every answer was checked first");
  return 0;
}
