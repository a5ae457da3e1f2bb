// GenerateTask: the app's own dataset of any size, as the bytes of a CSV file in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/task.hpp"
#include "io/memory_source.hpp"
#include "io/sample_table.hpp"

namespace assay::session {

class GenerateTask final : public base::Task {
 public:
  explicit GenerateTask(std::int64_t rows) : rows_(rows), writer_(rows) {
    progress.phase("Generating");
    progress.total = static_cast<std::uint64_t>(rows);
  }

  [[nodiscard]] std::string title() const override { return "Generate " + std::to_string(rows_) + " rows"; }
  [[nodiscard]] base::Step step() override;
  // After Done, once.
  [[nodiscard]] std::shared_ptr<io::MemorySource> take() { return std::move(source_); }

 private:
  std::int64_t rows_;
  io::SampleWriter writer_;
  std::string text_;
  std::shared_ptr<io::MemorySource> source_;
  std::shared_ptr<io::MemorySource> room_;
};

}  // namespace assay::session
