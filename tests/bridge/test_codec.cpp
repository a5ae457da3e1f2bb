#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "bridge/messages.gen.hpp"

namespace {

using namespace assay::bridge;
using Json = nlohmann::json;

Json read_json(const std::string& path) {
  std::ifstream file(std::string(ASSAY_SOURCE_DIR) + path);
  std::stringstream text;
  text << file.rdbuf();
  return Json::parse(text.str(), nullptr, false);
}

template <class Decode>
std::set<std::string> check_round_trips(const Json& examples, Decode decode) {
  std::set<std::string> types;
  for (const auto& example : examples) {
    const auto message = decode(example.dump());
    INFO(example.dump());
    REQUIRE(message);
    CHECK(Json::parse(encode(*message)) == example);
    types.insert(example["type"].get<std::string>());
  }
  return types;
}

std::set<std::string> names(const Json& schema) {
  std::set<std::string> all;
  for (const auto& [name, entry] : schema.items()) all.insert(name);
  return all;
}

}  // namespace

TEST_CASE("every message of the schema goes through the codec unchanged, full and bare") {
  const Json schema = read_json("/src/bridge/messages.json");
  const Json examples = read_json("/tests/data/bridge/messages.json");
  REQUIRE(schema.is_object());
  REQUIRE(examples.is_object());
  CHECK(check_round_trips(examples["to_core"], decode_to_core) == names(schema["to_core"]));
  CHECK(check_round_trips(examples["to_host"], decode_to_host) == names(schema["to_host"]));
}

TEST_CASE("a message with a field left out, added or of another type is refused, and the error names it") {
  const Json examples = read_json("/tests/data/bridge/messages.json");
  for (const auto& example : examples["to_core"]) {
    const auto type = example["type"].get<std::string>();
    for (const auto& [field, value] : example.items()) {
      if (field == "type") continue;
      Json wrong = example;
      wrong[field] = nullptr;
      INFO(wrong.dump());
      const auto refused = decode_to_core(wrong.dump());
      REQUIRE_FALSE(refused);
      CHECK(refused.error().message.find(field) != std::string::npos);
      CHECK(refused.error().message.find(type) != std::string::npos);
    }
    Json more = example;
    more["surprise"] = 1;
    CHECK_FALSE(decode_to_core(more.dump()));
  }
}

TEST_CASE("text that is no message is refused") {
  for (const char* text : {"", "null", "[]", "{}", "{\"type\":7}", "{\"type\":\"no_such_thing\"}", "{\"type\":\"theme\"",
                           "{\"type\":\"theme\",\"dark\":1}", "{\"type\":\"file_bytes\",\"id\":1}", "\xff\xfe",
                           "{\"type\":\"file_accept\",\"id\":1,\"target\":{\"offset\":0,\"length\":0}}"}) {
    INFO(text);
    CHECK_FALSE(decode_to_core(text));
  }
}

TEST_CASE("deeply nested text neither overflows the stack nor decodes") {
  std::string deep(200'000, '[');
  CHECK_FALSE(decode_to_core(deep));
  deep = "{\"type\":\"location\",\"hash\":" + deep + std::string(200'000, ']') + "}";
  CHECK_FALSE(decode_to_core(deep));
}

TEST_CASE("numbers out of a field's range are refused") {
  const auto with = [](const std::string& id, const std::string& count) {
    return decode_to_core("{\"type\":\"file_bytes\",\"id\":" + id + ",\"count\":" + count + "}").has_value();
  };
  CHECK(with("0", "0"));
  CHECK(with("4294967295", "9007199254740991"));
  CHECK_FALSE(with("4294967296", "0"));
  CHECK_FALSE(with("-1", "0"));
  CHECK_FALSE(with("1.5", "0"));
  CHECK_FALSE(with("\"1\"", "0"));
  CHECK_FALSE(with("0", "9007199254740992"));
  CHECK_FALSE(with("0", "18446744073709551615"));
  CHECK_FALSE(with("0", "1e400"));
}

TEST_CASE("what is no UTF-8 or not finite does not reach the page as such") {
  const std::string copied = encode(ToHost(ClipboardWrite{"a\xffz"}));
  CHECK(Json::parse(copied)["text"].get<std::string>() == "a\xef\xbf\xbdz");
  const std::string ran = encode(ToHost(KernelRun{1, "k", {}, std::numeric_limits<double>::quiet_NaN(), 1, 2}));
  CHECK(decode_to_host(ran));
}
