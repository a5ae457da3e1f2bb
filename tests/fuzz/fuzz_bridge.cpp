// The decoder of messages, over hostile text: it answers with a message that survives a round trip, or an error.
#include <cstdint>
#include <cstdlib>

#include "bridge/messages.gen.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto message = assay::bridge::decode_to_core(text)) {
    const auto again = assay::bridge::decode_to_core(assay::bridge::encode(*message));
    if (!again || *again != *message) std::abort();
  }
  if (const auto message = assay::bridge::decode_to_host(text)) {
    const auto again = assay::bridge::decode_to_host(assay::bridge::encode(*message));
    if (!again || *again != *message) std::abort();
  }
  return 0;
}
