#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

#include "base/bitmap.hpp"
#include "base/buffer.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

using namespace assay::base;

TEST_CASE("errors describe themselves") {
  Error error{ErrorCode::Parse, "Too many fields.", "Check the delimiter.", {"a.csv", 7, 3, {}}};
  CHECK(error.describe() == "a.csv, line 7, column 3: Too many fields. Check the delimiter.");
  CHECK(Error{ErrorCode::Io, "Gone.", {}, {}}.describe() == "Gone.");
  CHECK(to_string(ErrorCode::OutOfMemory) == "out_of_memory");
  const Result<int> failed = fail(ErrorCode::Limit, "No.");
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().code == ErrorCode::Limit);
}

TEST_CASE("bitmaps of every length") {
  for (std::size_t bits = 0; bits < 200; ++bits) {
    std::vector<std::byte> bytes(bitmap_bytes(bits) + 1, std::byte{0});
    std::size_t ones = 0;
    for (std::size_t i = 0; i < bits; i += 3, ++ones) set_bit(bytes.data(), i);
    set_bit(bytes.data(), bitmap_bytes(bits) * 8);  // beyond the end: not counted
    REQUIRE(count_bits(bytes.data(), bits) == ones);
    if (bits > 3) {
      CHECK(get_bit(bytes.data(), 3));
      clear_bit(bytes.data(), 3);
      CHECK_FALSE(get_bit(bytes.data(), 3));
      CHECK(get_bit(bytes.data(), 0));
    }
  }
}

TEST_CASE("buffers") {
  auto made = allocate(100, true);
  REQUIRE(made.has_value());
  CHECK(reinterpret_cast<std::uintptr_t>(made->data()) % MutableBuffer::alignment == 0);
  CHECK(made->data()[99] == std::byte{0});
  made->as<std::int32_t>()[0] = 42;
  const Buffer frozen = std::move(*made).freeze(8);
  CHECK(frozen.size_bytes() == 8);
  CHECK(frozen.as<std::int32_t>()[0] == 42);
  const Buffer shared = frozen;
  CHECK(shared.data() == frozen.data());
  CHECK(copy_to_buffer({})->empty());
  CHECK(allocate(0)->valid());
}

TEST_CASE("an allocation that cannot be is an error") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  SKIP("the sanitizers stop at such an allocation");
#endif
  const auto refused = allocate(SIZE_MAX - 65'536);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::OutOfMemory);
}

namespace {

class Idle final : public Task {
 public:
  std::string title() const override { return "Idle"; }
  Step step() override { return failed({ErrorCode::Runtime, "first", {}, {}}); }
};

}  // namespace

TEST_CASE("tasks: the first reason wins, progress knows what it knows") {
  Idle task;
  CHECK_FALSE(task.progress.fraction().has_value());
  task.progress.total = 4;
  task.progress.done = 1;
  CHECK(task.progress.fraction() == 0.25);
  task.progress.done = 9;
  CHECK(task.progress.fraction() == 1.0);
  task.progress.phase("Reading");
  CHECK(task.progress.phase() == "Reading");
  CHECK_FALSE(task.stop_requested());
  task.cancel();
  CHECK(task.stop_requested());
  CHECK(task.step() == Step::Failed);
  CHECK(task.failed({ErrorCode::Io, "second", {}, {}}) == Step::Failed);
  CHECK(task.error()->message == "first");
}
