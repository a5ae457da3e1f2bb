// What the core asks of the page by calling JavaScript, rather than by a message. Any thread.
#pragma once

#include <cstdint>
#include <optional>

namespace assay::platform::web {

// Ask the page to poll the outbox and to draw a frame soon. Cheap; returns at once.
void wake_page();

// Size of the wasm heap now, and what it may grow to.
[[nodiscard]] std::uint64_t heap_bytes();
[[nodiscard]] std::optional<std::uint64_t> heap_limit_bytes();

}  // namespace assay::platform::web
