// Text columns without a dictionary, and with one.
//
// Without: every present text is hashed; up to options.exact_rows the hashes are sorted with their rows and
// counted exactly (two texts with equal 64-bit hashes would count as one: odds of about 1 in 2,000,000 for four
// million different texts), beyond that they are sketched. With a dictionary: codes are counted, and each
// entry is looked at once.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

#include "base/bitmap.hpp"
#include "profile/column_lane.hpp"
#include "stats/frequent.hpp"
#include "stats/hash.hpp"
#include "stats/hyperloglog.hpp"
#include "stats/radix_sort.hpp"
#include "stats/runs.hpp"
#include "stats/text_state.hpp"

namespace assay::profile {
namespace {

using base::Result;

constexpr std::int64_t text_unit_rows = 8'192;
static_assert(data::chunk_rows % text_unit_rows == 0 && text_unit_rows % 8 == 0);
constexpr int length_bins = 50;

TextSummary summary_of(const stats::TextState& state) {
  TextSummary text;
  text.count = state.count;
  text.empty = state.empty;
  text.blank = state.blank;
  text.padded = state.padded;
  text.non_ascii = state.non_ascii;
  text.total_bytes = state.bytes;
  text.date_like = state.dates;
  text.number_like = state.numbers;
  text.url_like = state.urls;
  text.email_like = state.emails;
  if (state.count == 0) return text;
  text.min_length = state.min_length;
  text.max_length = state.max_length;
  text.mean_length = static_cast<double>(state.points) / static_cast<double>(state.count);
  text.shortest = state.shortest;
  text.longest = state.longest;
  text.lengths = state.length_histogram(length_bins);
  return text;
}

std::size_t count_wanted(const ProfileOptions& options) {
  return static_cast<std::size_t>(std::max(0, options.top_values));
}

// ---- without a dictionary

class TextLane final : public ColumnLane {
 public:
  explicit TextLane(ColumnInput input)
      : ColumnLane(std::move(input)), units_(slice_count(text_unit_rows)), runs_(count_wanted(input_.options)) {
    present_before_.assign(units_ + 1, 0);
    for (std::size_t unit = 0; unit < units_; ++unit) {
      const Slice part = slice(unit, text_unit_rows);
      present_before_[unit + 1] = present_before_[unit] + present_in(part);
    }
    profile.missing = profile.rows - present_before_.back();
    sketching_ = static_cast<std::uint64_t>(input_.rows) > input_.options.exact_rows;
  }

  [[nodiscard]] std::uint64_t expected_units() const override { return units_ * 3 + 1; }
  [[nodiscard]] std::size_t next_bytes() const override {
    return sketching_ ? 0 : stats::RadixSort::memory_bytes(present_before_.back(), true);
  }

  [[nodiscard]] Result<StagePtr> next() override {
    switch (phase_) {
      case Phase::Start:
        phase_ = Phase::Scan;
        return sketching_ ? sketch_stage() : scan_stage();
      case Phase::Scan:
        if (sketching_) {
          finish();
          return nullptr;
        }
        sort_->begin(digits_);
        phase_ = Phase::Sort;
        return std::make_unique<SerialStage>(sort_->units(), [this](std::size_t unit) { sort_->run(unit); });
      case Phase::Sort:
        phase_ = Phase::Runs;
        return runs_stage();
      case Phase::Runs:
        runs_.finish();
        finish();
        return nullptr;
    }
    return nullptr;
  }

 private:
  enum class Phase : std::uint8_t { Start, Scan, Sort, Runs };

  static std::size_t present_in(const Slice& part) {
    const auto rows = static_cast<std::size_t>(part.end - part.begin);
    if (part.array->null_count() == 0) return rows;
    return base::count_bits(part.array->validity().data() + part.begin / 8, rows);
  }

  // Calls take(row within the slice, text) for the present rows of a slice.
  template <class Take>
  static void each_text(const Slice& part, Take take) {
    const bool gaps = part.array->null_count() > 0;
    for (std::int64_t i = part.begin; i < part.end; ++i) {
      if (gaps && !part.array->is_valid(i)) continue;
      take(i - part.begin, part.array->text(i));
    }
  }

  struct Exact {
    stats::TextState state;
    stats::DigitCounts digits;
  };
  Result<StagePtr> scan_stage() {
    auto sort = stats::RadixSort::make(present_before_.back(), true);
    if (!sort) return std::unexpected(std::move(sort.error()));
    sort_ = std::move(*sort);
    return std::make_unique<ParallelStage<Exact>>(
        units_,
        [this](std::size_t unit) -> Result<Exact> {
          Exact found;
          const Slice part = slice(unit, text_unit_rows);
          const std::size_t first = present_before_[unit];
          const std::size_t count = present_before_[unit + 1] - first;
          const auto keys = sort_->keys().subspan(first, count);
          const auto rows = sort_->rows().subspan(first, count);
          std::size_t at = 0;
          each_text(part, [&](std::int64_t row, std::string_view text) {
            found.state.add(text);
            keys[at] = stats::hash_bytes(text).low;
            rows[at++] = static_cast<std::uint32_t>(part.first_row + row);
          });
          found.digits.add(keys);
          return found;
        },
        [this](Exact&& part) {
          state_.merge(part.state);
          digits_.merge(part.digits);
        });
  }

  StagePtr runs_stage() {
    const std::size_t n = sort_->keys().size();
    const std::size_t slices = (n + stats::RadixSort::slice - 1) / stats::RadixSort::slice;
    return std::make_unique<SerialStage>(slices, [this, n](std::size_t unit) {
      const std::size_t begin = unit * stats::RadixSort::slice;
      const std::size_t count = std::min(stats::RadixSort::slice, n - begin);
      runs_.add(sort_->keys().subspan(begin, count), sort_->rows().subspan(begin, count));
    });
  }

  struct Sketch {
    stats::TextState state;
    stats::HyperLogLog distinct;
    stats::Frequent frequent;
  };
  StagePtr sketch_stage() {
    return std::make_unique<ParallelStage<Sketch>>(
        units_,
        [this](std::size_t unit) -> Result<Sketch> {
          Sketch found;
          const Slice part = slice(unit, text_unit_rows);
          std::vector<stats::KeyCount> entries;
          entries.reserve(static_cast<std::size_t>(part.end - part.begin));
          each_text(part, [&](std::int64_t row, std::string_view text) {
            found.state.add(text);
            entries.push_back({stats::hash_bytes(text).low, 1, static_cast<std::uint64_t>(part.first_row + row)});
          });
          std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
          std::vector<stats::KeyCount> runs;
          for (const auto& entry : entries) {
            if (!runs.empty() && runs.back().key == entry.key) {
              ++runs.back().count;
            } else {
              runs.push_back(entry);
              found.distinct.add(entry.key);
            }
          }
          found.frequent.add(std::move(runs));
          return found;
        },
        [this](Sketch&& part) {
          state_.merge(part.state);
          distinct_.merge(part.distinct);
          frequent_.merge(part.frequent);
        });
  }

  void finish() {
    TopValues top;
    std::vector<stats::KeyCount> found;
    if (sketching_) {
      found = frequent_.top(count_wanted(input_.options));
      top.exact = frequent_.undercount() == 0;
      top.undercount = frequent_.undercount();
      profile.distinct = DistinctCount{static_cast<std::uint64_t>(std::llround(distinct_.estimate())), false,
                                       stats::HyperLogLog::relative_error};
    } else {
      found = runs_.top();
      profile.distinct = DistinctCount{runs_.distinct(), true, 0.0};
      profile.entropy = runs_.entropy();
    }
    top.other = profile.present();
    for (const auto& entry : found) {
      const auto text = input_.column->text(static_cast<std::int64_t>(entry.row));
      top.values.push_back({std::string(text), entry.count});
      top.other -= entry.count;
    }
    profile.top = std::move(top);
    profile.text = summary_of(state_);
    classify(profile, input_.options);
    sort_.reset();
  }

  std::size_t units_;
  bool sketching_ = false;
  Phase phase_ = Phase::Start;
  std::vector<std::size_t> present_before_;
  stats::TextState state_;
  std::optional<stats::RadixSort> sort_;
  stats::DigitCounts digits_;
  stats::Runs runs_;
  stats::HyperLogLog distinct_;
  stats::Frequent frequent_;
};

// ---- with a dictionary

class DictionaryLane final : public ColumnLane {
 public:
  explicit DictionaryLane(ColumnInput input)
      : ColumnLane(std::move(input)), units_(slice_count(data::chunk_rows)),
        dictionary_(input_.column->chunks().front()->dictionary_values()),
        entries_(static_cast<std::size_t>(dictionary_->length())), counts_(entries_),
        top_(count_wanted(input_.options)) {}

  [[nodiscard]] std::uint64_t expected_units() const override { return units_ + entry_units() + 1; }

  [[nodiscard]] Result<StagePtr> next() override {
    switch (phase_) {
      case Phase::Start: phase_ = Phase::Count; return count_stage();
      case Phase::Count: phase_ = Phase::Entries; return entry_stage();
      case Phase::Entries: finish(); return nullptr;
    }
    return nullptr;
  }

 private:
  enum class Phase : std::uint8_t { Start, Count, Entries };
  static constexpr std::size_t small = 4'096;  // dictionaries counted on the side first

  [[nodiscard]] std::size_t entry_units() const {
    return (entries_ + static_cast<std::size_t>(text_unit_rows) - 1) / static_cast<std::size_t>(text_unit_rows);
  }

  // Whole numbers add up to the same in any order, so units count straight into the shared table.
  StagePtr count_stage() {
    return std::make_unique<ParallelStage<std::uint64_t>>(
        units_,
        [this](std::size_t unit) -> Result<std::uint64_t> {
          const Slice part = slice(unit, data::chunk_rows);
          const auto codes = part.array->codes();
          const bool gaps = part.array->null_count() > 0;
          std::vector<std::uint32_t> local(entries_ <= small ? entries_ : 0, 0);
          std::uint64_t missing = 0;
          for (std::int64_t i = part.begin; i < part.end; ++i) {
            if (gaps && !part.array->is_valid(i)) {
              ++missing;
              continue;
            }
            const auto code = static_cast<std::size_t>(codes[static_cast<std::size_t>(i)]);
            if (local.empty()) {
              counts_[code].fetch_add(1, std::memory_order_relaxed);
            } else {
              ++local[code];
            }
          }
          for (std::size_t code = 0; code < local.size(); ++code) {
            if (local[code] > 0) counts_[code].fetch_add(local[code], std::memory_order_relaxed);
          }
          return missing;
        },
        [this](std::uint64_t&& missing) { profile.missing += missing; });
  }

  struct Entries {
    stats::TextState state;
    stats::TopCounts top;
    stats::EntropySum entropy;
    std::uint64_t distinct = 0;
  };
  StagePtr entry_stage() {
    return std::make_unique<ParallelStage<Entries>>(
        entry_units(),
        [this](std::size_t unit) -> Result<Entries> {
          Entries found{{}, stats::TopCounts(count_wanted(input_.options)), {}, 0};
          const std::size_t begin = unit * static_cast<std::size_t>(text_unit_rows);
          const std::size_t end = std::min(entries_, begin + static_cast<std::size_t>(text_unit_rows));
          for (std::size_t code = begin; code < end; ++code) {
            const std::uint64_t times = counts_[code].load(std::memory_order_relaxed);
            if (times == 0) continue;
            ++found.distinct;
            found.state.add(dictionary_->text(static_cast<std::int64_t>(code)), times);
            found.top.add({code, times, code});
            found.entropy.add(times);
          }
          return found;
        },
        [this](Entries&& part) {
          state_.merge(part.state);
          top_.merge(part.top);
          entropy_.merge(part.entropy);
          distinct_ += part.distinct;
        });
  }

  void finish() {
    TopValues top;
    top.other = profile.present();
    for (const auto& entry : top_.top()) {
      top.values.push_back({std::string(dictionary_->text(static_cast<std::int64_t>(entry.key))), entry.count});
      top.other -= entry.count;
    }
    profile.top = std::move(top);
    profile.distinct = DistinctCount{distinct_, true, 0.0};
    profile.entropy = entropy_.bits();
    profile.text = summary_of(state_);
    classify(profile, input_.options);
    std::vector<std::atomic<std::uint64_t>>().swap(counts_);
  }

  std::size_t units_;
  data::ArrayPtr dictionary_;
  std::size_t entries_;
  Phase phase_ = Phase::Start;
  std::vector<std::atomic<std::uint64_t>> counts_;
  stats::TextState state_;
  stats::TopCounts top_;
  stats::EntropySum entropy_;
  std::uint64_t distinct_ = 0;
};

}  // namespace

std::shared_ptr<ColumnLane> make_text_lane(ColumnInput input) { return std::make_shared<TextLane>(std::move(input)); }

std::shared_ptr<ColumnLane> make_dictionary_lane(ColumnInput input) {
  return std::make_shared<DictionaryLane>(std::move(input));
}

}  // namespace assay::profile
