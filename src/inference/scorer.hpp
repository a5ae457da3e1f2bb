// Scorer: run a model over a whole table in batches; predictions become columns.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "data/table.hpp"
#include "inference/binding.hpp"
#include "inference/runtime.hpp"
#include "onnx/model.hpp"

namespace assay::inference {

struct ScoreRequest {
  data::TablePtr table;
  std::shared_ptr<const onnx::Model> model;
  base::Buffer model_bytes;       // as the runtime is to load it (ZipMap already removed)
  std::string model_name;         // "iris-mlp.onnx": the origin of the new columns
  std::vector<std::string> classes;  // labels for class indices / probability columns; may be empty
  Binding binding;
  LoadOptions load;
  double run_timeout_ms = 10'000;
};

struct ScoreResult {
  // One column per output and output position: a classifier gives "prediction" (the class as Text, or Integer
  // without known labels) and "probability LABEL" per class; a regressor gives "prediction"; anything else
  // keeps the output's name, with " [i]" per position. Field::origin = model name.
  std::vector<data::ColumnPtr> columns;
  std::int64_t rows = 0;
  std::int64_t skipped_rows = 0;
  std::int64_t batch_rows = 0;
  SessionInfo session;
  double first_run_ms = 0;
  double run_ms = 0;    // all batches, inside the runtime
  double copy_ms = 0;
  double elapsed_ms = 0;
};

// step(), progress (done/total = rows), cancel() and error() as base::Task has them. While a batch runs,
// step() answers Blocked. Cancel interrupts the runtime.
class Scorer : public base::Task {
 public:
  [[nodiscard]] static std::shared_ptr<Scorer> make(std::shared_ptr<Runtime> runtime, ScoreRequest request);
  // Call once, after Done.
  [[nodiscard]] virtual ScoreResult take() = 0;
};

}  // namespace assay::inference
