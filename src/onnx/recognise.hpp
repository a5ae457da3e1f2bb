// What bytes that are not an ONNX model are instead, and what to do about it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace assay::onnx {

// An Error when these bytes certainly are something else (a picture, an archive, a web page, a Git LFS pointer,
// a model of another framework, nothing at all); nothing when they may be an ONNX model.
[[nodiscard]] std::optional<base::Error> recognise_other(std::span<const std::byte> bytes,
                                                         std::string_view file_name);

// For bytes that could not be read as a model: true when they read as plain text.
[[nodiscard]] bool looks_like_text(std::span<const std::byte> bytes);

}  // namespace assay::onnx
