// Filtering and sorting rows: missing, one row, empty, constant, ties, every type, more than one chunk.
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/builder.hpp"
#include "fields.hpp"
#include "session/row_order.hpp"

using namespace assay;
using data::ColumnBuilder;
using data::Type;
using session::Filter;
using session::SortKey;
using session::TableView;
using session::testing::field;

namespace {

data::TablePtr table_of(std::vector<ColumnBuilder> builders) {
  std::vector<data::ColumnPtr> columns;
  for (auto& builder : builders) columns.push_back(std::move(builder).finish().value());
  return data::Table::make("t", std::move(columns)).value();
}

std::vector<std::uint32_t> order(const data::TablePtr& table, TableView view) {
  auto task = session::RowOrderTask::make(table, std::move(view));
  while (task->step() == base::Step::More) {}
  return task->take()->rows;
}

data::TablePtr small() {
  ColumnBuilder real(field("real", Type::Real)), text(field("text", Type::Text)), flag(field("flag", Type::Boolean));
  real.append(2.0), text.append("b"), flag.append(true);
  real.append_null(), text.append("a"), flag.append(false);
  real.append(-0.0), text.append_null(), flag.append(true);
  real.append(std::numeric_limits<double>::quiet_NaN()), text.append("Ab"), flag.append_null();
  real.append(0.0), text.append("a"), flag.append(false);
  real.append(-std::numeric_limits<double>::infinity()), text.append(""), flag.append(true);
  std::vector<ColumnBuilder> columns;
  columns.push_back(std::move(real)), columns.push_back(std::move(text)), columns.push_back(std::move(flag));
  return table_of(std::move(columns));
}

using Rows = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("an empty table has an empty order") {
  std::vector<ColumnBuilder> columns;
  columns.emplace_back(field("x", Type::Real));
  const auto table = table_of(std::move(columns));
  CHECK(order(table, {SortKey{0, false}, {}, {}, {}}).empty());
  CHECK(order(table, {{}, {Filter{0, Filter::Kind::Missing, 0, 0, ""}}, {}, {}}).empty());
}

TEST_CASE("missing values and NaN come last in both directions, ties keep the file's order") {
  const auto table = small();
  CHECK(order(table, {SortKey{0, false}, {}, {}, {}}) == Rows{5, 2, 4, 0, 1, 3});
  CHECK(order(table, {SortKey{0, true}, {}, {}, {}}) == Rows{0, 2, 4, 5, 1, 3});
}

TEST_CASE("text sorts by code point, booleans false first") {
  const auto table = small();
  CHECK(order(table, {SortKey{1, false}, {}, {}, {}}) == Rows{5, 3, 1, 4, 0, 2});
  CHECK(order(table, {SortKey{1, true}, {}, {}, {}}) == Rows{0, 1, 4, 3, 5, 2});
  CHECK(order(table, {SortKey{2, false}, {}, {}, {}}) == Rows{1, 4, 0, 2, 5, 3});
}

TEST_CASE("filters keep what passes all of them") {
  const auto table = small();
  const auto only = [&](std::vector<Filter> filters) { return order(table, {{}, std::move(filters), {}, {}}); };
  CHECK(only({{0, Filter::Kind::Missing, 0, 0, ""}}) == Rows{1, 3});
  CHECK(only({{0, Filter::Kind::NotMissing, 0, 0, ""}}) == Rows{0, 2, 4, 5});
  CHECK(only({{0, Filter::Kind::Range, 0, 2, ""}}) == Rows{0, 2, 4});
  CHECK(only({{0, Filter::Kind::Equals, 0, 0, "2"}}) == Rows{0});
  CHECK(only({{0, Filter::Kind::Equals, 0, 0, "2.0e0"}}) == Rows{0});
  CHECK(only({{1, Filter::Kind::Equals, 0, 0, "a"}}) == Rows{1, 4});
  CHECK(only({{1, Filter::Kind::Equals, 0, 0, ""}}) == Rows{5});
  CHECK(only({{1, Filter::Kind::Contains, 0, 0, "B"}}) == Rows{0, 3});
  CHECK(only({{2, Filter::Kind::Equals, 0, 0, "true"}, {0, Filter::Kind::Range, -1, 1, ""}}) == Rows{2});
  CHECK(only({{1, Filter::Kind::Range, 0, 1, ""}}).empty());
}

TEST_CASE("long texts that share eight bytes are told apart") {
  ColumnBuilder text(field("text", Type::Text));
  // Unique values: stays plain text, sorted by prefix and then by the rest.
  for (const char* value : {"prefix__b", "prefix__", "prefix__a", "prefix__aa", "z", "prefix_"}) text.append(value);
  std::vector<ColumnBuilder> columns;
  columns.push_back(std::move(text));
  const auto table = table_of(std::move(columns));
  REQUIRE(!table->column(0).chunks()[0]->is_dictionary());
  CHECK(order(table, {SortKey{0, false}, {}, {}, {}}) == Rows{5, 1, 2, 3, 0, 4});
}

TEST_CASE("integers at the edges and constants") {
  ColumnBuilder integer(field("i", Type::Integer)), constant(field("c", Type::Integer));
  const std::int64_t lowest = std::numeric_limits<std::int64_t>::min(), highest = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t value : {std::int64_t{0}, highest, lowest, std::int64_t{-1}, highest - 1}) {
    integer.append(value);
    constant.append(std::int64_t{7});
  }
  std::vector<ColumnBuilder> columns;
  columns.push_back(std::move(integer)), columns.push_back(std::move(constant));
  const auto table = table_of(std::move(columns));
  CHECK(order(table, {SortKey{0, false}, {}, {}, {}}) == Rows{2, 3, 0, 4, 1});
  CHECK(order(table, {SortKey{1, true}, {}, {}, {}}) == Rows{0, 1, 2, 3, 4});
  // Equality beyond 2^53 is by all digits, not by the nearest double.
  CHECK(order(table, {{}, {{0, Filter::Kind::Equals, 0, 0, "9223372036854775807"}}, {}, {}}) == Rows{1});
}

TEST_CASE("several chunks sort like std::stable_sort") {
  ColumnBuilder real(field("x", Type::Real)), word(field("w", Type::Text));
  std::vector<double> values;
  std::vector<std::string> words;
  std::uint64_t state = 1;
  for (int i = 0; i < 200'000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    values.push_back(static_cast<double>(state >> 40));
    words.push_back("w" + std::to_string((state >> 33) % 1000));
    real.append(values.back());
    word.append(words.back());
  }
  std::vector<ColumnBuilder> columns;
  columns.push_back(std::move(real)), columns.push_back(std::move(word));
  const auto table = table_of(std::move(columns));
  Rows expected(values.size());
  std::iota(expected.begin(), expected.end(), 0U);
  std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  CHECK(order(table, {SortKey{0, false}, {}, {}, {}}) == expected);
  std::iota(expected.begin(), expected.end(), 0U);
  std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return words[a] > words[b]; });
  CHECK(order(table, {SortKey{1, true}, {}, {}, {}}) == expected);
}
