#include "io/csv_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "io/csv_values.hpp"

namespace assay::io {

using base::Step;

namespace {

bool runs_as_formula(std::string_view text) {
  if (text.empty()) return false;
  switch (text.front()) {
    case '=': case '+': case '-': case '@': case '\t': case '\r': case '\n': case '\0': return true;
    default: break;
  }
  // U+FF1D, U+FF0B, U+FF0D, U+FF20
  return text.starts_with("\xEF\xBC\x9D") || text.starts_with("\xEF\xBC\x8B") || text.starts_with("\xEF\xBC\x8D") ||
         text.starts_with("\xEF\xBC\xA0");
}

class CsvWriter final : public base::Task {
 public:
  CsvWriter(data::TablePtr table, ByteSink sink, const CsvWriteOptions& options)
      : table_(std::move(table)), sink_(std::move(sink)), options_(options),
        details_(table_->column_count(), base::TimeDetail::Date) {
    progress.phase("Writing");
    rows_ = options_.rows ? static_cast<std::int64_t>(options_.rows->size()) : table_->rows();
    progress.total = static_cast<std::uint64_t>(rows_);
  }

  [[nodiscard]] std::string title() const override { return "Write " + table_->name() + " as CSV"; }

  [[nodiscard]] Step step() override {
    if (done_) return Step::Done;
    if (error()) return Step::Failed;
    if (column_ < table_->column_count()) {
      choose_time_detail();
      return Step::More;
    }
    out_.clear();
    if (row_ == 0 && options_.header && !header_written_) write_header();
    constexpr std::size_t step_bytes = 64 << 10;
    for (; row_ < rows_ && out_.size() < step_bytes; ++row_) {
      write_row(options_.rows ? (*options_.rows)[static_cast<std::size_t>(row_)] : row_);
    }
    if (!out_.empty()) {
      if (auto given = sink_(std::as_bytes(std::span(out_))); !given) return failed(given.error());
    }
    progress.done = static_cast<std::uint64_t>(row_);
    progress.done_bytes += out_.size();
    done_ = row_ == rows_;
    return done_ ? Step::Done : Step::More;
  }

 private:
  // Looks at a chunk of a Timestamp column; others are passed over.
  void choose_time_detail() {
    const data::Column& column = table_->column(column_);
    const bool last = chunk_ >= column.chunks().size();
    if (column.type() != data::Type::Timestamp || last || details_[column_] != base::TimeDetail::Date) {
      ++column_;
      chunk_ = 0;
      return;
    }
    if (column.field().zoned) details_[column_] = base::TimeDetail::Seconds;
    const data::Array& chunk = *column.chunks()[chunk_++];
    const auto times = chunk.timestamps();
    for (std::int64_t i = 0; i < chunk.length(); ++i) {
      if (chunk.is_valid(i) && times[static_cast<std::size_t>(i)] % base::us_per_day != 0) {
        details_[column_] = base::TimeDetail::Seconds;
        return;
      }
    }
  }

  void end_record() { out_ += options_.crlf ? "\r\n" : "\n"; }

  void write_header() {
    header_written_ = true;
    for (std::size_t c = 0; c < table_->column_count(); ++c) {
      if (c > 0) out_ += options_.delimiter;
      put_text(table_->column(c).name());
    }
    end_record();
  }

  void write_row(std::int64_t row) {
    for (std::size_t c = 0; c < table_->column_count(); ++c) {
      if (c > 0) out_ += options_.delimiter;
      const data::Column& column = table_->column(c);
      const data::Array& chunk = column.chunk_of(row);
      const std::int64_t i = row % data::chunk_rows;
      if (!chunk.is_valid(i)) continue;
      switch (column.type()) {
        case data::Type::Boolean: out_ += chunk.boolean(i) ? "true" : "false"; break;
        case data::Type::Integer: put_integer(chunk.integers()[static_cast<std::size_t>(i)]); break;
        case data::Type::Real: put_real(chunk.reals()[static_cast<std::size_t>(i)]); break;
        case data::Type::Timestamp:
          out_ += base::format_timestamp(chunk.timestamps()[static_cast<std::size_t>(i)], column.field().zoned,
                                         details_[c]);
          break;
        case data::Type::Text: put_text(chunk.text(i)); break;
      }
    }
    end_record();
  }

  void put_integer(std::int64_t value) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
  }

  void put_real(double value) {
    if (std::isnan(value)) return;  // a Real column holds none; as text it would read as missing anyway
    if (std::isinf(value)) {
      out_ += value < 0 ? "-inf" : "inf";
      return;
    }
    std::array<char, 40> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    out_ += text;
    if (text.find_first_of(".e") == std::string_view::npos) out_ += ".0";
  }

  [[nodiscard]] bool needs_quotes(std::string_view text) const {
    if (text.empty() || markers_.missing(text) || text.starts_with("\xEF\xBB\xBF")) return true;
    for (const char c : text) {
      if (c == '"' || c == options_.delimiter || static_cast<unsigned char>(c) < 0x20) return true;
    }
    return false;
  }

  void put_text(std::string_view text) {
    const bool guard = options_.guard_formulas && runs_as_formula(text);
    if (!guard && !needs_quotes(text)) {
      out_ += text;
      return;
    }
    out_ += '"';
    if (guard) out_ += '\'';
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t quote = text.find('"', at);
      out_.append(text.substr(at, quote - at));
      if (quote == std::string_view::npos) break;
      out_ += "\"\"";
      at = quote + 1;
    }
    out_ += '"';
  }

  data::TablePtr table_;
  ByteSink sink_;
  CsvWriteOptions options_;
  Markers markers_;
  std::vector<base::TimeDetail> details_;
  std::size_t column_ = 0;  // whose times are looked at
  std::size_t chunk_ = 0;
  bool header_written_ = false;
  bool done_ = false;
  std::int64_t rows_ = 0;
  std::int64_t row_ = 0;  // of the output
  std::string out_;
};

}  // namespace

base::TaskPtr make_csv_writer(data::TablePtr table, ByteSink sink, const CsvWriteOptions& options) {
  return std::make_shared<CsvWriter>(std::move(table), std::move(sink), options);
}

}  // namespace assay::io
