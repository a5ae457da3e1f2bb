#include <catch2/catch_test_macros.hpp>

#include <string>

#include "io/csv_helpers.hpp"
#include "io/format.hpp"

using namespace io_test;

namespace {

base::Result<const io::Format*> identify(std::string_view name, std::string_view bytes) {
  return io::identify(name, bytes_of(bytes).first(std::min<std::size_t>(bytes.size(), 65'536)), bytes.size());
}

}  // namespace

TEST_CASE("tables and models are recognised") {
  CHECK((*identify("a.csv", "a,b\n1,2\n"))->name == "CSV");
  CHECK((*identify("a.csv", "a\n1\n"))->name == "CSV");
  CHECK((*identify("noname", "a;b\n1;2\n"))->kind == io::Kind::Table);
  CHECK((*identify("a.txt", std::string("\xFF\xFE" "a\0", 4)))->name == "CSV");
  const std::string model("\x08\x08\x12\x07pytorch\x3A\x10", 13);
  CHECK((*identify("m.onnx", model))->kind == io::Kind::Model);
  CHECK((*identify("m.bin", model))->kind == io::Kind::Model);
  CHECK((*identify("m.onnx", std::string("\x3A\x90\x03\x0A\x05\x01\x02\x03", 8)))->kind == io::Kind::Model);
  CHECK((*identify("broken.onnx", std::string("\x01\x02\0\0\0\0", 6)))->kind == io::Kind::Model);  // its reader explains
  CHECK(io::formats().size() == 2);
  CHECK(io::formats()[0].make_reader != nullptr);
  CHECK(io::formats()[1].make_reader == nullptr);
}

TEST_CASE("what is something else is explained") {
  struct Case {
    const char* name;
    std::string bytes;
    const char* says;
  };
  const Case cases[] = {
      {"t.csv", "\x89PNG\r\n\x1A\n....", "PNG image, although it is named .csv"},
      {"t.csv", "\xFF\xD8\xFF\xE0", "JPEG"},
      {"t.csv", "GIF89a\x01\x02", "GIF"},
      {"t.csv", "%PDF-1.7\n", "PDF"},
      {"t.csv", "PK\x03\x04....xl/workbook.xml", "Excel workbook"},
      {"t.xlsx", "PK\x03\x04....xl/workbook.xml", "Excel workbook"},
      {"t.zip", "PK\x03\x04....data.csv", "ZIP archive"},
      {"t.csv.gz", "\x1F\x8B\x08\x01", "gzip"},
      {"t.csv", "\x28\xB5\x2F\xFD\x01", "Zstandard"},
      {"t.csv", "PAR1\x15\x04", "Parquet"},
      {"t.csv", std::string("ARROW1\0\0", 8), "Arrow"},
      {"t.csv", "<!DOCTYPE html><html>", "web page"},
      {"t.csv", "\n  <HTML>", "web page"},
      {"m.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:x\nsize 1\n", "Git LFS pointer"},
      {"m.onnx", "a,b\n1,2\n", "text file, not an ONNX model"},
      {"t.csv", "\x7F" "ELF\x02\x01", "program"},
      {"t.csv", "", "empty"},
      {"t.csv", " \n\n", "empty"},
      {"t.csv", std::string(500, '\0'), "NUL"},
  };
  for (const auto& c : cases) {
    const auto found = identify(c.name, c.bytes);
    INFO(c.says);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().message.find(c.says) != std::string::npos);
    CHECK_FALSE(found.error().hint.empty());
    CHECK(found.error().where.file == c.name);
  }
  // A format's own name is no surprise.
  CHECK(identify("t.gz", "\x1F\x8B\x08\x01").error().message.find("although") == std::string::npos);
}

TEST_CASE("tables that begin like something else are tables") {
  CHECK(identify("a.csv", "ORC,BM,ID3\n1,2,3\n").has_value());
  CHECK(identify("a.csv", "BMI,age\n20,30\n").has_value());
  CHECK(identify("a.csv", "RIFF,b\n1,2\n").has_value());
  CHECK(identify("a.csv", "PAR1,b\n1,2\n").has_value());
}
