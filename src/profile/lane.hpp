// Lanes: sequences of stages of bounded units of work that any number of threads advance together, with
// results merged in unit order. What makes a profile both parallel and bit-identical.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/task.hpp"

namespace assay::profile {

class Stage {
 public:
  virtual ~Stage() = default;
  [[nodiscard]] virtual std::size_t units() const = 0;
  // Serial: unit i + 1 starts after unit i has ended. Otherwise units run in any order at once.
  [[nodiscard]] virtual bool serial() const { return false; }
  // About a millisecond of work. Called once per unit.
  [[nodiscard]] virtual std::optional<base::Error> run(std::size_t unit) = 0;
  // Called once per unit, in unit order, never two at once.
  virtual void merge(std::size_t unit) = 0;
};

// Units that each give a Partial, which is kept until its turn to be merged.
template <class Partial>
class ParallelStage final : public Stage {
 public:
  using Run = std::function<base::Result<Partial>(std::size_t)>;
  using Merge = std::function<void(Partial&&)>;
  ParallelStage(std::size_t units, Run run, Merge merge)
      : run_(std::move(run)), merge_(std::move(merge)), slots_(units) {}
  [[nodiscard]] std::size_t units() const override { return slots_.size(); }
  [[nodiscard]] std::optional<base::Error> run(std::size_t unit) override {
    auto partial = run_(unit);
    if (!partial) return std::move(partial.error());
    slots_[unit] = std::make_unique<Partial>(std::move(*partial));
    return std::nullopt;
  }
  void merge(std::size_t unit) override {
    merge_(std::move(*slots_[unit]));
    slots_[unit].reset();
  }

 private:
  Run run_;
  Merge merge_;
  std::vector<std::unique_ptr<Partial>> slots_;
};

class SerialStage final : public Stage {
 public:
  SerialStage(std::size_t units, std::function<void(std::size_t)> run) : units_(units), run_(std::move(run)) {}
  [[nodiscard]] std::size_t units() const override { return units_; }
  [[nodiscard]] bool serial() const override { return true; }
  [[nodiscard]] std::optional<base::Error> run(std::size_t unit) override {
    run_(unit);
    return std::nullopt;
  }
  void merge(std::size_t) override {}

 private:
  std::size_t units_;
  std::function<void(std::size_t)> run_;
};

using StagePtr = std::unique_ptr<Stage>;

class Lane {
 public:
  virtual ~Lane() = default;
  // The first stage, then the one after each finished stage; null when the lane's result is ready.
  [[nodiscard]] virtual base::Result<StagePtr> next() = 0;
  // Bytes that next() will allocate for work, so that not all lanes do at once.
  [[nodiscard]] virtual std::size_t next_bytes() const { return 0; }
  // Units expected in all stages, for the progress; need not be exact.
  [[nodiscard]] virtual std::uint64_t expected_units() const = 0;
};
using LanePtr = std::shared_ptr<Lane>;

class LaneRunner {
 public:
  // `finished` is called once for each lane that has ended, by one thread at a time.
  LaneRunner(base::Task& task, std::function<void(Lane&)> finished)
      : task_(task), finished_(std::move(finished)) {}

  void add(LanePtr lane);
  // One bounded piece of work. Done: every lane added so far has ended. A failure is recorded in the task.
  [[nodiscard]] base::Step step();

 private:
  struct Entry {
    LanePtr lane;
    StagePtr stage;
    std::size_t units = 0, claimed = 0, merged = 0;
    std::vector<bool> ran;
    std::uint64_t counted = 0;   // units that progress has seen
    std::size_t bytes = 0;       // held for this lane
    bool changing = false;       // a thread is in next() or merging
    bool ended = false;
  };
  struct Claim {
    std::size_t entry;
    std::optional<std::size_t> unit;  // none: call next()
  };
  [[nodiscard]] std::optional<Claim> claim();
  [[nodiscard]] bool can_advance(const Entry& entry) const;
  base::Step advance(std::size_t at, std::unique_lock<std::mutex>& lock);
  base::Step run(std::size_t at, std::size_t unit, std::unique_lock<std::mutex>& lock);
  void merge_ready(Entry& entry, std::unique_lock<std::mutex>& lock);
  void count(Entry& entry, std::uint64_t units);

  base::Task& task_;
  std::function<void(Lane&)> finished_;
  std::mutex mutex_;
  std::mutex finished_mutex_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::size_t first_open_ = 0;
  std::size_t open_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace assay::profile
