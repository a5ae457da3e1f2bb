#include "session/row_order.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>
#include <numeric>

#include "session/row_filter.hpp"

namespace assay::session {

using base::Step;
using data::Array;
using data::Column;
using data::Type;

namespace {

// A row with its sort key: smaller keys come first. Missing rows are kept apart.
struct Keyed {
  std::uint64_t key = 0;
  std::uint32_t row = 0;
};

// Order-preserving map from a signed integer or a double to an unsigned one.
std::uint64_t key_of(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ (1ULL << 63); }

std::uint64_t key_of(double value) {
  if (value == 0) value = 0;  // -0 and 0 are equal
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | (1ULL << 63);
}

// The first eight bytes, big-endian: orders most texts without looking further.
std::uint64_t key_of(std::string_view text) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    key = (key << 8) | (i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0U);
  }
  return key;
}

constexpr std::size_t merge_step_rows = 100'000;

class RowOrderTaskImpl final : public RowOrderTask {
 public:
  RowOrderTaskImpl(data::TablePtr table, TableView view) : table_(std::move(table)), view_(std::move(view)) {
    for (const auto& filter : view_.filters) {
      filters_.emplace_back(table_->column(filter.column), filter);
    }
    if (view_.sort) column_ = &table_->column(view_.sort->column);
    progress.phase(view_.sort ? "Sorting" : "Filtering");
    progress.total = table_->chunk_count() * (view_.sort ? 2 : 1);
  }

  std::string title() const override {
    return view_.sort ? "Sort by " + column_->name() : "Filter rows";
  }

  Step step() override {
    if (column_ != nullptr && !ranked_) {
      rank_dictionary();
      ranked_ = true;
      return Step::More;
    }
    if (chunk_ < table_->chunk_count()) {
      take_chunk(chunk_++);
      ++progress.done;
      return Step::More;
    }
    if (column_ == nullptr) return Step::Done;
    if (merge_some()) return Step::More;
    if (!finished_) finish();
    return Step::Done;
  }

  std::shared_ptr<const RowOrder> take() override { return result_ ? result_ : make_plain(); }

 private:
  // Sorted position of every dictionary entry, so that rows compare by one integer.
  void rank_dictionary() {
    if (column_->chunks().empty() || !column_->chunks().front()->is_dictionary()) return;
    const Array& dictionary = *column_->chunks().front()->dictionary_values();
    std::vector<std::int32_t> order(static_cast<std::size_t>(dictionary.length()));
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::int32_t a, std::int32_t b) { return dictionary.text(a) < dictionary.text(b); });
    ranks_.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) ranks_[static_cast<std::size_t>(order[i])] = i;
  }

  std::uint64_t key(const Array& chunk, std::int64_t row) const {
    const auto at = static_cast<std::size_t>(row);
    switch (chunk.type()) {
      case Type::Boolean: return chunk.boolean(row) ? 1 : 0;
      case Type::Integer:
      case Type::Timestamp: return key_of(chunk.integers()[at]);
      case Type::Real: return key_of(chunk.reals()[at]);
      case Type::Text: break;
    }
    return ranks_.empty() ? key_of(chunk.text(row)) : ranks_[static_cast<std::size_t>(chunk.codes()[at])];
  }

  // Strict order: key, then the whole text where the key is only its beginning, then the file's order.
  bool before(const Keyed& a, const Keyed& b) const {
    const bool descending = view_.sort->descending;
    if (a.key != b.key) return descending ? a.key > b.key : a.key < b.key;
    if (column_->type() == Type::Text && ranks_.empty()) {
      const int order = column_->text(a.row).compare(column_->text(b.row));
      if (order != 0) return descending ? order > 0 : order < 0;
    }
    return a.row < b.row;
  }

  void take_chunk(std::size_t chunk) {
    const std::int64_t first = static_cast<std::int64_t>(chunk) * data::chunk_rows;
    const std::int64_t count = std::min(data::chunk_rows, table_->rows() - first);
    pass_.assign(static_cast<std::size_t>(count), 1);
    for (const auto& filter : filters_) filter.apply(chunk, pass_);
    std::vector<Keyed> run;
    for (std::int64_t row = 0; row < count; ++row) {
      if (pass_[static_cast<std::size_t>(row)] == 0) continue;
      const auto global = static_cast<std::uint32_t>(first + row);
      if (column_ == nullptr) {
        plain_.push_back(global);
        continue;
      }
      const Array& array = *column_->chunks()[chunk];
      if (is_missing(array, row)) {
        missing_.push_back(global);
      } else {
        run.push_back({key(array, row), global});
      }
    }
    std::sort(run.begin(), run.end(), [this](const Keyed& a, const Keyed& b) { return before(a, b); });
    if (!run.empty()) runs_.push_back(std::move(run));
  }

  // Advance a merge of the first two runs by a bounded number of rows; false when one run is left.
  bool merge_some() {
    if (runs_.size() < 2) return false;
    const auto& a = runs_[0];
    const auto& b = runs_[1];
    if (merged_.empty()) merged_.reserve(a.size() + b.size());
    for (std::size_t n = 0; n < merge_step_rows && (left_ < a.size() || right_ < b.size()); ++n) {
      const bool from_a = right_ == b.size() || (left_ < a.size() && before(a[left_], b[right_]));
      merged_.push_back(from_a ? a[left_++] : b[right_++]);
    }
    if (left_ == a.size() && right_ == b.size()) {
      // Runs are taken from the front and put to the back, so that sizes stay balanced.
      runs_.erase(runs_.begin(), runs_.begin() + 2);
      runs_.push_back(std::move(merged_));
      merged_ = {};
      left_ = right_ = 0;
      ++progress.done;
    }
    return true;
  }

  void finish() {
    auto order = std::make_shared<RowOrder>();
    order->identity = false;
    if (!runs_.empty()) {
      order->rows.reserve(runs_[0].size() + missing_.size());
      for (const auto& keyed : runs_[0]) order->rows.push_back(keyed.row);
    }
    order->rows.insert(order->rows.end(), missing_.begin(), missing_.end());
    order->total = static_cast<std::int64_t>(order->rows.size());
    result_ = std::move(order);
    finished_ = true;
  }

  std::shared_ptr<const RowOrder> make_plain() {
    auto order = std::make_shared<RowOrder>();
    order->identity = false;
    order->rows = std::move(plain_);
    order->total = static_cast<std::int64_t>(order->rows.size());
    return order;
  }

  data::TablePtr table_;
  TableView view_;
  std::vector<RowFilter> filters_;
  const Column* column_ = nullptr;
  std::vector<std::uint64_t> ranks_;
  bool ranked_ = false;
  std::size_t chunk_ = 0;
  std::vector<std::uint8_t> pass_;
  std::vector<std::uint32_t> plain_, missing_;
  std::vector<std::vector<Keyed>> runs_;
  std::vector<Keyed> merged_;
  std::size_t left_ = 0, right_ = 0;
  bool finished_ = false;
  std::shared_ptr<const RowOrder> result_;
};

}  // namespace

std::shared_ptr<RowOrderTask> RowOrderTask::make(data::TablePtr table, TableView view) {
  return std::make_shared<RowOrderTaskImpl>(std::move(table), std::move(view));
}

}  // namespace assay::session
