#include <catch2/catch_test_macros.hpp>

#include "data/builder.hpp"
#include "fields.hpp"
#include "session/location.hpp"

using namespace assay;
using session::Navigation;
using session::Stage;

namespace {

data::TablePtr table() {
  std::vector<data::ColumnPtr> columns;
  for (const char* name : {"age", "50 % / größe", "a%2Fb"}) {
    data::ColumnBuilder builder(session::testing::field(name, data::Type::Integer));
    builder.append(std::int64_t{1});
    columns.push_back(std::move(builder).finish().value());
  }
  return data::Table::make("t", std::move(columns)).value();
}

}  // namespace

TEST_CASE("every location comes back as it was") {
  const auto t = table();
  for (const auto stage : {Stage::Data, Stage::Profile, Stage::Predict}) {
    const Navigation navigation{stage, {}, {}};
    CHECK(session::parse_location(session::format_location(navigation, t.get()), t.get()) == navigation);
  }
  for (std::size_t column = 0; column < 3; ++column) {
    const Navigation navigation{Stage::Profile, column, {}};
    CHECK(session::parse_location(session::format_location(navigation, t.get()), t.get()) == navigation);
  }
  CHECK(session::format_location({Stage::Profile, 1, {}}, t.get()) == "#/profile/column/50%20%25%20%2F%20gr%C3%B6%C3%9Fe");
}

TEST_CASE("strange locations are refused or lose only what is not there") {
  const auto t = table();
  CHECK(!session::parse_location("", t.get()));
  CHECK(!session::parse_location("#", t.get()));
  CHECK(!session::parse_location("#/train", t.get()));
  CHECK(!session::parse_location("#/profile/columns/age", t.get()));
  CHECK(session::parse_location("#/profile/column/nobody", t.get()) == Navigation{Stage::Profile, {}, {}});
  CHECK(session::parse_location("#/profile/column/%", t.get()) == Navigation{Stage::Profile, {}, {}});
  CHECK(session::parse_location("#/profile/column/age%2", t.get()) == Navigation{Stage::Profile, {}, {}});
  CHECK(session::parse_location("#/profile/column/age", nullptr) == Navigation{Stage::Profile, {}, {}});
}
