// What Assay knows about a table: plain result structs. profile/profiler.hpp computes them,
// profile/profile_json.hpp writes them.
//
// Rules that hold for every field:
//  - A value is missing when its validity bit is 0, or when it is NaN in a Real column.
//  - "present" values are those not missing; "finite" values are present ones without ±infinity.
//  - An undefined statistic is an empty optional, never 0 and never NaN (the sd of one row, a skewness of
//    constant values, a variance that overflows a double).
//  - Row numbers are 0-based positions in the table; a person is shown row + 1.
//  - Shares are fractions in [0, 1].
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/types.hpp"
#include "stats/histogram.hpp"

namespace assay::profile {

// How a column is best read by a person; the stored type stays what it is.
//   Boolean      Boolean columns
//   Timestamp    Timestamp columns
//   Numeric      Integer and Real with at least 5 distinct values
//   Categorical  Integer and Real with fewer than 5 distinct values (the numeric summary is still there);
//                Text with at most 50 distinct values of which at most half of the rows are distinct
//   Text         every other Text column
enum class Kind : std::uint8_t { Numeric, Categorical, Boolean, Timestamp, Text };
[[nodiscard]] std::string_view to_string(Kind kind);  // "Numeric", ...

struct DistinctCount {
  std::uint64_t value = 0;      // different present values
  bool exact = true;            // counted (texts compared by a 64-bit hash), else estimated by HyperLogLog
  double relative_error = 0.0;  // standard error of the estimate; 0 when exact
};

// Quantiles of the finite values by linear interpolation, type 7 of Hyndman & Fan (1996), as NumPy and R do.
struct Quantiles {
  double p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
  bool exact = true;
  double rank_error = 0.0;  // when not exact (KLL sketch): |rank found - rank asked| / n, at 99 % confidence
};

struct Extreme {
  double value = 0;
  std::int64_t row = 0;
  std::string text;  // exact decimal text; differs from `value` for integers beyond 2^53
};

enum class Monotonicity : std::uint8_t {
  None, Constant, Increasing, StrictlyIncreasing, Decreasing, StrictlyDecreasing
};
[[nodiscard]] std::string_view to_string(Monotonicity value);  // "none", "strictly increasing", ...

// Integer and Real columns. All but the counts are over the finite values.
struct NumericSummary {
  std::uint64_t count = 0;      // present values (infinities included)
  std::uint64_t zeros = 0;
  std::uint64_t negatives = 0;  // < 0, -infinity included
  std::uint64_t infinite = 0;   // +infinity and -infinity
  std::optional<double> min, max;
  std::string min_text, max_text;  // exact decimal text, "" when undefined
  std::optional<double> range;     // max - min
  std::optional<double> sum;       // exact to 128 bits for Integer, compensated (Neumaier) for Real
  std::string sum_text;            // exact for Integer; "" when undefined
  std::optional<double> mean;
  std::optional<double> variance;  // divisor n - 1; needs n >= 2
  std::optional<double> sd;        // square root of the variance
  std::optional<double> cv;        // sd / |mean|; undefined when the mean is 0
  std::optional<double> mad;       // median |x - median|, raw (not multiplied by 1.4826)
  std::optional<double> skewness;  // G1 = g1 sqrt(n (n - 1)) / (n - 2); n >= 3 (Joanes & Gill 1998)
  std::optional<double> kurtosis;  // G2, excess: (n - 1) ((n + 1) g2 + 6) / ((n - 2)(n - 3)); n >= 4
  std::optional<Quantiles> quantiles;  // n >= 1
  std::optional<double> iqr;           // p75 - p25
  Monotonicity monotonicity = Monotonicity::None;  // over present values in row order
  std::vector<Extreme> smallest;  // up to ten, ascending, ties by row
  std::vector<Extreme> largest;   // up to ten, descending, ties by row
};

// Timestamp columns. Microseconds since 1970-01-01T00:00, and differences in microseconds.
struct TimestampSummary {
  std::uint64_t count = 0;
  std::optional<std::int64_t> min, max;
  std::optional<std::int64_t> range;         // undefined also when it overflows int64
  std::optional<std::int64_t> median;        // lower median, exact when quantiles are
  std::optional<std::int64_t> median_gap;    // between consecutive distinct times; needs exact values
  std::optional<std::int64_t> largest_gap;   // likewise
  std::optional<std::int64_t> largest_gap_start;
  Monotonicity monotonicity = Monotonicity::None;
  std::array<std::uint64_t, 24> by_hour{};
  std::array<std::uint64_t, 7> by_weekday{};  // Monday first
  std::array<std::uint64_t, 12> by_month{};
};

// Text columns. Lengths are in Unicode code points.
struct TextSummary {
  std::uint64_t count = 0;             // present values
  std::uint64_t empty = 0;             // present and ""
  std::uint64_t blank = 0;             // present, not empty, nothing but white space
  std::uint64_t padded = 0;            // white space (ASCII) at the start or the end, blank ones included
  std::uint64_t non_ascii = 0;         // values with at least one non-ASCII character
  std::optional<std::uint64_t> min_length, max_length;
  std::optional<double> mean_length;
  std::uint64_t total_bytes = 0;       // UTF-8 bytes of all present values
  std::string shortest, longest;       // first of each, cut to 200 bytes at a character boundary
  // Values that read as something else.
  std::uint64_t date_like = 0, number_like = 0, url_like = 0, email_like = 0;
  std::optional<stats::Histogram> lengths;  // of the lengths, integer-aligned
};

struct TopValue {
  std::string label;        // as shown in the grid; "" is the empty text
  std::uint64_t count = 0;  // rows
};

struct TopValues {
  std::vector<TopValue> values;  // by count, descending; ties by first row (text), code or value
  std::uint64_t other = 0;       // present rows not among `values`
  bool exact = true;             // else Misra–Gries: counts are lower bounds, at most `undercount` too low
  std::uint64_t undercount = 0;
};

struct ColumnProfile {
  std::size_t column = 0;  // index in the table
  std::string name;
  data::Type type = data::Type::Text;
  std::string origin;      // data::Field::origin
  Kind kind = Kind::Text;

  std::uint64_t rows = 0;     // rows looked at so far; compare with TableProfile::rows for "n of N rows"
  bool complete = false;      // all rows were looked at
  std::uint64_t missing = 0;
  std::optional<DistinctCount> distinct;
  std::uint64_t memory_bytes = 0;
  bool unique = false;    // every present value differs from the others, and there are at least two
  bool constant = false;  // exactly one distinct present value, in at least one row

  std::optional<NumericSummary> numeric;      // Integer, Real
  std::optional<TimestampSummary> timestamp;  // Timestamp
  std::optional<TextSummary> text;            // Text
  std::optional<TopValues> top;               // every type; Boolean has "true" and "false"
  std::optional<stats::Histogram> histogram;  // Integer, Real; Timestamp (edges in microseconds)
  std::optional<stats::Histogram> mini;       // the same values in at most 24 bins, for a grid header
  // Shannon entropy of the values' shares, in bits; and 1 - entropy / log2(distinct): 0 = even, near 1 =
  // one value has nearly all. With exact counts and at least two distinct values for the imbalance.
  std::optional<double> entropy;
  std::optional<double> imbalance;

  [[nodiscard]] std::uint64_t present() const { return rows - missing; }
  [[nodiscard]] double missing_share() const {
    return rows == 0 ? 0.0 : static_cast<double>(missing) / static_cast<double>(rows);
  }
};

// Pearson's r of every pair of Integer, Real and Boolean (0/1) columns, over the rows where both are finite
// (pairwise complete). Undefined for fewer than 2 such rows or when either side is constant there.
struct Correlation {
  std::vector<std::size_t> columns;          // table indices, in order
  std::vector<std::optional<double>> r;      // columns.size()² values, row-major, symmetric
  std::vector<std::uint64_t> pairs;          // rows behind each value, likewise
  std::vector<std::size_t> left_out;         // numeric columns beyond ProfileOptions::max_correlation_columns
  [[nodiscard]] std::optional<double> at(std::size_t i, std::size_t j) const {
    return r[i * columns.size() + j];
  }
};

enum class Severity : std::uint8_t { Info, Warning, Error };
[[nodiscard]] std::string_view to_string(Severity severity);  // "info", "warning", "error"

enum class AlertKind : std::uint8_t {
  Empty,            // table without rows, or column without any present value
  Constant,         // one distinct value
  MostlyMissing,    // missing share > thresholds.mostly_missing
  Missing,          // missing share > thresholds.missing
  Unique,           // every value differs (an identifier?)
  HighCardinality,  // categorical text with too many distinct values
  Imbalance,        // 1 - entropy / max
  Zeros,
  Infinite,
  Skewed,
  HighCorrelation,  // two columns
  Duplicates,       // whole rows; no column
  ConstantLength,   // all texts equally long (a code?)
  DateInText,       // texts that are dates
  NumberInText,     // texts that are mostly numbers
  Padded,           // white space around texts
};
[[nodiscard]] std::string_view to_key(AlertKind kind);    // "high_correlation": JSON, deep links
[[nodiscard]] std::string_view to_string(AlertKind kind); // "High correlation": shown

struct Alert {
  AlertKind kind = AlertKind::Missing;
  Severity severity = Severity::Info;
  std::vector<std::size_t> columns;  // table indices: none = the table, two = a pair
  std::string message;               // one sentence with names and figures
  double evidence = 0;               // the measured figure
  double threshold = 0;              // what it was compared with
};

// Where the figures of comparable tools are known, they are the defaults (ydata-profiling's thresholds).
struct Thresholds {
  double missing = 0.01;         // share
  double mostly_missing = 0.5;   // share
  double zeros = 0.01;           // share of present values
  double infinite = 0.01;        // share of present values; any infinity at all is information
  std::uint64_t high_cardinality = 50;  // distinct
  double imbalance = 0.5;
  double skew_info = 1.0, skew_warning = 20.0;  // |G1|
  double correlation = 0.5, correlation_warning = 0.9;  // |r|
  double like_share = 0.9;       // share of texts that read as dates or numbers
};

struct ProfileOptions {
  stats::HistogramRule histogram_rule = stats::HistogramRule::FreedmanDiaconis;
  int fixed_bins = 50;                      // for HistogramRule::Fixed
  int max_bins = 200;                       // whatever a rule asks for
  int top_values = 20;
  std::uint64_t exact_rows = 4'194'304;     // beyond: sketches, with their error stated
  std::uint64_t duplicate_rows = 4'194'304; // beyond: duplicate rows are not counted
  std::size_t max_correlation_columns = 100;
  bool correlations = true;
  bool duplicates = true;
  bool first_look = true;   // profile the first chunk on its own first, for an answer at once
  std::uint64_t seed = 0;   // of the sketches' coin tosses
  Thresholds thresholds;
};

struct DuplicateGroup {
  std::int64_t first_row = 0;
  std::uint64_t rows = 0;  // how often the row appears, the first included
  [[nodiscard]] bool operator==(const DuplicateGroup&) const = default;
};

struct TableProfile {
  std::string name;
  std::uint64_t rows = 0;        // of the table
  std::uint64_t rows_seen = 0;   // behind the least advanced column; == rows when complete
  bool complete = false;
  std::uint64_t cells_missing = 0;   // among the rows seen
  std::uint64_t rows_with_missing = 0;
  std::optional<std::uint64_t> duplicate_rows;  // rows equal to an earlier row (128-bit hash); empty = not counted
  std::vector<DuplicateGroup> duplicates;       // the ten most frequent
  std::uint64_t memory_bytes = 0;
  std::vector<ColumnProfile> columns;           // one per table column, in order
  std::optional<Correlation> correlation;       // empty until known, or with fewer than two numeric columns
  std::vector<Alert> alerts;                    // most severe first, then by share of the evidence
  ProfileOptions options;                       // the settings it was made with
  double elapsed_ms = 0;                        // wall clock from the first step
  int threads = 0;                              // distinct threads that took part
};
using TableProfilePtr = std::shared_ptr<const TableProfile>;

// What a grid header shows of a column: a slice of its profile.
struct HeaderSummary {
  std::size_t column = 0;
  Kind kind = Kind::Text;
  bool complete = false;
  double missing_share = 0;
  std::optional<std::uint64_t> distinct;
  std::vector<std::uint64_t> bars;   // at most 24 bins, for Numeric and Timestamp
  double low = 0, high = 0;          // outer edges of the bars
  std::vector<TopValue> categories;  // the top 3, for the other kinds
  std::uint64_t other = 0;           // present rows not in `categories`
  std::optional<Severity> worst;     // of the alerts that name this column
  std::size_t alerts = 0;
};
// Needs column < profile.columns.size().
[[nodiscard]] HeaderSummary header_summary(const TableProfile& profile, std::size_t column);

}  // namespace assay::profile
