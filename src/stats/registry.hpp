// The one table of statistics: names, definitions in words for the help, and where each formula comes from.
// Adding a statistic means its file, its field in the profile, and a row here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "data/types.hpp"

namespace assay::stats {

enum TypeSet : std::uint8_t {  // bits by data::Type
  ForBoolean = 1U << static_cast<unsigned>(data::Type::Boolean),
  ForInteger = 1U << static_cast<unsigned>(data::Type::Integer),
  ForReal = 1U << static_cast<unsigned>(data::Type::Real),
  ForTimestamp = 1U << static_cast<unsigned>(data::Type::Timestamp),
  ForText = 1U << static_cast<unsigned>(data::Type::Text),
  ForNumbers = ForInteger | ForReal,
  ForAll = ForBoolean | ForInteger | ForReal | ForTimestamp | ForText,
};

struct Statistic {
  std::string_view key;         // as in the profile's JSON: "skewness", "p25"
  std::string_view name;        // shown: "Skewness"
  std::string_view definition;  // one or two sentences for a person
  std::string_view source;      // of the formula or algorithm; "" for plain counts
  std::uint8_t types;           // TypeSet bits
};

[[nodiscard]] std::span<const Statistic> statistics();
[[nodiscard]] const Statistic* find_statistic(std::string_view key);  // null when there is none
[[nodiscard]] inline bool applies_to(const Statistic& statistic, data::Type type) {
  return (statistic.types >> static_cast<unsigned>(type) & 1U) != 0;
}

}  // namespace assay::stats
