// Loading CSV text in tests, in every way that must not matter.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "io/csv_reader.hpp"
#include "io/memory_source.hpp"

namespace io_test {

using namespace assay;

inline std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

inline io::ByteSourcePtr source_of(std::string_view text, std::string name = "test.csv") {
  auto buffer = base::copy_to_buffer(bytes_of(text));
  REQUIRE(buffer.has_value());
  return std::make_shared<io::MemorySource>(std::move(name), *buffer);
}

// Runs a reader on this thread, or on `threads` threads, to its end.
inline base::Step run(io::Reader& reader, int threads = 0) {
  const auto work = [&reader] {
    for (;;) {
      const base::Step step = reader.step();
      if (step == base::Step::Done || step == base::Step::Failed) return step;
      if (step == base::Step::Blocked) std::this_thread::yield();
    }
  };
  if (threads <= 0) return work();
#if ASSAY_THREADS
  std::vector<std::thread> pool;
  for (int i = 0; i < threads; ++i) pool.emplace_back([&] { static_cast<void>(work()); });
  for (auto& thread : pool) thread.join();
#endif
  return work();
}

inline base::Result<io::Loaded> try_load(std::string_view text, const io::ReadOptions& options = {},
                                         const io::CsvTuning& tuning = {}, int threads = 0) {
  const auto reader = io::make_csv_reader(source_of(text), options, tuning);
  if (run(*reader, threads) == base::Step::Failed) return std::unexpected(*reader->error());
  return reader->take();
}

inline io::Loaded load(std::string_view text, const io::ReadOptions& options = {}) {
  auto loaded = try_load(text, options);
  if (!loaded) FAIL(loaded.error().describe());
  return *std::move(loaded);
}

// A source without views whose bytes arrive in pieces, as the test says.
class TricklingSource final : public io::ByteSource {
 public:
  explicit TricklingSource(std::string text) : text_(std::move(text)) {}
  void arrive(std::size_t count) { available_ = std::min(text_.size(), available_ + count); }
  void finish() { complete_ = available_ == text_.size(); }
  [[nodiscard]] bool all_there() const { return available_ == text_.size(); }

  [[nodiscard]] std::string name() const override { return "test.csv"; }
  [[nodiscard]] std::optional<std::uint64_t> size_bytes() const override {
    return complete_ ? std::optional<std::uint64_t>(text_.size()) : std::nullopt;
  }
  [[nodiscard]] std::uint64_t available_bytes() const override { return available_; }
  [[nodiscard]] bool complete() const override { return complete_; }
  [[nodiscard]] std::optional<base::Error> error() const override { return std::nullopt; }
  [[nodiscard]] base::Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset + out.size() > available_) return base::fail(base::ErrorCode::Io, "not there yet");
    if (!out.empty()) std::memcpy(out.data(), text_.data() + offset, out.size());
    return {};
  }
  [[nodiscard]] std::optional<std::span<const std::byte>> view(std::uint64_t, std::size_t) const override {
    return std::nullopt;
  }

 private:
  std::string text_;
  std::size_t available_ = 0;
  bool complete_ = false;
};

inline bool same_bytes(const base::Buffer& a, const base::Buffer& b) {
  return a.size_bytes() == b.size_bytes() && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

// Bit for bit, and says where not.
inline std::string difference(const io::Loaded& left, const io::Loaded& right) {
  const data::Table& a = *left.table;
  const data::Table& b = *right.table;
  if (a.rows() != b.rows()) return "rows " + std::to_string(a.rows()) + " and " + std::to_string(b.rows());
  if (a.column_count() != b.column_count()) return "columns";
  for (std::size_t c = 0; c < a.column_count(); ++c) {
    if (!(a.column(c).field() == b.column(c).field())) return "field of column " + std::to_string(c);
    for (std::size_t k = 0; k < a.column(c).chunks().size(); ++k) {
      const data::Array& x = *a.column(c).chunks()[k];
      const data::Array& y = *b.column(c).chunks()[k];
      const std::string where = "column " + std::to_string(c) + " chunk " + std::to_string(k);
      if (x.length() != y.length() || x.null_count() != y.null_count()) return where + ": counts";
      if (!same_bytes(x.validity(), y.validity())) return where + ": validity";
      if (!same_bytes(x.values(), y.values())) return where + ": values";
      if (!same_bytes(x.text_bytes(), y.text_bytes())) return where + ": text";
      if (x.is_dictionary() != y.is_dictionary()) return where + ": coding";
      if (x.is_dictionary() && (!same_bytes(x.dictionary_values()->values(), y.dictionary_values()->values()) ||
                                !same_bytes(x.dictionary_values()->text_bytes(), y.dictionary_values()->text_bytes()))) {
        return where + ": dictionary";
      }
    }
    if (left.report.columns[c].reason != right.report.columns[c].reason) {
      return "reason: " + left.report.columns[c].reason + " / " + right.report.columns[c].reason;
    }
  }
  if (left.report.warnings != right.report.warnings) return "warnings";
  if (left.report.rejected_count != right.report.rejected_count) return "rejected rows";
  for (std::size_t i = 0; i < left.report.rejected.size(); ++i) {
    if (left.report.rejected[i].line != right.report.rejected[i].line) return "line of a rejected row";
  }
  return {};
}

inline std::filesystem::path shared_test_data() {
  if (const char* given = std::getenv("ASSAY_TESTDATA")) return given;
  return std::filesystem::path(ASSAY_SOURCE_DIR) / ".." / "shared" / "testdata";
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace io_test
