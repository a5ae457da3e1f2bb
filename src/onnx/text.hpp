// Small text helpers of the ONNX reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::onnx {

// "2,147,483,648": whole numbers in messages for a person.
[[nodiscard]] std::string grouped(std::uint64_t value);

// The text with every byte that is not part of valid UTF-8 (RFC 3629) replaced by U+FFFD, and NUL too.
// `changed` is set to true when something was replaced, else left alone.
[[nodiscard]] std::string clean_text(std::string_view text, bool& changed);

// At most `max_bytes` of valid UTF-8, not cutting a character, with "…" when cut.
[[nodiscard]] std::string shortened(std::string_view utf8, std::size_t max_bytes);

// A name in a message: in quotation marks, shortened.
[[nodiscard]] std::string quoted_name(std::string_view name);

// "" as ai.onnx, the name that people know.
[[nodiscard]] std::string_view domain_name(std::string_view domain);

}  // namespace assay::onnx
