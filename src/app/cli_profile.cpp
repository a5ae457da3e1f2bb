#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/cli_commands.hpp"
#include "base/time.hpp"
#include "profile/profile_json.hpp"
#include "profile/profiler.hpp"
#include "report/html_report.hpp"

namespace assay::app {

using profile::ColumnProfile;
using profile::TableProfile;

namespace {

std::string distinct_text(const ColumnProfile& column) {
  if (!column.distinct) return "–";
  return (column.distinct->exact ? "" : "~") + count_text(column.distinct->value);
}

// Minimum, middle and maximum in words, by type.
std::vector<std::string> range_cells(const ColumnProfile& column) {
  if (const auto& n = column.numeric) {
    const std::string median = n->quantiles ? number_text(n->quantiles->p50) : "–";
    return {number_text(n->min), median, number_text(n->mean), number_text(n->max)};
  }
  if (const auto& t = column.timestamp) {
    const auto time = [](const std::optional<std::int64_t>& us) {
      return us ? base::format_timestamp(*us, false) : std::string("–");
    };
    return {time(t->min), time(t->median), "", time(t->max)};
  }
  return {"", "", "", ""};
}

std::string top_cell(const ColumnProfile& column) {
  if (!column.top || column.top->values.empty() || column.kind == profile::Kind::Numeric) return "";
  const auto& top = column.top->values.front();
  const std::string label = top.label.empty() ? "\"\"" : shown(top.label, 20);
  return column.present() == 0
             ? label
             : label + " (" + share_text(static_cast<double>(top.count) / static_cast<double>(column.present())) + ")";
}

void print_columns(const TableProfile& profile) {
  TextTable table({"column", "kind", "missing", "distinct", "min", "median", "mean", "max", "most frequent"},
                  {false, false, true, true, true, true, true, true, false});
  for (const auto& column : profile.columns) {
    auto range = range_cells(column);
    table.row({shown(column.name, 28), std::string(profile::to_string(column.kind)),
               column.missing == 0 ? "0" : share_text(column.missing_share()), distinct_text(column), range[0],
               range[1], range[2], range[3], top_cell(column)});
  }
  std::fputs(table.text().c_str(), stdout);
}

void print_alerts(const TableProfile& profile) {
  if (profile.alerts.empty()) {
    std::fputs("\nNo alerts.\n", stdout);
    return;
  }
  std::printf("\nAlerts (%zu)\n", profile.alerts.size());
  constexpr std::size_t most = 40;
  for (std::size_t i = 0; i < std::min(most, profile.alerts.size()); ++i) {
    const auto& alert = profile.alerts[i];
    std::printf("  %-8s %s\n", std::string(profile::to_string(alert.severity)).c_str(), shown(alert.message, 200).c_str());
  }
  if (profile.alerts.size() > most) std::printf("  … and %zu more (see --json)\n", profile.alerts.size() - most);
}

// Pearson's r of the target with every other numeric column, strongest first.
void print_target(const TableProfile& profile, std::size_t target) {
  if (!profile.correlation) return;
  const auto& c = *profile.correlation;
  const auto at = std::find(c.columns.begin(), c.columns.end(), target);
  if (at == c.columns.end()) return;
  const auto row = static_cast<std::size_t>(at - c.columns.begin());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < c.columns.size(); ++i) {
    if (i != row && c.at(row, i)) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(*c.at(row, a)) > std::abs(*c.at(row, b));
  });
  std::printf("\nPearson correlation with \"%s\"\n", shown(profile.columns[target].name).c_str());
  TextTable table({"column", "r", "rows"}, {false, true, true});
  for (const std::size_t i : order) {
    table.row({shown(profile.columns[c.columns[i]].name, 28), number_text(*c.at(row, i)),
               count_text(c.pairs[row * c.columns.size() + i])});
  }
  std::fputs(table.text().c_str(), stdout);
}

void print_summary(const TableProfile& profile, const io::LoadReport& report) {
  std::printf("%s: %s rows × %zu columns, %s, %s\n", shown(profile.name).c_str(), count_text(profile.rows).c_str(),
              profile.columns.size(), bytes_text(report.bytes).c_str(), shown(report.dialect, 120).c_str());
  const std::uint64_t cells = profile.rows * profile.columns.size();
  std::printf("Missing cells %s (%s), rows with missing values %s, duplicate rows %s\n",
              count_text(profile.cells_missing).c_str(),
              share_text(cells == 0 ? 0 : static_cast<double>(profile.cells_missing) / static_cast<double>(cells)).c_str(),
              count_text(profile.rows_with_missing).c_str(),
              profile.duplicate_rows ? count_text(*profile.duplicate_rows).c_str() : "not counted");
  std::printf("Read in %s, profiled in %s\n", duration_text(report.elapsed_ms).c_str(),
              duration_text(profile.elapsed_ms).c_str());
  for (const auto& warning : report.warnings) std::printf("Note: %s\n", shown(warning, 300).c_str());
  if (report.rejected_count > 0) {
    std::printf("%s rows could not be taken as they stand; the first ones:\n", count_text(report.rejected_count).c_str());
    for (std::size_t i = 0; i < std::min<std::size_t>(5, report.rejected.size()); ++i) {
      std::printf("  line %llu: %s\n", static_cast<unsigned long long>(report.rejected[i].line),
                  shown(report.rejected[i].reason, 160).c_str());
    }
  }
  std::fputc('\n', stdout);
}

base::Result<void> write_report(const std::string& path, const TableProfile& profile, const io::LoadReport& report) {
  auto file = OutputFile::create(path);
  if (!file) return std::unexpected(file.error());
  const std::string text = path.ends_with(".json") ? profile::to_json_text(profile) + "\n"
                                                    : report::html_report(profile, report);
  if (auto written = file->write(text); !written) return written;
  return file->close();
}

}  // namespace

int profile_command(const Console& console, const ProfileArguments& arguments) {
  auto loaded = load_table(console, arguments.file);
  if (!loaded) return console.report(loaded.error());
  std::optional<std::size_t> target;
  if (!arguments.target.empty()) {
    target = loaded->table->find(arguments.target);
    if (!target || !data::is_numeric(loaded->table->column(*target).type())) {
      std::fprintf(stderr, "assay: --target: \"%s\" is %s. Name a numeric or boolean column.\n",
                   shown(arguments.target).c_str(), target ? "not numeric" : "not a column of this table");
      return exit_usage;
    }
  }
  const auto profiler = profile::Profiler::make(loaded->table);
  if (auto done = console.run(profiler); !done) return console.report(done.error());
  const auto profile = profiler->take();
  if (!arguments.output.empty()) {
    if (auto written = write_report(arguments.output, *profile, loaded->report); !written) {
      return console.report(written.error());
    }
  }
  if (console.json) {
    std::printf("%s\n", profile::to_json_text(*profile).c_str());
    return exit_ok;
  }
  print_summary(*profile, loaded->report);
  print_columns(*profile);
  if (target) print_target(*profile, *target);
  print_alerts(*profile);
  if (!arguments.output.empty()) std::printf("\nReport: %s\n", shown(arguments.output, 200).c_str());
  return exit_ok;
}

}  // namespace assay::app
