#include "io/csv_text.hpp"
#include "io/identify.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "io/csv_reader.hpp"
#include "io/csv_sniff.hpp"
#include "io/format.hpp"

namespace assay::io {

using base::ErrorCode;
using base::fail;

namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view what;  // "a PNG image"
  std::string_view hint;
};

constexpr std::string_view want_table = "Choose the file that holds the table itself (CSV).";
constexpr std::string_view unpack = "Unpack it first, then open the table inside.";
constexpr std::string_view export_csv = "This build cannot read that; export it as CSV and open that.";

constexpr std::array signatures{
    Signature{0, "\x89PNG\r\n\x1A\n"sv, "a PNG image", want_table},
    Signature{0, "\xFF\xD8\xFF"sv, "a JPEG image", want_table},
    Signature{0, "GIF87a"sv, "a GIF image", want_table},
    Signature{0, "GIF89a"sv, "a GIF image", want_table},
    Signature{8, "WEBP"sv, "a WebP image", want_table},
    Signature{0, "BM\0"sv, "a bitmap image", want_table},
    Signature{0, "II*\0"sv, "a TIFF image", want_table},
    Signature{0, "MM\0*"sv, "a TIFF image", want_table},
    Signature{0, "%PDF-"sv, "a PDF document", "Export the table from the document as CSV."},
    Signature{0, "{\\rtf"sv, "a rich text document", "Save it as plain CSV."},
    Signature{0, "PK\x05\x06"sv, "an empty ZIP archive", want_table},
    Signature{0, "\x1F\x8B"sv, "a gzip archive", unpack},
    Signature{0, "\x28\xB5\x2F\xFD"sv, "a Zstandard archive", unpack},
    Signature{0, "BZh"sv, "a bzip2 archive", unpack},
    Signature{0, "\xFD""7zXZ\0"sv, "an xz archive", unpack},
    Signature{0, "7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", unpack},
    Signature{0, "Rar!\x1A\x07"sv, "a RAR archive", unpack},
    Signature{257, "ustar"sv, "a tar archive", unpack},
    Signature{0, "PAR1"sv, "a Parquet file", export_csv},
    Signature{0, "ARROW1"sv, "an Arrow (Feather) file", export_csv},
    Signature{0, "Obj\x01"sv, "an Avro file", export_csv},
    Signature{0, "ORC"sv, "an ORC file", export_csv},
    Signature{0, "\x89HDF\r\n\x1A\n"sv, "an HDF5 file", export_csv},
    Signature{0, "SQLite format 3\0"sv, "an SQLite database", "Export the table as CSV and open that."},
    Signature{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Excel workbook or another Office document",
              "Save the sheet as CSV and open that."},
    Signature{0, "\x7F""ELF"sv, "a program (ELF)", want_table},
    Signature{0, "MZ\x90"sv, "a Windows program", want_table},
    Signature{0, "\0asm"sv, "a WebAssembly program", want_table},
    Signature{0, "\xCF\xFA\xED\xFE"sv, "a macOS program", want_table},
    Signature{0, "OggS"sv, "an Ogg media file", want_table},
    Signature{0, "ID3"sv, "an MP3 file", want_table},
    Signature{4, "ftyp"sv, "an MP4 media file", want_table},
    Signature{0, "RIFF"sv, "a media file", want_table},
    Signature{0, "\x93NUMPY"sv, "a NumPy array", "Save it as CSV (numpy.savetxt) and open that."},
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string extension_of(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  return dot == std::string_view::npos ? std::string{} : lower(file_name.substr(dot));
}

base::Error foreign(std::string_view file_name, std::string_view what, std::string_view hint,
                    ErrorCode code = ErrorCode::Unsupported) {
  const std::string extension = extension_of(file_name);
  std::string message = "This is " + std::string(what);
  // Only a name that says something else is a surprise.
  const bool named_as_ours = extension == ".csv" || extension == ".tsv" || extension == ".tab" ||
                             extension == ".psv" || extension == ".txt" || extension == ".onnx";
  if (named_as_ours) message += ", although it is named " + extension;
  return {code, message + ".", std::string(hint), {std::string(file_name), {}, {}, {}}};
}

// A ZIP archive, told apart by the first names in it.
base::Error explain_zip(std::string_view file_name, std::string_view text) {
  const auto holds = [&](std::string_view name) { return text.substr(0, 8'192).find(name) != std::string_view::npos; };
  const std::string extension = extension_of(file_name);
  const auto named = [&](std::string_view what, std::string_view own, std::string_view hint) {
    if (extension == own) {
      return base::Error{ErrorCode::Unsupported, "This is " + std::string(what) + ", which this build cannot read yet.",
                         std::string(hint), {std::string(file_name), {}, {}, {}}};
    }
    return foreign(file_name, what, hint);
  };
  constexpr std::string_view save_sheet = "Save the sheet as CSV and open that.";
  if (holds("xl/") || holds("[Content_Types].xml")) {
    return named("an Excel workbook (a ZIP archive)", ".xlsx", save_sheet);
  }
  if (holds("opendocument.spreadsheet")) return named("an OpenDocument spreadsheet", ".ods", save_sheet);
  if (holds("archive/data.pkl") || holds("/data.pkl")) {
    return named("a PyTorch model", ".pt", "Export the model to ONNX (torch.onnx.export) and open that.");
  }
  return named("a ZIP archive", ".zip", unpack);
}

std::optional<base::Error> explain_text(std::string_view file_name, std::string_view text) {
  if (text.starts_with("version https://git-lfs.github.com/spec/")) {
    return base::Error{ErrorCode::Parse, "This is a Git LFS pointer, not the file itself.",
                       "Fetch the real file with \"git lfs pull\" and open that.", {std::string(file_name), {}, {}, {}}};
  }
  std::string_view start = text;
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  start = start.substr(std::min(start.size(), start.find_first_not_of(" \t\r\n")));
  const std::string head = lower(start.substr(0, 64));
  if (head.starts_with("<!doctype html") || head.starts_with("<html")) {
    return foreign(file_name, "a web page (HTML)",
                   "Perhaps a download needed a login: open the address in a browser and save the table itself.",
                   ErrorCode::Parse);
  }
  if (head.starts_with("<?xml")) return foreign(file_name, "an XML document", export_csv);
  return std::nullopt;
}

}  // namespace

std::optional<base::Error> explain_foreign(std::string_view file_name, std::span<const std::byte> head) {
  const std::string_view text = text_of(head);
  if (text.starts_with("PK\x03\x04")) return explain_zip(file_name, text);
  for (const auto& signature : signatures) {
    if (text.size() < signature.offset) continue;
    if (!text.substr(signature.offset).starts_with(signature.bytes)) continue;
    // Words that a table may begin with as well are believed only when the rest is binary.
    const bool could_be_text = signature.bytes.find_first_of("\x89\xFF\x1F\x1A\x05\x07\x90\0\xFD\xBC\xD0\x7F\xCF\x93\x01"sv) ==
                               std::string_view::npos;
    const std::string_view start = text.substr(0, 512);
    const bool binary = std::any_of(start.begin(), start.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    });
    if (could_be_text && !binary && signature.bytes != "%PDF-" && signature.bytes != "{\\rtf") continue;
    return foreign(file_name, signature.what, signature.hint);
  }
  return explain_text(file_name, text);
}

// A ModelProto begins, as every known writer emits it, with field 1 (ir_version, a small number), followed by
// another of its fields: producer_name (2), producer_version (3), domain (4), model_version (5), doc_string (6),
// graph (7), opset_import (8), metadata_props (14). Some writers put the graph or the opset first.
int probe_onnx(std::span<const std::byte> head) {
  const auto at = [&](std::size_t i) { return i < head.size() ? static_cast<unsigned>(head[i]) : 0U; };
  const auto is_next = [](unsigned tag) {
    return tag == 0x12 || tag == 0x1A || tag == 0x22 || tag == 0x28 || tag == 0x32 || tag == 0x3A || tag == 0x42 ||
           tag == 0x72;
  };
  if (head.size() >= 4 && at(0) == 0x08 && at(1) >= 1 && at(1) <= 0x20 && is_next(at(2))) return 90;
  if (head.size() >= 4 && (at(0) == 0x3A || at(0) == 0x42) && at(1) != 0) {
    // No text begins so and holds a NUL or another control byte within its first bytes.
    for (std::size_t i = 1; i < std::min<std::size_t>(head.size(), 64); ++i) {
      if (at(i) < 0x09) return 50;
    }
  }
  return 0;
}

namespace {

constexpr std::array<std::string_view, 5> csv_extensions{".csv", ".tsv", ".tab", ".psv", ".txt"};
constexpr std::array<std::string_view, 1> onnx_extensions{".onnx"};

ReaderPtr make_csv(ByteSourcePtr source, const ReadOptions& options) {
  return make_csv_reader(std::move(source), options);
}

constexpr std::array<Format, 2> all_formats{{
    {"CSV", "Delimited text: comma, semicolon, tab or bar", Kind::Table, csv_extensions, &probe_csv, &make_csv},
    {"ONNX", "Model in ONNX format", Kind::Model, onnx_extensions, &probe_onnx, nullptr},
}};

}  // namespace

std::span<const Format> formats() { return all_formats; }

base::Result<const Format*> identify(std::string_view file_name, std::span<const std::byte> head,
                                     std::uint64_t size_bytes) {
  const Format& csv = all_formats[0];
  const Format& onnx = all_formats[1];
  const std::string name(file_name);
  const bool named_onnx = extension_of(file_name) == ".onnx";
  if (size_bytes == 0 || head.empty()) {
    return fail(ErrorCode::Parse, name + " is empty (0 bytes).",
                "Choose another file; perhaps a download was cut off.", {name, {}, {}, {}});
  }
  if (auto error = explain_foreign(file_name, head)) return std::unexpected(*std::move(error));
  const int as_onnx = probe_onnx(head);
  if (as_onnx >= 90 || (named_onnx && as_onnx > 0)) return &onnx;
  // Text, as far as the head shows? The reader says more where it is not.
  auto sniffed = detect_encoding(head).encoding == Encoding::Utf8
                     ? sniff(head, head.size() >= size_bytes, CsvOptions{}, name)
                     : base::Result<std::optional<Sniffed>>(std::optional<Sniffed>(Sniffed{}));
  if (named_onnx) {
    if (sniffed) {
      return fail(ErrorCode::Parse, name + " is a text file, not an ONNX model.",
                  "Choose the .onnx file itself, or rename the file if it is a table.", {name, {}, {}, {}});
    }
    return &onnx;  // damaged, perhaps: the ONNX reader says how
  }
  if (sniffed) return &csv;
  const ErrorCode code = sniffed.error().code;
  // A record larger than the head, or too many columns: still text, and the reader's to judge.
  const bool opens_quote = sniffed.error().message.find("never closed") != std::string::npos;
  if (code == ErrorCode::Limit || (opens_quote && size_bytes > head.size())) return &csv;
  return std::unexpected(sniffed.error());
}

}  // namespace assay::io
