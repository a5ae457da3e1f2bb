// The five logical types of a column and the unit of work.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::data {

enum class Type : std::uint8_t { Boolean, Integer, Real, Timestamp, Text };

// "Boolean", "Integer", "Real", "Timestamp", "Text": shown to people and written in JSON.
[[nodiscard]] std::string_view to_string(Type type);

// Boolean, Integer and Real take part in arithmetic; Timestamp and Text do not.
[[nodiscard]] constexpr bool is_numeric(Type type) {
  return type == Type::Integer || type == Type::Real || type == Type::Boolean;
}

// Rows in every chunk but the last. What is parsed, profiled, cancelled and uploaded as one.
inline constexpr std::int64_t chunk_rows = 65'536;

struct Field {
  std::string name;
  Type type = Type::Text;
  bool zoned = false;   // Timestamp only: values are instants in UTC, not local wall-clock times
  std::string origin;   // lineage in words: "" = from the file, else e.g. "iris-mlp.onnx / probability"

  [[nodiscard]] bool operator==(const Field&) const = default;
};

}  // namespace assay::data
