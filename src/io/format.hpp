// The one table of formats. Adding a format is one file and one row here; the file dialogs, drag and drop,
// messages, fuzz targets and help follow from the row.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "io/reader.hpp"

namespace assay::io {

enum class Kind : std::uint8_t { Table, Model };

struct Format {
  std::string_view name;                        // "CSV"
  std::string_view description;                 // "Delimited text: comma, semicolon, tab or bar"
  Kind kind = Kind::Table;
  std::span<const std::string_view> extensions; // ".csv", ".tsv", lower case
  // How sure these first bytes (up to 64 KiB) are of this format, 0 (no) to 100 (certain), name aside.
  int (*probe)(std::span<const std::byte> head) = nullptr;
  // Null for a Model (src/onnx reads those) and for formats that this build only recognises.
  ReaderPtr (*make_reader)(ByteSourcePtr source, const ReadOptions& options) = nullptr;
};

[[nodiscard]] std::span<const Format> formats();

// Decide by content first and extension second. The Error says what the bytes look like when they are
// something else than their name says ("This is a PNG image, although it is named .csv", a Git LFS pointer,
// a ZIP or gzip file, an HTML page, an empty file) and what to do.
[[nodiscard]] base::Result<const Format*> identify(std::string_view file_name,
                                                   std::span<const std::byte> head,
                                                   std::uint64_t size_bytes);

}  // namespace assay::io
