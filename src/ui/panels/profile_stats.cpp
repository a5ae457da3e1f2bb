// What is said of a column, in labelled groups, with each statistic's definition.
#include <algorithm>
#include <cmath>

#include "ui/format.hpp"
#include "ui/panels/profile_parts.hpp"

namespace assay::ui {

namespace {

using profile::ColumnProfile;
using profile::NumericSummary;

std::string counted(std::uint64_t count, std::uint64_t of) {
  if (of == 0) return count_text(count);
  return count_text(count) + "  (" + share_text(static_cast<double>(count) / static_cast<double>(of)) + ")";
}

std::string distinct_text(const ColumnProfile& column) {
  if (!column.distinct) return std::string(undefined_text);
  if (column.distinct->exact) return count_text(column.distinct->value);
  return "\xE2\x89\x88 " + count_text(column.distinct->value) + " \xC2\xB1 " + share_text(column.distinct->relative_error);
}

StatGroup contents(const ColumnProfile& column) {
  StatGroup group{"Contents", {}};
  group.stats.push_back({"Rows", count_text(column.rows), "Rows of the table looked at for this column."});
  group.stats.push_back({"Missing", counted(column.missing, column.rows), "Cells without a value, and NaN in number columns, with their share of all rows."});
  group.stats.push_back({"Distinct", distinct_text(column), column.distinct && !column.distinct->exact
                                                                ? "Different values among those present, estimated by HyperLogLog with the standard error stated."
                                                                : "Different values among those present, counted exactly."});
  if (column.numeric) {
    const NumericSummary& n = *column.numeric;
    group.stats.push_back({"Zeros", counted(n.zeros, column.present()), "Values equal to 0, with their share of the values present."});
    group.stats.push_back({"Negative", counted(n.negatives, column.present()), "Values below 0, with their share of the values present."});
    if (column.type == data::Type::Real) group.stats.push_back({"Infinite", counted(n.infinite, column.present()), "Values that are plus or minus infinity. They take no part in the mean and the like."});
    group.stats.push_back({"Order", std::string(profile::to_string(n.monotonicity)), "Whether the values rise or fall from row to row."});
  }
  if (column.entropy) group.stats.push_back({"Entropy", number_text(*column.entropy, 4) + " bits", "Shannon entropy of the shares of the values: the information in one row."});
  if (column.imbalance) group.stats.push_back({"Imbalance", number_text(*column.imbalance, 3), "1 \xE2\x88\x92 entropy / log2(distinct): 0 when all values are equally frequent, near 1 when one value has nearly all rows."});
  group.stats.push_back({"In memory", bytes_text(static_cast<double>(column.memory_bytes)), "Bytes that the column takes in this app."});
  return group;
}

void numeric_groups(const ColumnProfile& column, std::vector<StatGroup>& out) {
  const NumericSummary& n = *column.numeric;
  StatGroup centre{"Location and spread", {}};
  centre.stats = {
      {"Mean", number_text(n.mean), "Sum of the finite values divided by their number."},
      {"Standard deviation", number_text(n.sd), "Square root of the variance with divisor n \xE2\x88\x92 1."},
      {"Variance", number_text(n.variance), "Mean squared distance from the mean, with divisor n \xE2\x88\x92 1."},
      {"Coefficient of variation", number_text(n.cv, 4), "Standard deviation divided by the absolute mean."},
      {"Median absolute deviation", number_text(n.mad), "Median of |x \xE2\x88\x92 median|, not multiplied by 1.4826."},
      {"Range", number_text(n.range), "Largest minus smallest."},
      {"Interquartile range", number_text(n.iqr), "75 % quantile minus 25 % quantile."},
      {"Sum", n.sum_text.empty() ? number_text(n.sum) : n.sum_text, column.type == data::Type::Integer ? "Exact sum of the integers." : "Sum with Neumaier's compensation."},
  };
  out.push_back(std::move(centre));
  if (n.quantiles) {
    const profile::Quantiles& q = *n.quantiles;
    const std::string how = q.exact ? "Exact. Linear interpolation between order statistics (type 7 of Hyndman & Fan, as NumPy and R do)."
                                    : "From a KLL sketch: the rank is off by at most " + share_text(q.rank_error) + " with 99 % confidence.";
    StatGroup group{"Quantiles", {}};
    group.stats = {{"Minimum", n.min_text, "Smallest finite value."}, {"5 %", number_text(q.p05), how}, {"25 %", number_text(q.p25), how},
                   {"Median", number_text(q.p50), how},               {"75 %", number_text(q.p75), how}, {"95 %", number_text(q.p95), how},
                   {"Maximum", n.max_text, "Largest finite value."}};
    out.push_back(std::move(group));
  }
  StatGroup shape{"Shape", {}};
  shape.stats = {{"Skewness", number_text(n.skewness, 4), "G1, corrected for sample size (Joanes & Gill 1998): 0 for symmetry, positive with a long right tail."},
                 {"Kurtosis", number_text(n.kurtosis, 4), "G2, excess kurtosis corrected for sample size: 0 for a normal distribution, positive with heavier tails."}};
  out.push_back(std::move(shape));
}

void text_groups(const ColumnProfile& column, std::vector<StatGroup>& out) {
  const profile::TextSummary& t = *column.text;
  StatGroup lengths{"Lengths", {}};
  lengths.stats = {{"Shortest", t.min_length ? count_text(*t.min_length) + " characters" : std::string(undefined_text), "Unicode code points of the shortest value."},
                   {"Mean length", number_text(t.mean_length, 4), "Mean number of code points."},
                   {"Longest", t.max_length ? count_text(*t.max_length) + " characters" : std::string(undefined_text), "Unicode code points of the longest value."},
                   {"Text in all", bytes_text(static_cast<double>(t.total_bytes)), "UTF-8 bytes of all values present."}};
  out.push_back(std::move(lengths));
  StatGroup kinds{"Characters", {}};
  const std::uint64_t n = column.present();
  kinds.stats = {{"Empty", counted(t.empty, n), "Values that are there but have no characters."},
                 {"Blank", counted(t.blank, n), "Values of nothing but white space."},
                 {"Padded", counted(t.padded, n), "Values with white space at their start or end."},
                 {"Beyond ASCII", counted(t.non_ascii, n), "Values with at least one character outside ASCII."},
                 {"Read as dates", counted(t.date_like, n), "Values that look like dates."},
                 {"Read as numbers", counted(t.number_like, n), "Values that look like numbers."},
                 {"Read as addresses", counted(t.url_like + t.email_like, n), "Values that look like URLs or e-mail addresses."}};
  out.push_back(std::move(kinds));
}

void time_groups(const ColumnProfile& column, std::vector<StatGroup>& out) {
  const profile::TimestampSummary& t = *column.timestamp;
  const auto at = [](const std::optional<std::int64_t>& us) { return us ? time_text(*us) : std::string(undefined_text); };
  const auto length = [](const std::optional<std::int64_t>& us) { return us ? span_text(static_cast<double>(*us)) : std::string(undefined_text); };
  StatGroup group{"Time", {}};
  group.stats = {{"First", at(t.min), "Earliest time."},
                 {"Median", at(t.median), "The lower median of the times."},
                 {"Last", at(t.max), "Latest time."},
                 {"Span", length(t.range), "From the earliest to the latest."},
                 {"Usual gap", length(t.median_gap), "Median distance between consecutive different times."},
                 {"Largest gap", length(t.largest_gap), "Longest stretch without a time."},
                 {"It starts", at(t.largest_gap_start), "When the longest stretch without a time starts."},
                 {"Order", std::string(profile::to_string(t.monotonicity)), "Whether the times rise or fall from row to row."}};
  out.push_back(std::move(group));
}

}  // namespace

std::vector<StatGroup> column_stats(const profile::TableProfile&, const ColumnProfile& column) {
  std::vector<StatGroup> groups;
  groups.push_back(contents(column));
  if (column.numeric) numeric_groups(column, groups);
  if (column.text) text_groups(column, groups);
  if (column.timestamp) time_groups(column, groups);
  return groups;
}

plot::Figure histogram_figure(const ColumnProfile& column, const stats::Histogram& histogram) {
  plot::Figure figure;
  figure.kind = plot::Kind::Histogram;
  figure.title = "Distribution of " + column.name;
  figure.x.title = column.name;
  figure.x.scale = column.type == data::Type::Timestamp ? plot::Scale::Time : plot::Scale::Linear;
  figure.x.integer = column.type == data::Type::Integer;
  figure.y.title = "rows";
  if (histogram.edges.size() < 2) return figure;
  figure.x.lo = histogram.edges.front();
  figure.x.hi = histogram.edges.back();
  std::size_t tallest = 0;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    figure.bins.push_back({histogram.edges[i], histogram.edges[i + 1], static_cast<double>(histogram.counts[i])});
    if (histogram.counts[i] > histogram.counts[tallest]) tallest = i;
  }
  figure.description = std::to_string(histogram.counts.size()) + " bins from " + plot::value_text(figure.x, figure.x.lo) + " to " + plot::value_text(figure.x, figure.x.hi) +
                       "; the tallest, from " + plot::value_text(figure.x, figure.bins[tallest].lo) + " to " + plot::value_text(figure.x, figure.bins[tallest].hi) + ", has " +
                       plural(histogram.counts[tallest], "row") + ".";
  if (column.numeric && column.numeric->mean) figure.markers.push_back({*column.numeric->mean, "mean"});
  return figure;
}

plot::Figure top_figure(const ColumnProfile& column) {
  plot::Figure figure;
  figure.kind = plot::Kind::Bars;
  figure.title = "Most frequent values of " + column.name;
  figure.y.title = column.name;
  if (!column.top) return figure;
  const double present = static_cast<double>(std::max<std::uint64_t>(1, column.present()));
  const std::size_t most = std::min<std::size_t>(12, column.top->values.size());
  for (std::size_t i = 0; i < most; ++i) {
    const profile::TopValue& value = column.top->values[i];
    figure.bars.push_back({value.label.empty() ? "empty text" : value.label, static_cast<double>(value.count), share_text(static_cast<double>(value.count) / present), false, std::nullopt});
  }
  if (!figure.bars.empty()) {
    figure.description = "Most frequent: " + figure.bars.front().label + " with " + figure.bars.front().note + " of the values present.";
  }
  return figure;
}

}  // namespace assay::ui
