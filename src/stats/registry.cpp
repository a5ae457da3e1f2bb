#include "stats/registry.hpp"

#include <algorithm>

namespace assay::stats {
namespace {

constexpr Statistic table[] = {
    // ---- every type
    {"missing", "Missing", "Rows without a value. NaN in a real column counts as missing.", "", ForAll},
    {"distinct", "Distinct",
     "Different values. Exact up to a stated number of rows (texts are told apart by a 64-bit hash); beyond that an "
     "estimate with a standard error of 0.81 %.",
     "HyperLogLog with Ertl's estimator (2017)", ForAll},
    {"top", "Most frequent values",
     "Values by number of rows. Exact up to a stated number of rows; beyond that the counts are lower bounds whose "
     "greatest error is stated.",
     "Misra & Gries (1982), merged as by Agarwal et al. (2012)", ForAll},
    {"entropy", "Entropy", "Shannon entropy of the values' shares, in bits: 0 when there is one value.",
     "Shannon (1948)", ForAll},
    {"imbalance", "Imbalance",
     "1 - entropy / log2(distinct values): 0 when all values are equally frequent, near 1 when one has nearly all rows.",
     "ydata-profiling's imbalance score", ForAll},
    {"memory_bytes", "Memory", "Bytes that the column occupies here, its dictionary included.", "", ForAll},
    // ---- numbers
    {"count", "Count", "Rows with a value, infinite ones included.", "", ForNumbers | ForTimestamp | ForText},
    {"zeros", "Zeros", "Values equal to 0.", "", ForNumbers},
    {"negatives", "Negative", "Values below 0, minus infinity included.", "", ForNumbers},
    {"infinite", "Infinite", "Values that are plus or minus infinity. The statistics below leave them out.", "", ForReal},
    {"min", "Minimum", "The smallest finite value; the earliest time.", "", ForNumbers | ForTimestamp},
    {"max", "Maximum", "The largest finite value; the latest time.", "", ForNumbers | ForTimestamp},
    {"range", "Range", "Maximum - minimum.", "", ForNumbers | ForTimestamp},
    {"sum", "Sum", "Sum of the finite values: exact for integers, compensated for reals.",
     "Neumaier (1974); 128-bit integers", ForNumbers},
    {"mean", "Mean", "Sum / number of finite values.", "", ForNumbers},
    {"variance", "Variance", "Mean squared deviation from the mean, with divisor n - 1.",
     "two-pass in chunks, merged by Pébay (2008)", ForNumbers},
    {"sd", "Standard deviation", "Square root of the variance (divisor n - 1).",
     "two-pass in chunks, merged by Pébay (2008)", ForNumbers},
    {"cv", "Coefficient of variation", "Standard deviation / |mean|. Undefined when the mean is 0.", "", ForNumbers},
    {"mad", "Median absolute deviation",
     "Median of the distances to the median; raw, not multiplied by 1.4826.", "Hampel (1974)", ForNumbers},
    {"skewness", "Skewness",
     "G1, the adjusted Fisher-Pearson coefficient: g1 √(n(n-1)) / (n-2). 0 for a symmetric distribution, positive with "
     "a long tail to the right. Needs 3 values.",
     "Joanes & Gill (1998); SAS, SPSS, Excel, pandas", ForNumbers},
    {"kurtosis", "Kurtosis",
     "G2, excess kurtosis: (n-1)((n+1) g2 + 6) / ((n-2)(n-3)). 0 for a normal distribution, positive with heavier "
     "tails. Needs 4 values.",
     "Joanes & Gill (1998); SAS, SPSS, Excel, pandas", ForNumbers},
    {"p05", "5 % quantile", "5 % of the finite values are below it.", "type 7 of Hyndman & Fan (1996); beyond a stated number of rows a KLL sketch", ForNumbers},
    {"p25", "25 % quantile", "The lower quartile.", "type 7 of Hyndman & Fan (1996); beyond a stated number of rows a KLL sketch", ForNumbers},
    {"p50", "Median", "Half of the finite values are below it.", "type 7 of Hyndman & Fan (1996); beyond a stated number of rows a KLL sketch", ForNumbers},
    {"p75", "75 % quantile", "The upper quartile.", "type 7 of Hyndman & Fan (1996); beyond a stated number of rows a KLL sketch", ForNumbers},
    {"p95", "95 % quantile", "95 % of the finite values are below it.", "type 7 of Hyndman & Fan (1996); beyond a stated number of rows a KLL sketch", ForNumbers},
    {"iqr", "Interquartile range", "75 % quantile - 25 % quantile.", "", ForNumbers},
    {"monotonicity", "Order", "Whether the values rise or fall from row to row.", "", ForNumbers | ForTimestamp},
    {"smallest", "Smallest values", "The ten smallest finite values with their rows.", "", ForNumbers},
    {"largest", "Largest values", "The ten largest finite values with their rows.", "", ForNumbers},
    {"histogram", "Histogram",
     "Finite values counted in bins of equal width. The rule chooses the number of bins and can be changed.",
     "Freedman & Diaconis (1981), Sturges (1926), Doane (1976)", ForNumbers | ForTimestamp},
    // ---- times
    {"median", "Median", "The time in the middle (the earlier of two).", "", ForTimestamp},
    {"median_gap", "Median gap", "The median distance between one distinct time and the next, in microseconds.", "", ForTimestamp},
    {"largest_gap", "Largest gap", "The longest stretch without a time, in microseconds.", "", ForTimestamp},
    {"by_hour", "By hour", "Rows in each hour of the day.", "", ForTimestamp},
    {"by_weekday", "By weekday", "Rows on each day of the week, Monday first.", "", ForTimestamp},
    {"by_month", "By month", "Rows in each month of the year.", "", ForTimestamp},
    // ---- texts
    {"empty", "Empty", "Texts of length 0 (present, not missing).", "", ForText},
    {"blank", "Blank", "Texts of nothing but white space.", "", ForText},
    {"padded", "Padded", "Texts that begin or end with white space.", "", ForText},
    {"non_ascii", "Non-ASCII", "Texts with a character outside ASCII.", "", ForText},
    {"min_length", "Shortest", "The smallest length, in Unicode code points.", "", ForText},
    {"mean_length", "Mean length", "The mean length, in Unicode code points.", "", ForText},
    {"max_length", "Longest", "The greatest length, in Unicode code points.", "", ForText},
    {"total_bytes", "Size", "UTF-8 bytes of all texts.", "", ForText},
    {"date_like", "Read as dates", "Texts that are a date in a common notation.", "", ForText},
    {"number_like", "Read as numbers", "Texts that are a number, with signs, groups, % or a currency.", "", ForText},
    {"url_like", "Read as addresses", "Texts that begin like a URL.", "", ForText},
    {"email_like", "Read as e-mail", "Texts that look like an e-mail address.", "", ForText},
    // ---- pairs and rows
    {"pearson", "Pearson's r",
     "Covariance / product of standard deviations, over the rows where both columns have a finite value.",
     "centred sums of products", ForNumbers | ForBoolean},
    {"duplicate_rows", "Duplicate rows", "Rows equal to an earlier row in every column, found by a 128-bit hash.", "", ForAll},
};

}  // namespace

std::span<const Statistic> statistics() { return table; }

const Statistic* find_statistic(std::string_view key) {
  const auto* found = std::find_if(std::begin(table), std::end(table), [&](const Statistic& s) { return s.key == key; });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace assay::stats
