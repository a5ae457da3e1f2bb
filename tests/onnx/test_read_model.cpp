#include "onnx/model.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "model_bytes.hpp"
#include "onnx/describe.hpp"

using namespace assay::onnx;
using namespace assay::onnx::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

const Bytes table = joined({dim("N"), dim(4)});

Bytes linear_graph() {
  return joined({node("MatMul", {"x", "w"}, {"scores"}), text(p::graph::Name, "linear"),
                 message(p::graph::Initializer, tensor("w", ElementType::Float, {4, 3}, zeros(48))),
                 input("x", table), output("scores", joined({dim("N"), dim(3)}))});
}

bool mentions(const std::vector<std::string>& texts, std::string_view part) {
  for (const std::string& text : texts) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

assay::base::Error error_of(const Bytes& bytes) {
  auto model = read_model(bytes, "m.onnx");
  REQUIRE_FALSE(model.has_value());
  CHECK(model.error().where.file == "m.onnx");
  CHECK_FALSE(model.error().message.empty());
  CHECK_FALSE(model.error().hint.empty());
  return model.error();
}

}  // namespace

TEST_CASE("an empty file is named as empty") {
  CHECK_THAT(error_of({}).message, ContainsSubstring("empty"));
  CHECK(probe_model({}) == 0);
}

TEST_CASE("a small model is read in full") {
  const Bytes meta = joined({text(p::entry::Key, "assay.target"), text(p::entry::Value, "Species")});
  auto m = read_model(model(linear_graph(), message(p::model::MetadataProps, meta)), "m.onnx");
  REQUIRE(m.has_value());
  CHECK(m->ir_version == 8);
  CHECK(m->producer_name == "tests");
  CHECK(m->graph_name == "linear");
  REQUIRE(m->opset_imports.size() == 1);
  CHECK(m->opset_imports[0].version == 17);
  CHECK(m->metadata("assay.target") == "Species");
  CHECK_FALSE(m->metadata("absent").has_value());
  REQUIRE(m->inputs.size() == 1);
  CHECK(m->inputs[0].name == "x");
  CHECK(m->inputs[0].kind == ValueKind::Tensor);
  CHECK(m->inputs[0].element == ElementType::Float);
  CHECK(m->inputs[0].dims == std::vector<Dim>{{std::nullopt, "N"}, {4, ""}});
  CHECK(m->inputs[0].type_text == "tensor(float)[N, 4]");
  REQUIRE(m->outputs.size() == 1);
  CHECK(m->outputs[0].type_text == "tensor(float)[N, 3]");
  CHECK(m->node_count == 1);
  CHECK(m->parameter_count == 12);
  CHECK(m->weights_bytes == 48);
  REQUIRE(m->operators.size() == 1);
  CHECK(m->operators[0].op_type == "MatMul");
  CHECK(m->nodes[0].inputs == std::vector<std::string>{"x", "w"});
  CHECK_FALSE(m->uses_ml_domain);
  CHECK(m->warnings.empty());
  CHECK(m->runtime_risks.empty());
}

TEST_CASE("an input that an initializer provides need not be fed") {
  const Bytes graph = joined({linear_graph(), input("w", joined({dim(4), dim(3)}))});
  auto m = read_model(model(graph));
  REQUIRE(m.has_value());
  REQUIRE(m->inputs.size() == 1);
  CHECK(m->inputs[0].name == "x");
}

TEST_CASE("every kind of value type is put in words") {
  const Bytes probability = tensor_type(ElementType::Float, {});
  const Bytes map = message(p::type::Map, joined({number(p::map_type::KeyType, 7), message(p::map_type::ValueType, probability)}));
  const Bytes sequence = message(p::type::Sequence, message(p::tensor_type::ElemType, map));
  const Bytes maybe = message(p::type::Optional, message(p::tensor_type::ElemType, tensor_type(ElementType::String, unknown_dim())));
  const Bytes no_shape = message(p::type::Tensor, number(p::tensor_type::ElemType, 11));
  const Bytes graph = joined({node("F", {}, {"a", "b", "c", "d"}), message(p::graph::Output, value("a", sequence)),
                              message(p::graph::Output, value("b", maybe)), message(p::graph::Output, value("c", no_shape)),
                              message(p::graph::Output, text(p::value_info::Name, "d")),
                              output("negative", dim(-1))});
  auto m = read_model(model(graph));
  REQUIRE(m.has_value());
  CHECK(m->outputs[0].type_text == "seq(map(int64, tensor(float)[]))");
  CHECK(m->outputs[0].kind == ValueKind::Sequence);
  CHECK(m->outputs[0].element == ElementType::Float);
  CHECK(m->outputs[1].type_text == "optional(tensor(string)[?])");
  CHECK(m->outputs[1].kind == ValueKind::Optional);
  CHECK(m->outputs[2].type_text == "tensor(double)");
  CHECK_FALSE(m->outputs[2].has_shape);
  CHECK(m->outputs[3].type_text == "?");
  CHECK(m->outputs[4].dims == std::vector<Dim>{Dim{}});
  CHECK(m->has_string_tensors);
}

TEST_CASE("a model cut anywhere is an error with the byte, or still the same start") {
  const Bytes whole = model(linear_graph());
  for (std::size_t size = 1; size < whole.size(); ++size) {
    auto m = read_model(std::span(whole).first(size), "cut.onnx");
    if (m) continue;  // cut exactly between two fields of the model
    INFO(size);
    CHECK(m.error().code == assay::base::ErrorCode::Parse);
    CHECK(m.error().where.byte.has_value());
    CHECK(*m.error().where.byte <= size);
    CHECK_FALSE(m.error().hint.empty());
  }
  const auto error = error_of(Bytes(whole.begin(), whole.begin() + 60));
  CHECK_THAT(error.message, ContainsSubstring("cut short") && ContainsSubstring("graph") && ContainsSubstring("announces"));
}

TEST_CASE("a tensor that announces 2 GB names the byte and what is left") {
  const Bytes lie = joined({number(p::tensor::DataType, 1), text(p::tensor::Name, "w"),
                            claim(p::tensor::RawData, std::uint64_t{1} << 31, zeros(16))});
  const auto error = error_of(model(message(p::graph::Initializer, lie)));
  CHECK_THAT(error.message, ContainsSubstring("raw data") && ContainsSubstring("2,147,483,648 bytes") &&
                                ContainsSubstring("only 16") && ContainsSubstring("tensor 1"));
  REQUIRE(error.where.byte.has_value());
}

TEST_CASE("lengths that wrap 32 bits are not believed") {
  for (const std::uint64_t length : {std::uint64_t{1} << 32, (std::uint64_t{1} << 32) + 4, ~std::uint64_t{0}}) {
    const auto error = error_of(joined({number(p::model::IrVersion, 8), claim(p::model::Graph, length, zeros(8))}));
    CHECK_THAT(error.message, ContainsSubstring("only 8"));
  }
}

TEST_CASE("a shape that promises more than the tensor holds is a warning and a risk, never an allocation") {
  const Bytes graph = joined({linear_graph(), message(p::graph::Initializer,
                              tensor("big", ElementType::Float, {1LL << 40, 1LL << 40}, zeros(16)))});
  auto m = read_model(model(graph));
  REQUIRE(m.has_value());
  CHECK(mentions(m->warnings, "\"big\" declares"));
  CHECK_FALSE(m->runtime_risks.empty());
  CHECK(m->initializers[1].elements == ~std::uint64_t{0});
  CHECK(m->parameter_count == ~std::uint64_t{0});  // saturated, not wrapped
}

TEST_CASE("negative dimensions are said and counted as nothing") {
  const Bytes graph = joined({linear_graph(), message(p::graph::Initializer, tensor("neg", ElementType::Float, {-3, 2}, zeros(0)))});
  auto m = read_model(model(graph));
  REQUIRE(m.has_value());
  CHECK(mentions(m->warnings, "negative dimension"));
  CHECK(m->parameter_count == 12);
}

TEST_CASE("files that are something else are named") {
  struct Case {
    std::string_view bytes;
    std::string_view what;
  };
  using namespace std::string_view_literals;
  for (const Case& c : {Case{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv, "PNG"}, Case{"PK\x03\x04\x14\0"sv, "ZIP"},
                        Case{"<!DOCTYPE html><html>"sv, "HTML"}, Case{"\n  <HTML><body>"sv, "HTML"},
                        Case{"\x1F\x8B\x08\0"sv, "gzip"}, Case{"\x80\x04\x95"sv, "pickle"},
                        Case{"\x1c\0\0\0TFL3"sv, "TensorFlow Lite"}, Case{"a,b\n1,2\n3,4\n"sv, "text file"}}) {
    INFO(c.what);
    const auto error = error_of(raw_bytes(c.bytes));
    CHECK_THAT(error.message, ContainsSubstring(std::string(c.what)));
    CHECK(probe_model(raw_bytes(c.bytes)) == 0);
  }
}

TEST_CASE("a Git LFS pointer says what to run and how big the model is") {
  const auto error = error_of(raw_bytes("version https://git-lfs.github.com/spec/v1\n"
                                        "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"));
  CHECK_THAT(error.message, ContainsSubstring("Git LFS pointer") && ContainsSubstring("12345"));
  CHECK_THAT(error.hint, ContainsSubstring("git lfs pull"));
}

TEST_CASE("other protobuf files are refused") {
  CHECK_THAT(error_of(number(1, 8)).message, ContainsSubstring("no ONNX graph"));
  CHECK_THAT(error_of(message(p::model::Graph, {})).message, ContainsSubstring("not of an ONNX model"));
}

TEST_CASE("200,000 nested subgraphs cost no stack and are counted") {
  constexpr int depth = 200'000;
  // Built from the inside; sizes first, so that the bytes are written once.
  Bytes out;
  {
    std::vector<std::uint64_t> sizes(depth + 1, 0);
    const auto with_header = [](std::uint64_t content) {
      Bytes header;
      wire::put_varint(header, content);
      return content + header.size() + 1;
    };
    for (int i = 1; i <= depth; ++i) sizes[static_cast<std::size_t>(i)] = with_header(with_header(with_header(sizes[static_cast<std::size_t>(i - 1)])) + 4);
    // graph -> node(1){ op "If" (4 bytes), attribute(5){ g(6){ graph } } }
    for (int i = depth; i >= 1; --i) {
      const std::uint64_t inner = sizes[static_cast<std::size_t>(i - 1)];
      const std::uint64_t attr = with_header(inner);
      const std::uint64_t body = with_header(attr) + 4;
      wire::put_varint(out, p::graph::Node << 3 | 2);
      wire::put_varint(out, body);
      wire::put_text_field(out, p::node::OpType, "If");
      wire::put_varint(out, p::node::Attribute << 3 | 2);
      wire::put_varint(out, attr);
      wire::put_varint(out, p::attribute::G << 3 | 2);
      wire::put_varint(out, inner);
    }
  }
  const Bytes bytes = model(out);
  auto m = read_model(bytes);
  REQUIRE(m.has_value());
  CHECK(m->subgraph_depth == depth);
  CHECK(m->node_count == 1);
  CHECK(m->subgraph_node_count == depth - 1);
  CHECK(m->has_control_flow);
  CHECK(mentions(m->runtime_risks, "nested"));
  CHECK(remove_zipmap(bytes).has_value());
  CHECK(make_batch_dynamic(bytes).has_value());
}

TEST_CASE("an endless Loop is read, and marked for the watchdog") {
  const Bytes body = joined({node("Identity", {"on"}, {"on_out"}),
                             message(p::graph::Initializer, tensor("c", ElementType::Float, {2}, zeros(8)))});
  const Bytes graph = joined({node("Loop", {"", "always"}, {"y"}, attribute("body", message(p::attribute::G, body))),
                              message(p::graph::Initializer, tensor("always", ElementType::Bool, {}, zeros(1))),
                              output("y", dim("N"))});
  auto m = read_model(model(graph));
  REQUIRE(m.has_value());
  CHECK(m->has_control_flow);
  CHECK(m->subgraph_node_count == 1);
  CHECK(m->subgraph_depth == 1);
  CHECK(m->parameter_count == 3);  // weights inside the body count too
  CHECK(m->nodes[0].attributes[0].summary == "graph of 1 nodes");
}

TEST_CASE("cycles, missing values, double writers and foreign operators are warned of") {
  const Bytes graph = joined({node("Add", {"a", "x"}, {"b"}), node("Add", {"b", "x"}, {"a"}), node("Relu", {"ghost"}, {"z"}),
                              node("Relu", {"x"}, {"z"}), node("Magic", {"x"}, {"m"}, {}, "com.example"),
                              input("x", table), output("b", table), output("nowhere", table)});
  auto m = read_model(model(graph));
  REQUIRE(m.has_value());
  CHECK(mentions(m->warnings, "circle"));
  CHECK(mentions(m->warnings, "\"ghost\", which nothing provides"));
  CHECK(mentions(m->warnings, "Two nodes write \"z\""));
  CHECK(mentions(m->warnings, "Nothing provides the output \"nowhere\""));
  CHECK(mentions(m->warnings, "\"com.example\""));
}

TEST_CASE("weights in other files are listed and never opened") {
  const auto entry = [](std::string_view key, std::string_view value) {
    return message(p::tensor::ExternalData, joined({text(p::entry::Key, key), text(p::entry::Value, value)}));
  };
  const Bytes t = joined({number(p::tensor::Dims, 4), number(p::tensor::DataType, 1), text(p::tensor::Name, "w"),
                          entry("location", "../weights.bin"), entry("offset", "0"), entry("length", "16"),
                          number(p::tensor::DataLocation, 1)});
  auto m = read_model(model(joined({message(p::graph::Initializer, t), node("Relu", {"w"}, {"y"}), output("y", dim(4))})));
  REQUIRE(m.has_value());
  CHECK(m->needs_external_data);
  REQUIRE(m->external_files.size() == 1);
  CHECK(m->external_files[0].location == "../weights.bin");
  CHECK(m->external_files[0].size_bytes == 16);
  CHECK(m->initializers[0].external);
  CHECK(m->weights_bytes == 0);
  CHECK(m->parameter_count == 4);
}

TEST_CASE("text that is not UTF-8 is shown with replacement characters") {
  using namespace std::string_view_literals;
  auto m = read_model(model(joined({node("Relu", {"x"}, {"y\xFF"}), input("x", table), output("y\xFF", table)})));
  REQUIRE(m.has_value());
  CHECK(m->outputs[0].name == "y\xEF\xBF\xBD");
  CHECK(mentions(m->warnings, "not valid UTF-8"));
  CHECK_FALSE(describe_json(*m, "bad\xFF.onnx").empty());
}

TEST_CASE("a hundred thousand warnings are cut short and counted") {
  Bytes graph = input("x", table);
  for (int i = 0; i < 1000; ++i) {
    const Bytes n = node("Relu", {"ghost"}, {"z"});
    graph.insert(graph.end(), n.begin(), n.end());
  }
  auto m = read_model(model(graph));
  REQUIRE(m.has_value());
  CHECK(m->warnings.size() < 60);
  CHECK(mentions(m->warnings, "more warnings"));
  CHECK(m->node_count == 1000);
}

TEST_CASE("descriptions hold what people and programs look for, and no control characters") {
  auto m = read_model(model(joined({linear_graph(), text(p::graph::Name, "a\x1b[31mb")})));
  REQUIRE(m.has_value());
  const std::string described = describe_text(*m, "m.onnx", {.nodes = true, .initializers = true});
  CHECK_THAT(described, ContainsSubstring("x: tensor(float)[N, 4]") && ContainsSubstring("1 × MatMul") &&
                            ContainsSubstring("w: FLOAT [4, 3]") && ContainsSubstring("a?[31mb"));
  CHECK(described.find('\x1b') == std::string::npos);
  const std::string json = describe_json(*m, "m.onnx", {.nodes = true, .initializers = true});
  CHECK_THAT(json, ContainsSubstring("\"parameters\": 12") && ContainsSubstring("\"cpu_only\": false"));
}
