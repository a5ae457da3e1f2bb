// Result<T> and Error: how every fallible function of Assay reports failure.
//
// Our code throws nothing. A function that can fail returns Result<T>; adapters around libraries
// catch what those throw and turn it into an Error. Handle an error once: show it or return it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace assay::base {

enum class ErrorCode : std::uint8_t {
  InvalidArgument,  // the caller or the person asked for something that makes no sense
  NotFound,         // a file, column, model or sample that is not there
  Unsupported,      // understood, but not something this build can do
  Parse,            // bytes that are not what they claim to be
  TypeMismatch,     // a value or tensor of another type or shape than required
  OutOfMemory,      // an allocation was refused
  Io,               // the operating system or the browser refused a read or a write
  Runtime,          // the inference runtime or the GPU reported a failure
  Limit,            // a stated limit was reached (size, depth, count)
  Timeout,          // something did not answer in time and was stopped
  Cancelled,        // the person cancelled
  Internal,         // a broken promise inside Assay
};

// The stable lower-case name of a code, for JSON and tests: "parse", "out_of_memory", ...
[[nodiscard]] std::string_view to_string(ErrorCode code);

// Where an error was found. Lines and columns are 1-based; bytes are 0-based offsets.
struct Where {
  std::string file;
  std::optional<std::uint64_t> line;
  std::optional<std::uint64_t> column;
  std::optional<std::uint64_t> byte;
};

// What went wrong (message), where, and what to do next (hint). All texts are for a person.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string message;
  std::string hint;
  Where where;

  // "data.csv, line 7, column 3: message. hint" for terminals and logs.
  [[nodiscard]] std::string describe() const;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message,
                                                 std::string hint = {}, Where where = {}) {
  return std::unexpected<Error>(
      Error{code, std::move(message), std::move(hint), std::move(where)});
}

}  // namespace assay::base
