#include "profile/alerts.hpp"

#include <cmath>

#include "profile/labels.hpp"
#include "profile/tables.hpp"

using namespace tables;
using profile::Alert;
using profile::AlertKind;
using profile::Severity;

namespace {

const Alert* find(const profile::TableProfile& p, AlertKind kind) {
  for (const auto& alert : p.alerts) {
    if (alert.kind == kind) return &alert;
  }
  return nullptr;
}

template <class F>
std::vector<std::optional<double>> reals(int n, F f) {
  std::vector<std::optional<double>> values;
  for (int i = 0; i < n; ++i) values.push_back(f(i));
  return values;
}

}  // namespace

TEST_CASE("alerts: none for a plain column") {
  const auto p = profile_of(table({column("x", data::Type::Real, reals(500, [](int i) { return 1 + (i * 7) % 500 / 4.0; }))}));
  CHECK(p->alerts.empty());
}

TEST_CASE("alerts: missing values by share, most severe first") {
  std::vector<std::optional<double>> some, most, few;
  for (int i = 0; i < 1000; ++i) {
    some.push_back(i % 10 == 0 ? std::nullopt : std::optional(i + 1.0));
    most.push_back(i % 10 != 0 ? std::nullopt : std::optional(i + 1.0));
    few.push_back(i % 200 == 0 ? std::nullopt : std::optional((i * 31) % 997 + 1.0));
  }
  const auto p = profile_of(table({column("few", data::Type::Real, few), column("some", data::Type::Real, some), column("most", data::Type::Real, most)}));
  REQUIRE(p->alerts.size() >= 2);
  CHECK(p->alerts[0].kind == AlertKind::MostlyMissing);
  CHECK(p->alerts[0].columns == std::vector<std::size_t>{2});
  CHECK(p->alerts[0].severity == Severity::Error);
  CHECK(p->alerts[0].evidence == 0.9);
  CHECK(p->alerts[0].message == "most: 90.0 % missing (900 of 1,000 rows).");
  const Alert* missing = find(*p, AlertKind::Missing);
  REQUIRE(missing);
  CHECK(missing->columns == std::vector<std::size_t>{1});
  CHECK(missing->threshold == 0.01);
}

TEST_CASE("alerts: zeros, skew, correlation, duplicates, imbalance") {
  std::vector<std::optional<bool>> rare;
  for (int i = 0; i < 1000; ++i) rare.push_back(i % 100 == 0);
  const auto p = profile_of(table({column("zeros", data::Type::Real, reals(1000, [](int i) { return i % 20 == 0 ? 0.0 : i + 1; })),
                                   column("tail", data::Type::Real, reals(1000, [](int i) { return i == 999 ? 1e9 : i % 50 + i * 1e-3; })),
                                   column("twice", data::Type::Real, reals(1000, [](int i) { return i % 20 == 0 ? 1.0 : -2.0 * i; })),
                                   column("rare", data::Type::Boolean, rare)}));
  const Alert* zeros = find(*p, AlertKind::Zeros);
  REQUIRE(zeros);
  CHECK(zeros->evidence == 0.05);
  const Alert* skewed = find(*p, AlertKind::Skewed);
  REQUIRE(skewed);
  CHECK(skewed->severity == Severity::Warning);
  CHECK(skewed->threshold == 20);
  const Alert* pair = find(*p, AlertKind::HighCorrelation);
  REQUIRE(pair);
  CHECK(pair->columns == std::vector<std::size_t>{0, 2});
  CHECK(pair->evidence < -0.99);
  CHECK(pair->severity == Severity::Warning);
  const Alert* rarely = find(*p, AlertKind::Imbalance);
  REQUIRE(rarely);
  CHECK(rarely->columns == std::vector<std::size_t>{3});
  CHECK(std::fabs(rarely->evidence - (1 + 0.01 * std::log2(0.01) + 0.99 * std::log2(0.99))) < 1e-12);
  for (std::size_t i = 1; i < p->alerts.size(); ++i) CHECK(p->alerts[i - 1].severity >= p->alerts[i].severity);
  CHECK_FALSE(find(*p, AlertKind::Duplicates));
  const auto twice = profile_of(table({column<std::int64_t>("a", data::Type::Integer, {1, 2, 1})}));
  REQUIRE(find(*twice, AlertKind::Duplicates));
  CHECK(find(*twice, AlertKind::Duplicates)->columns.empty());
}

TEST_CASE("alerts: texts that are dates, numbers, padded, equally long, identifiers") {
  std::vector<std::optional<std::string>> dates, numbers, padded, ids;
  for (int i = 0; i < 100; ++i) {
    dates.push_back("2024-01-" + std::string(i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1));
    numbers.push_back("$" + std::to_string(i * 13));
    padded.push_back(i == 0 ? " x" : "x" + std::to_string(i % 3));
    ids.push_back("id-" + std::to_string(1000 + i));
  }
  const auto p = profile_of(table({column("dates", data::Type::Text, dates), column("numbers", data::Type::Text, numbers),
                                   column("padded", data::Type::Text, padded), column("ids", data::Type::Text, ids)}));
  REQUIRE(find(*p, AlertKind::DateInText));
  CHECK(find(*p, AlertKind::DateInText)->columns == std::vector<std::size_t>{0});
  REQUIRE(find(*p, AlertKind::NumberInText));
  CHECK(find(*p, AlertKind::NumberInText)->columns == std::vector<std::size_t>{1});
  REQUIRE(find(*p, AlertKind::Padded));
  CHECK(find(*p, AlertKind::Padded)->columns == std::vector<std::size_t>{2});
  REQUIRE(find(*p, AlertKind::Unique));
  REQUIRE(find(*p, AlertKind::ConstantLength));
}

TEST_CASE("alerts: a header shows its column's share of the profile") {
  std::vector<std::optional<std::string>> words;
  std::vector<std::optional<double>> numbers;
  for (int i = 0; i < 100; ++i) {
    words.push_back(i % 10 == 0 ? std::nullopt : std::optional("w" + std::to_string(i % 5)));
    numbers.push_back(i);
  }
  const auto p = profile_of(table({column("words", data::Type::Text, words), column("numbers", data::Type::Real, numbers)}));
  const auto text = profile::header_summary(*p, 0);
  CHECK(text.missing_share == 0.1);
  CHECK(text.categories.size() == 3);
  CHECK(text.other == 90 - 60);
  CHECK(text.bars.empty());
  CHECK(text.alerts == 2);  // missing, constant length
  CHECK(text.worst == Severity::Warning);
  const auto number = profile::header_summary(*p, 1);
  CHECK(number.bars.size() <= 24);
  std::uint64_t total = 0;
  for (const auto bar : number.bars) total += bar;
  CHECK(total == 100);
  CHECK(number.low == 0);
  CHECK(number.high == 99);
  CHECK(number.categories.empty());
}

TEST_CASE("labels: counts, shares and numbers for people") {
  CHECK(profile::count_text(0) == "0");
  CHECK(profile::count_text(999) == "999");
  CHECK(profile::count_text(1234567) == "1,234,567");
  CHECK(profile::share_text(0) == "0.0 %");
  CHECK(profile::share_text(0.0004) == "< 0.1 %");
  CHECK(profile::share_text(0.9996) == "> 99.9 %");
  CHECK(profile::share_text(1) == "100.0 %");
  CHECK(profile::real_text(0.1) == "0.1");
  CHECK(profile::integer_text(INT64_MIN) == "-9223372036854775808");
}
