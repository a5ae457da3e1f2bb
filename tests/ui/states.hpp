// States of a session made by hand: what the tests of the interface draw.
#pragma once

#include <memory>

#include "session/session.hpp"

namespace assay::test {

// 344 penguins, made up but plausible: five types, missing values, long text, a name with a quote.
[[nodiscard]] data::TablePtr penguin_table();

[[nodiscard]] session::State empty_state();                    // nothing open, three samples
[[nodiscard]] session::State loading_state();                  // a first file at 40 %, nothing to show yet
[[nodiscard]] session::State table_state(session::Stage stage = session::Stage::Data);
[[nodiscard]] session::State model_state(bool with_run = true);  // table, model, binding; run and evaluation
[[nodiscard]] session::State failed_state();                   // table_state with failures and notices
[[nodiscard]] session::State one_cell_state();                 // one column, one row
[[nodiscard]] session::State no_rows_state();

}  // namespace assay::test
