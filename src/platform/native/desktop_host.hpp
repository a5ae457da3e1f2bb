// DesktopHost: session::Host for the window: files on disk, the system's clipboard, settings in a file.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "session/host.hpp"

namespace assay::platform {

class DesktopHost final : public session::Host {
 public:
  struct Options {
    std::string samples_dir;   // holds samples.json; "" or missing: no sample files
    std::string settings_path; // "" : settings are not kept
    bool dark = false;         // what the system prefers
    std::function<void()> wake;  // any thread
    // A file that was asked for has been chosen or fetched. On the UI thread.
    std::function<void(io::ByteSourcePtr)> offer;
    std::function<void(const base::Error&)> failed;
    std::function<void(const std::string&)> title;
  };
  explicit DesktopHost(Options options);

  // Open a path as if it had been dropped on the window.
  void open(const std::string& path);

  void show_open_dialog() override;
  [[nodiscard]] base::Result<std::unique_ptr<session::FileSink>> save(std::string_view suggested_name,
                                                                      std::string_view mime_type) override;
  void copy_to_clipboard(std::string_view text) override;
  [[nodiscard]] const std::vector<session::Sample>& samples() const override { return samples_; }
  void fetch_sample(std::string_view file) override;
  void show_location(std::string_view location) override;
  void store(std::string_view key, std::string_view value) override;
  [[nodiscard]] std::optional<std::string> stored(std::string_view key) const override;
  void wake() override;
  [[nodiscard]] bool system_prefers_dark() const override { return options_.dark; }
  [[nodiscard]] std::uint64_t memory_bytes() const override;
  [[nodiscard]] std::optional<std::uint64_t> memory_limit_bytes() const override;
  [[nodiscard]] std::uint64_t foreign_requests() const override { return 0; }  // it never makes one

 private:
  void read_samples();
  void read_settings();

  Options options_;
  std::vector<session::Sample> samples_;
  std::map<std::string, std::string, std::less<>> settings_;
};

}  // namespace assay::platform
