#include "report/html_report.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/time.hpp"
#include "report/svg.hpp"

namespace assay::report {

using profile::ColumnProfile;
using profile::TableProfile;

namespace {

constexpr std::string_view style = R"css(
:root{--ink:#1b1f27;--soft:#5b6472;--line:#e3e6eb;--ground:#f6f7f9;--card:#fff;--bar:#3b6fd4;--info:#3b6fd4;--warning:#b26a00;--error:#c0392b}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#9aa3b2;--line:#2c313b;--ground:#13161b;--card:#1b1f26;--bar:#7aa5ff;--info:#7aa5ff;--warning:#ffb454;--error:#ff7b6b}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:19px;margin:40px 0 12px}
h3{font-size:16px;margin:0;overflow-wrap:anywhere}
p{margin:4px 0;color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-top:24px}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px}
.tile b{display:block;font-size:22px;line-height:1.3}
.tile span,.kind,dt{color:var(--soft);font-size:13px}
.alert{display:flex;gap:12px;padding:8px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.badge{flex:none;width:72px;font-size:12px;font-weight:600}
.info{color:var(--info)}.warning{color:var(--warning)}.error{color:var(--error)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:16px}
.cards{align-items:start}
.card header{display:flex;justify-content:space-between;gap:8px;align-items:baseline;margin-bottom:8px}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 16px;margin:12px 0 0}
dd{margin:0;font-size:14px;text-align:right;overflow-wrap:anywhere}
svg{width:100%;display:block}
.bar{fill:var(--bar)}.axis{stroke:var(--line)}.tick{fill:var(--soft);font-size:11px}
.none{fill:none;stroke:var(--line);stroke-dasharray:3 2}
.top{display:grid;grid-template-columns:minmax(0,2fr) 3fr auto;gap:3px 8px;align-items:center;font-size:13px}
.top div:nth-child(3n+1){white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.top div:nth-child(3n){color:var(--soft);text-align:right}
.top i{display:block;height:10px;border-radius:3px;background:var(--bar);min-width:2px}
footer{margin-top:48px;border-top:1px solid var(--line);padding-top:12px;font-size:13px}
@media print{body{background:#fff}.card,.tile{break-inside:avoid}}
)css";

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), "\xE2\x80\xAF");  // narrow no-break space
  }
  return digits;
}

std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), share > 0 && share < 0.001 ? "&lt; 0.1 %%" : "%.1f %%", share * 100);
  return text.data();
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text.data();
}

std::string defined(const std::optional<double>& value) { return value ? number(*value) : "–"; }

void tile(std::string& out, std::string_view label, const std::string& value) {
  out += "<div class=\"tile\"><b>" + value + "</b><span>" + std::string(label) + "</span></div>";
}

// `value` is HTML already.
void fact(std::string& out, std::string_view name, const std::string& value) {
  out += "<dt>" + std::string(name) + "</dt><dd>" + value + "</dd>";
}

void overview(std::string& out, const TableProfile& profile, const io::LoadReport& load) {
  const std::uint64_t cells = profile.rows * profile.columns.size();
  const double missing = cells == 0 ? 0 : static_cast<double>(profile.cells_missing) / static_cast<double>(cells);
  out += "<h1>" + escaped(profile.name) + "</h1><p>" + escaped(load.format) + ", " + escaped(load.encoding) + ", " +
         escaped(load.dialect) + "</p><div class=\"tiles\">";
  tile(out, "rows", grouped(profile.rows));
  tile(out, "columns", grouped(profile.columns.size()));
  tile(out, "missing cells", percent(missing));
  tile(out, "duplicate rows", profile.duplicate_rows ? grouped(*profile.duplicate_rows) : "not counted");
  tile(out, "rows not taken", grouped(load.rejected_count));
  tile(out, "file", size_text(load.bytes));
  out += "</div>";
}

void alerts(std::string& out, const TableProfile& profile) {
  out += "<h2>Alerts</h2>";
  if (profile.alerts.empty()) out += "<p>None.</p>";
  for (const auto& alert : profile.alerts) {
    const std::string severity(profile::to_string(alert.severity));
    out += "<div class=\"alert\"><span class=\"badge " + severity + "\">" + severity + "</span><span>" +
           escaped(alert.message, 400) + "</span></div>";
  }
}

void numeric_facts(std::string& out, const profile::NumericSummary& n) {
  fact(out, "min, max", defined(n.min) + ", " + defined(n.max));
  fact(out, "mean, sd", defined(n.mean) + ", " + defined(n.sd));
  if (n.quantiles) {
    const auto& q = *n.quantiles;
    fact(out, "5, 25 %", number(q.p05) + ", " + number(q.p25));
    fact(out, q.exact ? "median" : "median (estimated)", number(q.p50));
    fact(out, "75, 95 %", number(q.p75) + ", " + number(q.p95));
  }
  fact(out, "skewness, kurtosis", defined(n.skewness) + ", " + defined(n.kurtosis));
  fact(out, "zeros, negatives, infinite", grouped(n.zeros) + ", " + grouped(n.negatives) + ", " + grouped(n.infinite));
}

void timestamp_facts(std::string& out, const profile::TimestampSummary& t) {
  const auto time = [](const std::optional<std::int64_t>& us) {
    return us ? escaped(base::format_timestamp(*us, false)) : std::string("–");
  };
  fact(out, "first", time(t.min));
  fact(out, "median", time(t.median));
  fact(out, "last", time(t.max));
}

void text_facts(std::string& out, const profile::TextSummary& t) {
  const auto length = [](const std::optional<std::uint64_t>& n) { return n ? grouped(*n) : std::string("–"); };
  fact(out, "characters", length(t.min_length) + " to " + length(t.max_length) + ", mean " + defined(t.mean_length));
  if (t.empty + t.blank + t.padded > 0) {
    fact(out, "empty, blank, padded", grouped(t.empty) + ", " + grouped(t.blank) + ", " + grouped(t.padded));
  }
}

void top_values(std::string& out, const ColumnProfile& column) {
  if (!column.top || column.top->values.empty() || column.present() == 0) return;
  const auto& values = column.top->values;
  const auto most = static_cast<double>(std::max<std::uint64_t>(1, values.front().count));
  out += "<div class=\"top\">";
  for (std::size_t i = 0; i < std::min<std::size_t>(6, values.size()); ++i) {
    const auto count = static_cast<double>(values[i].count);
    const std::string label = values[i].label.empty() ? "(empty text)" : escaped(values[i].label, 60);
    std::array<char, 32> width{};
    std::snprintf(width.data(), width.size(), "%.1f%%", count / most * 100);
    out += "<div title=\"" + label + "\">" + label + "</div><div><i style=\"width:" + width.data() + "\"></i></div><div>" +
           grouped(values[i].count) + "</div>";
  }
  out += "</div>";
}

void card(std::string& out, const ColumnProfile& column) {
  out += "<section class=\"card\"><header><h3>" + escaped(column.name) + "</h3><span class=\"kind\">" +
         std::string(profile::to_string(column.kind)) + "</span></header>";
  const bool drawn = column.histogram && (column.kind == profile::Kind::Numeric || column.kind == profile::Kind::Timestamp);
  if (drawn) {
    out += histogram_svg(*column.histogram, column.type == data::Type::Timestamp, "Histogram of " + column.name);
  } else {
    top_values(out, column);
  }
  out += "<dl>";
  fact(out, "missing", grouped(column.missing) + " (" + percent(column.missing_share()) + ")");
  if (column.distinct) fact(out, column.distinct->exact ? "distinct" : "distinct (estimated)", grouped(column.distinct->value));
  if (column.numeric) numeric_facts(out, *column.numeric);
  if (column.timestamp) timestamp_facts(out, *column.timestamp);
  if (column.text) text_facts(out, *column.text);
  out += "</dl></section>";
}

void rejected(std::string& out, const io::LoadReport& load) {
  if (load.rejected.empty() && load.warnings.empty()) return;
  out += "<h2>Reading the file</h2>";
  for (const auto& warning : load.warnings) out += "<p>" + escaped(warning, 400) + "</p>";
  for (std::size_t i = 0; i < std::min<std::size_t>(20, load.rejected.size()); ++i) {
    const auto& row = load.rejected[i];
    out += "<div class=\"alert\"><span class=\"badge warning\">line " + std::to_string(row.line) + "</span><span>" +
           escaped(row.reason, 200) + "</span></div>";
  }
}

// Bytes that one UTF-8 sequence takes at `at`, or 0 when it is not valid UTF-8 (overlong, surrogate, cut short).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xc2 && first < 0xe0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if (first == 0xe0 && byte(1) < 0xa0) return 0;
  if (first == 0xed && byte(1) >= 0xa0) return 0;
  if (first == 0xf0 && byte(1) < 0x90) return 0;
  if (first == 0xf4 && byte(1) >= 0x90) return 0;
  return length;
}

}  // namespace

std::string escaped(std::string_view text, std::size_t most_characters) {
  std::string out;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (++characters > most_characters) return out + "…";
    const std::size_t length = sequence_length(text, i);
    const char c = text[i];
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&#39;";
    else if (length == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)) out += ' ';
    else out.append(text, i, length);
    i += length;
  }
  return out;
}

std::string html_report(const TableProfile& profile, const io::LoadReport& load) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">"
      "<title>" + escaped(profile.name) + " – profile</title><style>" + std::string(style) + "</style></head><body><main>";
  overview(out, profile, load);
  alerts(out, profile);
  out += "<h2>Columns</h2><div class=\"cards\">";
  for (const auto& column : profile.columns) card(out, column);
  out += "</div>";
  if (const std::string heat = correlation_svg(profile); !heat.empty()) {
    out += "<h2>Correlation (Pearson)</h2><p>Orange: rising together. Blue: one rises as the other falls. Point at a cell for its value.</p>" + heat;
  }
  rejected(out, load);
  out += "<footer><p>Made by Assay on this machine; nothing was sent anywhere. Quantiles are of type 7 (Hyndman &amp; Fan), "
         "skewness is G1 and kurtosis G2 (Joanes &amp; Gill); a dash means undefined.</p></footer></main></body></html>\n";
  return out;
}

}  // namespace assay::report
