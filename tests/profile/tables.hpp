// Tables for the profiler's tests, and ways to run a task to its end.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "data/builder.hpp"
#include "profile/profiler.hpp"

namespace tables {

using namespace assay;

template <class T>
data::ColumnPtr column(std::string name, data::Type type, const std::vector<std::optional<T>>& values) {
  data::ColumnBuilder builder({std::move(name), type, false, ""});
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

inline data::TablePtr table(std::vector<data::ColumnPtr> columns) {
  auto made = data::Table::make("test", std::move(columns));
  REQUIRE(made);
  return *made;
}

// On this thread alone, as the cooperative executor does.
inline base::Step run(base::Task& task) {
  for (;;) {
    const auto step = task.step();
    if (step == base::Step::Done || step == base::Step::Failed) return step;
    REQUIRE(step == base::Step::More);  // alone, there is nothing to wait for
  }
}

inline void run_on_threads(base::Task& task, int threads) {
#if ASSAY_THREADS
  std::vector<std::thread> pool;
  for (int t = 0; t < threads; ++t) {
    pool.emplace_back([&task] {
      for (;;) {
        const auto step = task.step();
        if (step == base::Step::Done || step == base::Step::Failed) return;
        if (step == base::Step::Blocked) std::this_thread::yield();
      }
    });
  }
  for (auto& thread : pool) thread.join();
#else
  (void)threads;
  run(task);
#endif
}

inline profile::TableProfilePtr profile_of(const data::TablePtr& table, profile::ProfileOptions options = {}) {
  const auto task = profile::Profiler::make(table, options);
  REQUIRE(run(*task) == base::Step::Done);
  REQUIRE(task->take());
  CHECK(task->progress.done == task->progress.total);
  return task->take();
}

// Columns of every type with missing values, NaN and infinities, over `rows` rows.
inline data::TablePtr mixed(std::int64_t rows, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<std::optional<double>> real, line;
  std::vector<std::optional<std::int64_t>> whole, time;
  std::vector<std::optional<bool>> flag;
  std::vector<std::optional<std::string>> few, many;
  for (std::int64_t i = 0; i < rows; ++i) {
    const double u = static_cast<double>(random() >> 11) * 0x1p-53;
    real.push_back(i % 17 == 3 ? std::nullopt : std::optional(i % 1001 == 7 ? 1 / 0.0 : i % 1003 == 9 ? 0 / 0.0 : u));
    line.push_back(1e9 + 3 * u + static_cast<double>(i) * 1e-6);
    whole.push_back(i % 13 == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(random() % 1000) - 500));
    time.push_back(1'700'000'000'000'000 + i * 60'000'000);
    flag.push_back(random() % 3 == 0);
    few.push_back(i % 11 == 0 ? std::nullopt : std::optional("kind " + std::to_string(random() % 5)));
    many.push_back("entry " + std::to_string(random() % 1'000'000'007));
  }
  return table({column("real", data::Type::Real, real), column("line", data::Type::Real, line),
                column("whole", data::Type::Integer, whole), column("time", data::Type::Timestamp, time),
                column("flag", data::Type::Boolean, flag), column("few", data::Type::Text, few),
                column("many", data::Type::Text, many)});
}

}  // namespace tables
