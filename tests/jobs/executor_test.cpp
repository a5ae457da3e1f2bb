#include "jobs/executor.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <functional>
#include <new>
#include <stdexcept>
#include <thread>

using namespace assay;
using base::Step;
using base::Task;

namespace {

// A task made of `units` units, each a call of `unit`.
class Units final : public Task {
 public:
  Units(int units, int parallelism, std::function<void(int)> unit = {})
      : units_(units), parallelism_(parallelism), unit_(std::move(unit)) {}
  std::string title() const override { return "Count"; }
  int max_parallelism() const override { return parallelism_; }
  Step step() override {
    const int now = inside_.fetch_add(1) + 1;
    int seen = most_.load();
    while (seen < now && !most_.compare_exchange_weak(seen, now)) {
    }
    const int unit = next_.fetch_add(1);
    if (unit < units_) {
      if (unit_) unit_(unit);
      done_.fetch_add(1);
    }
    inside_.fetch_sub(1);
    if (done_.load() == units_) return Step::Done;
    return unit < units_ ? Step::More : Step::Blocked;
  }
  int done() const { return done_.load(); }
  int most_at_once() const { return most_.load(); }

 private:
  int units_;
  int parallelism_;
  std::function<void(int)> unit_;
  std::atomic<int> next_{0}, done_{0}, inside_{0}, most_{0};
};

class Scripted final : public Task {
 public:
  explicit Scripted(std::function<Step(Scripted&)> step) : step_(std::move(step)) {}
  std::string title() const override { return "Scripted"; }
  Step step() override { return step_(*this); }

 private:
  std::function<Step(Scripted&)> step_;
};

struct Rig {
  jobs::Inbox inbox;
  std::unique_ptr<jobs::Executor> executor;

  // Frames until `done`, or false after ten seconds.
  bool frames_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
      if (std::chrono::steady_clock::now() > end) return false;
      executor->pump(2.0);
      inbox.drain();
    }
    return true;
  }
};

// Every executor there is, each with a fresh inbox.
void with_every_executor(const std::function<void(Rig&)>& test) {
  for (const int threads : {0, 1, 2, 4}) {
    INFO((threads == 0 ? "cooperative" : "pool of " + std::to_string(threads)));
    Rig rig;
    rig.executor = threads == 0 ? jobs::make_cooperative_executor(rig.inbox) : jobs::make_pool_executor(rig.inbox, threads);
    test(rig);
    rig.executor.reset();
  }
}

}  // namespace

TEST_CASE("jobs run to their end and are published once, on the draining thread") {
  with_every_executor([](Rig& rig) {
    const auto self = std::this_thread::get_id();
    std::vector<std::shared_ptr<Units>> tasks;
    int published = 0;
    for (int i = 0; i < 5; ++i) {
      tasks.push_back(std::make_shared<Units>(100, 1 + i));
      rig.executor->submit(tasks.back(), [&] {
        ++published;
        CHECK(std::this_thread::get_id() == self);
      });
    }
    REQUIRE(rig.frames_until([&] { return published == 5; }));
    for (int i = 0; i < 5; ++i) {
      CHECK(tasks[static_cast<std::size_t>(i)]->done() == 100);
      CHECK(tasks[static_cast<std::size_t>(i)]->most_at_once() <= 1 + i);
    }
    CHECK(rig.executor->active() == 0);
    rig.inbox.drain();
    CHECK(published == 5);
  });
}

TEST_CASE("a failed job tells why") {
  with_every_executor([](Rig& rig) {
    const auto task = std::make_shared<Scripted>([](Scripted& self) {
      return self.failed({base::ErrorCode::Parse, "Bad bytes.", {}, {}});
    });
    bool published = false;
    rig.executor->submit(task, [&] { published = true; });
    REQUIRE(rig.frames_until([&] { return published; }));
    CHECK(task->error()->message == "Bad bytes.");
  });
}

TEST_CASE("a cancelled job ends as cancelled") {
  with_every_executor([](Rig& rig) {
    const auto task = std::make_shared<Scripted>([](Scripted&) { return Step::More; });  // endless
    bool published = false;
    rig.executor->submit(task, [&] { published = true; });
    rig.executor->pump(2.0);
    CHECK_FALSE(published);
    task->cancel();
    REQUIRE(rig.frames_until([&] { return published; }));
    CHECK(task->error()->code == base::ErrorCode::Cancelled);
  });
}

TEST_CASE("exceptions become errors and the executor lives on") {
  with_every_executor([](Rig& rig) {
    const auto memory = std::make_shared<Scripted>([](Scripted&) -> Step { throw std::bad_alloc(); });
    const auto other = std::make_shared<Scripted>([](Scripted&) -> Step { throw std::runtime_error("boom"); });
    const auto good = std::make_shared<Units>(10, 2);
    int published = 0;
    for (const base::TaskPtr& task : {base::TaskPtr(memory), base::TaskPtr(other), base::TaskPtr(good)}) {
      rig.executor->submit(task, [&] { ++published; });
    }
    REQUIRE(rig.frames_until([&] { return published == 3; }));
    CHECK(memory->error()->code == base::ErrorCode::OutOfMemory);
    CHECK(other->error()->code == base::ErrorCode::Internal);
    CHECK(other->error()->message.find("boom") != std::string::npos);
    CHECK(good->done() == 10);
  });
}

TEST_CASE("a blocked job does not keep others waiting, and goes on when it can") {
  with_every_executor([](Rig& rig) {
    std::atomic<bool> ready{false};
    const auto waiting = std::make_shared<Scripted>([&](Scripted&) { return ready ? Step::Done : Step::Blocked; });
    const auto other = std::make_shared<Units>(50, 1);
    bool waited = false;
    bool finished = false;
    rig.executor->submit(waiting, [&] { waited = true; });
    rig.executor->submit(other, [&] { finished = true; });
    REQUIRE(rig.frames_until([&] { return finished; }));
    CHECK_FALSE(waited);
    CHECK(rig.executor->active() == 1);
    ready = true;
    REQUIRE(rig.frames_until([&] { return waited; }));
  });
}

TEST_CASE("a cancelled job that is blocked ends too") {
  with_every_executor([](Rig& rig) {
    const auto waiting = std::make_shared<Scripted>([](Scripted&) { return Step::Blocked; });
    bool published = false;
    rig.executor->submit(waiting, [&] { published = true; });
    rig.executor->pump(1.0);
    waiting->cancel();
    REQUIRE(rig.frames_until([&] { return published; }));
    CHECK(waiting->error()->code == base::ErrorCode::Cancelled);
  });
}

TEST_CASE("destroying an executor with jobs in it does not hang") {
  with_every_executor([](Rig& rig) {
    rig.executor->submit(std::make_shared<Scripted>([](Scripted&) { return Step::More; }), {});
    rig.executor->submit(std::make_shared<Scripted>([](Scripted&) { return Step::Blocked; }), {});
    rig.executor->pump(1.0);
  });
}

TEST_CASE("the cooperative executor keeps to its budget") {
  jobs::Inbox inbox;
  const auto executor = jobs::make_cooperative_executor(inbox);
  executor->submit(std::make_shared<Scripted>([](Scripted&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return Step::More;
  }), {});
  const auto start = std::chrono::steady_clock::now();
  executor->pump(5.0);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(500));
  // Nothing to do but wait: it returns at once.
  executor->submit(std::make_shared<Scripted>([](Scripted&) { return Step::Blocked; }), {});
  CHECK(executor->active() == 2);
}

TEST_CASE("the inbox keeps order, and messages posted while it drains wait") {
  jobs::Inbox inbox;
  std::string order;
  int woken = 0;
  inbox.on_post([&] { ++woken; });
  inbox.post([&] {
    order += 'a';
    inbox.post([&] { order += 'c'; });
  });
  inbox.post([&] { order += 'b'; });
  CHECK(inbox.drain() == 2);
  CHECK(order == "ab");
  CHECK_FALSE(inbox.empty());
  CHECK(inbox.drain() == 1);
  CHECK(order == "abc");
  CHECK(inbox.empty());
  CHECK(woken == 3);
}
