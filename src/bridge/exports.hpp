// The C exports: all that JavaScript can call. They are thin; what they reach is an Application, made by the
// composition root.
#pragma once

#include <cstdint>
#include <memory>

#include "bridge/heap.hpp"
#include "bridge/messages.gen.hpp"
#include "bridge/outbox.hpp"

namespace assay::bridge {

// What every application shares with the exports.
struct Seam {
  HeapBlocks heap;
  Outbox outbox;
};

// Called on the main thread only.
class Application {
 public:
  virtual ~Application() = default;
  virtual void handle(ToCore message) = 0;
  // Draw a frame. Returns when the next one is wanted: 0 = at once, n > 0 = in n milliseconds, -1 = after an
  // event or a wake.
  virtual double frame() = 0;
};

using MakeApplication = std::unique_ptr<Application> (*)(Seam& seam);

// Say who makes the application; called once by the composition root's main().
void set_application(MakeApplication make);

}  // namespace assay::bridge

extern "C" {
// 0, or 1 when the application could not be created (a log message says why) or is there already.
int assay_create();
void assay_destroy();
// Memory for the page to fill and name in a message; see bridge::HeapBlocks.
void* assay_alloc(std::size_t size_bytes);
void assay_free(void* block);
// One message to the core: UTF-8 JSON. 0, or 1 when it was not understood; a log message then says why.
int assay_send(const char* text, std::size_t length);
// The next message to the page: a u32 length and that many bytes of UTF-8 JSON, valid until the next call of any
// export; null when there is none.
const char* assay_poll();
// See bridge::Application::frame.
double assay_frame();
// "0.1.0 <digest of the message schema>", zero-terminated.
const char* assay_version();
}
