#include "bridge/outbox.hpp"

#include <utility>

namespace assay::bridge {

void Outbox::post(const ToHost& message) {
  std::string text = encode(message);
  std::function<void()> wake;
  {
    const std::scoped_lock lock(mutex_);
    if (messages_.empty()) wake = wake_;
    messages_.push_back(std::move(text));
  }
  if (wake) wake();
}

std::optional<std::string> Outbox::take() {
  const std::scoped_lock lock(mutex_);
  if (messages_.empty()) return std::nullopt;
  std::string text = std::move(messages_.front());
  messages_.pop_front();
  return text;
}

void Outbox::on_post(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace assay::bridge
