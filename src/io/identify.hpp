// What bytes look like, name aside.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace assay::io {

// The error for bytes that are certainly no delimited text: an image, an archive, a binary table, a page, a
// Git LFS pointer, a model... It says what they look like and what to do. Nothing for anything else.
[[nodiscard]] std::optional<base::Error> explain_foreign(std::string_view file_name,
                                                         std::span<const std::byte> head);

// Could these be the first bytes of an ONNX model (a ModelProto)? 0 to 100.
[[nodiscard]] int probe_onnx(std::span<const std::byte> head);

}  // namespace assay::io
