// Numbers, sizes, times and shares as people read them. Nothing here ever writes "nan": what is undefined is "–".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::ui {

inline constexpr std::string_view undefined_text = "\xE2\x80\x93";  // –

[[nodiscard]] std::string count_text(std::uint64_t value);            // 1234567 -> "1,234,567"
[[nodiscard]] std::string short_count(double value);                  // 1234567 -> "1.2 M", 950 -> "950"
[[nodiscard]] std::string number_text(double value, int digits = 6);  // significant digits, grouped, no exponent up to 1e15
[[nodiscard]] std::string number_text(std::optional<double> value, int digits = 6);
[[nodiscard]] std::string share_text(double share);                   // 0.034 -> "3.4 %", 0.00001 -> "< 0.01 %"
[[nodiscard]] std::string bytes_text(double bytes);                   // 1536 -> "1.5 KB" (1024-based)
[[nodiscard]] std::string rate_text(double bytes_per_second);         // "12.3 MB/s"
[[nodiscard]] std::string duration_text(double ms);                   // "0.8 ms", "340 ms", "2.4 s", "3 min 5 s"
[[nodiscard]] std::string time_text(std::int64_t microseconds, bool zoned = false);  // ISO 8601, no more parts than needed
[[nodiscard]] std::string span_text(double microseconds);             // a length of time: "3 d 4 h", "12 min"
[[nodiscard]] std::string plural(std::uint64_t n, std::string_view one, std::string_view many = {});  // "1 row", "3 rows"

}  // namespace assay::ui
