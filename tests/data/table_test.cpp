#include <catch2/catch_test_macros.hpp>

#include <string>

#include "data/builder.hpp"
#include "data/table.hpp"

using namespace assay::data;
namespace base = assay::base;

namespace {

ColumnPtr integers(std::string name, std::int64_t count, std::string origin = {}) {
  ColumnBuilder builder({std::move(name), Type::Integer, false, std::move(origin)});
  for (std::int64_t i = 0; i < count; ++i) builder.append(i);
  return *std::move(builder).finish();
}

ColumnPtr texts(const std::vector<const char*>& values) {
  ColumnBuilder builder({"t", Type::Text, false, {}});
  for (const char* value : values) value == nullptr ? builder.append_null() : builder.append(value);
  return *std::move(builder).finish();
}

}  // namespace

TEST_CASE("builder: missing values of every type hold zero and count") {
  for (const Type type : {Type::Boolean, Type::Integer, Type::Real, Type::Timestamp, Type::Text}) {
    ColumnBuilder builder({"c", type, false, {}});
    builder.append_null();
    builder.append_null();
    const auto column = *std::move(builder).finish();
    INFO(to_string(type));
    CHECK(column->length() == 2);
    CHECK(column->null_count() == 2);
    CHECK_FALSE(column->is_valid(1));
    CHECK(column->chunks()[0]->text(0).empty());
  }
}

TEST_CASE("builder: empty and one row") {
  CHECK(integers("a", 0)->chunks().empty());
  CHECK(integers("a", 0)->length() == 0);
  CHECK(integers("a", 1)->chunks()[0]->length() == 1);
  CHECK(integers("a", 1)->chunks()[0]->validity().empty());  // nothing is missing: no bitmap
}

TEST_CASE("builder: chunks are whole but for the last") {
  const auto column = integers("a", 2 * chunk_rows + 1);
  REQUIRE(column->chunks().size() == 3);
  CHECK(column->chunks()[2]->length() == 1);
  CHECK(column->number(chunk_rows) == static_cast<double>(chunk_rows));
  CHECK(column->number(2 * chunk_rows) == static_cast<double>(2 * chunk_rows));
}

TEST_CASE("builder: texts, coded and plain") {
  const auto coded = texts({"b", "a", nullptr, "b", "", "b", "a", "b"});
  CHECK(coded->chunks()[0]->is_dictionary());
  CHECK(coded->chunks()[0]->codes()[0] == 0);  // first appearance
  CHECK(coded->text(1) == "a");
  CHECK(coded->is_valid(4));
  CHECK(coded->text(4).empty());
  CHECK(coded->text(2).empty());
  const auto plain = texts({"x", "y", nullptr, "z"});
  CHECK_FALSE(plain->chunks()[0]->is_dictionary());
  CHECK(plain->text(3) == "z");
  CHECK(texts({"same", "same", "same"})->chunks()[0]->dictionary_values()->length() == 1);
}

TEST_CASE("booleans are bits") {
  ColumnBuilder builder({"b", Type::Boolean, false, {}});
  for (int i = 0; i < 11; ++i) builder.append(i % 3 == 0);
  const auto column = *std::move(builder).finish();
  CHECK(column->chunks()[0]->values().size_bytes() == 2);
  CHECK(column->chunks()[0]->boolean(9));
  CHECK_FALSE(column->chunks()[0]->boolean(10));
  CHECK(column->number(9) == 1.0);
}

TEST_CASE("column: chunks that break the rule are refused") {
  const auto chunk = integers("a", 5)->chunks()[0];
  CHECK(Column::make({"a", Type::Integer, false, {}}, {chunk}).has_value());
  CHECK_FALSE(Column::make({"a", Type::Integer, false, {}}, {chunk, chunk}).has_value());
  CHECK_FALSE(Column::make({"a", Type::Real, false, {}}, {chunk}).has_value());
}

TEST_CASE("table: names are unique, lengths equal") {
  const auto table = Table::make("t", {integers("a", 3), integers("a", 3), integers("", 3), integers("a (2)", 3)});
  REQUIRE(table.has_value());
  CHECK((*table)->column(0).name() == "a");
  CHECK((*table)->column(1).name() == "a (3)");  // "a (2)" is taken by a column of that name
  CHECK((*table)->column(2).name() == "column 3");
  CHECK((*table)->column(3).name() == "a (2)");
  CHECK((*table)->find("column 3") == 2U);
  CHECK_FALSE((*table)->find("b").has_value());
  CHECK((*table)->chunk_count() == 1);
  CHECK_FALSE(Table::make("t", {integers("a", 3), integers("b", 4)}).has_value());
  CHECK((*Table::make("t", {}))->rows() == 0);
}

TEST_CASE("table: columns are added, and replaced when a model runs again") {
  const auto table = *Table::make("t", {integers("a", 3)});
  const auto once = *table->with_columns({integers("p", 3, "m.onnx")});
  CHECK(once->column_count() == 2);
  CHECK(&once->column(0) == &table->column(0));  // shared
  const auto again = *once->with_columns({integers("p", 3, "m.onnx")});
  CHECK(again->column_count() == 2);
  CHECK(&again->column(1) != &once->column(1));
  const auto other = *once->with_columns({integers("p", 3, "n.onnx"), integers("a", 3)});
  CHECK(other->column_count() == 4);
  CHECK(other->column(2).name() == "p (2)");
  CHECK(other->column(3).name() == "a (2)");
  CHECK(table->column_count() == 1);  // unchanged
  CHECK_FALSE(table->with_columns({integers("p", 2)}).has_value());
}

TEST_CASE("sizes count a shared dictionary once") {
  ColumnBuilder builder({"t", Type::Text, false, {}});
  for (std::int64_t i = 0; i < chunk_rows + 10; ++i) builder.append(i % 2 == 0 ? "even" : "odd");
  const auto column = *std::move(builder).finish();
  REQUIRE(column->chunks().size() == 2);
  CHECK(column->size_bytes() == static_cast<std::size_t>(chunk_rows + 10) * 4 + 7 + 3 * 4);
}
