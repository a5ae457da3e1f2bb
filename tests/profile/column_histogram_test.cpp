#include <cmath>

#include "profile/tables.hpp"
#include "stats/golden.hpp"

using namespace tables;
using profile::ColumnHistogram;
using profile::HistogramRequest;
using stats::HistogramRule;

TEST_CASE("column histogram: refused where it makes no sense, with the reason") {
  const auto t = mixed(10);
  HistogramRequest request;
  request.column = 99;
  CHECK_FALSE(ColumnHistogram::make(t, request));
  request.column = 5;
  const auto text = ColumnHistogram::make(t, request);
  REQUIRE_FALSE(text);
  CHECK(text.error().message.find("few") != std::string::npos);
  request.column = 0;
  request.low = 2;
  request.high = 1;
  CHECK_FALSE(ColumnHistogram::make(t, request));
}

TEST_CASE("column histogram: no rows, only missing ones, one, constant") {
  for (const auto& values : {std::vector<std::optional<double>>{}, std::vector<std::optional<double>>{std::nullopt, 0 / 0.0, 1 / 0.0}}) {
    const auto task = *ColumnHistogram::make(table({column("r", data::Type::Real, values)}), {});
    REQUIRE(run(*task) == base::Step::Done);
    CHECK(task->take()->counts.empty());
  }
  for (const std::size_t n : {1UL, 100UL}) {
    const auto task = *ColumnHistogram::make(table({column("r", data::Type::Real, std::vector<std::optional<double>>(n, 2.0))}), {});
    REQUIRE(run(*task) == base::Step::Done);
    CHECK(task->take()->counts == std::vector<std::uint64_t>{n});
  }
}

TEST_CASE("column histogram: NumPy's counts for every rule; the profile's own for its rule") {
  for (const auto& one : golden::cases()) {
    if (!one.expected.contains("histograms")) continue;
    const auto t = table({column("x", data::Type::Real, one.reals)});
    for (const auto& [name, wanted] : one.expected["histograms"].items()) {
      INFO(one.name << " by " << name);
      HistogramRequest request;
      request.rule = name == "sturges" ? HistogramRule::Sturges : name == "doane" ? HistogramRule::Doane : HistogramRule::FreedmanDiaconis;
      const auto task = *ColumnHistogram::make(t, request);
      run_on_threads(*task, 3);
      REQUIRE(task->take());
      CHECK(task->take()->counts == wanted["counts"].get<std::vector<std::uint64_t>>());
      if (request.rule == HistogramRule::FreedmanDiaconis) {
        CHECK(profile_of(t)->columns[0].histogram->counts == task->take()->counts);
      }
    }
  }
}

TEST_CASE("column histogram: a zoomed range counts what lies in it") {
  std::vector<std::optional<std::int64_t>> values;
  for (std::int64_t i = 0; i < 100'000; ++i) values.push_back(i % 1000);
  const auto t = table({column("i", data::Type::Integer, values)});
  HistogramRequest request;
  request.rule = HistogramRule::IntegerAligned;
  request.low = 10;
  request.high = 19;
  auto task = *ColumnHistogram::make(t, request);
  REQUIRE(run(*task) == base::Step::Done);
  CHECK(task->take()->counts == std::vector<std::uint64_t>(10, 100));
  CHECK(task->take()->edges.front() == 9.5);
  request.rule = HistogramRule::Fixed;
  request.fixed_bins = 3;
  task = *ColumnHistogram::make(t, request);
  REQUIRE(run(*task) == base::Step::Done);
  CHECK(task->take()->counts.size() == 3);
  CHECK(task->take()->total() == 1000);
  task = *ColumnHistogram::make(t, request);
  task->cancel();
  CHECK(task->step() == base::Step::Failed);
  CHECK_FALSE(task->take());
}
