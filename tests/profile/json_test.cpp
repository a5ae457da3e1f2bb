#include "profile/profile_json.hpp"

#include <nlohmann/json.hpp>

#include "profile/tables.hpp"
#include "stats/registry.hpp"

using namespace tables;

TEST_CASE("JSON: undefined is null, the text parses back, invalid UTF-8 is replaced") {
  const auto p = profile_of(table({column<double>("r", data::Type::Real, {1.0}), column<std::string>("s\xff", data::Type::Text, {"\xfe!"}),
                                   column<std::int64_t>("t", data::Type::Timestamp, {1'709'211'600'500'000})}));
  const std::string text = profile::to_json_text(*p);
  const auto json = nlohmann::json::parse(text, nullptr, false);
  REQUIRE(json.is_object());
  CHECK(json["schema"] == "assay-profile/1");
  CHECK(json["table"]["rows"] == 1);
  CHECK(json["columns"][0]["numeric"]["mean"] == 1.0);
  CHECK(json["columns"][0]["numeric"]["sd"].is_null());
  CHECK(json["columns"][0]["text"].is_null());
  CHECK(json["columns"][1]["name"] == "s\xef\xbf\xbd");
  CHECK(json["columns"][1]["top"]["values"][0]["label"] == "\xef\xbf\xbd!");
  CHECK(json["columns"][2]["timestamp"]["min"] == "2024-02-29T13:00:00.500");
  CHECK(profile::to_json_text(*p, -1).find('\n') == std::string::npos);
}

TEST_CASE("JSON: every statistic of the registry is written for a type that it applies to") {
  const auto p = profile_of(mixed(100));
  const auto json = nlohmann::json::parse(profile::to_json_text(*p), nullptr, false);
  for (const auto& statistic : stats::statistics()) {
    INFO(statistic.key);
    const std::string key(statistic.key);
    if (key == "pearson") {
      CHECK(json["correlation"]["method"] == key);
      continue;
    }
    if (key == "duplicate_rows") {
      CHECK(json["table"].contains(key));
      continue;
    }
    bool somewhere = false;
    for (const auto& column : json["columns"]) {
      const bool applies = [&] {
        for (const auto type : {data::Type::Boolean, data::Type::Integer, data::Type::Real, data::Type::Timestamp, data::Type::Text}) {
          if (column["type"] == data::to_string(type)) return stats::applies_to(statistic, type);
        }
        return false;
      }();
      if (!applies) continue;
      bool here = column.contains(key);
      for (const char* part : {"numeric", "timestamp", "text"}) here = here || (column[part].is_object() && column[part].contains(key));
      if (column["numeric"].is_object()) here = here || column["numeric"]["quantiles"].contains(key);
      CHECK(here);
      somewhere = true;
    }
    CHECK(somewhere);
  }
}
