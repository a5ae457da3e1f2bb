#include "profile/lane.hpp"

#include <algorithm>

namespace assay::profile {
namespace {

// How far units may run ahead of the merge: bounds the partial results that wait.
constexpr std::size_t window = 64;
// Scratch memory of all lanes together; one lane may always go on.
constexpr std::size_t scratch_bytes = sizeof(void*) == 4 ? 256ULL << 20 : 1024ULL << 20;

}  // namespace

void LaneRunner::add(LanePtr lane) {
  const std::scoped_lock lock(mutex_);
  task_.progress.total += lane->expected_units();
  auto entry = std::make_unique<Entry>();
  entry->lane = std::move(lane);
  entries_.push_back(std::move(entry));
  ++open_;
}

bool LaneRunner::can_advance(const Entry& entry) const {
  if (entry.changing || (entry.stage && entry.merged < entry.units)) return false;
  const std::size_t wanted = entry.lane->next_bytes();
  return wanted <= entry.bytes || bytes_ - entry.bytes == 0 || bytes_ - entry.bytes + wanted <= scratch_bytes;
}

std::optional<LaneRunner::Claim> LaneRunner::claim() {
  while (first_open_ < entries_.size() && entries_[first_open_]->ended) ++first_open_;
  for (std::size_t at = first_open_; at < entries_.size(); ++at) {
    Entry& entry = *entries_[at];
    if (entry.ended) continue;
    if (can_advance(entry)) {
      entry.changing = true;
      return Claim{at, std::nullopt};
    }
    if (!entry.stage || entry.claimed == entry.units) continue;
    const std::size_t ahead = entry.claimed - entry.merged;
    if (entry.stage->serial() ? ahead > 0 : ahead >= window) continue;
    return Claim{at, entry.claimed++};
  }
  return std::nullopt;
}

void LaneRunner::count(Entry& entry, std::uint64_t units) {
  const std::uint64_t expected = entry.lane->expected_units();
  const std::uint64_t counted = std::min(expected, entry.counted + units);
  task_.progress.done += counted - entry.counted;
  entry.counted = counted;
}

base::Step LaneRunner::step() {
  std::unique_lock lock(mutex_);
  const auto claimed = claim();
  if (!claimed) return open_ == 0 ? base::Step::Done : base::Step::Blocked;
  return claimed->unit ? run(claimed->entry, *claimed->unit, lock) : advance(claimed->entry, lock);
}

base::Step LaneRunner::advance(std::size_t at, std::unique_lock<std::mutex>& lock) {
  Entry& entry = *entries_[at];
  const std::size_t wanted = entry.lane->next_bytes();
  bytes_ += wanted - entry.bytes;
  entry.bytes = wanted;
  StagePtr before = std::move(entry.stage);  // claim() looks at it
  lock.unlock();
  before.reset();
  auto stage = entry.lane->next();
  const bool ended = stage && !*stage;
  if (ended) {
    const std::scoped_lock one_at_a_time(finished_mutex_);
    finished_(*entry.lane);
  }
  lock.lock();
  entry.changing = false;
  if (!stage) return task_.failed(std::move(stage.error()));
  if (ended) {
    count(entry, entry.lane->expected_units());
    bytes_ -= entry.bytes;
    entry.bytes = 0;
    entry.ended = true;
    --open_;
    entry.lane.reset();
    return base::Step::More;
  }
  entry.stage = std::move(*stage);
  entry.units = entry.stage->units();
  entry.claimed = entry.merged = 0;
  entry.ran.assign(entry.units, false);
  return base::Step::More;
}

base::Step LaneRunner::run(std::size_t at, std::size_t unit, std::unique_lock<std::mutex>& lock) {
  Entry& entry = *entries_[at];
  Stage& stage = *entry.stage;
  lock.unlock();
  auto error = stage.run(unit);
  lock.lock();
  if (error) return task_.failed(std::move(*error));
  entry.ran[unit] = true;
  if (!entry.changing) merge_ready(entry, lock);
  return base::Step::More;
}

void LaneRunner::merge_ready(Entry& entry, std::unique_lock<std::mutex>& lock) {
  entry.changing = true;
  while (entry.merged < entry.units && entry.ran[entry.merged]) {
    const std::size_t unit = entry.merged;
    Stage& stage = *entry.stage;
    lock.unlock();
    stage.merge(unit);
    lock.lock();
    ++entry.merged;
    count(entry, 1);
  }
  entry.changing = false;
}

}  // namespace assay::profile
