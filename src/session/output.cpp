// What leaves the session: exports, the clipboard, histograms on request.
#include <algorithm>

#include "io/csv_writer.hpp"
#include "session/histogram_task.hpp"
#include "session/impl.hpp"

namespace assay::session {

using base::ErrorCode;

namespace {

constexpr std::uint32_t most_bins = 4096;
constexpr std::uint32_t known_histograms = 64;

// The columns that the grid shows; the whole table where none is hidden.
base::Result<data::TablePtr> shown_columns(const data::TablePtr& table, const TableView& view) {
  if (view.hidden.empty()) return table;
  std::vector<data::ColumnPtr> columns;
  for (std::size_t i = 0; i < table->column_count(); ++i) {
    if (!view.hidden.contains(i)) columns.push_back(table->columns()[i]);
  }
  return data::Table::make(table->name(), std::move(columns));
}

std::string csv_name(const std::string& name) {
  return name.ends_with(".csv") ? name : name + ".csv";
}

}  // namespace

void Session::Impl::apply(const ExportCsv& command) {
  const Document& document = state_.document;
  if (!document.table) return;
  auto table = command.shown_rows_only ? shown_columns(document.table, document.view) : document.table;
  if (!table) return notice(Severity::Failure, table.error());
  io::CsvWriteOptions options;
  if (command.shown_rows_only && state_.row_order.value && !state_.row_order.value->identity) {
    options.rows = {state_.row_order.value, &state_.row_order.value->rows};
  }
  const std::string name = csv_name(document.table->name());
  auto opened = services_.host->save(name, "text/csv");
  if (!opened) {
    if (opened.error().code != ErrorCode::Cancelled) notice(Severity::Failure, opened.error());
    return;
  }
  const std::shared_ptr<FileSink> sink = *std::move(opened);
  const auto give = [sink](std::span<const std::byte> bytes) -> base::Result<void> {
    auto buffer = base::copy_to_buffer(bytes);
    if (!buffer) return std::unexpected(buffer.error());
    return sink->write(*std::move(buffer));
  };
  auto writer = io::make_csv_writer(*table, give, options);
  start(writer, "Export " + name, true, [this, sink, name](const std::optional<base::Error>& error) {
    if (error && error->code == ErrorCode::Cancelled) return info(error->message, "No file was written.");
    if (error) return notice(Severity::Failure, *error);
    if (auto closed = sink->close(); !closed) return notice(Severity::Failure, closed.error());
    info("Exported " + name + ".");
  });
}

void Session::Impl::apply(const CopyText& command) { services_.host->copy_to_clipboard(command.text); }

void Session::Impl::apply(const RequestHistogram& command) {
  const auto& table = state_.document.table;
  if (histogram_table_ != table) {
    histograms_.clear();
    histogram_table_ = table;
  }
  if (!table || command.column >= table->column_count()) return;
  const HistogramKey key{command.column, std::clamp<std::uint32_t>(command.bins, 1, most_bins)};
  if (const auto known = histograms_.find(key);
      known != histograms_.end() && known->second.state != DerivedState::Failed) {
    return;
  }
  if (histograms_.size() >= known_histograms) histograms_.clear();
  auto& derived = histograms_[key];
  derived = {};
  const auto& column = table->column(command.column);
  if (column.type() != data::Type::Integer && column.type() != data::Type::Real) {
    derived.state = DerivedState::Failed;
    derived.error = base::Error{ErrorCode::TypeMismatch, "\"" + column.name() + "\" holds no numbers.",
                                "Choose an Integer or Real column.", {}};
    return;
  }
  derived.state = DerivedState::Pending;
  compute::Gpu* gpu = state_.settings.device == DeviceChoice::WebGpu ? services_.gpu : nullptr;
  auto task = std::make_shared<HistogramTask>(table, command.column, key.second, gpu);
  start(task, task->title(), false, [this, task, key, table](const std::optional<base::Error>& error) {
    if (histogram_table_ != table) return;
    if (error) {
      histograms_[key] = {DerivedState::Failed, nullptr, {}, {}, error};
    } else {
      histograms_[key] = {DerivedState::Ready,
                          std::make_shared<const ColumnHistogramResult>(task->take()), {}, {}, {}};
    }
  });
}

Derived<ColumnHistogramResult> Session::Impl::histogram(std::size_t column, std::uint32_t bins) const {
  if (histogram_table_ != state_.document.table) return {};
  const auto at = histograms_.find({column, bins});
  return at == histograms_.end() ? Derived<ColumnHistogramResult>{} : at->second;
}

}  // namespace assay::session
