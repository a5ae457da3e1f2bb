#include "io/sample_table.hpp"

#include <cmath>

#include "base/time.hpp"

namespace assay::io {

using base::Step;

namespace {

constexpr std::array<std::string_view, 5> colours{"red", "green", "blue", "amber", "violet"};
constexpr std::array<std::string_view, 10> nouns{"harbour", "meadow", "summit", "canyon", "forest",
                                                 "island",  "valley", "desert", "lagoon", "glacier"};
constexpr std::array<std::string_view, 8> comments{
    "delivered, signed for",
    "the customer said \"call again\"",
    "second attempt; nobody at home",
    "left with a neighbour, no. 12",
    "parcel damaged, photo taken",
    "address unclear: see the notes",
    "paid in cash, 20.00",
    "ok, nothing to add"};

void append_integer(std::string& out, std::int64_t value) { out += std::to_string(value); }

// `value` / 10^decimals with all its decimals; returns the number that text stands for.
double append_decimal(std::string& out, std::int64_t value, int decimals) {
  constexpr std::array<std::int64_t, 10> powers{1,       10,        100,        1'000,       10'000,
                                                100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
  const std::int64_t scale = powers[static_cast<std::size_t>(decimals)];
  const std::int64_t magnitude = value < 0 ? -value : value;
  if (value < 0) out += '-';
  append_integer(out, magnitude / scale);
  out += '.';
  const std::string fraction = std::to_string(magnitude % scale);
  out.append(static_cast<std::size_t>(decimals) - fraction.size(), '0');
  out += fraction;
  return static_cast<double>(value) / static_cast<double>(scale);  // both exact: correctly rounded
}

}  // namespace

// SplitMix64 (S. Vigna).
std::uint64_t SampleWriter::random() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

void SampleWriter::write(std::int64_t rows, std::string& out) {
  if (!header_) {
    out += "id,temperature,pressure,humidity,wind,voltage,current,latitude,longitude,price,score,quantity,age,"
           "revenue,colour,region,shop,customer,time,comment\n";
    header_ = true;
    totals_.rows = rows_;
  }
  for (std::int64_t i = 0; i < rows && row_ < rows_; ++i) write_row(out);
}

void SampleWriter::write_row(std::string& out) {
  append_integer(out, row_ + 1);
  totals_.integer_sums[0] += row_ + 1;
  // Bounds of the ten Reals in units of their last decimal.
  constexpr std::array<std::int64_t, 10> low{-2'000, 95'000, 0, 0, 210'000, 0, -9'000'000, -18'000'000, 1, 0};
  constexpr std::array<std::int64_t, 10> high{4'500, 105'000, 100'000, 4'000, 240'000, 9'999'999, 9'000'000, 18'000'000, 99'999, 999'999'999};
  constexpr std::array<int, 10> decimals{2, 2, 3, 1, 3, 6, 5, 5, 2, 9};
  for (std::size_t c = 0; c < 10; ++c) {
    out += ',';
    const std::uint64_t draw = random();
    if (c % 2 == 1 && draw % 50 == 0) {
      ++totals_.real_missing[c];
      continue;
    }
    const auto range = static_cast<std::uint64_t>(high[c] - low[c] + 1);
    const auto value = low[c] + static_cast<std::int64_t>((draw >> 8) % range);
    totals_.real_sums[c] += append_decimal(out, value, decimals[c]);
  }
  constexpr std::array<std::uint64_t, 3> integers{100, 90, 5'000'000};
  for (std::size_t c = 0; c < 3; ++c) {
    out += ',';
    const auto value = static_cast<std::int64_t>(random() % integers[c]);
    append_integer(out, value);
    totals_.integer_sums[c + 1] += value;
  }
  const auto category = [&](std::size_t c, const std::string& text) {
    out += ',';
    out += text;
    totals_.category_bytes[c] += text.size();
  };
  category(0, std::string(colours[random() % colours.size()]));
  const std::uint64_t region = random() % 50;
  category(1, std::string(nouns[region % 10]) + " " + std::to_string(region / 10));
  category(2, "shop-" + std::to_string(1'000 + random() % 2'000));
  category(3, "C" + std::to_string(100'000 + random() % 100'000));
  constexpr std::int64_t start_us = 1'577'836'800LL * base::us_per_second;  // 2020-01-01
  const std::int64_t time = start_us + row_ * 73 * base::us_per_second;
  if (row_ == 0) totals_.first_time_us = time;
  totals_.last_time_us = time;
  out += ',';
  out += base::format_timestamp(time, false, base::TimeDetail::Seconds);
  out += ",\"";
  for (const char c : comments[random() % comments.size()]) {
    if (c == '"') out += '"';
    out += c;
    ++totals_.comment_bytes;
  }
  const std::string tail = " #" + std::to_string(random() % 1'000'000'000);
  out += tail;
  totals_.comment_bytes += tail.size();
  out += "\"\n";
  ++row_;
}

namespace {

class SampleTask final : public base::Task {
 public:
  SampleTask(std::int64_t rows, ByteSink sink) : writer_(rows), sink_(std::move(sink)) {
    progress.phase("Generating");
    progress.total = static_cast<std::uint64_t>(rows);
  }
  [[nodiscard]] std::string title() const override { return "Generate a dataset"; }
  [[nodiscard]] Step step() override {
    if (error()) return Step::Failed;
    if (writer_.done()) return Step::Done;
    constexpr std::int64_t rows_in_a_step = 400;
    text_.clear();
    writer_.write(rows_in_a_step, text_);
    if (auto given = sink_(std::as_bytes(std::span(text_))); !given) return failed(given.error());
    progress.done = static_cast<std::uint64_t>(writer_.row());
    progress.done_bytes += text_.size();
    return writer_.done() ? Step::Done : Step::More;
  }

 private:
  SampleWriter writer_;
  ByteSink sink_;
  std::string text_;
};

}  // namespace

base::TaskPtr make_sample_writer(std::int64_t rows, ByteSink sink) {
  return std::make_shared<SampleTask>(rows, std::move(sink));
}

base::Result<SampleTotals> write_sample_csv(std::int64_t rows, const ByteSink& sink) {
  SampleWriter writer(rows);
  std::string text;
  while (!writer.done()) {
    text.clear();
    writer.write(400, text);
    if (auto given = sink(std::as_bytes(std::span(text))); !given) return std::unexpected(given.error());
  }
  return writer.totals();
}

}  // namespace assay::io
