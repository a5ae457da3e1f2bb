// What an ONNX file says about itself: graph, inputs and outputs, weights, metadata. Read without running it,
// from hostile bytes too, and without the runtime: a model that the runtime cannot load still opens here.
// Field numbers and meanings: onnx.proto3 of ONNX 1.17 (IR version 11); operators: ONNX Operators.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace assay::onnx {

// TensorProto.DataType with its own numbers; a number that ONNX does not define becomes Unknown.
enum class ElementType : std::uint8_t {
  Undefined = 0, Float = 1, Uint8 = 2, Int8 = 3, Uint16 = 4, Int16 = 5, Int32 = 6, Int64 = 7,
  String = 8, Bool = 9, Float16 = 10, Double = 11, Uint32 = 12, Uint64 = 13, Complex64 = 14,
  Complex128 = 15, Bfloat16 = 16, Float8e4m3fn = 17, Float8e4m3fnuz = 18, Float8e5m2 = 19,
  Float8e5m2fnuz = 20, Uint4 = 21, Int4 = 22, Float4e2m1 = 23,
  Unknown = 255,
};

// ONNX's own name: "FLOAT", "INT64", "STRING", ... "UNDEFINED", "UNKNOWN".
[[nodiscard]] std::string_view to_string(ElementType type);
// Bits that one element takes in memory; empty for String, Undefined and Unknown.
[[nodiscard]] std::optional<int> bits_of(ElementType type);

// One dimension: a number, a symbol ("N", "batch"), or neither (unknown).
struct Dim {
  std::optional<std::int64_t> value;
  std::string symbol;

  [[nodiscard]] bool operator==(const Dim&) const = default;
};

enum class ValueKind : std::uint8_t { Tensor, SparseTensor, Sequence, Map, Optional, Unknown };
[[nodiscard]] std::string_view to_string(ValueKind kind);  // "tensor", "sequence", ...

struct ValueInfo {
  std::string name;
  ValueKind kind = ValueKind::Unknown;
  ElementType element = ElementType::Undefined;  // of a tensor; of a map, its values'
  // The shape of a tensor. has_shape == false: not stated, any rank (dims is empty then, and for a scalar).
  bool has_shape = false;
  std::vector<Dim> dims;
  // In words, ONNX's notation: "tensor(float)[N, 4]", "seq(map(int64, tensor(float)))".
  std::string type_text;
  std::string doc_string;
};

struct Initializer {
  std::string name;
  ElementType type = ElementType::Undefined;
  std::vector<std::int64_t> dims;
  std::uint64_t elements = 0;    // product of dims (1 for a scalar); saturates at 2^64 - 1
  std::uint64_t size_bytes = 0;  // bytes that the values take in this file; 0 when external
  bool external = false;         // values lie in another file, `location`
  bool sparse = false;
  std::string location;          // as written in the model: never opened by Assay on its own
};

struct Attribute {
  std::string name;
  std::string type;     // "INT", "FLOATS", "TENSOR", "GRAPH", ...
  std::string summary;  // "1", "\"softmax\"", "300 floats: 0.1, 0.2, ...", "FLOAT [3, 4]", "graph of 12 nodes"
};

struct Node {
  std::string name;
  std::string op_type;
  std::string domain;  // "" = ai.onnx
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes;
};

struct OpsetImport {
  std::string domain;  // "" = ai.onnx
  std::int64_t version = 0;
};

struct OperatorCount {
  std::string domain;
  std::string op_type;
  std::uint64_t count = 0;
};

struct ExternalFile {
  std::string location;
  std::uint64_t tensors = 0;
  std::uint64_t size_bytes = 0;  // sum of the lengths that the model states; 0 where it states none
};

struct Model {
  std::uint64_t file_size_bytes = 0;
  std::int64_t ir_version = 0;
  std::string producer_name;
  std::string producer_version;
  std::string domain;
  std::int64_t model_version = 0;
  std::string doc_string;
  std::vector<OpsetImport> opset_imports;
  std::vector<std::pair<std::string, std::string>> metadata_props;  // in file order

  std::string graph_name;
  std::string graph_doc_string;
  // What must be fed: graph inputs without those that an initializer gives a default (old IR versions list both).
  std::vector<ValueInfo> inputs;
  std::vector<ValueInfo> outputs;
  std::vector<Initializer> initializers;  // of the main graph, in file order
  std::vector<Node> nodes;                // of the main graph, in file order

  std::uint64_t node_count = 0;           // main graph
  std::uint64_t subgraph_node_count = 0;  // inside If, Loop, Scan bodies (all levels) and local functions
  std::uint64_t function_count = 0;       // model-local functions
  std::uint64_t subgraph_depth = 0;       // 0 = no subgraphs
  // Elements of all numeric initializers (main graph and subgraphs, dense and sparse) and of numeric tensors
  // in Constant nodes. Tensors of strings, and attributes of ai.onnx.ml operators, are not in it.
  std::uint64_t parameter_count = 0;
  std::uint64_t tree_nodes = 0;     // nodes (branches and leaves) of all tree ensembles
  std::uint64_t tree_depth = 0;     // longest path, in branches, over all trees
  std::uint64_t ml_coefficients = 0;  // numbers in float attributes of other ai.onnx.ml operators
  std::uint64_t weights_bytes = 0;  // bytes of initializers and Constant tensors inside this file
  std::vector<OperatorCount> operators;  // all graphs; most frequent first, then by domain and name
  std::vector<ExternalFile> external_files;

  bool uses_ml_domain = false;  // an ai.onnx.ml operator: no WebGPU kernels exist, so it runs on the CPU
  bool needs_external_data = false;
  bool has_control_flow = false;  // If, Loop, Scan, SequenceMap: may run for ever; keep a watchdog
  bool has_string_tensors = false;
  // Lists were cut because the model has more entries than Assay lists (counts above stay exact).
  bool listing_truncated = false;
  std::vector<std::string> warnings;       // for a person; each says what, where and what it means
  // Reasons to expect that a runtime in this process could crash or refuse (depth of trees or subgraphs).
  std::vector<std::string> runtime_risks;

  // Value of a metadata key, or nothing.
  [[nodiscard]] std::optional<std::string_view> metadata(std::string_view key) const;
};

// Read a model. `file_name` is only for messages. Fails with:
//  Parse        not protobuf, cut short, or a length that runs past the end: with the byte and the field;
//               a PNG, an HTML page, a ZIP, a Git LFS pointer, an empty file are named as what they are
//  Limit        a file of 2 GiB or more (ONNX's own limit for one protobuf)
// Strings that are not UTF-8 are kept with the bad bytes replaced by U+FFFD (a warning says so).
// Iterative throughout: nesting depth costs no stack. Time and memory are linear in the size of the file.
[[nodiscard]] base::Result<Model> read_model(std::span<const std::byte> bytes,
                                             std::string_view file_name = {});

// How sure these first bytes (up to 64 KiB) are of an ONNX model, 0 to 100, name aside (io::Format::probe).
[[nodiscard]] int probe_model(std::span<const std::byte> head);

// --- rewriting -------------------------------------------------------------------------------------------

struct RemovedZipMap {
  std::string node_name;
  std::string output;                      // graph output: its name is kept, it is a tensor [N, labels] now
  std::vector<std::int64_t> int_labels;    // exactly one of the two lists is filled; in column order
  std::vector<std::string> string_labels;
};

struct ZipMapRemoval {
  std::vector<std::byte> bytes;  // the rewritten model
  std::vector<RemovedZipMap> removed;
};

// ZipMap makes a sequence of maps, which ONNX Runtime Web cannot hand to JavaScript. Replace each ZipMap of the
// main graph whose output is a graph output (and read by no other node) by Identity, and give that graph output
// the type tensor(float)[unknown, labels]. Everything else stays byte for byte. An empty optional: nothing to do.
[[nodiscard]] base::Result<std::optional<ZipMapRemoval>> remove_zipmap(std::span<const std::byte> bytes);

struct DynamicBatch {
  bool changed = false;
  std::vector<std::byte> bytes;       // the rewritten model when changed
  std::vector<std::string> inputs;    // whose first dimension became the symbol "batch"
  std::string reason;                 // when not changed: why, for a person
};

// A model exported for one row at a time (every input's first dimension is 1) made to take any number of rows.
// Done only when every operator is known to treat rows apart (element-wise, Gemm/MatMul with constant weights,
// Conv, pooling, BatchNormalization, Softmax or Concat not over axis 0, Reshape that keeps axis 0, ai.onnx.ml's
// scalers, trees and linear models, ...); otherwise unchanged, with the reason.
[[nodiscard]] base::Result<DynamicBatch> make_batch_dynamic(std::span<const std::byte> bytes);

}  // namespace assay::onnx
