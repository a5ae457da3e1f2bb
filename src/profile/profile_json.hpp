// A TableProfile as JSON, for `assay profile --json`, reports and CI.
//
// The published schema "assay-profile/1" (additions keep the number; a changed meaning raises it):
//   { "schema": "assay-profile/1",
//     "table": { "name", "rows", "rows_seen", "complete", "columns", "cells_missing", "rows_with_missing",
//                "duplicate_rows" (null = not counted), "duplicates": [{"first_row","rows"}],
//                "memory_bytes", "elapsed_ms" },
//     "columns": [ { "index", "name", "type", "kind", "origin", "rows", "complete", "missing",
//                    "missing_share", "distinct": {"value","exact","relative_error"} | null, "unique",
//                    "constant", "memory_bytes", "entropy", "imbalance",
//                    "numeric" | "timestamp" | "text": the fields of the struct of that name, or null,
//                    "top": {"values":[{"label","count"}],"other","exact","undercount"} | null,
//                    "histogram": {"rule","edges","counts"} | null } ],
//     "correlation": {"method":"pearson","columns":[index],"r":[[..]],"pairs":[[..]],"left_out":[index]} | null,
//     "alerts": [ {"kind","severity","columns","message","evidence","threshold"} ],
//     "options": { every setting } }
// Undefined is null, never NaN. Field names are those of profile.hpp. Integers beyond 2^53 are also given as
// text (min_text, max_text, sum_text). Timestamps are ISO 8601 texts; gaps are numbers of
// microseconds. Row numbers are 0-based.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "profile/profile.hpp"

namespace assay::profile {

[[nodiscard]] nlohmann::ordered_json to_json(const TableProfile& profile);
// UTF-8; invalid bytes in names or values become U+FFFD. indent < 0 = one line.
[[nodiscard]] std::string to_json_text(const TableProfile& profile, int indent = 2);

}  // namespace assay::profile
