// The k smallest and k largest values with their rows; ties go to the earlier row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::stats {

template <class T>
class Extremes {
 public:
  struct Entry {
    T value;
    std::int64_t row;
  };
  explicit Extremes(std::size_t keep = 10) : keep_(keep) {}

  // Rows come in ascending order; no NaN.
  void add(T value, std::int64_t row) {
    if (smallest_.size() < keep_ || value < smallest_.back().value) {
      insert(smallest_, {value, row}, [](T a, T b) { return a < b; });
    }
    if (largest_.size() < keep_ || largest_.back().value < value) {
      insert(largest_, {value, row}, [](T a, T b) { return b < a; });
    }
  }
  // A value that is neither below low_bar() nor above high_bar() need not be added.
  [[nodiscard]] bool full() const { return smallest_.size() == keep_; }
  [[nodiscard]] T low_bar() const { return smallest_.back().value; }
  [[nodiscard]] T high_bar() const { return largest_.back().value; }
  // Rows of `other` come after those of *this.
  void merge(const Extremes& other) {
    for (const Entry& entry : other.smallest_) {
      if (smallest_.size() < keep_ || entry.value < smallest_.back().value) {
        insert(smallest_, entry, [](T a, T b) { return a < b; });
      }
    }
    for (const Entry& entry : other.largest_) {
      if (largest_.size() < keep_ || largest_.back().value < entry.value) {
        insert(largest_, entry, [](T a, T b) { return b < a; });
      }
    }
  }
  [[nodiscard]] const std::vector<Entry>& smallest() const { return smallest_; }  // ascending
  [[nodiscard]] const std::vector<Entry>& largest() const { return largest_; }    // descending

 private:
  template <class Before>
  void insert(std::vector<Entry>& list, Entry entry, Before before) {
    if (list.size() == keep_) list.pop_back();
    const auto at = std::upper_bound(list.begin(), list.end(), entry, [&](const Entry& a, const Entry& b) {
      return before(a.value, b.value);
    });
    list.insert(at, entry);
  }
  std::size_t keep_;
  std::vector<Entry> smallest_, largest_;
};

}  // namespace assay::stats
