// RowFilter: one Filter made ready to test rows of one table quickly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/table.hpp"
#include "session/state.hpp"

namespace assay::session {

class RowFilter {
 public:
  RowFilter(const data::Column& column, const Filter& filter);

  // Clear the bits of `pass` (chunk length entries, 1 = passes so far) of rows in this chunk that do not pass.
  void apply(std::size_t chunk, std::vector<std::uint8_t>& pass) const;

 private:
  [[nodiscard]] bool passes(const data::Array& chunk, std::int64_t row) const;
  [[nodiscard]] bool text_passes(std::string_view text) const;

  const data::Column* column_;
  Filter filter_;
  std::optional<double> number_;          // Equals on a number
  std::string needle_;                    // Contains, lower case
  std::vector<std::uint8_t> dictionary_;  // per dictionary entry: passes
  const data::Array* dictionary_of_ = nullptr;
};

// Missing by the session's rule: an invalid row, or NaN in a Real column.
[[nodiscard]] bool is_missing(const data::Array& chunk, std::int64_t row);

}  // namespace assay::session
