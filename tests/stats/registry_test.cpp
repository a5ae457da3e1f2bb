#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "stats/calendar.hpp"
#include "stats/extremes.hpp"
#include "stats/order.hpp"
#include "stats/registry.hpp"

using namespace assay::stats;
using assay::data::Type;

TEST_CASE("every statistic has a unique key, a name and a definition, and applies to a type") {
  std::set<std::string> keys;
  for (const auto& statistic : statistics()) {
    INFO(statistic.key);
    CHECK(keys.insert(std::string(statistic.key)).second);
    CHECK_FALSE(statistic.name.empty());
    CHECK(statistic.definition.size() > 10);
    CHECK(statistic.types != 0);
  }
  REQUIRE(find_statistic("skewness") != nullptr);
  CHECK(applies_to(*find_statistic("skewness"), Type::Real));
  CHECK_FALSE(applies_to(*find_statistic("skewness"), Type::Text));
  CHECK(find_statistic("no such thing") == nullptr);
}

TEST_CASE("extremes keep the ten ends with their rows, ties by row, merged in order") {
  Extremes<double> none;
  CHECK(none.smallest().empty());
  Extremes<std::int64_t> whole(3);
  Extremes<std::int64_t> left(3), right(3);
  const std::int64_t values[] = {5, 1, 9, 1, 9, 9, 0, 9, 1};
  for (std::int64_t row = 0; row < 9; ++row) {
    whole.add(values[row], row);
    (row < 4 ? left : right).add(values[row], row);
  }
  left.merge(right);
  for (const auto* all : {&whole, &left}) {
    REQUIRE(all->smallest().size() == 3);
    CHECK(all->smallest()[0].row == 6);
    CHECK(all->smallest()[1].row == 1);
    CHECK(all->smallest()[2].row == 3);
    CHECK(all->largest()[0].row == 2);
    CHECK(all->largest()[1].row == 4);
    CHECK(all->largest()[2].row == 5);
  }
}

TEST_CASE("order sees rises, falls and ties within and between parts") {
  Order<int> a, b, empty;
  a.add(1);
  a.add(2);
  b.add(2);
  b.add(3);
  a.merge(empty);
  a.merge(b);
  CHECK(a.count() == 4);
  CHECK(a.rises());
  CHECK(a.ties());
  CHECK_FALSE(a.falls());
  empty.merge(b);
  CHECK(empty.count() == 2);
  CHECK_FALSE(empty.ties());
  b.merge(a);
  CHECK(b.falls());
}

TEST_CASE("calendar counts, before 1970 too") {
  CalendarCounts counts;
  counts.add(0);                          // Thursday 1970-01-01 00:00
  counts.add(-1);                         // Wednesday 1969-12-31 23:59:59.999999
  counts.add(1'709'211'600'000'000);      // Thursday 2024-02-29 13:00
  CHECK(counts.weekday[3] == 2);
  CHECK(counts.weekday[2] == 1);
  CHECK(counts.hour[0] == 1);
  CHECK(counts.hour[23] == 1);
  CHECK(counts.hour[13] == 1);
  CHECK(counts.month[0] == 1);
  CHECK(counts.month[1] == 1);
  CHECK(counts.month[11] == 1);
}
