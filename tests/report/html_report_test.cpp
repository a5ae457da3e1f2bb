#include <catch2/catch_test_macros.hpp>

#include "report/html_report.hpp"
#include "report/svg.hpp"

using namespace assay;
using report::escaped;

namespace {

profile::TableProfile small() {
  profile::TableProfile table;
  table.name = "<script>alert(1)</script>.csv";
  table.rows = 3;
  profile::ColumnProfile column;
  column.name = "a\" onload=\"x";
  column.type = data::Type::Real;
  column.kind = profile::Kind::Numeric;
  column.rows = 3;
  column.numeric.emplace();
  column.histogram = stats::Histogram{stats::HistogramRule::Fixed, {0, 1, 2}, {1, 2}, true};
  table.columns.push_back(column);
  column.name = "text";
  column.kind = profile::Kind::Text;
  column.numeric.reset();
  column.histogram.reset();
  column.top = profile::TopValues{{{"<b>", 2}, {"", 1}}, 0, true, 0};
  table.columns.push_back(column);
  table.correlation = profile::Correlation{{0, 1}, {1.0, std::nullopt, std::nullopt, 1.0}, {3, 0, 0, 3}, {}};
  table.alerts.push_back({profile::AlertKind::Missing, profile::Severity::Warning, {0}, "a & b", 0, 0});
  return table;
}

}  // namespace

TEST_CASE("a report is one page without scripts, and what is data stays data") {
  const std::string html = report::html_report(small(), {});
  CHECK(html.starts_with("<!doctype html>"));
  CHECK(html.ends_with("</html>\n"));
  CHECK(html.find("default-src 'none'") != std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("http://") == std::string::npos);
  CHECK(html.find("https://") == std::string::npos);
  CHECK(html.find("\" onload=\"") == std::string::npos);
  CHECK(html.find("<b>\"") == std::string::npos);
  CHECK(html.find("&lt;b&gt;") != std::string::npos);
  CHECK(html.find("a &amp; b") != std::string::npos);
  CHECK(html.find("(empty text)") != std::string::npos);
  CHECK(html.find("nan") == std::string::npos);
  CHECK(html.find("<svg") != std::string::npos);
  CHECK(html.find("undefined") != std::string::npos);  // the pair without a correlation
}

TEST_CASE("an empty table makes a page too") {
  const std::string html = report::html_report({}, {});
  CHECK(html.find("None.") != std::string::npos);
  CHECK(html.find("<svg") == std::string::npos);
}

TEST_CASE("escaping: markup, controls, bad UTF-8, long text") {
  CHECK(escaped("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
  CHECK(escaped(std::string_view("a\0b\x1b", 4)) == "a b ");
  CHECK(escaped("Zürich 東京 🎉") == "Zürich 東京 🎉");
  CHECK(escaped("\xff\xc3") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(escaped("\xed\xa0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
  CHECK(escaped("\xc0\xaf") == "\xEF\xBF\xBD\xEF\xBF\xBD");                  // an overlong slash
  CHECK(escaped("äöü", 2) == "äö…");
  CHECK(escaped("") == "");
}

TEST_CASE("histograms without bins, with one bin and with unequal ones") {
  CHECK(report::histogram_svg({}, false, "x") == "");
  const stats::Histogram one{stats::HistogramRule::Fixed, {2, 2.5}, {7}, true};
  CHECK(report::histogram_svg(one, false, "x").find(">7 at most<") != std::string::npos);
  const stats::Histogram times{stats::HistogramRule::Fixed, {0, 86'400e6}, {1}, true};
  CHECK(report::histogram_svg(times, true, "x").find("1970-01-02") != std::string::npos);
}
