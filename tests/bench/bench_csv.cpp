// Reads the 1,000,000 x 20 sample table from memory, checks what was read, then times it.
//   bench_csv [rows] [threads] [runs]
// Prints MB/s with 1 and with `threads` threads, the ratio to memcpy and to a plain scalar scan for separators (both
// single-threaded, in the same run), and the peak resident memory.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include "io/csv_reader.hpp"
#include "io/memory_source.hpp"
#include "io/sample_table.hpp"

using namespace assay;

namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// CPU time of all threads: what a busy machine does not distort.
double cpu_ms() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double thread_cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

io::Loaded read(const io::ByteSourcePtr& source, int threads, double& slowest_step_ms) {
  const auto reader = io::make_csv_reader(source, {});
  std::vector<double> slowest(static_cast<std::size_t>(threads), 0.0);
  const auto work = [&](std::size_t self) {
    for (;;) {
      const double start = thread_cpu_ms();
      const base::Step step = reader->step();
      slowest[self] = std::max(slowest[self], thread_cpu_ms() - start);
      if (step == base::Step::Done || step == base::Step::Failed) return;
      if (step == base::Step::Blocked) std::this_thread::yield();
    }
  };
  std::vector<std::thread> pool;
  for (int i = 1; i < threads; ++i) pool.emplace_back(work, static_cast<std::size_t>(i));
  work(0);
  for (auto& thread : pool) thread.join();
  slowest_step_ms = *std::max_element(slowest.begin(), slowest.end());
  if (reader->error()) {
    std::fprintf(stderr, "%s\n", reader->error()->describe().c_str());
    std::exit(1);
  }
  return reader->take();
}

void require(bool good, const std::string& what) {
  if (good) return;
  std::fprintf(stderr, "WRONG ANSWER: %s\n", what.c_str());
  std::exit(1);
}

void check(const io::Loaded& loaded, const io::SampleTotals& totals) {
  const data::Table& table = *loaded.table;
  require(table.rows() == totals.rows && table.column_count() == 20, "shape");
  require(loaded.report.warnings.empty() && loaded.report.rejected.empty(), "warnings");
  const auto each = [&](std::size_t c, auto add) {
    for (const auto& chunk : table.column(c).chunks()) {
      for (std::int64_t i = 0; i < chunk->length(); ++i) {
        if (chunk->is_valid(i)) add(*chunk, i);
      }
    }
  };
  for (std::size_t c = 0; c < 10; ++c) {
    const data::Column& column = table.column(c + 1);
    double sum = 0;
    each(c + 1, [&](const data::Array& chunk, std::int64_t i) { sum += chunk.number(i); });
    require(column.type() == data::Type::Real, "type of " + column.name());
    require(column.null_count() == totals.real_missing[c], "missing of " + column.name());
    require(sum == totals.real_sums[c], "sum of " + column.name());
  }
  const std::size_t integers[] = {0, 11, 12, 13};
  for (std::size_t k = 0; k < 4; ++k) {
    std::int64_t sum = 0;
    require(table.column(integers[k]).type() == data::Type::Integer, "type of an Integer");
    each(integers[k], [&](const data::Array& chunk, std::int64_t i) { sum += chunk.integers()[static_cast<std::size_t>(i)]; });
    require(sum == totals.integer_sums[k], "sum of " + table.column(integers[k]).name());
  }
  for (std::size_t k = 0; k < 5; ++k) {
    const std::size_t c = k < 4 ? 14 + k : 19;
    std::uint64_t bytes = 0;
    require(table.column(c).type() == data::Type::Text, "type of " + table.column(c).name());
    each(c, [&](const data::Array& chunk, std::int64_t i) { bytes += chunk.text(i).size(); });
    require(bytes == (k < 4 ? totals.category_bytes[k] : totals.comment_bytes), "text of " + table.column(c).name());
  }
  require(table.column(18).type() == data::Type::Timestamp, "type of time");
  require(table.column(18).chunks().front()->timestamps().front() == totals.first_time_us, "first time");
  require(table.column(18).chunks().back()->timestamps().back() == totals.last_time_us, "last time");
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  const int runs = argc > 3 ? std::atoi(argv[3]) : 5;
  auto made = io::MemorySource::with_capacity("sample.csv", static_cast<std::uint64_t>(rows) * 220 + 4'096);
  if (!made) return 1;
  const auto source = *made;
  const auto totals = io::write_sample_csv(rows, [&](std::span<const std::byte> bytes) -> base::Result<void> {
    if (source->writable().size() < bytes.size()) return base::fail(base::ErrorCode::Internal, "rows are longer");
    std::memcpy(source->writable().data(), bytes.data(), bytes.size());
    source->written(bytes.size());
    return {};
  });
  if (!totals) return 1;
  source->finish();
  const auto text = *source->view(0, static_cast<std::size_t>(source->available_bytes()));
  const double mb = static_cast<double>(text.size()) / 1e6;
  std::printf("%lld rows x 20, %.1f MB\n", static_cast<long long>(rows), mb);
  double slowest = 0;
  check(read(source, 1, slowest), *totals);
  check(read(source, threads, slowest), *totals);
  std::printf("answers checked with 1 and %d threads\n", threads);

  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double peak_mb = static_cast<double>(usage.ru_maxrss) / 1024.0;

  std::vector<std::byte> copy(text.size());
  double memcpy_ms = 1e300;
  double scan_ms = 1e300;
  std::size_t separators = 0;
  for (int i = 0; i < runs; ++i) {
    auto start = Clock::now();
    std::memcpy(copy.data(), text.data(), copy.size());
    memcpy_ms = std::min(memcpy_ms, ms_since(start));
    start = Clock::now();
    bool inside = false;
    std::size_t found = 0;
    for (const std::byte byte : copy) {
      if (byte == std::byte{'"'}) inside = !inside;
      found += !inside && (byte == std::byte{','} || byte == std::byte{'\n'}) ? 1U : 0U;
    }
    scan_ms = std::min(scan_ms, ms_since(start));
    separators = found;
  }
  require(separators == static_cast<std::size_t>(20 * (rows + 1)), "separators");
  copy = {};
  for (const int count : threads == 1 ? std::vector<int>{1} : std::vector<int>{1, threads}) {
    double best = 1e300;
    double worst_step = 0;
    double best_cpu = 1e300;
    for (int i = 0; i < runs; ++i) {
      const auto start = Clock::now();
      const double cpu = cpu_ms();
      const io::Loaded loaded = read(source, count, slowest);
      best = std::min(best, ms_since(start));
      best_cpu = std::min(best_cpu, cpu_ms() - cpu);
      worst_step = std::max(worst_step, slowest);
    }
    std::printf("%d thread%s: %.1f ms, %.0f MB/s (%.2f of memcpy, %.2f of a scalar scan), %.1f ms of CPU (%.0f MB/s), slowest step %.1f ms of CPU\n",
                count, count == 1 ? "" : "s", best, mb / best * 1e3, memcpy_ms / best, scan_ms / best, best_cpu,
                mb / best_cpu * 1e3, worst_step);
  }
  std::printf("memcpy %.0f MB/s, scalar scan %.0f MB/s, peak RSS while reading %.0f MB (the source is %.0f MB of it)\n",
              mb / memcpy_ms * 1e3, mb / scan_ms * 1e3, peak_mb, mb * 1e6 / 1024 / 1024);
  return 0;
}
