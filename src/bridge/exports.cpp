#include "bridge/exports.hpp"

#include <cstring>
#include <string>
#include <utility>

#ifdef __EMSCRIPTEN__
#include <emscripten/emscripten.h>
#define ASSAY_EXPORT EMSCRIPTEN_KEEPALIVE
#else
#define ASSAY_EXPORT
#endif

namespace assay::bridge {
namespace {

struct Exports {
  Seam seam;
  MakeApplication make = nullptr;
  std::unique_ptr<Application> application;
  std::string polled;  // what the last assay_poll returned
};

// Never destroyed: threads may still post while the page goes away.
Exports& exports() {
  static auto* const all = new Exports;
  return *all;
}

void log(LogLevel level, std::string text) { exports().seam.outbox.post(Log{level, std::move(text)}); }

}  // namespace

void set_application(MakeApplication make) { exports().make = make; }

}  // namespace assay::bridge

using assay::bridge::exports;

extern "C" {

ASSAY_EXPORT int assay_create() {
  auto& all = exports();
  if (all.application || all.make == nullptr) return 1;
  all.application = all.make(all.seam);
  return all.application ? 0 : 1;
}

ASSAY_EXPORT void assay_destroy() { exports().application.reset(); }

ASSAY_EXPORT void* assay_alloc(std::size_t size_bytes) { return exports().seam.heap.allocate(size_bytes); }

ASSAY_EXPORT void assay_free(void* block) { exports().seam.heap.release(static_cast<const std::byte*>(block)); }

ASSAY_EXPORT int assay_send(const char* text, std::size_t length) {
  auto& all = exports();
  auto message = assay::bridge::decode_to_core({text, length});
  if (!message) {
    assay::bridge::log(assay::bridge::LogLevel::Error, message.error().describe());
    return 1;
  }
  if (!all.application) return 1;
  all.application->handle(*std::move(message));
  return 0;
}

ASSAY_EXPORT const char* assay_poll() {
  auto& all = exports();
  auto text = all.seam.outbox.take();
  if (!text) return nullptr;
  const auto length = static_cast<std::uint32_t>(text->size());
  all.polled.resize(sizeof length + text->size());
  std::memcpy(all.polled.data(), &length, sizeof length);
  std::memcpy(all.polled.data() + sizeof length, text->data(), text->size());
  return all.polled.data();
}

ASSAY_EXPORT double assay_frame() {
  auto& all = exports();
  return all.application ? all.application->frame() : -1;
}

ASSAY_EXPORT const char* assay_version() {
  static const std::string version = "0.1.0 " + std::string(assay::bridge::schema_digest);
  return version.c_str();
}
}
