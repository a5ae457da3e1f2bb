// State: what the interface draws from. Plain values; shared parts are pointers to const. The UI reads it
// through FrameContext and never writes it: it sends commands (commands.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/buffer.hpp"
#include "base/result.hpp"
#include "data/table.hpp"
#include "inference/binding.hpp"
#include "inference/evaluation.hpp"
#include "inference/scorer.hpp"
#include "io/reader.hpp"
#include "onnx/model.hpp"
#include "profile/profile.hpp"
#include "session/derived.hpp"
#include "session/host.hpp"

namespace assay::session {

enum class Stage : std::uint8_t { Data, Profile, Predict };
[[nodiscard]] std::string_view to_string(Stage stage);  // "Data", "Profile", "Predict"

enum class Theme : std::uint8_t { System, Light, Dark };

// ---- the view on the table -------------------------------------------------------------------------

struct SortKey {
  std::size_t column = 0;
  bool descending = false;
  [[nodiscard]] bool operator==(const SortKey&) const = default;
};

// Rows are kept when the column's value passes. All filters must pass. A missing value passes only Missing.
struct Filter {
  enum class Kind : std::uint8_t { Range, Equals, Contains, Missing, NotMissing };
  std::size_t column = 0;
  Kind kind = Kind::Range;
  double lo = 0, hi = 0;  // Range: lo ≤ value ≤ hi (numbers, timestamps in µs)
  std::string text;       // Equals (label as shown) and Contains (case-insensitive ASCII)
  [[nodiscard]] bool operator==(const Filter&) const = default;
};

struct TableView {
  std::optional<SortKey> sort;
  std::vector<Filter> filters;
  std::set<std::size_t> hidden;
  std::set<std::size_t> pinned;
  [[nodiscard]] bool operator==(const TableView&) const = default;
};

// The rows that the grid shows, in order. `rows` is empty when all rows are shown in file order.
struct RowOrder {
  std::vector<std::uint32_t> rows;
  std::int64_t total = 0;  // number of rows shown
  bool identity = true;
  [[nodiscard]] std::int64_t source_row(std::int64_t shown) const {
    return identity ? shown : static_cast<std::int64_t>(rows[static_cast<std::size_t>(shown)]);
  }
};

// ---- the document ----------------------------------------------------------------------------------

struct LoadedModel {
  std::string name;          // "iris-mlp.onnx"
  onnx::Model model;         // as the file has it
  onnx::Model runnable;      // as it is run: ZipMap removed
  base::Buffer bytes;        // runnable bytes
  std::uint64_t file_bytes = 0;
  std::vector<std::string> classes;  // labels of the classes, in order, where known
  std::vector<std::string> notes;    // what was changed to make it run
};

// One scoring of the whole table.
struct Run {
  std::string model_name;
  std::string device_name;
  inference::Device device = inference::Device::Cpu;
  std::int64_t rows = 0, skipped_rows = 0, batch_rows = 0;
  double fetch_ms = 0, compile_ms = 0, first_run_ms = 0, run_ms = 0, copy_ms = 0, elapsed_ms = 0;
  std::vector<std::string> columns;  // names of the columns it made
};

// Everything that undo brings back. Small: big parts are shared.
struct Document {
  data::TablePtr table;
  std::shared_ptr<const io::LoadReport> report;
  std::string sample_id;  // the sample that the table came from, or ""
  TableView view;
  std::shared_ptr<const LoadedModel> model;
  inference::Binding binding;
  std::vector<Run> runs;
};

// ---- what the interface shows beside it -------------------------------------------------------------

struct JobInfo {
  std::uint64_t id = 0;
  std::string title;
  std::string phase;
  std::optional<double> fraction;
  std::uint64_t done = 0, total = 0;
  double bytes_per_second = 0;  // 0 where bytes mean nothing
  double elapsed_ms = 0;
  bool cancelling = false;
};

enum class Severity : std::uint8_t { Info, Warning, Failure };

// Something to tell the person: an error with what, where, why and what next, or that an export is done.
struct Notice {
  std::uint64_t id = 0;
  Severity severity = Severity::Info;
  base::Error text;  // message, hint and where; the code only matters for failures
};

// A column histogram on request: which rule, which device, and what it cost.
struct ColumnHistogramResult {
  stats::Histogram histogram;
  std::string device;  // "CPU (SIMD)", "WebGPU: SwiftShader"
  double kernel_ms = 0, copy_ms = 0;
};

enum class DeviceChoice : std::uint8_t { Auto, Cpu, WebGpu };

struct Settings {
  Theme theme = Theme::System;
  DeviceChoice device = DeviceChoice::Auto;  // for models and kernels
};

struct Navigation {
  Stage stage = Stage::Data;
  std::optional<std::size_t> column;  // the selected column
  std::optional<std::int64_t> row;    // the selected row, as numbered in the file's order
  [[nodiscard]] bool operator==(const Navigation&) const = default;
};

struct State {
  Document document;
  Navigation navigation;
  Settings settings;
  bool dark = false;                       // the theme in force
  std::vector<JobInfo> jobs;
  std::vector<Notice> notices;
  // While a file loads: the rows so far, for a first look ("n of N rows").
  data::TablePtr partial_table;
  std::string loading_name;
  Derived<RowOrder> row_order;
  Derived<profile::TableProfile> profile;
  Derived<inference::Evaluation> evaluation;
  std::vector<inference::DeviceOption> devices;
  std::string gpu_adapter;                 // "" when there is none
  std::string gpu_reason;                  // why there is none
  int threads = 1;
  std::uint64_t memory_bytes = 0;
  std::optional<std::uint64_t> memory_limit_bytes;
  std::uint64_t foreign_requests = 0;
  std::vector<Sample> samples;
  bool can_undo = false, can_redo = false;
  std::string undo_label, redo_label;      // "Undo sort by age"
  std::uint64_t revision = 0;              // grows with every change of the document

  // The table to draw: the document's, or the partial one while the first file loads.
  [[nodiscard]] const data::TablePtr& shown_table() const {
    return document.table ? document.table : partial_table;
  }
};

}  // namespace assay::session
