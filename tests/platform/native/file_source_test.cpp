#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "platform/native/file_source.hpp"

using namespace assay;

namespace {

struct Folder {
  Folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~Folder() {
    std::remove(file().c_str());
    ::rmdir(path.c_str());
  }
  std::string file() const { return path + "/data.csv"; }
  std::string path = "/tmp/assay-file-source-XXXXXX";
};

}  // namespace

TEST_CASE("a file is read where asked, and never past its end") {
  const Folder folder;
  std::ofstream(folder.file()) << "a,b\n1,2\n";
  const auto source = platform::open_file(folder.file());
  REQUIRE(source);
  CHECK((*source)->name() == "data.csv");
  CHECK((*source)->size_bytes() == 8);
  CHECK((*source)->complete());
  std::array<std::byte, 3> out{};
  REQUIRE((*source)->read(4, out));
  CHECK(out[0] == std::byte{'1'});
  CHECK((*source)->read(5, out));
  CHECK(!(*source)->read(6, out));
  CHECK(!(*source)->read(~std::uint64_t{0}, out));
  CHECK((*source)->read(8, std::span<std::byte>{}));
  // Truncated under our hands: an error, not a crash.
  REQUIRE(::truncate(folder.file().c_str(), 2) == 0);
  const auto read = (*source)->read(4, out);
  REQUIRE(!read);
  CHECK(read.error().code == base::ErrorCode::Io);
}

TEST_CASE("an empty file, no file and a folder") {
  const Folder folder;
  std::ofstream(folder.file()).close();
  const auto empty = platform::open_file(folder.file());
  REQUIRE(empty);
  CHECK((*empty)->size_bytes() == 0);
  const auto missing = platform::open_file(folder.path + "/nothing.csv");
  REQUIRE(!missing);
  CHECK(missing.error().code == base::ErrorCode::NotFound);
  CHECK(missing.error().where.file == folder.path + "/nothing.csv");
  const auto directory = platform::open_file(folder.path);
  REQUIRE(!directory);
  CHECK(directory.error().message.find("folder") != std::string::npos);
}
