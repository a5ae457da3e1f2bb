#include "platform/web/page.hpp"

#include <emscripten/emscripten.h>
#include <emscripten/heap.h>

namespace assay::platform::web {

// On the main thread this runs at once, elsewhere it is queued for it. The page's wake() only schedules.
void wake_page() {
  MAIN_THREAD_ASYNC_EM_ASM({ Module['assayWake']?.(); });
}

std::uint64_t heap_bytes() { return emscripten_get_heap_size(); }

std::optional<std::uint64_t> heap_limit_bytes() { return emscripten_get_heap_max(); }

}  // namespace assay::platform::web
