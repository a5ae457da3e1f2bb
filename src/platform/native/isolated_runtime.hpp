// inference::Runtime in a process of its own: a model that crashes, hangs or eats the runtime takes down that
// process and nothing else. A hung run is ended by killing it; the next model starts a fresh one.
//
// The process is this program again, started with `worker_flag`: main() must hand over to run_worker_if_asked()
// before it does anything else.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "inference/runtime.hpp"

namespace assay::platform {

inline constexpr std::string_view worker_flag = "--assay-inference-worker";

// When the program was started as a worker: serve until the parent goes, then the exit code. Else nothing.
[[nodiscard]] std::optional<int> run_worker_if_asked(int argc, char** argv);

// `threads` = 0: as many as the machine has. `executable` is the program to start; this one by default.
[[nodiscard]] std::shared_ptr<inference::Runtime> make_isolated_runtime(int threads = 0,
                                                                        std::string_view executable = "/proc/self/exe");

}  // namespace assay::platform
