#include "platform/web/web_host.hpp"

#include <algorithm>

#include "bridge/heap.hpp"
#include "io/format.hpp"
#include "platform/web/page.hpp"

namespace assay::platform::web {

void SavedChunks::keep(std::uint32_t id, std::uint32_t sequence, base::Buffer bytes) {
  const std::scoped_lock lock(mutex_);
  chunks_[{id, sequence}] = std::move(bytes);
}

void SavedChunks::taken(std::uint32_t id, std::uint32_t sequence) {
  const std::scoped_lock lock(mutex_);
  chunks_.erase({id, sequence});
}

std::uint64_t SavedChunks::waiting_bytes() const {
  const std::scoped_lock lock(mutex_);
  std::uint64_t bytes = 0;
  for (const auto& [key, chunk] : chunks_) bytes += chunk.size_bytes();
  return bytes;
}

namespace {

// A download under construction: the page gathers the chunks and offers them at the end.
class WebFileSink final : public session::FileSink {
 public:
  WebFileSink(bridge::Outbox& outbox, std::shared_ptr<SavedChunks> chunks, std::uint32_t id)
      : outbox_(outbox), chunks_(std::move(chunks)), id_(id) {}

  ~WebFileSink() override {
    if (!closed_) outbox_.post(bridge::SaveDiscard{id_});
  }

  base::Result<void> write(base::Buffer bytes) override {
    if (closed_) return base::fail(base::ErrorCode::Internal, "A finished file was written to.");
    if (bytes.empty()) return {};
    const auto ref = bridge::ref_of(bytes);
    chunks_->keep(id_, sequence_, std::move(bytes));
    outbox_.post(bridge::SaveChunk{id_, sequence_++, ref});
    return {};
  }

  base::Result<void> close() override {
    if (!closed_) outbox_.post(bridge::SaveEnd{id_});
    closed_ = true;
    return {};
  }

 private:
  bridge::Outbox& outbox_;
  std::shared_ptr<SavedChunks> chunks_;
  std::uint32_t id_;
  std::uint32_t sequence_ = 0;
  bool closed_ = false;
};

// What the file dialog offers: every extension of the table of formats.
std::string accepted_extensions() {
  std::string accept;
  for (const auto& format : io::formats()) {
    for (const auto extension : format.extensions) {
      if (!accept.empty()) accept += ',';
      accept += extension;
    }
  }
  return accept;
}

}  // namespace

WebHost::WebHost(bridge::Outbox& outbox, const bridge::HostReady& ready) : outbox_(outbox), dark_(ready.dark) {
  for (const auto& sample : ready.samples) {
    samples_.push_back({sample.id, sample.title, sample.description, sample.file, sample.rows, sample.columns,
                        sample.models, sample.target, sample.source});
  }
  for (const auto& [key, value] : ready.stored) stored_[key] = value;
  shown_location_ = ready.location;
}

void WebHost::show_open_dialog() { outbox_.post(bridge::OpenDialog{accepted_extensions()}); }

base::Result<std::unique_ptr<session::FileSink>> WebHost::save(std::string_view suggested_name,
                                                               std::string_view mime_type) {
  const auto id = next_save_++;
  outbox_.post(bridge::SaveBegin{id, std::string(suggested_name), std::string(mime_type)});
  return std::make_unique<WebFileSink>(outbox_, chunks_, id);
}

void WebHost::copy_to_clipboard(std::string_view text) { outbox_.post(bridge::ClipboardWrite{std::string(text)}); }

void WebHost::fetch_sample(std::string_view file) {
  const auto has = [&](const session::Sample& sample) {
    return sample.file == file || std::find(sample.models.begin(), sample.models.end(), file) != sample.models.end();
  };
  const auto at = std::find_if(samples_.begin(), samples_.end(), has);
  outbox_.post(bridge::FetchSample{std::string(file), at == samples_.end() ? std::string() : at->id});
}

void WebHost::show_location(std::string_view location) {
  if (location == shown_location_) return;
  shown_location_ = location;
  outbox_.post(bridge::ShowLocation{shown_location_});
}

void WebHost::store(std::string_view key, std::string_view value) {
  stored_[std::string(key)] = value;
  outbox_.post(bridge::Store{std::string(key), std::string(value)});
}

std::optional<std::string> WebHost::stored(std::string_view key) const {
  const auto at = stored_.find(key);
  if (at == stored_.end()) return std::nullopt;
  return at->second;
}

void WebHost::wake() { wake_page(); }

std::uint64_t WebHost::memory_bytes() const { return heap_bytes(); }

std::optional<std::uint64_t> WebHost::memory_limit_bytes() const { return heap_limit_bytes(); }

}  // namespace assay::platform::web
