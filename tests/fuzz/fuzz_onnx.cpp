// The ONNX reader and the rewriters over hostile bytes. Seeds: tests/data/models/make_test_models.py DIR --seeds,
// dictionary: tests/fuzz/fuzz_onnx.dict.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "onnx/describe.hpp"
#include "onnx/model.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_error(const assay::base::Error& error, std::size_t size) {
  require(!error.message.empty() && !error.hint.empty());
  require(!error.where.byte || *error.where.byte <= size);
  require(!error.describe().empty());
}

void check_model(const assay::onnx::Model& model) {
  require(model.listing_truncated || model.nodes.size() == model.node_count);
  require(model.tree_depth <= model.tree_nodes);
  require(!assay::onnx::describe_text(model, "fuzz.onnx", {.nodes = true, .initializers = true}).empty());
  require(!assay::onnx::describe_json(model, "fuzz.onnx", {.nodes = true, .initializers = true}).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const int sure = assay::onnx::probe_model(bytes);
  require(sure >= 0 && sure <= 100);
  const auto model = assay::onnx::read_model(bytes, "fuzz.onnx");
  if (!model) {
    check_error(model.error(), size);
    require(!assay::onnx::remove_zipmap(bytes) && !assay::onnx::make_batch_dynamic(bytes));
    return 0;
  }
  check_model(*model);
  // A rewritten model is readable, and there is nothing left to rewrite in it.
  if (const auto removal = assay::onnx::remove_zipmap(bytes); removal && *removal) {
    require(assay::onnx::read_model((*removal)->bytes).has_value());
    const auto again = assay::onnx::remove_zipmap((*removal)->bytes);
    require(again && !*again);
  }
  if (const auto dynamic = assay::onnx::make_batch_dynamic(bytes); dynamic && dynamic->changed) {
    require(assay::onnx::read_model(dynamic->bytes).has_value());
    const auto again = assay::onnx::make_batch_dynamic(dynamic->bytes);
    require(again && !again->changed);
  } else if (dynamic) {
    require(!dynamic->reason.empty());
  }
  return 0;
}
