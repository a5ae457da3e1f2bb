#include <charconv>
#include <cmath>
#include <string>

#include "base/time.hpp"
#include "session/row_filter.hpp"
#include "session/session.hpp"

namespace assay::session {

std::string cell_text(const data::Array& chunk, std::int64_t row, bool zoned) {
  if (is_missing(chunk, row)) return {};
  const auto at = static_cast<std::size_t>(row);
  char buffer[32];
  switch (chunk.type()) {
    case data::Type::Boolean: return chunk.boolean(row) ? "true" : "false";
    case data::Type::Integer: {
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, chunk.integers()[at]);
      return {buffer, end.ptr};
    }
    case data::Type::Real: {
      const double value = chunk.reals()[at];
      if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
      return {buffer, end.ptr};
    }
    case data::Type::Timestamp: return base::format_timestamp(chunk.timestamps()[at], zoned);
    case data::Type::Text: break;
  }
  return std::string(chunk.text(row));
}

std::string cell_text(const data::Column& column, std::int64_t row) {
  return cell_text(column.chunk_of(row), row % data::chunk_rows, column.field().zoned);
}

}  // namespace assay::session
