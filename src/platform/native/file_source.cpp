#include "platform/native/file_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <vector>

#include "io/memory_source.hpp"

namespace assay::platform {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

std::string name_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

base::Error io_error(const std::string& path, int number) {
  const ErrorCode code = number == ENOENT || number == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io;
  const std::string hint = code == ErrorCode::NotFound ? "Check the name and the folder."
                           : number == EACCES          ? "Check the file's permissions."
                                                       : "";
  return {code, std::string("The file cannot be read: ") + std::strerror(number) + ".", hint, {path, {}, {}, {}}};
}

class FileSource final : public io::ByteSource {
 public:
  FileSource(std::string path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), name_(name_of(path_)), descriptor_(descriptor), size_(size) {}
  ~FileSource() override { ::close(descriptor_); }

  std::string name() const override { return name_; }
  std::optional<std::uint64_t> size_bytes() const override { return size_; }
  std::uint64_t available_bytes() const override { return size_; }
  bool complete() const override { return true; }
  std::optional<base::Error> error() const override { return std::nullopt; }

  Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset > size_ || out.size() > size_ - offset) {
      return fail(ErrorCode::Io, "A read runs past the end of the file.", {}, {path_, {}, {}, offset});
    }
    std::size_t done = 0;
    while (done < out.size()) {
      const auto count = ::pread(descriptor_, out.data() + done, out.size() - done,
                                 static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::unexpected(io_error(path_, errno));
      if (count == 0) {
        return fail(ErrorCode::Io, "The file became shorter while it was read.", "Open it again.",
                    {path_, {}, {}, offset + done});
      }
      done += static_cast<std::size_t>(count);
    }
    return {};
  }

  std::optional<std::span<const std::byte>> view(std::uint64_t, std::size_t) const override { return std::nullopt; }

 private:
  std::string path_, name_;
  int descriptor_;
  std::uint64_t size_;
};

Result<io::ByteSourcePtr> read_to_end(int descriptor, const std::string& name) {
  std::vector<std::byte> bytes;
  constexpr std::size_t piece = std::size_t{1} << 20;
  while (true) {
    const std::size_t used = bytes.size();
    bytes.resize(used + piece);
    const auto count = ::read(descriptor, bytes.data() + used, piece);
    bytes.resize(used + static_cast<std::size_t>(std::max<ssize_t>(0, count)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(io_error(name, errno));
    if (count == 0) break;
  }
  auto owner = std::make_shared<std::vector<std::byte>>(std::move(bytes));
  base::Buffer buffer(owner, owner->data(), owner->size());
  return std::make_shared<io::MemorySource>(name, std::move(buffer));
}

}  // namespace

Result<io::ByteSourcePtr> open_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::unexpected(io_error(path, errno));
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) {
    const int number = errno;
    ::close(descriptor);
    return std::unexpected(io_error(path, number));
  }
  if (S_ISREG(info.st_mode)) {
    return std::make_shared<FileSource>(path, descriptor, static_cast<std::uint64_t>(info.st_size));
  }
  auto source = S_ISDIR(info.st_mode)
                    ? Result<io::ByteSourcePtr>(fail(ErrorCode::Io, "This is a folder, not a file.",
                                                     "Name a file in it.", {path, {}, {}, {}}))
                    : read_to_end(descriptor, name_of(path));
  ::close(descriptor);
  return source;
}

Result<io::ByteSourcePtr> read_standard_input() { return read_to_end(STDIN_FILENO, "stdin"); }

}  // namespace assay::platform
