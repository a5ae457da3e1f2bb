// Locations: what is shown, as the part of an address behind '#'.
//
//   #/data                     the grid
//   #/profile                  the overview
//   #/profile/column/NAME      one column (NAME percent-encoded UTF-8)
//   #/predict                  the model
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data/table.hpp"
#include "session/state.hpp"

namespace assay::session {

[[nodiscard]] std::string format_location(const Navigation& navigation, const data::Table* table);

// Empty when the text is no location of Assay. A column that the table lacks is left out, the stage is kept.
[[nodiscard]] std::optional<Navigation> parse_location(std::string_view location, const data::Table* table);

}  // namespace assay::session
