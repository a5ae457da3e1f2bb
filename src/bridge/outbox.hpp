// Outbox: messages from the core to the page. Any thread posts; the page polls on its main thread after it was
// woken.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "bridge/messages.gen.hpp"

namespace assay::bridge {

class Outbox {
 public:
  // Encodes on the calling thread, in order of the calls.
  void post(const ToHost& message);
  // The oldest message, taken out; nothing when there is none.
  [[nodiscard]] std::optional<std::string> take();
  // Called on the posting thread after a post to an empty box. Set before the first post.
  void on_post(std::function<void()> wake);

 private:
  std::mutex mutex_;
  std::deque<std::string> messages_;
  std::function<void()> wake_;
};

}  // namespace assay::bridge
