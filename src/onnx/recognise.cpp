#include "onnx/recognise.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "onnx/model.hpp"
#include "onnx/proto.hpp"
#include "onnx/wire.hpp"

namespace assay::onnx {

namespace {

using base::Error;
using base::ErrorCode;
using namespace std::string_view_literals;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view what;  // completes "This is ..."
  std::string_view hint;
};

constexpr std::string_view pick_onnx = "Open the .onnx file itself.";

constexpr auto signatures = std::to_array<Signature>({
    {0, "\x89PNG\r\n\x1a\n"sv, "a PNG picture", pick_onnx},
    {0, "\xFF\xD8\xFF"sv, "a JPEG picture", pick_onnx},
    {0, "GIF8"sv, "a GIF picture", pick_onnx},
    {0, "%PDF-"sv, "a PDF document", pick_onnx},
    {0, "PK\x03\x04"sv, "a ZIP archive (PyTorch's .pt files are too)",
     "Unpack it and open the .onnx file inside; a PyTorch model is first exported with torch.onnx.export."},
    {0, "\x1F\x8B"sv, "gzip-compressed data", "Unpack it (gunzip) and open the .onnx file inside."},
    {0, "BZh"sv, "bzip2-compressed data", "Unpack it and open the .onnx file inside."},
    {0, "\xFD\x37zXZ"sv, "xz-compressed data", "Unpack it and open the .onnx file inside."},
    {0, "\x28\xB5\x2F\xFD"sv, "zstd-compressed data", "Unpack it and open the .onnx file inside."},
    {0, "\x89HDF\r\n\x1a\n"sv, "an HDF5 file (Keras .h5 is one)", "Export the model to ONNX with tf2onnx."},
    {4, "ORTM"sv, "a model in ONNX Runtime's own .ort format", "Open the .onnx file that it was made from."},
    {4, "TFL3"sv, "a TensorFlow Lite model", "Convert it to ONNX with tf2onnx --tflite."},
    {0, "PAR1"sv, "a Parquet table", "Open it as data, not as a model."},
    {0, "ARROW1"sv, "an Arrow table", "Open it as data, not as a model."},
    {0, "\x80\x02"sv, "a Python pickle", "Export the model to ONNX (skl2onnx for scikit-learn); Assay never runs pickles."},
    {0, "\x80\x03"sv, "a Python pickle", "Export the model to ONNX (skl2onnx for scikit-learn); Assay never runs pickles."},
    {0, "\x80\x04"sv, "a Python pickle", "Export the model to ONNX (skl2onnx for scikit-learn); Assay never runs pickles."},
    {0, "\x80\x05"sv, "a Python pickle", "Export the model to ONNX (skl2onnx for scikit-learn); Assay never runs pickles."},
});

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  return std::ranges::equal(text.substr(0, lower.size()), lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

std::string_view without_leading_space(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

Error error(std::string message, std::string hint, std::string_view file_name) {
  Error e{ErrorCode::Parse, std::move(message), std::move(hint), {}};
  e.where.file = file_name;
  e.where.byte = 0;
  return e;
}

// "version https://git-lfs.github.com/spec/v1\noid sha256:...\nsize 12345\n"
std::optional<Error> recognise_lfs_pointer(std::string_view text, std::string_view file_name) {
  if (!text.starts_with("version https://git-lfs.github.com/spec/")) return std::nullopt;
  std::string message = "This is a Git LFS pointer of " + std::to_string(text.size()) +
                        " bytes, not the model itself";
  if (const auto at = text.find("\nsize "); at != std::string_view::npos) {
    std::string_view size = text.substr(at + 6);
    size = size.substr(0, size.find_first_not_of("0123456789"));
    if (!size.empty() && size.size() < 20) message += " (which has " + std::string(size) + " bytes)";
  }
  return error(message + ".", "In the repository that it came from, run: git lfs pull. Then open the file again.",
               file_name);
}

}  // namespace

bool looks_like_text(std::span<const std::byte> bytes) {
  const auto head = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 1024)));
  return !head.empty() && std::ranges::none_of(head, [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\n' && c != '\r' && c != '\t') || u == 0x7F;
  });
}

std::optional<Error> recognise_other(std::span<const std::byte> bytes, std::string_view file_name) {
  if (bytes.empty()) {
    return error("The file is empty (0 bytes), so there is no model in it.",
                 "Download or export it again, and check that there is room on the disk.", file_name);
  }
  const std::string_view text = as_text(bytes);
  if (auto lfs = recognise_lfs_pointer(text.substr(0, 2048), file_name)) return lfs;
  for (const Signature& s : signatures) {
    if (text.size() >= s.offset + s.bytes.size() && text.substr(s.offset, s.bytes.size()) == s.bytes) {
      return error("This is " + std::string(s.what) + ", not an ONNX model.", std::string(s.hint), file_name);
    }
  }
  const std::string_view start = without_leading_space(text.substr(0, 4096));
  for (const std::string_view tag : {"<!doctype html"sv, "<html"sv, "<head"sv, "<body"sv}) {
    if (starts_with_ignoring_case(start, tag)) {
      return error("This is a web page (HTML), not an ONNX model: often a sign-in or error page that was saved "
                   "in place of the file.",
                   "Open the address in a browser and use its download button or the raw link.", file_name);
    }
  }
  return std::nullopt;
}

int probe_model(std::span<const std::byte> head) {
  if (recognise_other(head, {})) return 0;
  // Only the first fields: `head` may cut the file anywhere, most likely inside the graph.
  wire::Reader reader(head);
  bool ir_version = false;
  bool producer = false;
  while (const auto field = reader.next()) {
    if (field->is(proto::model::IrVersion, wire::Type::Varint)) {
      if (field->value < 1 || field->value > 1000) return 0;
      ir_version = true;
    } else if (field->number > proto::model::Functions) {
      return 0;
    } else if (field->number == proto::model::ProducerName || field->number == proto::model::OpsetImport) {
      producer = true;
    }
  }
  const auto& problem = reader.problem();
  const bool cut_in_graph = problem && problem->fault == wire::Fault::PastTheEnd &&
                            problem->field == proto::model::Graph;
  if (problem && !cut_in_graph) return 0;
  if (ir_version && (cut_in_graph || producer)) return 95;
  return ir_version || (cut_in_graph && !looks_like_text(head)) ? 50 : 0;
}

}  // namespace assay::onnx
