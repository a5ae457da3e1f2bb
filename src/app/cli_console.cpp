#include "app/cli_console.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

#include <nlohmann/json.hpp>

#include "jobs/executor.hpp"
#include "platform/native/file_source.hpp"

namespace assay::app {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

volatile std::sig_atomic_t interrupted = 0;
void on_interrupt(int) { interrupted = 1; }

// One line on stderr, drawn over itself at most ten times a second.
class ProgressBar {
 public:
  explicit ProgressBar(bool wanted) : on_(wanted && ::isatty(STDERR_FILENO) != 0) {}
  ~ProgressBar() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
  }
  void draw(const base::Progress& progress) {
    using clock = std::chrono::steady_clock;
    const auto now = clock::now();
    if (!on_ || now - started_ < std::chrono::milliseconds(200) || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    drawn_ = true;
    const double seconds = std::chrono::duration<double>(now - started_).count();
    std::string line = "\r\x1b[K" + shown(progress.phase(), 40);
    if (const auto fraction = progress.fraction()) {
      const auto full = static_cast<std::size_t>(*fraction * 24);
      line += " [" + std::string(full, '#') + std::string(24 - full, '.') + "] " +
              std::to_string(static_cast<int>(*fraction * 100)) + " %";
    }
    const auto bytes = progress.done_bytes.load();
    if (bytes > 0) line += ", " + bytes_text(static_cast<std::uint64_t>(static_cast<double>(bytes) / seconds)) + "/s";
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
  }

 private:
  bool on_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_{};
};

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace

int Console::thread_count() const {
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Result<void> Console::run(const base::TaskPtr& task) const {
  interrupted = 0;
  struct sigaction action {}, before {};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, &before);
  jobs::Inbox inbox;
  bool ended = false;
  {
    const auto executor = jobs::make_pool_executor(inbox, thread_count());
    executor->submit(task, [&] { ended = true; });
    ProgressBar bar(progress);
    while (!ended) {
      if (inbox.drain() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      bar.draw(task->progress);
      if (interrupted != 0) task->cancel();
    }
  }
  ::sigaction(SIGINT, &before, nullptr);
  if (const auto error = task->error()) return std::unexpected(*error);
  return {};
}

int Console::report(const base::Error& error) const {
  if (json) {
    nlohmann::ordered_json where = nlohmann::ordered_json::object();
    if (!error.where.file.empty()) where["file"] = error.where.file;
    if (error.where.line) where["line"] = *error.where.line;
    if (error.where.column) where["column"] = *error.where.column;
    if (error.where.byte) where["byte"] = *error.where.byte;
    const nlohmann::ordered_json out{{"error", {{"code", base::to_string(error.code)}, {"message", error.message},
                                                {"hint", error.hint}, {"where", where}}}};
    std::printf("%s\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  } else {
    std::fprintf(stderr, "assay: %s\n", shown(error.describe(), 4'000).c_str());
  }
  return error.code == ErrorCode::Cancelled ? exit_cancelled : exit_failed;
}

Result<io::ByteSourcePtr> open_input(const std::string& path) {
  return path == "-" ? platform::read_standard_input() : platform::open_file(path);
}

namespace {

Result<std::shared_ptr<session::OpenTask>> open(const Console& console, const std::string& path) {
  auto source = open_input(path);
  if (!source) return std::unexpected(source.error());
  auto task = std::make_shared<session::OpenTask>(*source, io::ReadOptions{});
  if (auto done = console.run(task); !done) {
    base::Error error = done.error();
    if (error.where.file.empty()) error.where.file = path;
    return std::unexpected(error);
  }
  return task;
}

}  // namespace

Result<io::Loaded> load_table(const Console& console, const std::string& path) {
  auto task = open(console, path);
  if (!task) return std::unexpected(task.error());
  if (auto loaded = (*task)->take_table()) return *std::move(loaded);
  return fail(ErrorCode::TypeMismatch, "This is a model, not a table.", "Name a table, such as a CSV file.",
              {path, {}, {}, {}});
}

Result<std::shared_ptr<const session::LoadedModel>> load_model(const Console& console, const std::string& path) {
  auto task = open(console, path);
  if (!task) return std::unexpected(task.error());
  if (auto model = (*task)->take_model()) return model;
  return fail(ErrorCode::TypeMismatch, "This is a table, not a model.", "Name an ONNX model.", {path, {}, {}, {}});
}

Result<OutputFile> OutputFile::create(const std::string& path) {
  OutputFile file;
  file.path_ = path;
  if (path == "-") {
    file.descriptor_ = STDOUT_FILENO;
    return file;
  }
  file.temporary_ = path + ".part" + std::to_string(::getpid());
  file.descriptor_ = ::open(file.temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file.descriptor_ < 0) {
    return fail(ErrorCode::Io, std::string("The file cannot be written: ") + std::strerror(errno) + ".",
                "Check that the folder exists and may be written to.", {path, {}, {}, {}});
  }
  return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::move(other.temporary_)), descriptor_(other.descriptor_) {
  other.descriptor_ = -1;
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0 || path_ == "-") return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

Result<void> OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return fail(ErrorCode::Io, std::string("The output cannot be written: ") + std::strerror(errno) + ".", {},
                  {path_, {}, {}, {}});
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> OutputFile::close() {
  if (path_ == "-") return {};
  const bool closed = ::close(descriptor_) == 0;
  descriptor_ = -1;
  if (closed && ::rename(temporary_.c_str(), path_.c_str()) == 0) return {};
  const int number = errno;
  ::unlink(temporary_.c_str());
  return fail(ErrorCode::Io, std::string("The file cannot be written: ") + std::strerror(number) + ".", {},
              {path_, {}, {}, {}});
}

std::string shown(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t characters = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80 && ++characters > most) return out + "…";
    // C1 controls are two bytes, 0xc2 0x80 … 0x9f: terminals obey them too.
    const bool c1 = byte >= 0x80 && byte < 0xa0 && !out.empty() && out.back() == '\xc2';
    if (c1) out.back() = '?';
    else out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return out;
}

std::string count_text(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string number_text(double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.5g", value);
  return text.data();
}

std::string number_text(std::optional<double> value) { return value ? number_text(*value) : "–"; }

std::string share_text(double share) {
  std::array<char, 48> text{};
  if (share > 0 && share < 0.001) return "< 0.1 %";
  std::snprintf(text.data(), text.size(), "%.1f %%", share * 100);
  return text.data();
}

std::string bytes_text(std::uint64_t bytes) {
  static constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text.data();
}

std::string duration_text(double ms) {
  std::array<char, 48> text{};
  if (ms < 1000) std::snprintf(text.data(), text.size(), ms < 10 ? "%.1f ms" : "%.0f ms", ms);
  else std::snprintf(text.data(), text.size(), "%.1f s", ms / 1000);
  return text.data();
}

TextTable::TextTable(std::vector<std::string> header, std::vector<bool> right) : right_(std::move(right)) {
  right_.resize(header.size(), false);
  rows_.push_back(std::move(header));
}

void TextTable::row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

std::string TextTable::text() const {
  std::vector<std::size_t> widths(right_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - display_width(row[i]), ' ');
      line += (i == 0 ? "" : "  ") + (right_[i] ? pad + row[i] : row[i] + pad);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace assay::app
