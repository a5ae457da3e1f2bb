// Rows with missing values, and equal rows.
//
// A row's 128-bit hash is the sum of a hash of each value with its column, so the order in which columns are
// visited does not matter. The low halves are sorted with their rows; among equal low halves the high halves
// decide. Two different rows are taken for equal with odds of n² / 2^129.
#include <algorithm>
#include <bit>
#include <cmath>

#include "profile/table_lanes.hpp"
#include "stats/hash.hpp"
#include "stats/keys.hpp"
#include "stats/radix_sort.hpp"

namespace assay::profile {
namespace {

using base::Result;
using stats::Hash128;

constexpr std::size_t shown_groups = 10;
constexpr Hash128 missing_hash{0x6d697373696e6700ULL, 0x6e756c6c0badcafeULL};

bool more_frequent(const DuplicateGroup& a, const DuplicateGroup& b) {
  return a.rows != b.rows ? a.rows > b.rows : a.first_row < b.first_row;
}

class RowScanner final : public RowLane {
 public:
  RowScanner(data::TablePtr table, bool duplicates) : table_(std::move(table)), hashing_(duplicates) {
    const std::size_t columns = std::max<std::size_t>(1, table_->column_count());
    unit_rows_ = static_cast<std::int64_t>(
        std::clamp<std::size_t>(std::bit_floor(std::size_t{131'072} / columns), 64, 16'384));
  }

  [[nodiscard]] std::uint64_t expected_units() const override { return units() + 1; }
  [[nodiscard]] std::size_t next_bytes() const override {
    const auto rows = static_cast<std::size_t>(table_->rows());
    return hashing_ ? stats::RadixSort::memory_bytes(rows, true) + rows * sizeof(std::uint64_t) : 0;
  }

  [[nodiscard]] Result<StagePtr> next() override {
    switch (phase_) {
      case Phase::Start: phase_ = Phase::Dictionaries; return dictionary_stage();
      case Phase::Dictionaries: phase_ = Phase::Hash; return hash_stage();
      case Phase::Hash:
        if (!hashing_) return nullptr;
        sort_->begin(digits_);
        phase_ = Phase::Sort;
        return std::make_unique<SerialStage>(sort_->units(), [this](std::size_t unit) { sort_->run(unit); });
      case Phase::Sort: phase_ = Phase::Groups; return group_stage();
      case Phase::Groups:
        close_group();
        duplicate_rows = repeats_;
        sort_.reset();
        high_ = {};
        return nullptr;
    }
    return nullptr;
  }

 private:
  enum class Phase : std::uint8_t { Start, Dictionaries, Hash, Sort, Groups };
  static constexpr std::size_t entries_per_unit = 16'384;

  [[nodiscard]] std::size_t units() const {
    return static_cast<std::size_t>((table_->rows() + unit_rows_ - 1) / unit_rows_);
  }

  // Every dictionary entry is hashed once.
  StagePtr dictionary_stage() {
    entry_hashes_.resize(table_->column_count());
    struct Part {
      std::size_t column, begin, end;
    };
    std::vector<Part> parts;
    for (std::size_t c = 0; hashing_ && c < table_->column_count(); ++c) {
      const data::Array* dictionary = dictionary_of(c);
      if (dictionary == nullptr) continue;
      const auto entries = static_cast<std::size_t>(dictionary->length());
      entry_hashes_[c].resize(entries);
      for (std::size_t at = 0; at < entries; at += entries_per_unit) {
        parts.push_back({c, at, std::min(entries, at + entries_per_unit)});
      }
    }
    const std::size_t count = parts.size();
    return std::make_unique<ParallelStage<char>>(
        count,
        [this, parts = std::move(parts)](std::size_t unit) -> Result<char> {
          const Part& part = parts[unit];
          const data::Array* dictionary = dictionary_of(part.column);
          for (std::size_t i = part.begin; i < part.end; ++i) {
            entry_hashes_[part.column][i] = stats::hash_bytes(dictionary->text(static_cast<std::int64_t>(i)));
          }
          return '\0';
        },
        [](char&&) {});
  }

  // The one dictionary of a column, where every chunk uses it.
  [[nodiscard]] const data::Array* dictionary_of(std::size_t column) const {
    const auto& chunks = table_->column(column).chunks();
    if (chunks.empty()) return nullptr;
    const data::Array* first = chunks.front()->dictionary_values().get();
    for (const auto& chunk : chunks) {
      if (chunk->dictionary_values().get() != first) return nullptr;
    }
    return first;
  }

  struct Found {
    std::uint64_t with_missing = 0;
    stats::DigitCounts digits;
  };

  Result<StagePtr> hash_stage() {
    const auto rows = static_cast<std::size_t>(table_->rows());
    if (hashing_) {
      auto sort = stats::RadixSort::make(rows, true);
      if (!sort) return std::unexpected(std::move(sort.error()));
      auto high = base::allocate(rows * sizeof(std::uint64_t));
      if (!high) return std::unexpected(std::move(high.error()));
      sort_ = std::move(*sort);
      high_ = std::move(*high);
    }
    return std::make_unique<ParallelStage<Found>>(
        units(), [this](std::size_t unit) -> Result<Found> { return hash_rows(unit); },
        [this](Found&& found) {
          rows_with_missing += found.with_missing;
          digits_.merge(found.digits);
        });
  }

  Found hash_rows(std::size_t unit) {
    const std::int64_t first = static_cast<std::int64_t>(unit) * unit_rows_;
    const auto count = static_cast<std::size_t>(std::min(unit_rows_, table_->rows() - first));
    std::vector<Hash128> hashes(hashing_ ? count : 0);
    std::vector<char> missing(count, 0);
    for (std::size_t c = 0; c < table_->column_count(); ++c) add_column(c, first, hashes, missing);
    Found found;
    for (const char is_missing : missing) found.with_missing += is_missing != 0 ? 1 : 0;
    if (!hashing_) return found;
    const auto at = static_cast<std::size_t>(first);
    const auto keys = sort_->keys().subspan(at, count);
    const auto rows = sort_->rows().subspan(at, count);
    const auto high = high_.as<std::uint64_t>().subspan(at, count);
    for (std::size_t i = 0; i < count; ++i) {
      keys[i] = hashes[i].low;
      high[i] = hashes[i].high;
      rows[i] = static_cast<std::uint32_t>(at + i);
    }
    found.digits.add(keys);
    return found;
  }

  void add_column(std::size_t c, std::int64_t first, std::vector<Hash128>& hashes, std::vector<char>& missing) const {
    const data::Array& array = table_->column(c).chunk_of(first);
    const std::int64_t begin = first % data::chunk_rows;
    const std::uint64_t salt = stats::mix(c + 1);
    const bool gaps = array.null_count() > 0;
    const bool real = array.type() == data::Type::Real;
    if (!hashing_ && !gaps && !real) return;
    const auto each = [&](auto value_hash) {
      for (std::size_t i = 0; i < missing.size(); ++i) {
        const std::int64_t row = begin + static_cast<std::int64_t>(i);
        Hash128 hash = missing_hash;
        if ((gaps && !array.is_valid(row)) || (real && std::isnan(array.reals()[static_cast<std::size_t>(row)]))) {
          missing[i] = 1;
        } else if (hashing_) {
          hash = value_hash(row);
        }
        if (!hashing_) continue;
        hashes[i].low += stats::mix(hash.low + salt);
        hashes[i].high += stats::mix(hash.high ^ ~salt);
      }
    };
    const auto of_key = [](std::uint64_t key) { return Hash128{key, key * 0x9e3779b97f4a7c15ULL}; };
    switch (array.type()) {
      case data::Type::Boolean:
        each([&](std::int64_t row) { return of_key(array.boolean(row) ? 1 : 0); });
        break;
      case data::Type::Integer:
      case data::Type::Timestamp:
        each([&](std::int64_t row) { return of_key(stats::key_of(array.integers()[static_cast<std::size_t>(row)])); });
        break;
      case data::Type::Real:
        each([&](std::int64_t row) { return of_key(stats::key_of(array.reals()[static_cast<std::size_t>(row)])); });
        break;
      case data::Type::Text:
        if (!entry_hashes_[c].empty()) {
          each([&](std::int64_t row) {
            return entry_hashes_[c][static_cast<std::size_t>(array.codes()[static_cast<std::size_t>(row)])];
          });
        } else {
          each([&](std::int64_t row) { return stats::hash_bytes(array.text(row)); });
        }
        break;
    }
  }

  StagePtr group_stage() {
    const auto n = static_cast<std::size_t>(table_->rows());
    const std::size_t slices = (n + stats::RadixSort::slice - 1) / stats::RadixSort::slice;
    return std::make_unique<SerialStage>(slices, [this, n](std::size_t unit) {
      const auto keys = sort_->keys();
      const auto rows = sort_->rows();
      const std::size_t begin = unit * stats::RadixSort::slice;
      const std::size_t end = std::min(n, begin + stats::RadixSort::slice);
      for (std::size_t i = begin; i < end; ++i) {
        if (!group_.empty() && keys[i] != group_key_) close_group();
        group_key_ = keys[i];
        group_.push_back(rows[i]);
      }
    });
  }

  // Rows with one low half; nearly always one row, or rows that are all equal.
  void close_group() {
    if (group_.size() > 1) {
      const auto high = high_.as<std::uint64_t>();
      const bool equal = std::all_of(group_.begin(), group_.end(), [&](std::uint32_t row) { return high[row] == high[group_[0]]; });
      if (!equal) {
        std::stable_sort(group_.begin(), group_.end(), [&](std::uint32_t a, std::uint32_t b) { return high[a] < high[b]; });
      }
      for (std::size_t begin = 0; begin < group_.size();) {
        std::size_t end = begin + 1;
        while (end < group_.size() && high[group_[end]] == high[group_[begin]]) ++end;
        if (end - begin > 1) add_group({static_cast<std::int64_t>(group_[begin]), end - begin});
        begin = end;
      }
    }
    group_.clear();
  }

  void add_group(DuplicateGroup group) {
    repeats_ += group.rows - 1;
    if (duplicates.size() == shown_groups && !more_frequent(group, duplicates.back())) return;
    if (duplicates.size() == shown_groups) duplicates.pop_back();
    duplicates.insert(std::upper_bound(duplicates.begin(), duplicates.end(), group, more_frequent), group);
  }

  data::TablePtr table_;
  bool hashing_;
  std::int64_t unit_rows_;
  Phase phase_ = Phase::Start;
  std::vector<std::vector<Hash128>> entry_hashes_;  // by column; empty without a dictionary
  std::optional<stats::RadixSort> sort_;
  base::MutableBuffer high_;
  stats::DigitCounts digits_;
  std::vector<std::uint32_t> group_;
  std::uint64_t group_key_ = 0;
  std::uint64_t repeats_ = 0;
};

}  // namespace

std::shared_ptr<RowLane> RowLane::make(data::TablePtr table, bool duplicates) {
  return std::make_shared<RowScanner>(std::move(table), duplicates);
}

}  // namespace assay::profile
