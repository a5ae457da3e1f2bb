#include <catch2/catch_test_macros.hpp>

#include "inference/binding.hpp"
#include "inference/tables.hpp"
#include "inference/tiny_onnx.hpp"

using namespace assay;
using inference::ElementType;
using inference::propose_binding;

namespace {

std::string one_input(std::string_view name, std::int64_t type, std::vector<std::int64_t> dims,
                      std::vector<std::pair<std::string, std::string>> metadata = {}) {
  return tiny_onnx::model({{tiny_onnx::node("Identity", {std::string(name)}, {"out"})},
                           {tiny_onnx::value_info(name, type, dims)},
                           {tiny_onnx::value_info("out", type, dims)},
                           {}},
                          std::move(metadata));
}

data::TablePtr measures() {
  return tables::table({tables::texts("name", {"a"}), tables::integers("Petal_Length", {1}), tables::reals("width", {2.0}),
                        tables::integers("target", {0})});
}

}  // namespace

TEST_CASE("features named in the metadata bind by name, then by a close name") {
  const auto model = tables::model(one_input("X", tiny_onnx::kFloat, {0, 2},
                                             {{"assay.features", R"(["petal length", "width"])"},
                                              {"assay.impute", R"({"width": 1.5, "other": 3, "x": "no"})"},
                                              {"assay.target", "target"}}));
  const auto binding = propose_binding(*model, *measures());
  REQUIRE(binding);
  REQUIRE(binding->slots.size() == 2);
  CHECK(binding->slots[0].feature == "petal length");
  CHECK(binding->slots[0].column == 1);
  CHECK(binding->slots[0].why == "same name but for case, spaces, _ and -");
  CHECK(binding->slots[1].column == 2);
  CHECK(binding->slots[1].why == "same name");
  CHECK(binding->slots[1].impute == 1.5);
  CHECK(!binding->slots[0].impute);
  CHECK(binding->label == 3);
  CHECK(binding->batch_rows == 0);
  CHECK(binding->check(*model, *measures()));
}

TEST_CASE("one unnamed input binds by position when its width is the number of numeric columns") {
  const auto model = tables::model(one_input("X", tiny_onnx::kFloat, {0, 2}));
  const auto binding = propose_binding(*model, *measures());
  REQUIRE(binding);
  CHECK(binding->slots[0].feature == "X[0]");
  CHECK(binding->slots[0].column == 1);
  CHECK(binding->slots[1].column == 2);
  CHECK(binding->slots[1].why == "by position");

  const auto wide = tables::model(one_input("X", tiny_onnx::kFloat, {0, 3}));  // the label counts when it must
  CHECK(propose_binding(*wide, *measures())->slots[2].column == 3);

  const auto other = tables::model(one_input("X", tiny_onnx::kFloat, {0, 5}));
  const auto open = propose_binding(*other, *measures());
  REQUIRE(open);
  CHECK(!open->slots[0].column);
  const auto checked = open->check(*other, *measures());
  REQUIRE(!checked);
  CHECK(checked.error().code == base::ErrorCode::InvalidArgument);
  CHECK(checked.error().message.find("\"X[0]\"") != std::string::npos);
  CHECK(!checked.error().hint.empty());
}

TEST_CASE("types that do not fit are not bound, and the reason is given") {
  const auto model = tables::model(one_input("name", tiny_onnx::kFloat, {0, 1}));
  const auto binding = propose_binding(*model, *measures());
  REQUIRE(binding);
  CHECK(!binding->slots[0].column);
  CHECK(binding->slots[0].why.find("Text") != std::string::npos);
  auto by_hand = *binding;
  by_hand.slots[0].column = 0;
  const auto checked = by_hand.check(*model, *measures());
  REQUIRE(!checked);
  CHECK(checked.error().code == base::ErrorCode::TypeMismatch);
  by_hand.slots[0].column = 99;
  CHECK(!by_hand.check(*model, *measures()));
  // Text inputs take numbers too: they are written as text.
  const auto text = tables::model(one_input("width", tiny_onnx::kString, {0, 1}));
  CHECK(propose_binding(*text, *measures())->slots[0].column == 2);
}

TEST_CASE("a fixed batch is honoured; what columns cannot feed is refused with the reason") {
  CHECK(propose_binding(*tables::model(one_input("width", tiny_onnx::kFloat, {1, 1})), *measures())->batch_rows == 1);
  CHECK(propose_binding(*tables::model(one_input("width", tiny_onnx::kFloat, {0})), *measures())->slots[0].column == 2);
  CHECK(propose_binding(*tables::model(one_input("X", tiny_onnx::kFloat, {0, 1, 2})), *measures())->slots.size() == 2);
  const std::vector<std::vector<std::int64_t>> refused{{0, 3, 4}, {}};
  for (const auto& dims : refused) {
    const auto binding = propose_binding(*tables::model(one_input("X", tiny_onnx::kFloat, dims)), *measures());
    REQUIRE(!binding);
    CHECK(binding.error().code == base::ErrorCode::Unsupported);
    CHECK(binding.error().message.find("\"X\"") != std::string::npos);
  }
  const auto half = propose_binding(*tables::model(one_input("X", 10, {0, 2})), *measures());
  REQUIRE(!half);
  CHECK(half.error().message.find("FLOAT16") != std::string::npos);
}

TEST_CASE("metadata that is not what it should be is ignored") {
  for (const char* features : {"", "[1, 2]", "{}", "[\"width\"", "[\"width\"]", "nonsense"}) {
    const auto model = tables::model(one_input("X", tiny_onnx::kFloat, {0, 2},
                                               {{"assay.features", features}, {"assay.impute", "[]"}}));
    const auto binding = propose_binding(*model, *measures());
    REQUIRE(binding);
    CHECK(binding->slots.size() == 2);
  }
}

TEST_CASE("a table without columns binds nothing and says so") {
  const auto model = tables::model(one_input("X", tiny_onnx::kFloat, {0, 1}));
  const auto empty = tables::table({});
  const auto binding = propose_binding(*model, *empty);
  REQUIRE(binding);
  CHECK(!binding->check(*model, *empty));
}
