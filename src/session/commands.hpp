// Commands: everything a person can do, as values. Panels, the palette, shortcuts, deep links and tests all
// send these; the session applies them between frames.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "io/reader.hpp"
#include "session/state.hpp"

namespace assay::session {

// Loading. An offered file is a table or a model; its bytes decide. A failed load leaves everything as it was.
struct ShowOpenDialog {};
struct OpenSource {            // a file that was dropped, picked, fetched or given on the command line
  io::ByteSourcePtr source;
  io::ReadOptions options;
  std::string sample_id;
};
struct PasteTable { std::string text; };
struct OpenSample { std::string id; bool with_model = true; };  // as ?demo=NAME
struct GenerateSample { std::int64_t rows = 1'000'000; };
struct CloseTable {};
struct CancelJob { std::uint64_t job = 0; };
struct DismissNotice { std::uint64_t notice = 0; };

// Navigation (not undoable).
struct GoToStage { Stage stage = Stage::Data; };
struct SelectColumn { std::optional<std::size_t> column; bool open_profile = false; };
struct SelectRow { std::optional<std::int64_t> row; };
struct OpenLocation { std::string location; };  // "#/profile/column/age"; from the address bar

// The view (undoable).
struct SetSort { std::optional<SortKey> sort; };
struct AddFilter { Filter filter; };            // replaces an equal-column filter of the same kind
struct RemoveFilter { std::size_t index = 0; };
struct ClearFilters {};
struct SetColumnHidden { std::size_t column = 0; bool hidden = true; };
struct SetColumnPinned { std::size_t column = 0; bool pinned = true; };

// Models (undoable but for the device).
struct CloseModel {};
struct BindSlot { std::size_t slot = 0; std::optional<std::size_t> column; };
struct SetMissingPolicy { inference::MissingPolicy policy = inference::MissingPolicy::Impute; };
struct SetLabel { std::optional<std::size_t> column; };
struct SetDevice { DeviceChoice device = DeviceChoice::Auto; };
struct RunModel {};

// Figures.
struct RequestHistogram {
  std::size_t column = 0;
  std::uint32_t bins = 50;
};

// Out.
struct ExportCsv { bool shown_rows_only = true; };
struct CopyText { std::string text; };

struct SetTheme { Theme theme = Theme::System; };
struct Undo {};
struct Redo {};

using Command =
    std::variant<ShowOpenDialog, OpenSource, PasteTable, OpenSample, GenerateSample, CloseTable, CancelJob,
                 DismissNotice, GoToStage, SelectColumn, SelectRow, OpenLocation, SetSort, AddFilter,
                 RemoveFilter, ClearFilters, SetColumnHidden, SetColumnPinned, CloseModel, BindSlot,
                 SetMissingPolicy, SetLabel, SetDevice, RunModel, RequestHistogram, ExportCsv, CopyText,
                 SetTheme, Undo, Redo>;

}  // namespace assay::session
