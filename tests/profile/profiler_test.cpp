#include "profile/profiler.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "profile/profile_json.hpp"
#include "profile/tables.hpp"
#include "stats/golden.hpp"

using namespace tables;
using profile::AlertKind;
using profile::Kind;
using profile::Monotonicity;

namespace {

std::set<AlertKind> alerts_of(const profile::TableProfile& p, std::size_t c) {
  std::set<AlertKind> kinds;
  for (const auto& alert : p.alerts) {
    if (std::find(alert.columns.begin(), alert.columns.end(), c) != alert.columns.end()) kinds.insert(alert.kind);
  }
  return kinds;
}

}  // namespace

TEST_CASE("profile: missing values of every type") {
  const auto p = profile_of(table({column<bool>("b", data::Type::Boolean, {std::nullopt, true, std::nullopt}),
                                   column<std::int64_t>("i", data::Type::Integer, {std::nullopt, 7, std::nullopt}),
                                   column<double>("r", data::Type::Real, {std::nullopt, 0 / 0.0, 2.5}),
                                   column<std::int64_t>("t", data::Type::Timestamp, {std::nullopt, 7, std::nullopt}),
                                   column<std::string>("s", data::Type::Text, {std::nullopt, "", std::nullopt}),
                                   column<double>("none", data::Type::Real, {std::nullopt, std::nullopt, std::nullopt})}));
  for (const auto& c : p->columns) {
    INFO(c.name);
    CHECK(c.rows == 3);
    CHECK(c.complete);
    CHECK(c.missing == (c.name == "none" ? 3 : 2));  // NaN is missing
    CHECK(c.present() == (c.name == "none" ? 0 : 1));
    CHECK(c.distinct->value == (c.name == "none" ? 0 : 1));
    CHECK(c.constant == (c.name != "none"));
    CHECK_FALSE(c.unique);
  }
  CHECK(p->cells_missing == 13);
  CHECK(p->rows_with_missing == 3);
  CHECK(p->columns[4].text->empty == 1);
  CHECK(p->columns[4].text->max_length == 0);
  const auto& none = p->columns[5];
  CHECK_FALSE(none.numeric->mean);
  CHECK_FALSE(none.numeric->min);
  CHECK_FALSE(none.numeric->quantiles);
  CHECK_FALSE(none.numeric->mad);
  CHECK_FALSE(none.entropy);
  CHECK_FALSE(none.histogram);
  CHECK(alerts_of(*p, 5) == std::set{AlertKind::Empty});
  CHECK(alerts_of(*p, 0) == std::set{AlertKind::MostlyMissing, AlertKind::Constant});
}

TEST_CASE("profile: one row") {
  const auto p = profile_of(table({column<double>("r", data::Type::Real, {3.5}), column<std::int64_t>("i", data::Type::Integer, {-4}),
                                   column<std::string>("s", data::Type::Text, {"hello"})}));
  const auto& n = *p->columns[0].numeric;
  CHECK(n.mean == 3.5);
  CHECK(n.range == 0.0);
  CHECK_FALSE(n.sd);
  CHECK_FALSE(n.cv);
  CHECK_FALSE(n.skewness);
  CHECK(n.mad == 0.0);
  CHECK(n.quantiles->p05 == 3.5);
  CHECK(n.smallest.size() == 1);
  CHECK(n.monotonicity == Monotonicity::None);
  CHECK(p->columns[0].histogram->counts == std::vector<std::uint64_t>{1});
  CHECK_FALSE(p->columns[0].imbalance);
  CHECK(p->duplicate_rows == 0);
  REQUIRE(p->correlation);
  CHECK_FALSE(p->correlation->at(0, 1));
  CHECK(p->correlation->pairs[1] == 1);
  CHECK(p->columns[1].numeric->sum_text == "-4");
}

TEST_CASE("profile: values that overflow a double's range when added, squared or subtracted") {
  const double big = 1.7e308;
  const auto p = profile_of(table({column<double>("b", data::Type::Real, {big, -big, big, -big, 1.0}),
                                   column<double>("c", data::Type::Real, {big, -big, big, -big, 2.0}),
                                   column<std::int64_t>("i", data::Type::Integer, {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MAX, 0})}));
  const auto& n = *p->columns[0].numeric;
  CHECK(n.sum == 1.0);
  CHECK(n.mean == 0.2);
  CHECK_FALSE(n.range);
  CHECK_FALSE(n.variance);
  REQUIRE(n.sd);
  CHECK(std::fabs(*n.sd / big - 1.0) < 1e-12);
  CHECK(n.mad == big);
  CHECK_FALSE(n.iqr);
  CHECK(p->columns[0].histogram->total() == 5);
  golden::check(p->correlation->at(0, 1), 1.0, 1e-15);
  const auto& i = *p->columns[2].numeric;
  CHECK(i.sum_text == "18446744073709551613");
  CHECK(i.min_text == "-9223372036854775808");
  CHECK(i.max_text == "9223372036854775807");
  CHECK(i.range == 18446744073709551615.0);
  CHECK(p->columns[2].histogram->total() == 5);
  // No text of the JSON is a NaN or an infinity.
  const auto json = profile::to_json(*p);
  CHECK(json["columns"][0]["numeric"]["variance"].is_null());
}

TEST_CASE("profile: constant columns of every type") {
  const std::size_t n = 1000;
  const auto p = profile_of(table({column("r", data::Type::Real, std::vector<std::optional<double>>(n, 0.1)),
                                   column("i", data::Type::Integer, std::vector<std::optional<std::int64_t>>(n, 5)),
                                   column("t", data::Type::Timestamp, std::vector<std::optional<std::int64_t>>(n, 5)),
                                   column("s", data::Type::Text, std::vector<std::optional<std::string>>(n, "same")),
                                   column("b", data::Type::Boolean, std::vector<std::optional<bool>>(n, true))}));
  for (std::size_t c = 0; c < 5; ++c) {
    INFO(p->columns[c].name);
    CHECK(p->columns[c].constant);
    CHECK(p->columns[c].entropy == 0.0);
    CHECK_FALSE(p->columns[c].imbalance);
    CHECK(p->columns[c].top->values.at(0).count == n);
    CHECK(alerts_of(*p, c).contains(AlertKind::Constant));
  }
  const auto& r = *p->columns[0].numeric;
  CHECK(r.variance == 0.0);
  CHECK(r.mean == 0.1);
  CHECK(r.cv == 0.0);
  CHECK_FALSE(r.skewness);
  CHECK(r.monotonicity == Monotonicity::Constant);
  CHECK_FALSE(p->columns[2].timestamp->largest_gap);
  CHECK_FALSE(p->correlation->at(0, 1));
  CHECK_FALSE(p->correlation->at(0, 0));
  CHECK(p->duplicate_rows == n - 1);
  CHECK(p->duplicates == std::vector<profile::DuplicateGroup>{{0, n}});
}

TEST_CASE("profile: empty tables") {
  const auto no_rows = profile_of(table({column<double>("r", data::Type::Real, {}), column<std::int64_t>("i", data::Type::Integer, {}),
                                         column<std::string>("s", data::Type::Text, {}), column<bool>("b", data::Type::Boolean, {}),
                                         column<std::int64_t>("t", data::Type::Timestamp, {})}));
  CHECK(no_rows->complete);
  CHECK(no_rows->columns.size() == 5);
  CHECK(no_rows->columns[2].name == "s");
  CHECK(no_rows->columns[0].distinct->value == 0);
  REQUIRE(no_rows->alerts.size() == 1);
  CHECK(no_rows->alerts[0].kind == AlertKind::Empty);
  const auto nothing = profile_of(table({}));
  CHECK(nothing->complete);
  CHECK(nothing->columns.empty());
}

TEST_CASE("profile: the golden cases through the whole profiler") {
  for (const auto& one : golden::cases()) {
    INFO(one.name);
    const auto p = profile_of(table({one.integers ? column("x", data::Type::Integer, one.whole) : column("x", data::Type::Real, one.reals)}));
    const auto& c = p->columns[0];
    const auto& n = *c.numeric;
    const auto& wanted = one.expected;
    CHECK(n.count == wanted["count"].get<std::uint64_t>());
    if (n.count == 0) continue;
    CHECK(c.distinct->value == wanted["distinct"].get<std::uint64_t>());
    golden::check(n.mean, wanted["mean"], 1e-15, 5e-324);
    golden::check(n.sum, wanted["sum"], 1e-15, 1e-300);
    golden::check(n.sd, wanted["sd"], 1e-11);
    golden::check(n.mad, wanted["mad"], 1e-12, 5e-324);
    golden::check(n.quantiles->p25, wanted["quantiles"]["p25"], 1e-14, 5e-324);
    golden::check(n.quantiles->p95, wanted["quantiles"]["p95"], 1e-14, 5e-324);
    golden::check(c.entropy, wanted["entropy"], 1e-12, 1e-12);
    CHECK(c.histogram->total() == n.count);
    CHECK(c.mini->total() == n.count);
    CHECK(c.mini->counts.size() <= 24);
    if (one.name == "far from zero") continue;
    golden::check(n.skewness, wanted["skewness"], 1e-9, 1e-13);
    golden::check(n.kurtosis, wanted["kurtosis"], 1e-9, 1e-12);
  }
}

TEST_CASE("profile: Pearson's r agrees with exact fractions, over common rows and whatever the scale") {
  const auto wanted = golden::read("statistics.json")["pearson"];
  std::vector<data::ColumnPtr> columns;
  for (const auto& values : wanted["columns"]) {
    std::vector<std::optional<double>> cells;
    for (const auto& value : values) cells.push_back(value.is_null() ? std::nullopt : std::optional(value.get<double>()));
    columns.push_back(column("c" + std::to_string(columns.size()), data::Type::Real, cells));
  }
  const auto p = profile_of(table(columns));
  REQUIRE(p->correlation);
  const std::size_t m = columns.size();
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      INFO(i << ", " << j);
      // Column 4's values near 1e12 carry their part of a difference in 1e-4 steps: the data's own rounding.
      golden::check(p->correlation->at(i, j), wanted["r"][i][j], 1e-9, 1e-12);
      CHECK(p->correlation->pairs[i * m + j] == wanted["pairs"][i][j].get<std::uint64_t>());
    }
  }
}

TEST_CASE("profile: infinities are counted and left out") {
  const double inf = std::numeric_limits<double>::infinity();
  const auto p = profile_of(table({column<double>("r", data::Type::Real, {1.0, inf, -inf, 2.0, inf, 3.0, -0.0, 0.0, -5.0})}));
  const auto& c = p->columns[0];
  const auto& n = *c.numeric;
  CHECK(n.count == 9);
  CHECK(n.infinite == 3);
  CHECK(n.negatives == 2);
  CHECK(n.zeros == 2);
  CHECK(n.max == 3.0);
  CHECK(n.min == -5.0);
  CHECK(n.sum == 1.0);
  CHECK(c.distinct->value == 7);  // -5, 0, 1, 2, 3 and the two infinities
  CHECK(c.histogram->total() == 6);
  std::uint64_t counted = c.top->other;
  for (const auto& value : c.top->values) counted += value.count;
  CHECK(counted == 9);
  CHECK(alerts_of(*p, 0).contains(AlertKind::Infinite));
}

TEST_CASE("profile: extremes name their rows") {
  std::vector<std::optional<std::int64_t>> values;
  for (std::int64_t i = 0; i < 70'000; ++i) values.push_back((i * 7919) % 70'001);
  const auto p = profile_of(table({column("i", data::Type::Integer, values)}));
  const auto& n = *p->columns[0].numeric;
  REQUIRE(n.smallest.size() == 10);
  REQUIRE(n.largest.size() == 10);
  for (const auto* list : {&n.smallest, &n.largest}) {
    for (const auto& extreme : *list) {
      CHECK(static_cast<double>(*values[static_cast<std::size_t>(extreme.row)]) == extreme.value);
    }
  }
  CHECK(n.smallest.front().value == *n.min);
  CHECK(n.largest.front().text == n.max_text);
  CHECK(p->columns[0].unique);
}

TEST_CASE("profile: kinds follow the distinct values") {
  std::vector<std::optional<std::int64_t>> codes;
  std::vector<std::optional<std::string>> species, names;
  for (int i = 0; i < 300; ++i) {
    codes.push_back(i % 4);
    species.push_back("kind " + std::to_string(i % 3));
    names.push_back("name " + std::to_string(i % 200));
  }
  const auto p = profile_of(table({column("codes", data::Type::Integer, codes), column("species", data::Type::Text, species),
                                   column("names", data::Type::Text, names)}));
  CHECK(p->columns[0].kind == Kind::Categorical);
  CHECK(p->columns[0].numeric->mean == 1.5);
  CHECK(p->columns[1].kind == Kind::Categorical);
  CHECK(p->columns[2].kind == Kind::Text);
  CHECK(p->columns[1].top->values.at(0).label == "kind 0");
  CHECK(p->columns[1].top->other == 0);
  CHECK(alerts_of(*p, 2).contains(AlertKind::HighCardinality));
}

TEST_CASE("profile: texts with and without a dictionary say the same") {
  std::mt19937_64 random(4);
  std::vector<std::optional<std::string>> repeated, mostly_different;
  for (int i = 0; i < 70'000; ++i) {
    const auto value = random() % 30'000;  // 70,000 / 2 or fewer distinct: the builder codes them
    repeated.push_back(i % 9 == 0 ? std::nullopt : std::optional("w" + std::to_string(value)));
  }
  mostly_different = repeated;
  // 45,000 rows that only occur once make the second column too varied for a dictionary.
  for (int i = 0; i < 45'000; ++i) {
    repeated.emplace_back("filler");
    mostly_different.emplace_back("once " + std::to_string(i));
  }
  const auto coded = column("c", data::Type::Text, repeated);
  const auto plain = column("p", data::Type::Text, mostly_different);
  REQUIRE(coded->chunks()[0]->is_dictionary());
  REQUIRE_FALSE(plain->chunks()[0]->is_dictionary());
  const auto p = profile_of(table({coded, plain}));
  std::map<std::string, std::uint64_t> truth;
  for (int i = 0; i < 70'000; ++i) {
    if (repeated[static_cast<std::size_t>(i)]) ++truth[*repeated[static_cast<std::size_t>(i)]];
  }
  CHECK(p->columns[0].distinct->value == truth.size() + 1);
  CHECK(p->columns[1].distinct->value == truth.size() + 45'000);
  CHECK(p->columns[0].missing == p->columns[1].missing);
  CHECK(p->columns[0].top->values[0].label == "filler");
  for (std::size_t i = 0; i < 10; ++i) {
    const auto& a = p->columns[0].top->values[i + 1];
    const auto& b = p->columns[1].top->values[i];
    CHECK(a.count == b.count);
    CHECK(truth[b.label] == b.count);
    CHECK(truth[a.label] == a.count);
  }
  double entropy = 0;
  const double n = static_cast<double>(p->columns[1].present());
  for (const auto& [word, count] : truth) entropy -= static_cast<double>(count) / n * std::log2(static_cast<double>(count) / n);
  entropy += 45'000 / n * std::log2(n);
  golden::check(p->columns[1].entropy, entropy, 1e-10);
  CHECK(p->columns[1].text->max_length == 10);
}

TEST_CASE("profile: timestamps") {
  const std::int64_t hour = 3'600'000'000;
  const auto p = profile_of(table({column<std::int64_t>("t", data::Type::Timestamp, {10 * hour, 0, hour, std::nullopt, 2 * hour, hour, 3 * hour})}));
  const auto& t = *p->columns[0].timestamp;
  CHECK(t.count == 6);
  CHECK(t.min == 0);
  CHECK(t.max == 10 * hour);
  CHECK(t.range == 10 * hour);
  CHECK(t.median == hour);
  CHECK(t.median_gap == hour);
  CHECK(t.largest_gap == 7 * hour);
  CHECK(t.largest_gap_start == 3 * hour);
  CHECK(t.monotonicity == Monotonicity::None);
  CHECK(t.by_hour[1] == 2);
  CHECK(t.by_weekday[3] == 6);
  CHECK(t.by_month[0] == 6);
  CHECK(p->columns[0].top->values[0].label == "1970-01-01T01:00:00");
  CHECK(p->columns[0].histogram->total() == 6);
}

TEST_CASE("profile: duplicate rows are found whatever the types, missing equals missing, -0 equals 0") {
  const auto t = table({column<double>("r", data::Type::Real, {0.0, -0.0, std::nullopt, std::nullopt, 1.0, 0.0}),
                        column<std::int64_t>("i", data::Type::Integer, {1, 1, 2, 2, 1, 2}),
                        column<std::string>("s", data::Type::Text, {"a", "a", std::nullopt, std::nullopt, "a", "a"})});
  const auto p = profile_of(t);
  CHECK(p->duplicate_rows == 2);
  CHECK(p->duplicates == std::vector<profile::DuplicateGroup>{{0, 2}, {2, 2}});
  CHECK(p->rows_with_missing == 2);
  profile::ProfileOptions off;
  off.duplicates = false;
  off.correlations = false;
  const auto without = profile_of(t, off);
  CHECK_FALSE(without->duplicate_rows);
  CHECK_FALSE(without->correlation);
  CHECK(without->rows_with_missing == 2);
  // Values that change places between columns are no duplicate.
  const auto swapped = profile_of(table({column<std::int64_t>("a", data::Type::Integer, {1, 2, 1, 2}),
                                         column<std::int64_t>("b", data::Type::Integer, {2, 1, 2, 2})}));
  CHECK(swapped->duplicate_rows == 1);
}

TEST_CASE("profile: a first look comes before the whole, and says how many rows it saw") {
  const auto t = mixed(200'000);
  const auto task = profile::Profiler::make(t);
  CHECK_FALSE(task->snapshot());
  std::set<std::uint64_t> seen;
  profile::TableProfilePtr first;
  while (task->step() == base::Step::More) {
    const auto now = task->snapshot();
    if (!now) continue;
    seen.insert(now->rows_seen);
    if (!first) first = now;
    CHECK(now->columns.size() == 7);
    CHECK(now->rows == 200'000);
    if (now->rows_seen < 200'000) {
      CHECK_FALSE(now->complete);
      CHECK_FALSE(task->take());
    }
  }
  REQUIRE(first);
  CHECK(first->rows_seen == 65'536);
  CHECK(first->columns[0].rows == 65'536);
  CHECK_FALSE(first->columns[0].complete);
  CHECK(first->columns[0].name == "real");
  CHECK(first->correlation);
  CHECK(*seen.begin() == 65'536);
  REQUIRE(task->take());
  CHECK(task->take()->complete);
  CHECK(task->take()->rows_seen == 200'000);
  CHECK(std::fabs(*first->columns[0].numeric->mean - *task->take()->columns[0].numeric->mean) < 0.01);
}

TEST_CASE("profile: the same bits for any number of threads") {
  const auto t = mixed(300'000);
  for (const std::uint64_t exact_rows : {1ULL << 30, 100'000ULL}) {
    profile::ProfileOptions options;
    options.exact_rows = exact_rows;
    const auto text_of = [&](int threads) {
      const auto task = profile::Profiler::make(t, options);
      if (threads == 0) {
        REQUIRE(run(*task) == base::Step::Done);
      } else {
        run_on_threads(*task, threads);
      }
      REQUIRE(task->take());
      auto copy = *task->take();
      copy.elapsed_ms = 0;
      return profile::to_json_text(copy);
    };
    const std::string alone = text_of(0);
    for (const int threads : {1, 2, 4, 7}) CHECK(text_of(threads) == alone);
  }
}

TEST_CASE("profile: beyond the exact rows, sketches stay within their stated errors") {
  const auto t = mixed(300'000);
  profile::ProfileOptions options;
  options.exact_rows = 100'000;
  options.duplicate_rows = 100'000;
  const auto exact = profile_of(t);
  const auto sketched = profile_of(t, options);
  CHECK_FALSE(sketched->duplicate_rows);
  for (std::size_t c = 0; c < exact->columns.size(); ++c) {
    const auto& a = exact->columns[c];
    const auto& b = sketched->columns[c];
    INFO(a.name);
    CHECK(a.missing == b.missing);
    CHECK(a.kind == b.kind);
    const double truth = static_cast<double>(a.distinct->value);
    CHECK(std::fabs(static_cast<double>(b.distinct->value) - truth) <= 4 * b.distinct->relative_error * truth + 1);
    std::uint64_t counted = b.top->other;
    for (const auto& value : b.top->values) counted += value.count;
    CHECK(counted == b.present());
    if (!a.numeric) continue;
    CHECK(a.numeric->mean == b.numeric->mean);
    CHECK(a.numeric->sd == b.numeric->sd);
    CHECK_FALSE(b.numeric->quantiles->exact);
    CHECK(b.histogram->total() == a.histogram->total());
    // A rank error e moves a quantile of (nearly) even values by e of their range.
    const double reach = 1.5 * b.numeric->quantiles->rank_error * *a.numeric->range;
    CHECK(std::fabs(a.numeric->quantiles->p50 - b.numeric->quantiles->p50) <= std::max(1.0 * (a.type == data::Type::Integer), reach));
    CHECK(std::fabs(a.numeric->quantiles->p95 - b.numeric->quantiles->p95) <= std::max(1.0 * (a.type == data::Type::Integer), reach));
    CHECK(std::fabs(*a.numeric->mad - *b.numeric->mad) <= std::max(1.0 * (a.type == data::Type::Integer), 2 * reach));
  }
  CHECK(exact->columns[3].timestamp->max == sketched->columns[3].timestamp->max);
}

TEST_CASE("profile: cancelling ends with an error and no result") {
  const auto t = mixed(200'000);
  const auto task = profile::Profiler::make(t);
  for (int i = 0; i < 5; ++i) CHECK(task->step() == base::Step::More);
  task->cancel();
  CHECK(task->step() == base::Step::Failed);
  REQUIRE(task->error());
  CHECK(task->error()->code == base::ErrorCode::Cancelled);
  CHECK_FALSE(task->take());
}

TEST_CASE("profile: many columns, few rows") {
  std::vector<data::ColumnPtr> columns;
  for (int c = 0; c < 400; ++c) {
    std::vector<std::optional<double>> values;
    for (int i = 0; i < 20; ++i) values.push_back((i * 37 + c * 11) % 101);
    columns.push_back(column("c" + std::to_string(c), data::Type::Real, values));
  }
  const auto p = profile_of(table(columns));
  REQUIRE(p->correlation);
  CHECK(p->correlation->columns.size() == 100);
  CHECK(p->correlation->left_out.size() == 300);
  CHECK(p->columns[399].numeric->count == 20);
}
