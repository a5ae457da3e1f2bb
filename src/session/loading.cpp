// Commands that open, close and generate.
#include <algorithm>

#include "io/memory_source.hpp"
#include "io/sample_table.hpp"
#include "session/generate_task.hpp"
#include "session/impl.hpp"
#include "session/location.hpp"

namespace assay::session {

using base::ErrorCode;

void Session::Impl::apply(const ShowOpenDialog&) { services_.host->show_open_dialog(); }

void Session::Impl::apply(const OpenSource& command) {
  if (!command.source) return;
  const std::string name = command.source->name();
  std::string sample_id = command.sample_id;
  if (const Sample* sample = sample_of_file(name); sample_id.empty() && sample != nullptr &&
                                                   sample->id == waiting_sample_) {
    sample_id = sample->id;
  }
  // The first open file is superseded by a second one: the person changed their mind.
  supersede(load_job_);
  auto task = std::make_shared<OpenTask>(command.source, command.options);
  load_task_ = task;
  state_.loading_name = name;
  load_job_ = start(task, task->title(), true, [this, task, sample_id](const std::optional<base::Error>& error) {
    load_job_.reset();
    load_task_.reset();
    state_.loading_name.clear();
    if (error) {
      if (error->code == ErrorCode::Cancelled) {
        info(error->message, "Nothing that was open has changed.");
      } else {
        notice(Severity::Failure, *error);
      }
      return;
    }
    opened(task, sample_id);
  });
}

void Session::Impl::opened(const std::shared_ptr<OpenTask>& task, const std::string& sample_id) {
  if (auto table = task->take_table()) {
    table_opened(*std::move(table), sample_id);
  } else if (auto model = task->take_model()) {
    model_opened(std::move(model));
  }
}

void Session::Impl::table_opened(io::Loaded loaded, const std::string& sample_id) {
  Document& document = edit("open " + loaded.table->name());
  document.table = loaded.table;
  document.report = std::make_shared<const io::LoadReport>(std::move(loaded.report));
  document.sample_id = sample_id;
  document.view = {};
  document.runs.clear();
  rebind(document);
  for (const auto& warning : document.report->warnings) {
    notice(Severity::Warning, {ErrorCode::Parse, warning, {}, {loaded.table->name(), {}, {}, {}}});
  }
  state_.navigation.column.reset();
  state_.navigation.row.reset();
  if (!wanted_location_.empty()) {
    if (auto navigation = parse_location(wanted_location_, document.table.get())) navigate(*navigation);
    wanted_location_.clear();
  }
  if (waiting_with_model_ && sample_id == waiting_sample_) {
    for (const auto& sample : state_.samples) {
      if (sample.id == sample_id && !sample.models.empty()) services_.host->fetch_sample(sample.models.front());
    }
  }
  waiting_with_model_ = false;
  waiting_sample_.clear();
}

void Session::Impl::model_opened(std::shared_ptr<const LoadedModel> model) {
  Document& document = edit("open " + model->name);
  document.model = std::move(model);
  rebind(document);
  for (const auto& warning : document.model->model.warnings) {
    notice(Severity::Warning, {ErrorCode::Unsupported, warning, {}, {document.model->name, {}, {}, {}}});
  }
  navigate({Stage::Predict, state_.navigation.column, state_.navigation.row});
}

const Sample* Session::Impl::sample_of_file(std::string_view file) const {
  for (const auto& sample : state_.samples) {
    const auto slash = sample.file.rfind('/');
    if (std::string_view(sample.file).substr(slash == std::string::npos ? 0 : slash + 1) == file) return &sample;
  }
  return nullptr;
}

void Session::Impl::apply(const PasteTable& command) {
  if (command.text.find_first_not_of(" \t\r\n") == std::string::npos) {
    notice(Severity::Warning, {ErrorCode::InvalidArgument, "There is no table on the clipboard.",
                               "Copy cells in a spreadsheet, then paste here.", {}});
    return;
  }
  auto bytes = base::copy_to_buffer(std::as_bytes(std::span(command.text)));
  if (!bytes) {
    notice(Severity::Failure, bytes.error());
    return;
  }
  apply(OpenSource{std::make_shared<io::MemorySource>("Pasted table", *std::move(bytes)), {}, {}});
}

void Session::Impl::apply(const OpenSample& command) {
  state_.samples = services_.host->samples();
  const auto at = std::find_if(state_.samples.begin(), state_.samples.end(),
                               [&](const Sample& sample) { return sample.id == command.id; });
  if (at == state_.samples.end()) {
    std::string names;
    for (const auto& sample : state_.samples) names += (names.empty() ? "" : ", ") + sample.id;
    notice(Severity::Failure, {ErrorCode::NotFound, "There is no sample named \"" + command.id + "\".",
                               "The samples are: " + names + ".", {}});
    return;
  }
  waiting_sample_ = at->id;
  waiting_with_model_ = command.with_model;
  if (at->file.empty()) {
    apply(GenerateSample{at->rows});
  } else {
    services_.host->fetch_sample(at->file);
  }
}

void Session::Impl::apply(const GenerateSample& command) {
  auto task = std::make_shared<GenerateTask>(command.rows);
  const std::string sample_id = waiting_sample_;
  start(task, task->title(), true, [this, task, sample_id](const std::optional<base::Error>& error) {
    if (error && error->code == ErrorCode::Cancelled) return info(error->message);
    if (error) return notice(Severity::Failure, *error);
    send(OpenSource{task->take(), {}, sample_id});
  });
}

void Session::Impl::apply(const CloseTable&) {
  if (!state_.document.table) return;
  Document& document = edit("close " + state_.document.table->name());
  document.table.reset();
  document.report.reset();
  document.sample_id.clear();
  document.view = {};
  document.runs.clear();
  rebind(document);
  navigate({});
}

}  // namespace assay::session
