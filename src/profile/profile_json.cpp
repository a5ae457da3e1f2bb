#include "profile/profile_json.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "base/time.hpp"

namespace assay::profile {
namespace {

using Json = nlohmann::ordered_json;

Json real(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
template <class T>
Json optional(const std::optional<T>& value) {
  if (!value) return nullptr;
  if constexpr (std::is_same_v<T, double>) {
    return real(*value);
  } else {
    return *value;
  }
}

Json histogram_json(const std::optional<stats::Histogram>& histogram) {
  if (!histogram) return nullptr;
  return {{"rule", stats::to_key(histogram->rule)}, {"edges", histogram->edges}, {"counts", histogram->counts}};
}

Json extremes_json(const std::vector<Extreme>& extremes) {
  Json list = Json::array();
  for (const auto& entry : extremes) {
    list.push_back({{"value", real(entry.value)}, {"text", entry.text}, {"row", entry.row}});
  }
  return list;
}

Json numeric_json(const NumericSummary& n) {
  Json quantiles = nullptr;
  if (n.quantiles) {
    const auto& q = *n.quantiles;
    quantiles = {{"p05", q.p05}, {"p25", q.p25}, {"p50", q.p50},          {"p75", q.p75},
                 {"p95", q.p95}, {"exact", q.exact}, {"rank_error", q.rank_error}};
  }
  return {{"count", n.count},
          {"zeros", n.zeros},
          {"negatives", n.negatives},
          {"infinite", n.infinite},
          {"min", optional(n.min)},
          {"max", optional(n.max)},
          {"min_text", n.min_text},
          {"max_text", n.max_text},
          {"range", optional(n.range)},
          {"sum", optional(n.sum)},
          {"sum_text", n.sum_text},
          {"mean", optional(n.mean)},
          {"variance", optional(n.variance)},
          {"sd", optional(n.sd)},
          {"cv", optional(n.cv)},
          {"mad", optional(n.mad)},
          {"skewness", optional(n.skewness)},
          {"kurtosis", optional(n.kurtosis)},
          {"quantiles", std::move(quantiles)},
          {"iqr", optional(n.iqr)},
          {"monotonicity", to_string(n.monotonicity)},
          {"smallest", extremes_json(n.smallest)},
          {"largest", extremes_json(n.largest)}};
}

Json timestamp_json(const TimestampSummary& t) {
  const auto time = [](const std::optional<std::int64_t>& value) -> Json {
    if (!value) return nullptr;
    return base::format_timestamp(*value, false, base::TimeDetail::Seconds);
  };
  return {{"count", t.count},
          {"min", time(t.min)},
          {"max", time(t.max)},
          {"range", optional(t.range)},
          {"median", time(t.median)},
          {"median_gap", optional(t.median_gap)},
          {"largest_gap", optional(t.largest_gap)},
          {"largest_gap_start", time(t.largest_gap_start)},
          {"monotonicity", to_string(t.monotonicity)},
          {"by_hour", t.by_hour},
          {"by_weekday", t.by_weekday},
          {"by_month", t.by_month}};
}

Json text_json(const TextSummary& t) {
  return {{"count", t.count},
          {"empty", t.empty},
          {"blank", t.blank},
          {"padded", t.padded},
          {"non_ascii", t.non_ascii},
          {"min_length", optional(t.min_length)},
          {"max_length", optional(t.max_length)},
          {"mean_length", optional(t.mean_length)},
          {"total_bytes", t.total_bytes},
          {"shortest", t.shortest},
          {"longest", t.longest},
          {"date_like", t.date_like},
          {"number_like", t.number_like},
          {"url_like", t.url_like},
          {"email_like", t.email_like},
          {"lengths", histogram_json(t.lengths)}};
}

Json top_json(const TopValues& top) {
  Json values = Json::array();
  for (const auto& value : top.values) values.push_back({{"label", value.label}, {"count", value.count}});
  return {{"values", std::move(values)}, {"other", top.other}, {"exact", top.exact}, {"undercount", top.undercount}};
}

Json column_json(const ColumnProfile& c) {
  Json distinct = nullptr;
  if (c.distinct) {
    distinct = {{"value", c.distinct->value}, {"exact", c.distinct->exact}, {"relative_error", c.distinct->relative_error}};
  }
  return {{"index", c.column},
          {"name", c.name},
          {"type", data::to_string(c.type)},
          {"kind", to_string(c.kind)},
          {"origin", c.origin},
          {"rows", c.rows},
          {"complete", c.complete},
          {"missing", c.missing},
          {"missing_share", c.missing_share()},
          {"distinct", std::move(distinct)},
          {"unique", c.unique},
          {"constant", c.constant},
          {"memory_bytes", c.memory_bytes},
          {"entropy", optional(c.entropy)},
          {"imbalance", optional(c.imbalance)},
          {"numeric", c.numeric ? numeric_json(*c.numeric) : Json(nullptr)},
          {"timestamp", c.timestamp ? timestamp_json(*c.timestamp) : Json(nullptr)},
          {"text", c.text ? text_json(*c.text) : Json(nullptr)},
          {"top", c.top ? top_json(*c.top) : Json(nullptr)},
          {"histogram", histogram_json(c.histogram)}};
}

Json correlation_json(const Correlation& all) {
  const std::size_t m = all.columns.size();
  Json r = Json::array();
  Json pairs = Json::array();
  for (std::size_t i = 0; i < m; ++i) {
    Json r_row = Json::array();
    Json pairs_row = Json::array();
    for (std::size_t j = 0; j < m; ++j) {
      r_row.push_back(optional(all.at(i, j)));
      pairs_row.push_back(all.pairs[i * m + j]);
    }
    r.push_back(std::move(r_row));
    pairs.push_back(std::move(pairs_row));
  }
  return {{"method", "pearson"}, {"columns", all.columns}, {"r", std::move(r)}, {"pairs", std::move(pairs)}, {"left_out", all.left_out}};
}

Json options_json(const ProfileOptions& o) {
  const auto& t = o.thresholds;
  return {{"histogram_rule", stats::to_key(o.histogram_rule)},
          {"fixed_bins", o.fixed_bins},
          {"max_bins", o.max_bins},
          {"top_values", o.top_values},
          {"exact_rows", o.exact_rows},
          {"duplicate_rows", o.duplicate_rows},
          {"max_correlation_columns", o.max_correlation_columns},
          {"correlations", o.correlations},
          {"duplicates", o.duplicates},
          {"first_look", o.first_look},
          {"seed", o.seed},
          {"thresholds",
           {{"missing", t.missing},
            {"mostly_missing", t.mostly_missing},
            {"zeros", t.zeros},
            {"infinite", t.infinite},
            {"high_cardinality", t.high_cardinality},
            {"imbalance", t.imbalance},
            {"skew_info", t.skew_info},
            {"skew_warning", t.skew_warning},
            {"correlation", t.correlation},
            {"correlation_warning", t.correlation_warning},
            {"like_share", t.like_share}}}};
}

Json table_json(const TableProfile& p) {
  Json duplicates = Json::array();
  for (const auto& group : p.duplicates) duplicates.push_back({{"first_row", group.first_row}, {"rows", group.rows}});
  return {{"name", p.name},
          {"rows", p.rows},
          {"rows_seen", p.rows_seen},
          {"complete", p.complete},
          {"columns", p.columns.size()},
          {"cells_missing", p.cells_missing},
          {"rows_with_missing", p.rows_with_missing},
          {"duplicate_rows", optional(p.duplicate_rows)},
          {"duplicates", std::move(duplicates)},
          {"memory_bytes", p.memory_bytes},
          {"elapsed_ms", p.elapsed_ms}};
}

}  // namespace

nlohmann::ordered_json to_json(const TableProfile& profile) {
  Json columns = Json::array();
  for (const auto& column : profile.columns) columns.push_back(column_json(column));
  Json alerts = Json::array();
  for (const auto& alert : profile.alerts) {
    alerts.push_back({{"kind", to_key(alert.kind)},
                      {"severity", to_string(alert.severity)},
                      {"columns", alert.columns},
                      {"message", alert.message},
                      {"evidence", real(alert.evidence)},
                      {"threshold", real(alert.threshold)}});
  }
  return {{"schema", "assay-profile/1"},
          {"table", table_json(profile)},
          {"columns", std::move(columns)},
          {"correlation", profile.correlation ? correlation_json(*profile.correlation) : Json(nullptr)},
          {"alerts", std::move(alerts)},
          {"options", options_json(profile.options)}};
}

std::string to_json_text(const TableProfile& profile, int indent) {
  return to_json(profile).dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::profile
