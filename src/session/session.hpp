// Session: the document, the commands that change it, undo, the jobs that serve it and the memo of what is
// derived from it. One per app; lives on the UI thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compute/kernels.hpp"
#include "inference/runtime.hpp"
#include "jobs/executor.hpp"
#include "session/commands.hpp"
#include "session/host.hpp"
#include "session/state.hpp"

namespace assay::session {

// What a Session works with. All must outlive it.
struct Services {
  Host* host = nullptr;
  jobs::Executor* executor = nullptr;
  jobs::Inbox* inbox = nullptr;
  std::shared_ptr<inference::Runtime> runtime;  // may be null: no models then
  compute::Gpu* gpu = nullptr;                  // may be null
};

class Session {
 public:
  explicit Session(Services services);
  ~Session();

  // Queue a command; it is applied by the next tick(), in order.
  void send(Command command);

  // Once a frame, before drawing: drain the inbox, apply commands, advance jobs for at most `budget_ms` where
  // there are no threads, refresh State. Returns true when something changed that a frame should show.
  bool tick(double budget_ms);

  [[nodiscard]] const State& state() const;

  // A histogram of one column asked for with RequestHistogram; Absent until asked.
  [[nodiscard]] Derived<ColumnHistogramResult> histogram(std::size_t column, std::uint32_t bins) const;

  // Work is going on, so frames (or calls of tick) are needed to show its progress.
  [[nodiscard]] bool busy() const;

  // The location of what is shown: "#/profile/column/age".
  [[nodiscard]] std::string location() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The text of a cell as the grid, the clipboard and the filters show it: "" when missing; integers with
// digits only, reals shortest round-trip, timestamps ISO 8601, booleans true/false.
[[nodiscard]] std::string cell_text(const data::Column& column, std::int64_t row);
// The same of row `row` of one chunk; `zoned` as in data::Field.
[[nodiscard]] std::string cell_text(const data::Array& chunk, std::int64_t row, bool zoned);

}  // namespace assay::session
