// How fast a table of 20 columns is profiled: checked against plain two-pass answers before it is timed.
//
//   bench_profile [rows] [threads]     1,000,000 rows and all threads by default
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "data/builder.hpp"
#include "profile/profiler.hpp"

namespace {

using namespace assay;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Processor time of this thread, so that a step's length does not depend on what else runs.
double thread_ms() {
#if defined(CLOCK_THREAD_CPUTIME_ID) && !defined(__EMSCRIPTEN__)
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e6;
#else
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
#endif
}

// 8 real, 5 integer, 1 timestamp, 1 boolean, 5 text columns (3 of few values, 1 of many, 1 unique).
data::TablePtr make_table(std::int64_t rows) {
  std::vector<data::ColumnPtr> columns;
  const auto add = [&](std::string name, data::Type type, auto fill) {
    std::mt19937_64 random(columns.size() + 1);
    data::ColumnBuilder builder({std::move(name), type, false, ""});
    for (std::int64_t i = 0; i < rows; ++i) fill(builder, random, i);
    columns.push_back(*std::move(builder).finish());
  };
  for (int c = 0; c < 8; ++c) {
    std::normal_distribution<double> normal(100.0 * c, 1 + c);
    add("real " + std::to_string(c), data::Type::Real, [&, c](auto& to, auto& random, std::int64_t) {
      if (c >= 6 && random() % 20 == 0) return to.append_null();
      to.append(normal(random));
    });
  }
  for (int c = 0; c < 5; ++c) {
    const std::uint64_t range = c == 0 ? 10 : c == 1 ? 1'000 : c == 2 ? 1'000'000 : 1ULL << (20 + 8 * c);
    add("integer " + std::to_string(c), data::Type::Integer, [range](auto& to, auto& random, std::int64_t) {
      to.append(static_cast<std::int64_t>(random() % range));
    });
  }
  add("time", data::Type::Timestamp, [](auto& to, auto& random, std::int64_t i) {
    to.append(1'600'000'000'000'000 + i * 1'000'000 + static_cast<std::int64_t>(random() % 1000));
  });
  add("flag", data::Type::Boolean, [](auto& to, auto& random, std::int64_t) { to.append(random() % 4 == 0); });
  for (const std::uint64_t kinds : {3ULL, 40ULL, 2'000ULL, 200'000ULL}) {
    add("text of " + std::to_string(kinds), data::Type::Text, [kinds](auto& to, auto& random, std::int64_t) {
      to.append("value " + std::to_string(random() % kinds));
    });
  }
  add("id", data::Type::Text, [](auto& to, auto&, std::int64_t i) { to.append("row-" + std::to_string(i)); });
  return *data::Table::make("bench", std::move(columns));
}

// Wall clock and processor time of one profile; the latter is what counts on a busy machine.
struct Cost {
  double wall_ms = 0, cpu_ms = 0, longest_step_ms = 0;
};

Cost run(const data::TablePtr& table, int threads, profile::TableProfilePtr& out) {
  const auto task = profile::Profiler::make(table);
  const auto start = Clock::now();
  const std::clock_t cpu = std::clock();
  std::vector<double> longest(static_cast<std::size_t>(threads), 0);
  const auto work = [&](std::size_t t) {
    for (;;) {
      const double before = thread_ms();
      const auto step = task->step();
      longest[t] = std::max(longest[t], thread_ms() - before);
      if (step == base::Step::Done || step == base::Step::Failed) return;
      if (step == base::Step::Blocked) std::this_thread::yield();
    }
  };
  std::vector<std::thread> pool;
  for (int t = 1; t < threads; ++t) pool.emplace_back(work, static_cast<std::size_t>(t));
  work(0);
  for (auto& thread : pool) thread.join();
  out = task->take();
  return {ms_since(start), 1e3 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC,
          *std::max_element(longest.begin(), longest.end())};
}

// The naive way for one column: two passes and a full sort.
struct Naive {
  double mean = 0, sd = 0, median = 0;
};
Naive naive(const data::Column& column) {
  std::vector<double> values;
  for (std::int64_t row = 0; row < column.length(); ++row) {
    if (column.is_valid(row)) values.push_back(column.number(row));
  }
  Naive found;
  for (const double value : values) found.mean += value;
  found.mean /= static_cast<double>(values.size());
  for (const double value : values) found.sd += (value - found.mean) * (value - found.mean);
  found.sd = std::sqrt(found.sd / static_cast<double>(values.size() - 1));
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  found.median = n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  return found;
}

bool close(double a, double b) { return std::fabs(a - b) <= 1e-9 * std::max(1.0, std::fabs(b)); }

double bandwidth_gb_s(std::size_t bytes) {
  std::vector<std::uint64_t> memory(std::max<std::size_t>(bytes, 64 << 20) / 8, 1);
  double best = 0;
  for (int i = 0; i < 3; ++i) {
    const auto start = Clock::now();
    std::uint64_t sum = 0;
    for (const std::uint64_t word : memory) sum += word;
    if (sum != memory.size()) std::abort();
    best = std::max(best, static_cast<double>(memory.size() * 8) / ms_since(start) / 1e6);
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int all = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const int threads = argc > 2 ? std::atoi(argv[2]) : all;
  const auto table = make_table(rows);
  std::printf("%lld rows x %zu columns, %.1f MB in memory\n", static_cast<long long>(rows), table->column_count(),
              static_cast<double>(table->size_bytes()) / 1e6);

  profile::TableProfilePtr result;
  run(table, threads, result);  // warm-up, and the answers to check
  if (!result) {
    std::puts("FAILED: no profile");
    return 1;
  }
  double naive_ms = 0;
  for (std::size_t c = 0; c < table->column_count(); ++c) {
    const auto& column = result->columns[c];
    if (!column.numeric) continue;
    const auto start = Clock::now();
    const Naive expected = naive(table->column(c));
    naive_ms += ms_since(start);
    const bool exact = column.numeric->quantiles->exact;
    if (!close(*column.numeric->mean, expected.mean) || !close(*column.numeric->sd, expected.sd) ||
        (exact && !close(column.numeric->quantiles->p50, expected.median))) {
      std::printf("WRONG: %s\n", column.name.c_str());
      return 1;
    }
  }
  Cost best{1e300, 1e300, 1e300};
  for (int i = 0; i < 5; ++i) {
    const Cost cost = run(table, threads, result);
    best = {std::min(best.wall_ms, cost.wall_ms), std::min(best.cpu_ms, cost.cpu_ms),
            std::min(best.longest_step_ms, cost.longest_step_ms)};
  }
  const double gb_s = static_cast<double>(table->size_bytes()) / best.wall_ms / 1e6;
  const double memory = bandwidth_gb_s(table->size_bytes());
  std::printf("full profile, %d threads: %.0f ms (%.0f ms of processor time) = %.2f M rows/s, %.2f GB/s "
              "(one thread reads memory at %.1f GB/s)\n",
              threads, best.wall_ms, best.cpu_ms, static_cast<double>(rows) / best.wall_ms / 1e3, gb_s, memory);
  std::printf("longest step in the calmest run %.2f ms; mean, sd and median alone of the numeric columns by two passes and a sort: %.0f ms\n",
              best.longest_step_ms, naive_ms);
  std::printf("%zu alerts, %llu duplicate rows, first answer after the first %lld rows\n", result->alerts.size(),
              static_cast<unsigned long long>(result->duplicate_rows.value_or(0)),
              static_cast<long long>(std::min(rows, data::chunk_rows)));
  return 0;
}
