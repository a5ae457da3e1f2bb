#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "model_bytes.hpp"
#include "onnx/model.hpp"

using namespace assay::onnx;
using namespace assay::onnx::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

const Bytes one_row = joined({dim(1), dim(4)});

Bytes sequence_output(std::string_view name) {
  const Bytes map = message(p::type::Map, joined({number(p::map_type::KeyType, 7),
                                                  message(p::map_type::ValueType, tensor_type(ElementType::Float, {}))}));
  return message(p::graph::Output, value(name, message(p::type::Sequence, message(p::tensor_type::ElemType, map))));
}

Bytes classifier(const Bytes& labels, const Bytes& more_nodes = {}) {
  return joined({node("LinearClassifier", {"x"}, {"label", "scores"}, {}, "ai.onnx.ml"),
                 node("ZipMap", {"scores"}, {"probability"}, labels, "ai.onnx.ml"), more_nodes, input("x", joined({dim("N"), dim(4)})),
                 output("label", dim("N"), ElementType::Int64), sequence_output("probability")});
}

DynamicBatch batch(const Bytes& graph) {
  auto result = make_batch_dynamic(model(graph));
  REQUIRE(result.has_value());
  return std::move(*result);
}

Bytes one_row_graph(const Bytes& nodes, const Bytes& out_dims) {
  return joined({nodes, input("x", one_row), output("y", out_dims)});
}

}  // namespace

TEST_CASE("a model without ZipMap is left alone") {
  auto result = remove_zipmap(model(joined({node("Relu", {"x"}, {"y"}), input("x", one_row), output("y", one_row)})));
  REQUIRE(result.has_value());
  CHECK_FALSE(result->has_value());
}

TEST_CASE("what cannot be read cannot be rewritten, with the reader's message") {
  CHECK_FALSE(remove_zipmap({}).has_value());
  CHECK_FALSE(make_batch_dynamic({}).has_value());
  CHECK_FALSE(remove_zipmap(raw_bytes("<html>")).has_value());
}

TEST_CASE("ZipMap becomes Identity and its output a tensor, labels kept") {
  const bool ints = GENERATE(true, false);
  const Bytes labels = ints ? ints_attribute("classlabels_int64s", {10, -2, 30})
                            : strings_attribute("classlabels_strings", {"a", "b", "ç"});
  const Bytes before = model(classifier(labels));
  auto result = remove_zipmap(before);
  REQUIRE(result.has_value());
  REQUIRE(result->has_value());
  const ZipMapRemoval& removal = **result;
  REQUIRE(removal.removed.size() == 1);
  CHECK(removal.removed[0].output == "probability");
  if (ints) CHECK(removal.removed[0].int_labels == std::vector<std::int64_t>{10, -2, 30});
  else CHECK(removal.removed[0].string_labels == std::vector<std::string>{"a", "b", "ç"});
  auto after = read_model(removal.bytes);
  REQUIRE(after.has_value());
  REQUIRE(after->nodes.size() == 2);
  CHECK(after->nodes[1].op_type == "Identity");
  CHECK(after->nodes[1].domain.empty());
  CHECK(after->nodes[1].inputs == std::vector<std::string>{"scores"});
  CHECK(after->nodes[1].outputs == std::vector<std::string>{"probability"});
  REQUIRE(after->outputs.size() == 2);
  CHECK(after->outputs[1].name == "probability");
  CHECK(after->outputs[1].type_text == "tensor(float)[?, 3]");
  CHECK(after->outputs[0].type_text == "tensor(int64)[N]");
  CHECK(after->producer_name == "tests");
  // Once is enough.
  auto again = remove_zipmap(removal.bytes);
  REQUIRE(again.has_value());
  CHECK_FALSE(again->has_value());
}

TEST_CASE("a ZipMap that another node reads stays") {
  auto result = remove_zipmap(model(classifier(ints_attribute("classlabels_int64s", {0, 1}),
                                               node("SequenceLength", {"probability"}, {"n"}))));
  REQUIRE(result.has_value());
  CHECK_FALSE(result->has_value());
  const Bytes body = node("SequenceLength", {"probability"}, {"n"});
  result = remove_zipmap(model(classifier(ints_attribute("classlabels_int64s", {0, 1}),
                                          node("If", {"c"}, {"z"}, attribute("then_branch", message(p::attribute::G, body))))));
  REQUIRE(result.has_value());
  CHECK_FALSE(result->has_value());
}

TEST_CASE("a ZipMap without labels stays, and a missing operator set is added") {
  auto none = remove_zipmap(model(classifier({})));
  REQUIRE(none.has_value());
  CHECK_FALSE(none->has_value());
  const Bytes ml_only = joined({number(p::model::IrVersion, 8), opset("ai.onnx.ml", 3),
                                message(p::model::Graph, classifier(ints_attribute("classlabels_int64s", {0, 1})))});
  auto result = remove_zipmap(ml_only);
  REQUIRE((result.has_value() && result->has_value()));
  auto after = read_model((*result)->bytes);
  REQUIRE(after.has_value());
  REQUIRE(after->opset_imports.size() == 2);
  CHECK(after->opset_imports[1].domain.empty());
  CHECK(after->opset_imports[1].version == 13);
}

TEST_CASE("a graph written in two parts is refused, not half rewritten") {
  const Bytes split = joined({model(classifier(ints_attribute("classlabels_int64s", {0, 1}))), message(p::model::Graph, text(p::graph::Name, "rest"))});
  auto result = remove_zipmap(split);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == assay::base::ErrorCode::Unsupported);
}

TEST_CASE("one row becomes any number for a network that treats rows apart") {
  const Bytes graph = joined({node("Gemm", {"x", "w", "b"}, {"h"}), node("Relu", {"h"}, {"a"}),
                              node("Softmax", {"a"}, {"y"}, int_attribute("axis", -1)),
                              message(p::graph::Initializer, tensor("w", ElementType::Float, {4, 3}, zeros(48))),
                              message(p::graph::Initializer, tensor("b", ElementType::Float, {3}, zeros(12))),
                              input("x", one_row), output("y", joined({dim(1), dim(3)})),
                              message(p::graph::ValueInfo, value("h", tensor_type(ElementType::Float, joined({dim(1), dim(3)}))))});
  const DynamicBatch result = batch(graph);
  INFO(result.reason);
  REQUIRE(result.changed);
  CHECK(result.inputs == std::vector<std::string>{"x"});
  auto after = read_model(result.bytes);
  REQUIRE(after.has_value());
  CHECK(after->inputs[0].type_text == "tensor(float)[batch, 4]");
  CHECK(after->outputs[0].type_text == "tensor(float)[batch, 3]");
  CHECK(after->parameter_count == 15);
  CHECK(after->node_count == 3);
}

TEST_CASE("models that need no change, or that have no rows, say so") {
  CHECK_THAT(batch(joined({node("Relu", {"x"}, {"y"}), input("x", joined({dim("N"), dim(4)})), output("y", joined({dim("N"), dim(4)}))})).reason,
             ContainsSubstring("any number of rows already"));
  CHECK_THAT(batch(joined({node("Relu", {"x"}, {"y"}), input("x", joined({dim(8), dim(4)})), output("y", joined({dim(8), dim(4)}))})).reason,
             ContainsSubstring("is not 1"));
  CHECK_THAT(batch(joined({node("Relu", {"x"}, {"y"}), input("x", {}), output("y", {})})).reason,
             ContainsSubstring("no first dimension"));
}

TEST_CASE("whatever might mix rows leaves the model as it is") {
  const Bytes shape_1 = message(p::graph::Initializer, tensor("s", ElementType::Int64, {2}, int64s({1, -1})));
  const Bytes rows = message(p::graph::Initializer, tensor("c", ElementType::Float, {5, 4}, zeros(80)));
  struct Case {
    Bytes nodes;
    std::string_view reason;
  };
  for (const Case& c : {
           Case{node("Softmax", {"x"}, {"y"}, int_attribute("axis", 0)), "works across the rows"},
           Case{node("ReduceMean", {"x"}, {"y"}), "works across the rows"},
           Case{node("ReduceMean", {"x"}, {"y"}, ints_attribute("axes", {-2})), "works across the rows"},
           Case{node("Transpose", {"x"}, {"y"}), "moves the rows"},
           Case{joined({node("Reshape", {"x", "s"}, {"y"}), shape_1}), "sets the number of rows"},
           Case{joined({node("Add", {"x", "c"}, {"y"}), rows}), "rows of its own"},
           Case{node("CumSum", {"x", "x"}, {"y"}), "not known to treat rows apart"},
           Case{node("Concat", {"x", "x"}, {"y"}, int_attribute("axis", 0)), "joins along the rows"},
           Case{node("Gemm", {"x", "x"}, {"y"}), "another place than its first input"},
           Case{node("If", {"x"}, {"y"}, attribute("then_branch", message(p::attribute::G, {}))), "graph of its own"},
           Case{node("Magic", {"x"}, {"y"}, {}, "com.example"), "not an operator of ONNX itself"},
       }) {
    const DynamicBatch result = batch(one_row_graph(c.nodes, one_row));
    INFO(c.reason);
    CHECK_FALSE(result.changed);
    CHECK_THAT(result.reason, ContainsSubstring(std::string(c.reason)));
  }
}

TEST_CASE("reshapes that keep the rows, extra axes and reductions over columns pass") {
  const Bytes keep = message(p::graph::Initializer, tensor("s", ElementType::Int64, {3}, int64s({0, 2, 2})));
  const Bytes nodes = joined({node("Reshape", {"x", "s"}, {"r"}), keep, node("ReduceSum", {"r"}, {"q"}, joined({ints_attribute("axes", {-1}), int_attribute("keepdims", 0)})),
                              node("Unsqueeze", {"q"}, {"u"}, ints_attribute("axes", {1})), node("Flatten", {"u"}, {"f"}),
                              node("Concat", {"f", "x"}, {"y"}, int_attribute("axis", 1))});
  const DynamicBatch result = batch(one_row_graph(nodes, joined({dim(1), dim(6)})));
  INFO(result.reason);
  CHECK(result.changed);
}
