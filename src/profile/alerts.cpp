#include "profile/alerts.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "profile/labels.hpp"

namespace assay::profile {
namespace {

const std::vector<std::size_t> whole_table;

class Finder {
 public:
  explicit Finder(const TableProfile& profile) : profile_(profile), limits_(profile.options.thresholds) {}

  std::vector<Alert> find() {
    if (profile_.rows == 0) add(AlertKind::Empty, Severity::Error, whole_table, "The table has no rows.", 0, 1);
    for (const auto& column : profile_.columns) {
      if (column.rows > 0) look_at(column);
    }
    look_at_rows();
    look_at_correlations();
    std::stable_sort(alerts_.begin(), alerts_.end(), [](const Alert& a, const Alert& b) {
      if (a.severity != b.severity) return a.severity > b.severity;
      return excess(a) > excess(b);
    });
    return std::move(alerts_);
  }

 private:
  // How far beyond the threshold, comparable between kinds: 1 = at the threshold.
  static double excess(const Alert& alert) {
    return alert.threshold > 0 ? std::fabs(alert.evidence) / alert.threshold : std::fabs(alert.evidence);
  }

  void add(AlertKind kind, Severity severity, std::vector<std::size_t> columns, std::string message, double evidence,
           double threshold) {
    alerts_.push_back({kind, severity, std::move(columns), std::move(message), evidence, threshold});
  }
  void add(AlertKind kind, Severity severity, const ColumnProfile& column, const std::string& what, double evidence,
           double threshold) {
    add(kind, severity, std::vector{column.column}, column.name + ": " + what, evidence, threshold);
  }

  void look_at(const ColumnProfile& column) {
    look_at_missing(column);
    if (column.present() == 0) return;
    if (column.constant) {
      const std::string value = column.top && !column.top->values.empty() ? column.top->values.front().label : "";
      add(AlertKind::Constant, Severity::Warning, column, "every value is \"" + shortened(value) + "\".", 1, 1);
      return;
    }
    if (column.numeric) look_at_numbers(column, *column.numeric);
    if (column.text) look_at_text(column, *column.text);
    look_at_frequencies(column);
  }

  void look_at_missing(const ColumnProfile& column) {
    const double share = column.missing_share();
    const std::string what = share_text(share) + " missing (" + count_text(column.missing) + " of " +
                             count_text(column.rows) + " rows).";
    if (column.present() == 0) {
      add(AlertKind::Empty, Severity::Error, column, "no values at all.", 1, 1);
    } else if (share > limits_.mostly_missing) {
      add(AlertKind::MostlyMissing, Severity::Error, column, what, share, limits_.mostly_missing);
    } else if (share > limits_.missing) {
      add(AlertKind::Missing, Severity::Warning, column, what, share, limits_.missing);
    }
  }

  void look_at_numbers(const ColumnProfile& column, const NumericSummary& n) {
    const auto count = static_cast<double>(n.count);
    const double zeros = static_cast<double>(n.zeros) / count;
    if (zeros > limits_.zeros) {
      add(AlertKind::Zeros, Severity::Info, column, share_text(zeros) + " zeros (" + count_text(n.zeros) + ").", zeros,
          limits_.zeros);
    }
    if (n.infinite > 0) {
      const double share = static_cast<double>(n.infinite) / count;
      const bool many = share > limits_.infinite;
      add(AlertKind::Infinite, many ? Severity::Warning : Severity::Info, column,
          count_text(n.infinite) + " infinite values (" + share_text(share) + "); statistics leave them out.", share,
          limits_.infinite);
    }
    if (n.skewness && std::fabs(*n.skewness) > limits_.skew_info) {
      const bool strong = std::fabs(*n.skewness) > limits_.skew_warning;
      add(AlertKind::Skewed, strong ? Severity::Warning : Severity::Info, column,
          "skewed, G1 = " + short_text(*n.skewness) + (*n.skewness > 0 ? " (long tail to the right)." : " (long tail to the left)."),
          *n.skewness, strong ? limits_.skew_warning : limits_.skew_info);
    }
  }

  void look_at_text(const ColumnProfile& column, const TextSummary& text) {
    const auto count = static_cast<double>(text.count);
    const double dates = static_cast<double>(text.date_like) / count;
    const double numbers = static_cast<double>(text.number_like) / count;
    if (dates > limits_.like_share) {
      add(AlertKind::DateInText, Severity::Warning, column, share_text(dates) + " of the texts read as dates.", dates,
          limits_.like_share);
    }
    if (numbers > limits_.like_share) {
      add(AlertKind::NumberInText, Severity::Warning, column, share_text(numbers) + " of the texts read as numbers.",
          numbers, limits_.like_share);
    }
    if (text.padded > 0) {
      add(AlertKind::Padded, Severity::Info, column,
          count_text(text.padded) + " texts begin or end with white space.",
          static_cast<double>(text.padded) / count, 0);
    }
    if (text.min_length == text.max_length && text.count > 1) {
      add(AlertKind::ConstantLength, Severity::Info, column,
          "all texts have " + count_text(*text.min_length) + " characters.", static_cast<double>(*text.min_length), 0);
    }
  }

  void look_at_frequencies(const ColumnProfile& column) {
    if (column.unique && column.type != data::Type::Real) {
      add(AlertKind::Unique, Severity::Info, column,
          "every value differs (" + count_text(column.distinct->value) + "); an identifier?", 1, 1);
    } else if (column.type == data::Type::Text && column.distinct &&
               column.distinct->value > limits_.high_cardinality) {
      const char* about = column.distinct->exact ? "" : "about ";
      add(AlertKind::HighCardinality, Severity::Warning, column,
          about + count_text(column.distinct->value) + " different texts.",
          static_cast<double>(column.distinct->value), static_cast<double>(limits_.high_cardinality));
    }
    const bool categories = column.kind == Kind::Categorical || column.kind == Kind::Boolean;
    if (categories && column.imbalance && *column.imbalance > limits_.imbalance && !column.top->values.empty()) {
      const auto& most = column.top->values.front();
      const double share = static_cast<double>(most.count) / static_cast<double>(column.present());
      add(AlertKind::Imbalance, Severity::Warning, column,
          share_text(share) + " of the values are \"" + shortened(most.label) + "\" (imbalance " +
              short_text(*column.imbalance) + ").",
          *column.imbalance, limits_.imbalance);
    }
  }

  void look_at_rows() {
    if (!profile_.duplicate_rows || *profile_.duplicate_rows == 0) return;
    const double share = static_cast<double>(*profile_.duplicate_rows) / static_cast<double>(profile_.rows);
    const bool one = *profile_.duplicate_rows == 1;
    add(AlertKind::Duplicates, Severity::Warning, whole_table,
        count_text(*profile_.duplicate_rows) + (one ? " row repeats an earlier one (" : " rows repeat an earlier one (") +
            share_text(share) + ").",
        share, 0);
  }

  void look_at_correlations() {
    if (!profile_.correlation) return;
    const Correlation& all = *profile_.correlation;
    for (std::size_t i = 0; i < all.columns.size(); ++i) {
      for (std::size_t j = i + 1; j < all.columns.size(); ++j) {
        const auto r = all.at(i, j);
        if (!r || std::fabs(*r) <= limits_.correlation) continue;
        const bool strong = std::fabs(*r) > limits_.correlation_warning;
        const auto& a = profile_.columns[all.columns[i]];
        const auto& b = profile_.columns[all.columns[j]];
        add(AlertKind::HighCorrelation, strong ? Severity::Warning : Severity::Info, {a.column, b.column},
            a.name + " and " + b.name + " are correlated, r = " + short_text(*r) + ".", *r,
            strong ? limits_.correlation_warning : limits_.correlation);
      }
    }
  }

  static std::string shortened(const std::string& text) {
    constexpr std::size_t most = 40;
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end) + "…";
  }

  const TableProfile& profile_;
  const Thresholds& limits_;
  std::vector<Alert> alerts_;
};

}  // namespace

std::vector<Alert> find_alerts(const TableProfile& profile) { return Finder(profile).find(); }

}  // namespace assay::profile
