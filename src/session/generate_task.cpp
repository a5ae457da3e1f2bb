#include "session/generate_task.hpp"

#include <cstring>

namespace assay::session {

using base::Step;

namespace {

constexpr std::int64_t step_rows = 2'000;
// A row takes at most this much; what is not used is given back when the source is dropped after loading.
constexpr std::uint64_t most_row_bytes = 320;
constexpr std::uint64_t most_header_bytes = 4'096;

}  // namespace

Step GenerateTask::step() {
  if (source_) return Step::Done;
  if (!room_) {
    const auto capacity = static_cast<std::uint64_t>(rows_) * most_row_bytes + most_header_bytes;
    auto room = io::MemorySource::with_capacity("generated.csv", capacity);
    if (!room) return failed(room.error());
    room_ = *std::move(room);
  }
  text_.clear();
  writer_.write(step_rows, text_);
  auto free = room_->writable();
  if (text_.size() > free.size()) {
    return failed({base::ErrorCode::Internal, "A generated row is longer than was planned for.", {}, {}});
  }
  std::memcpy(free.data(), text_.data(), text_.size());
  room_->written(text_.size());
  progress.done = static_cast<std::uint64_t>(writer_.row());
  progress.done_bytes = room_->available_bytes();
  if (!writer_.done()) return Step::More;
  room_->finish();
  source_ = std::move(room_);
  return Step::Done;
}

}  // namespace assay::session
