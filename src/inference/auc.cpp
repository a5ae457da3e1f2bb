#include "inference/auc.hpp"

#include <algorithm>

namespace assay::inference {

namespace {
constexpr std::size_t run_length = 32'768;
constexpr std::size_t merged_per_step = 32'768;
}  // namespace

void Auc::add(double score, bool positive) {
  if (runs_.empty() || runs_.back().size() == run_length) {
    runs_.emplace_back();
    runs_.back().reserve(run_length);
  }
  runs_.back().push_back({score, positive});
}

void Auc::start_merge() {
  for (std::size_t run = 0; run < runs_.size(); ++run) heap_.push_back({run, 0});
  merging_ = true;
}

// A group of equal scores: each positive beats every negative below and half of those beside it.
void Auc::close_group() {
  twice_area_ += static_cast<double>(group_positive_) *
                 (2.0 * static_cast<double>(negatives_) + static_cast<double>(group_negative_));
  positives_ += group_positive_;
  negatives_ += group_negative_;
  group_positive_ = 0;
  group_negative_ = 0;
}

bool Auc::step() {
  if (sorted_ < runs_.size()) {
    auto& run = runs_[sorted_++];
    std::sort(run.begin(), run.end(), [](const Score& a, const Score& b) { return a.value < b.value; });
    return true;
  }
  const auto later = [this](const Cursor& a, const Cursor& b) {
    return runs_[a.run][a.at].value > runs_[b.run][b.at].value;
  };
  if (!merging_) {
    start_merge();
    std::make_heap(heap_.begin(), heap_.end(), later);
  }
  for (std::size_t i = 0; i < merged_per_step && !heap_.empty(); ++i) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Cursor& cursor = heap_.back();
    const Score score = runs_[cursor.run][cursor.at];
    if (score.value != current_) {
      close_group();
      current_ = score.value;
    }
    ++(score.positive ? group_positive_ : group_negative_);
    if (++cursor.at == runs_[cursor.run].size()) {
      heap_.pop_back();
    } else {
      std::push_heap(heap_.begin(), heap_.end(), later);
    }
  }
  if (!heap_.empty()) return true;
  close_group();
  return false;
}

std::optional<double> Auc::area() const {
  if (positives_ == 0 || negatives_ == 0) return std::nullopt;
  return twice_area_ / 2.0 / static_cast<double>(positives_) / static_cast<double>(negatives_);
}

}  // namespace assay::inference
