// A host that remembers what it was asked, and a session on it that can be driven to rest.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "io/memory_source.hpp"
#include "session/session.hpp"

namespace assay::session::testing {

class FakeSink final : public FileSink {
 public:
  explicit FakeSink(std::string* out) : out_(out) {}
  base::Result<void> write(base::Buffer bytes) override {
    text_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size_bytes());
    return {};
  }
  base::Result<void> close() override {
    *out_ = text_;
    return {};
  }

 private:
  std::string* out_;
  std::string text_;
};

class FakeHost final : public Host {
 public:
  void show_open_dialog() override { ++dialogs; }
  base::Result<std::unique_ptr<FileSink>> save(std::string_view name, std::string_view) override {
    if (refuse_saving) return base::fail(base::ErrorCode::Io, "The disk is full.");
    saved_name = name;
    return std::make_unique<FakeSink>(&saved);
  }
  void copy_to_clipboard(std::string_view text) override { clipboard = text; }
  const std::vector<Sample>& samples() const override { return samples_list; }
  void fetch_sample(std::string_view file) override { fetched.emplace_back(file); }
  void show_location(std::string_view location) override { locations.emplace_back(location); }
  void store(std::string_view key, std::string_view value) override { settings[std::string(key)] = value; }
  std::optional<std::string> stored(std::string_view key) const override {
    const auto at = settings.find(std::string(key));
    return at == settings.end() ? std::nullopt : std::optional(at->second);
  }
  void wake() override {}
  bool system_prefers_dark() const override { return dark; }
  std::uint64_t memory_bytes() const override { return 1; }
  std::optional<std::uint64_t> memory_limit_bytes() const override { return std::nullopt; }
  std::uint64_t foreign_requests() const override { return 0; }

  int dialogs = 0;
  bool refuse_saving = false, dark = false;
  std::string saved_name, saved, clipboard;
  std::vector<Sample> samples_list;
  std::vector<std::string> fetched, locations;
  std::map<std::string, std::string> settings;
};

inline io::ByteSourcePtr source_of(std::string name, std::string_view text) {
  return std::make_shared<io::MemorySource>(std::move(name),
                                            base::copy_to_buffer(std::as_bytes(std::span(text))).value());
}

// A session on an executor of the test's choice. `settle()` ticks until nothing is going on.
struct Bench {
  explicit Bench(int threads = 0, std::shared_ptr<inference::Runtime> runtime = nullptr)
      : executor(threads > 0 ? jobs::make_pool_executor(inbox, threads) : jobs::make_cooperative_executor(inbox)),
        session({&host, executor.get(), &inbox, std::move(runtime), nullptr}) {}

  void settle(int at_most_ms = 60'000) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(at_most_ms);
    // One more tick after the last job: its end may start another (a table is profiled when it is there).
    for (int quiet = 0; quiet < 2 && std::chrono::steady_clock::now() < end;) {
      session.tick(4.0);
      quiet = session.busy() ? 0 : quiet + 1;
      if (session.busy()) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  }
  void open(std::string name, std::string_view text) {
    session.send(OpenSource{source_of(std::move(name), text), {}, {}});
    settle();
  }
  const State& state() const { return session.state(); }

  FakeHost host;
  jobs::Inbox inbox;
  std::unique_ptr<jobs::Executor> executor;
  Session session;
};

}  // namespace assay::session::testing
