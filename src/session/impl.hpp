// Inside of Session. One class; its members are defined by topic: session.cpp (ticks, jobs, undo),
// loading.cpp, view.cpp, models.cpp, output.cpp.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "profile/profiler.hpp"
#include "session/open_task.hpp"
#include "session/row_order.hpp"
#include "session/session.hpp"

namespace assay::session {

class Session::Impl {
 public:
  explicit Impl(Services services);
  ~Impl();

  void send(Command command) { queue_.push_back(std::move(command)); }
  bool tick(double budget_ms);
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] Derived<ColumnHistogramResult> histogram(std::size_t column, std::uint32_t bins) const;
  [[nodiscard]] bool busy() const { return !jobs_.empty() || !queue_.empty() || !services_.inbox->empty(); }

 private:
  using Clock = std::chrono::steady_clock;

  // A job that runs, shown to the person when `visible`.
  struct ActiveJob {
    std::uint64_t id = 0;
    base::TaskPtr task;
    std::string title;
    Clock::time_point started;
    bool visible = true;
    bool cancelling = false;
    bool superseded = false;  // its end is dropped
  };

  struct UndoEntry {
    std::string label;
    Document document;
  };

  // --- session.cpp
  std::uint64_t start(base::TaskPtr task, std::string title, bool visible,
                      std::function<void(const std::optional<base::Error>&)> ended);
  void supersede(std::optional<std::uint64_t>& job);
  void cancel(std::uint64_t job);
  void notice(Severity severity, base::Error text);
  void info(std::string message, std::string hint = {});
  // Remember the document for undo under `label` ("sort by age"), then change it freely.
  Document& edit(std::string label);
  void document_changed();
  [[nodiscard]] std::size_t undo_bytes() const;
  void refresh();
  void refresh_jobs();
  void undo();
  void redo();

  // --- commands, by topic
  void apply(const ShowOpenDialog&);
  void apply(const OpenSource&);
  void apply(const PasteTable&);
  void apply(const OpenSample&);
  void apply(const GenerateSample&);
  void apply(const CloseTable&);
  void apply(const CancelJob&);
  void apply(const DismissNotice&);
  void apply(const GoToStage&);
  void apply(const SelectColumn&);
  void apply(const SelectRow&);
  void apply(const OpenLocation&);
  void apply(const SetSort&);
  void apply(const AddFilter&);
  void apply(const RemoveFilter&);
  void apply(const ClearFilters&);
  void apply(const SetColumnHidden&);
  void apply(const SetColumnPinned&);
  void apply(const CloseModel&);
  void apply(const BindSlot&);
  void apply(const SetMissingPolicy&);
  void apply(const SetLabel&);
  void apply(const SetDevice&);
  void apply(const RunModel&);
  void apply(const RequestHistogram&);
  void apply(const ExportCsv&);
  void apply(const CopyText&);
  void apply(const SetTheme&);
  void apply(const Undo&) { undo(); }
  void apply(const Redo&) { redo(); }

  // --- loading.cpp
  void opened(const std::shared_ptr<OpenTask>& task, const std::string& sample_id);
  void table_opened(io::Loaded loaded, const std::string& sample_id);
  void model_opened(std::shared_ptr<const LoadedModel> model);
  [[nodiscard]] const Sample* sample_of_file(std::string_view file) const;

  // --- view.cpp
  void navigate(Navigation navigation);
  void derive_profile();
  void derive_row_order();

  // --- models.cpp
  void rebind(Document& document);
  [[nodiscard]] inference::Device chosen_device() const;
  void scored(const inference::ScoreResult& result, const std::string& model_name, inference::Device device,
              const data::TablePtr& scored_table);
  void derive_evaluation();

  Services services_;
  State state_;
  std::deque<Command> queue_;
  std::list<ActiveJob> jobs_;
  std::uint64_t next_id_ = 1;
  bool changed_ = true;
  std::vector<UndoEntry> undo_, redo_;

  std::optional<std::uint64_t> load_job_;
  std::shared_ptr<OpenTask> load_task_;
  std::string waiting_sample_;       // the sample whose table was asked for …
  bool waiting_with_model_ = false;  // … and whether its model is to follow
  std::string wanted_location_;      // a deep link to a column of a table that is not there yet

  // The memo of derived values: what it is for, the job that computes it, the answer.
  data::TablePtr profiled_table_;
  std::optional<std::uint64_t> profile_job_;
  std::shared_ptr<profile::Profiler> profiler_;
  std::deque<std::pair<data::TablePtr, profile::TableProfilePtr>> profiles_;

  data::TablePtr ordered_table_;
  TableView ordered_view_;
  std::optional<std::uint64_t> order_job_;
  std::shared_ptr<RowOrderTask> order_task_;

  data::TablePtr evaluated_table_;
  std::optional<std::size_t> evaluated_label_;
  std::optional<std::uint64_t> evaluation_job_;

  using HistogramKey = std::pair<std::size_t, std::uint32_t>;
  data::TablePtr histogram_table_;
  std::map<HistogramKey, Derived<ColumnHistogramResult>> histograms_;

  std::optional<std::uint64_t> run_job_;
  Clock::time_point last_slow_refresh_{};
};

}  // namespace assay::session
