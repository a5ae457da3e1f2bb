#include "profile/profile.hpp"

#include <algorithm>

namespace assay::profile {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::Numeric: return "Numeric";
    case Kind::Categorical: return "Categorical";
    case Kind::Boolean: return "Boolean";
    case Kind::Timestamp: return "Timestamp";
    case Kind::Text: return "Text";
  }
  return "Text";
}

std::string_view to_string(Monotonicity value) {
  switch (value) {
    case Monotonicity::None: return "none";
    case Monotonicity::Constant: return "constant";
    case Monotonicity::Increasing: return "increasing";
    case Monotonicity::StrictlyIncreasing: return "strictly increasing";
    case Monotonicity::Decreasing: return "decreasing";
    case Monotonicity::StrictlyDecreasing: return "strictly decreasing";
  }
  return "none";
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return "info";
}

namespace {

struct AlertName {
  AlertKind kind;
  std::string_view key, shown;
};
constexpr AlertName alert_names[] = {
    {AlertKind::Empty, "empty", "Empty"},
    {AlertKind::Constant, "constant", "Constant"},
    {AlertKind::MostlyMissing, "mostly_missing", "Mostly missing"},
    {AlertKind::Missing, "missing", "Missing"},
    {AlertKind::Unique, "unique", "Unique"},
    {AlertKind::HighCardinality, "high_cardinality", "High cardinality"},
    {AlertKind::Imbalance, "imbalance", "Imbalance"},
    {AlertKind::Zeros, "zeros", "Zeros"},
    {AlertKind::Infinite, "infinite", "Infinite"},
    {AlertKind::Skewed, "skewed", "Skewed"},
    {AlertKind::HighCorrelation, "high_correlation", "High correlation"},
    {AlertKind::Duplicates, "duplicates", "Duplicate rows"},
    {AlertKind::ConstantLength, "constant_length", "Constant length"},
    {AlertKind::DateInText, "date_in_text", "Dates in text"},
    {AlertKind::NumberInText, "number_in_text", "Numbers in text"},
    {AlertKind::Padded, "padded", "White space around text"},
};

const AlertName& name_of(AlertKind kind) {
  for (const auto& name : alert_names) {
    if (name.kind == kind) return name;
  }
  return alert_names[0];
}

}  // namespace

std::string_view to_key(AlertKind kind) { return name_of(kind).key; }
std::string_view to_string(AlertKind kind) { return name_of(kind).shown; }

HeaderSummary header_summary(const TableProfile& profile, std::size_t column) {
  constexpr std::size_t shown_categories = 3;
  const ColumnProfile& from = profile.columns[column];
  HeaderSummary header;
  header.column = column;
  header.kind = from.kind;
  header.complete = from.complete;
  header.missing_share = from.missing_share();
  if (from.distinct) header.distinct = from.distinct->value;
  const bool bars = from.kind == Kind::Numeric || from.kind == Kind::Timestamp;
  if (bars && from.mini && !from.mini->counts.empty()) {
    header.bars = from.mini->counts;
    header.low = from.mini->edges.front();
    header.high = from.mini->edges.back();
  } else if (from.top) {
    const auto& values = from.top->values;
    header.categories.assign(values.begin(),
                             values.begin() + static_cast<std::ptrdiff_t>(std::min(shown_categories, values.size())));
    header.other = from.present();
    for (const auto& value : header.categories) header.other -= std::min(header.other, value.count);
  }
  for (const auto& alert : profile.alerts) {
    if (std::find(alert.columns.begin(), alert.columns.end(), column) == alert.columns.end()) continue;
    ++header.alerts;
    header.worst = std::max(header.worst.value_or(Severity::Info), alert.severity);
  }
  return header;
}

}  // namespace assay::profile
