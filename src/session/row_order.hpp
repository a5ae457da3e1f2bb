// RowOrderTask: the rows of a table that pass the filters, in the order of the sort key.
#pragma once

#include <memory>

#include "base/task.hpp"
#include "data/table.hpp"
#include "session/state.hpp"

namespace assay::session {

// Missing values come last, ascending or descending; ties keep the file's order. Text is compared by its
// UTF-8 bytes (code-point order), NaN counts as missing. The result does not depend on the threads.
class RowOrderTask : public base::Task {
 public:
  [[nodiscard]] static std::shared_ptr<RowOrderTask> make(data::TablePtr table, TableView view);
  [[nodiscard]] virtual std::shared_ptr<const RowOrder> take() = 0;
};

}  // namespace assay::session
