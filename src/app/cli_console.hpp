// What the terminal program's commands share: running tasks with a progress bar, errors, aligned tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "io/byte_source.hpp"
#include "session/open_task.hpp"

namespace assay::app {

// Exit codes, documented in `assay --help`.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;       // the work could not be done
inline constexpr int exit_usage = 2;        // the command line makes no sense
inline constexpr int exit_cancelled = 130;  // Ctrl+C

struct Console {
  int threads = 0;       // 0: as many as the machine has
  bool json = false;     // machine output: errors as JSON too
  bool progress = true;  // a bar on stderr, when that is a terminal

  // Run a task to its end on a pool of threads. Ctrl+C cancels it.
  [[nodiscard]] base::Result<void> run(const base::TaskPtr& task) const;
  // "assay: FILE, line N: what. why. what next" on stderr, or {"error": {…}} on stdout. Returns the exit code.
  int report(const base::Error& error) const;
  [[nodiscard]] int thread_count() const;
};

// "-" is standard input.
[[nodiscard]] base::Result<io::ByteSourcePtr> open_input(const std::string& path);
[[nodiscard]] base::Result<io::Loaded> load_table(const Console& console, const std::string& path);
[[nodiscard]] base::Result<std::shared_ptr<const session::LoadedModel>> load_model(const Console& console,
                                                                                   const std::string& path);

// Writes a whole file, or standard output for "-": first beside it, then renamed into place.
class OutputFile {
 public:
  [[nodiscard]] static base::Result<OutputFile> create(const std::string& path);
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // removes what was not closed
  [[nodiscard]] base::Result<void> write(std::string_view bytes);
  [[nodiscard]] base::Result<void> close();

 private:
  OutputFile() = default;
  std::string path_, temporary_;
  int descriptor_ = -1;
};

// ---- text for people --------------------------------------------------------------------------------

// Control characters become "?", so that data cannot steer the terminal; cut to `most` characters with "…".
[[nodiscard]] std::string shown(std::string_view text, std::size_t most = 40);
[[nodiscard]] std::string count_text(std::uint64_t count);          // 1,234,567
[[nodiscard]] std::string number_text(double value);                // five significant digits
[[nodiscard]] std::string number_text(std::optional<double> value); // "–" when undefined
[[nodiscard]] std::string share_text(double share);                 // 3.4 %
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);          // 12.3 MB
[[nodiscard]] std::string duration_text(double ms);                 // 12 ms, 3.4 s

// Rows of cells, columns aligned: left, or right for those marked. The first row is the header.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header, std::vector<bool> right = {});
  void row(std::vector<std::string> cells);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<bool> right_;
};

}  // namespace assay::app
