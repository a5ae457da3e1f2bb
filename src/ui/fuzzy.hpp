// Fuzzy matching of what a person types against the names of commands and columns.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace assay::ui {

// How well `text` holds the letters of `query` in order (ASCII case does not matter): higher is better, nothing when
// it does not. Starts of words, runs of letters and early matches count more. An empty query matches all with 0.
// `at`, when given, receives the byte positions of the matched letters.
[[nodiscard]] std::optional<int> fuzzy_score(std::string_view query, std::string_view text,
                                             std::vector<std::size_t>* at = nullptr);

// Case-insensitive (ASCII) substring.
[[nodiscard]] bool contains_text(std::string_view text, std::string_view part);

}  // namespace assay::ui
