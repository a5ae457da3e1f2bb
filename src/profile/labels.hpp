// Values and figures as texts for people: labels of top values, sentences of alerts.
#pragma once

#include <cstdint>
#include <string>

namespace assay::profile {

[[nodiscard]] std::string real_text(double value);            // the shortest that reads back: "0.1", "1e+308"
[[nodiscard]] std::string integer_text(std::int64_t value);   // "-42"
[[nodiscard]] std::string count_text(std::uint64_t value);    // "12,345"
[[nodiscard]] std::string share_text(double share);           // "3.4 %", "< 0.1 %", "> 99.9 %"
[[nodiscard]] std::string short_text(double value);           // four significant digits: "1.234", "-0.5"

}  // namespace assay::profile
