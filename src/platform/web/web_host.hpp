// WebHost: session::Host over the bridge.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "bridge/messages.gen.hpp"
#include "bridge/outbox.hpp"
#include "session/host.hpp"

namespace assay::platform::web {

// Chunks on their way to the page: each is kept until the page says that it has copied it. Any thread.
class SavedChunks {
 public:
  void keep(std::uint32_t id, std::uint32_t sequence, base::Buffer bytes);
  void taken(std::uint32_t id, std::uint32_t sequence);
  [[nodiscard]] std::uint64_t waiting_bytes() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, base::Buffer> chunks_;
};

class WebHost final : public session::Host {
 public:
  WebHost(bridge::Outbox& outbox, const bridge::HostReady& ready);

  void show_open_dialog() override;
  [[nodiscard]] base::Result<std::unique_ptr<session::FileSink>> save(std::string_view suggested_name,
                                                                      std::string_view mime_type) override;
  void copy_to_clipboard(std::string_view text) override;
  [[nodiscard]] const std::vector<session::Sample>& samples() const override { return samples_; }
  void fetch_sample(std::string_view file) override;
  void show_location(std::string_view location) override;
  void store(std::string_view key, std::string_view value) override;
  [[nodiscard]] std::optional<std::string> stored(std::string_view key) const override;
  void wake() override;
  [[nodiscard]] bool system_prefers_dark() const override { return dark_; }
  [[nodiscard]] std::uint64_t memory_bytes() const override;
  [[nodiscard]] std::optional<std::uint64_t> memory_limit_bytes() const override;
  [[nodiscard]] std::uint64_t foreign_requests() const override { return foreign_requests_; }

  // From the page.
  void handle(const bridge::Theme& message) { dark_ = message.dark; }
  void handle(const bridge::ForeignRequests& message) { foreign_requests_ = message.count; }
  void handle(const bridge::SaveTaken& message) { chunks_->taken(message.id, message.sequence); }

 private:
  bridge::Outbox& outbox_;
  std::vector<session::Sample> samples_;
  std::map<std::string, std::string, std::less<>> stored_;
  std::string shown_location_;
  bool dark_ = false;
  std::uint64_t foreign_requests_ = 0;
  std::uint32_t next_save_ = 1;
  std::shared_ptr<SavedChunks> chunks_ = std::make_shared<SavedChunks>();
};

}  // namespace assay::platform::web
