#include <catch2/catch_test_macros.hpp>

#include <cstring>
#include <thread>

#include "bridge/exports.hpp"

namespace {

using namespace assay::bridge;

std::vector<ToCore> handled;
Seam* shared = nullptr;

class FakeApplication final : public Application {
 public:
  void handle(ToCore message) override { handled.push_back(std::move(message)); }
  double frame() override { return 12.5; }
};

std::unique_ptr<Application> make_fake(Seam& seam) {
  shared = &seam;
  return std::make_unique<FakeApplication>();
}

std::string polled() {
  const char* at = assay_poll();
  if (at == nullptr) return {};
  std::uint32_t length = 0;
  std::memcpy(&length, at, sizeof length);
  return {at + sizeof length, length};
}

int send(const std::string& text) { return assay_send(text.data(), text.size()); }

}  // namespace

TEST_CASE("blocks: taken once, whole, and only ours") {
  HeapBlocks heap;
  CHECK(heap.allocate(0) == nullptr);
  std::byte* block = heap.allocate(3);
  REQUIRE(block != nullptr);
  CHECK(reinterpret_cast<std::uintptr_t>(block) % 64 == 0);
  std::memcpy(block, "abc", 3);
  const Ref ref = ref_of(block, 3);
  CHECK_FALSE(heap.take({ref.offset, 2}));
  CHECK_FALSE(heap.take({ref.offset + 1, 2}));
  CHECK_FALSE(heap.take({ref.offset, UINT64_MAX}));
  const auto taken = heap.take(ref);
  REQUIRE(taken);
  CHECK(taken->data() == block);
  CHECK(taken->size_bytes() == 3);
  CHECK_FALSE(heap.take(ref));
  CHECK_FALSE(heap.release(block));
  CHECK(heap.take({})->empty());
  CHECK(heap.allocate(SIZE_MAX - 65536) == nullptr);  // more than any address space has, 32-bit ones too
  CHECK(heap.count() == 0);
}

TEST_CASE("outbox: in order, and it wakes once for many") {
  Outbox box;
  int woken = 0;
  box.on_post([&woken] { ++woken; });
  CHECK_FALSE(box.take());
  box.post(OpenDialog{".csv"});
  box.post(FileCancel{7});
  CHECK(woken == 1);
  CHECK(std::get<OpenDialog>(*decode_to_host(*box.take())).accept == ".csv");
  CHECK(std::get<FileCancel>(*decode_to_host(*box.take())).id == 7);
  CHECK_FALSE(box.take());
  box.post(FileCancel{8});
  CHECK(woken == 2);
}

#if ASSAY_THREADS
TEST_CASE("outbox: many threads post, nothing is lost") {
  Outbox box;
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&box, t] {
      for (std::uint32_t i = 0; i < 250; ++i) box.post(FileCancel{t * 1000 + i});
    });
  }
  for (auto& thread : threads) thread.join();
  std::vector<std::uint32_t> next(4, 0);
  while (auto text = box.take()) {
    const auto id = std::get<FileCancel>(*decode_to_host(*text)).id;
    CHECK(next[id / 1000]++ == id % 1000);
  }
  CHECK(next == std::vector<std::uint32_t>(4, 250));
}
#endif

TEST_CASE("exports: create, send, poll, frame, destroy") {
  CHECK(std::string(assay_version()).ends_with(schema_digest));
  CHECK(assay_frame() == -1);
  CHECK(send(R"({"type":"theme","dark":true})") == 1);
  CHECK(assay_create() == 1);
  set_application(make_fake);
  REQUIRE(assay_create() == 0);
  CHECK(assay_create() == 1);

  CHECK(send(R"({"type":"theme","dark":true})") == 0);
  REQUIRE(handled.size() == 1);
  CHECK(std::get<assay::bridge::Theme>(handled[0]).dark);

  CHECK(polled().empty());
  CHECK(send("no JSON") == 1);
  const auto logged = decode_to_host(polled());
  REQUIRE(logged);
  CHECK(std::get<Log>(*logged).level == LogLevel::Error);

  void* block = assay_alloc(16);
  REQUIRE(block != nullptr);
  CHECK(shared->heap.count() == 1);
  assay_free(block);
  assay_free(block);
  CHECK(shared->heap.count() == 0);

  CHECK(assay_frame() == 12.5);
  assay_destroy();
  CHECK(assay_frame() == -1);
}
