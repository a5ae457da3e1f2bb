#include "platform/native/desktop_host.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <SDL.h>
#include <nlohmann/json.hpp>

#include "platform/native/file_source.hpp"

namespace assay::platform {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::int64_t number_of(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number_integer() ? at->get<std::int64_t>() : 0;
}

// What a file-choosing program of the desktop answers, or nothing when there is none or the person gave up.
std::optional<std::string> ask_path(const std::vector<std::string>& commands) {
  for (const std::string& command : commands) {
    FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) continue;
    std::string answer;
    std::array<char, 512> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) answer += buffer.data();
    const int status = pclose(pipe);
    while (!answer.empty() && (answer.back() == '\n' || answer.back() == '\r')) answer.pop_back();
    if (status == 0 && !answer.empty()) return answer;
    if (status != 127 * 256) return std::nullopt;  // it was there, and nothing was chosen
  }
  return std::nullopt;
}

bool has_program(const char* name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((fs::path(folder) / name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

fs::path downloads() {
  const char* home = std::getenv("HOME");
  if (home != nullptr) {
    std::error_code error;
    const fs::path folder = fs::path(home) / "Downloads";
    if (fs::is_directory(folder, error)) return folder;
  }
  return fs::current_path();
}

fs::path free_name(const fs::path& folder, const std::string& name) {
  std::error_code error;
  fs::path path = folder / name;
  for (int n = 2; fs::exists(path, error) && n < 10'000; ++n) {
    path = folder / (fs::path(name).stem().string() + " (" + std::to_string(n) + ")" + fs::path(name).extension().string());
  }
  return path;
}

// Written beside its place and moved there when complete.
class DiskSink final : public session::FileSink {
 public:
  explicit DiskSink(fs::path path) : path_(std::move(path)), part_(path_.string() + ".part"), file_(std::fopen(part_.c_str(), "wb")) {}
  ~DiskSink() override {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::error_code error;
    fs::remove(part_, error);
  }
  DiskSink(const DiskSink&) = delete;
  DiskSink& operator=(const DiskSink&) = delete;
  [[nodiscard]] bool valid() const { return file_ != nullptr; }
  base::Result<void> write(base::Buffer bytes) override {
    if (file_ == nullptr || std::fwrite(bytes.data(), 1, bytes.size_bytes(), file_) != bytes.size_bytes()) return refused();
    return {};
  }
  base::Result<void> close() override {
    if (file_ == nullptr) return refused();
    const bool written = std::fclose(file_) == 0;
    file_ = nullptr;
    std::error_code error;
    if (written) fs::rename(part_, path_, error);
    if (!written || error) return refused();
    return {};
  }

 private:
  [[nodiscard]] std::unexpected<base::Error> refused() const {
    return base::fail(ErrorCode::Io, "Could not write " + path_.string() + ".", "Is the disk full, or the folder read-only?", {path_.string(), {}, {}, {}});
  }
  fs::path path_;
  std::string part_;
  FILE* file_;
};

}  // namespace

DesktopHost::DesktopHost(Options options) : options_(std::move(options)) {
  read_samples();
  read_settings();
}

void DesktopHost::read_samples() {
  std::ifstream file(fs::path(options_.samples_dir) / "samples.json");
  std::stringstream text;
  text << file.rdbuf();
  const nlohmann::json index = nlohmann::json::parse(text.str(), nullptr, false);
  if (!index.is_object() || !index.contains("samples") || !index["samples"].is_array()) return;
  for (const nlohmann::json& entry : index["samples"]) {
    if (!entry.is_object()) continue;
    session::Sample sample;
    sample.id = text_of(entry, "id");
    sample.title = text_of(entry, "title");
    sample.description = text_of(entry, "description");
    sample.file = text_of(entry, "csv");
    sample.rows = number_of(entry, "rows");
    sample.columns = number_of(entry, "columns");
    sample.target = text_of(entry, "target");
    sample.source = text_of(entry, "source");
    if (const std::string licence = text_of(entry, "licence"); !licence.empty()) sample.source += (sample.source.empty() ? "" : ". ") + licence;
    for (const nlohmann::json& model : entry.value("models", nlohmann::json::array())) {
      if (model.is_object()) sample.models.push_back(text_of(model, "file"));
      else if (model.is_string()) sample.models.push_back(model.get<std::string>());
    }
    if (!sample.id.empty()) samples_.push_back(std::move(sample));
  }
}

void DesktopHost::read_settings() {
  if (options_.settings_path.empty()) return;
  std::ifstream file(options_.settings_path);
  std::stringstream text;
  text << file.rdbuf();
  const nlohmann::json saved = nlohmann::json::parse(text.str(), nullptr, false);
  if (!saved.is_object()) return;
  for (const auto& [key, value] : saved.items()) {
    if (value.is_string()) settings_[key] = value.get<std::string>();
  }
}

void DesktopHost::open(const std::string& path) {
  auto source = open_file(path);
  if (source) options_.offer(*std::move(source));
  else options_.failed(source.error());
}

void DesktopHost::show_open_dialog() {
  if (!has_program("zenity") && !has_program("kdialog")) {
    options_.failed({ErrorCode::Unsupported, "This desktop has no file dialog that Assay knows (zenity, kdialog).",
                     "Drop the file on the window, or name it on the command line: assay-desktop FILE", {}});
    return;
  }
  const auto path = ask_path({"zenity --file-selection --title='Open a table or a model'", "kdialog --getopenfilename"});
  if (path) open(*path);
}

base::Result<std::unique_ptr<session::FileSink>> DesktopHost::save(std::string_view suggested_name, std::string_view) {
  // The name comes from a table's name: nothing of it may leave the folder.
  std::string name = fs::path(std::string(suggested_name)).filename().string();
  if (name.empty() || name == "." || name == "..") name = "table.csv";
  const fs::path path = free_name(downloads(), name);
  auto sink = std::make_unique<DiskSink>(path);
  if (!sink->valid()) return base::fail(ErrorCode::Io, "Could not write to " + path.parent_path().string() + ".", "Start Assay in a folder that you may write to.", {path.string(), {}, {}, {}});
  return sink;
}

void DesktopHost::copy_to_clipboard(std::string_view text) { SDL_SetClipboardText(std::string(text).c_str()); }

void DesktopHost::fetch_sample(std::string_view file) { open((fs::path(options_.samples_dir) / file).string()); }

void DesktopHost::show_location(std::string_view location) {
  if (options_.title) options_.title("Assay " + std::string(location));
}

void DesktopHost::store(std::string_view key, std::string_view value) {
  settings_[std::string(key)] = value;
  if (options_.settings_path.empty()) return;
  std::error_code error;
  fs::create_directories(fs::path(options_.settings_path).parent_path(), error);
  std::ofstream(options_.settings_path) << nlohmann::json(settings_).dump(1) << "\n";
}

std::optional<std::string> DesktopHost::stored(std::string_view key) const {
  const auto found = settings_.find(key);
  return found == settings_.end() ? std::nullopt : std::optional(found->second);
}

void DesktopHost::wake() {
  if (options_.wake) options_.wake();
}

std::uint64_t DesktopHost::memory_bytes() const {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::optional<std::uint64_t> DesktopHost::memory_limit_bytes() const {
  const long pages = sysconf(_SC_PHYS_PAGES);
  if (pages <= 0) return std::nullopt;
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace assay::platform
