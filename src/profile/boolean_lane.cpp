// Boolean columns: two counts.
#include "profile/column_lane.hpp"
#include "stats/runs.hpp"

namespace assay::profile {
namespace {

using base::Result;

struct Counts {
  std::uint64_t missing = 0, yes = 0, no = 0;
};

class BooleanLane final : public ColumnLane {
 public:
  explicit BooleanLane(ColumnInput input)
      : ColumnLane(std::move(input)), units_(slice_count(data::chunk_rows)) {}
  [[nodiscard]] std::uint64_t expected_units() const override { return units_ + 1; }

  [[nodiscard]] Result<StagePtr> next() override {
    if (started_) {
      finish();
      return nullptr;
    }
    started_ = true;
    return std::make_unique<ParallelStage<Counts>>(
        units_, [this](std::size_t unit) -> Result<Counts> { return count(slice(unit, data::chunk_rows)); },
        [this](Counts&& part) {
          counts_.missing += part.missing;
          counts_.yes += part.yes;
          counts_.no += part.no;
        });
  }

 private:
  static Counts count(const Slice& part) {
    Counts counts;
    const bool gaps = part.array->null_count() > 0;
    for (std::int64_t i = part.begin; i < part.end; ++i) {
      if (gaps && !part.array->is_valid(i)) {
        ++counts.missing;
      } else if (part.array->boolean(i)) {
        ++counts.yes;
      } else {
        ++counts.no;
      }
    }
    return counts;
  }

  void finish() {
    profile.missing = counts_.missing;
    TopValues top;
    stats::EntropySum entropy;
    std::uint64_t distinct = 0;
    const auto add = [&](const char* label, std::uint64_t times) {
      if (times == 0) return;
      top.values.push_back({label, times});
      entropy.add(times);
      ++distinct;
    };
    const bool yes_first = counts_.yes > counts_.no;
    if (yes_first) add("true", counts_.yes);
    add("false", counts_.no);
    if (!yes_first) add("true", counts_.yes);
    profile.top = std::move(top);
    profile.distinct = DistinctCount{distinct, true, 0.0};
    profile.entropy = entropy.bits();
    classify(profile, input_.options);
  }

  std::size_t units_;
  bool started_ = false;
  Counts counts_;
};

}  // namespace

std::shared_ptr<ColumnLane> make_boolean_lane(ColumnInput input) {
  return std::make_shared<BooleanLane>(std::move(input));
}

}  // namespace assay::profile
