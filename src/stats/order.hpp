// Whether values rise or fall in row order. add() in row order, merge() with a later part.
#pragma once

#include <cstdint>

namespace assay::stats {

template <class T>
class Order {
 public:
  void add(T value) {
    if (count_ == 0) {
      first_ = value;
    } else {
      compare(last_, value);
    }
    last_ = value;
    ++count_;
  }
  void merge(const Order& later) {
    if (later.count_ == 0) return;
    if (count_ == 0) {
      *this = later;
      return;
    }
    compare(last_, later.first_);
    rises_ |= later.rises_;
    falls_ |= later.falls_;
    ties_ |= later.ties_;
    last_ = later.last_;
    count_ += later.count_;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] bool rises() const { return rises_; }  // some value is greater than the one before
  [[nodiscard]] bool falls() const { return falls_; }
  [[nodiscard]] bool ties() const { return ties_; }

 private:
  void compare(T before, T after) {
    rises_ |= before < after;
    falls_ |= after < before;
    ties_ |= before == after;
  }
  std::uint64_t count_ = 0;
  T first_{}, last_{};
  bool rises_ = false, falls_ = false, ties_ = false;
};

}  // namespace assay::stats
