// OpenTask: from offered bytes to a table or a model. It waits for the first bytes, identifies them, and
// becomes the reader that fits.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/task.hpp"
#include "io/reader.hpp"
#include "session/state.hpp"

namespace assay::session {

class OpenTask final : public base::Task {
 public:
  OpenTask(io::ByteSourcePtr source, io::ReadOptions options);

  [[nodiscard]] std::string title() const override { return "Open " + source_->name(); }
  [[nodiscard]] int max_parallelism() const override;
  [[nodiscard]] base::Step step() override;

  // The rows so far while a table is being read; null otherwise. Any thread.
  [[nodiscard]] data::TablePtr snapshot() const;

  // After Done: exactly one of the two is there.
  [[nodiscard]] std::optional<io::Loaded> take_table();
  [[nodiscard]] std::shared_ptr<const LoadedModel> take_model() { return std::move(model_); }

 private:
  [[nodiscard]] base::Step identify();
  [[nodiscard]] base::Step read_model();

  io::ByteSourcePtr source_;
  io::ReadOptions options_;
  mutable std::mutex mutex_;  // guards everything below until reader_ is set
  std::atomic<bool> reading_{false};
  io::ReaderPtr reader_;
  bool is_model_ = false;
  std::shared_ptr<const LoadedModel> model_;
};

// Read a model's bytes and make it fit the runtime (ZipMap removed, batch freed).
[[nodiscard]] base::Result<std::shared_ptr<const LoadedModel>> open_model(const std::string& name,
                                                                          std::span<const std::byte> bytes);

}  // namespace assay::session
