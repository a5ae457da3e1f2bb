#include <catch2/catch_test_macros.hpp>

#include "io/csv_helpers.hpp"

using namespace io_test;

TEST_CASE("memory source: bytes arrive, fail or end early") {
  auto made = io::MemorySource::with_capacity("x", 10);
  REQUIRE(made.has_value());
  auto& source = **made;
  CHECK_FALSE(source.complete());
  CHECK(source.size_bytes() == 10U);
  std::memcpy(source.writable().data(), "abcd", 4);
  source.written(4);
  CHECK(source.available_bytes() == 4);
  CHECK(source.view(1, 3).has_value());
  CHECK_FALSE(source.view(1, 4).has_value());
  CHECK_FALSE(source.view(5, 0).has_value());
  char out[4] = {};
  CHECK(source.read(0, std::as_writable_bytes(std::span(out))).has_value());
  CHECK(std::string_view(out, 4) == "abcd");
  CHECK_FALSE(source.read(2, std::as_writable_bytes(std::span(out))).has_value());
  source.finish();
  CHECK(source.complete());
  CHECK(source.size_bytes() == 4U);
  CHECK_FALSE(source.error().has_value());
  source.fail({base::ErrorCode::Io, "first", {}, {}});
  source.fail({base::ErrorCode::Io, "second", {}, {}});
  CHECK(source.error()->message == "first");
  const io::MemorySource empty("e", base::Buffer{});
  CHECK(empty.complete());
  CHECK(empty.view(0, 0).has_value());
}
