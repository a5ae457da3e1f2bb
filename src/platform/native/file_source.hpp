// Files as ByteSources: read where they lie, so that a file larger than memory can be read through once.
#pragma once

#include <string>

#include "base/result.hpp"
#include "io/byte_source.hpp"

namespace assay::platform {

// A regular file, read with pread. Not mapped: a mapped file that someone truncates meanwhile kills the process
// (SIGBUS), a read of one fails with Io and the session goes on. What is not a regular file (a pipe, /dev/stdin)
// is read to its end first. Fails with NotFound or Io, with the reason and what to do.
[[nodiscard]] base::Result<io::ByteSourcePtr> open_file(const std::string& path);

// Standard input to its end, named "stdin".
[[nodiscard]] base::Result<io::ByteSourcePtr> read_standard_input();

}  // namespace assay::platform
