#include "platform/web/web_files.hpp"

#include <utility>

#include "bridge/heap.hpp"

namespace assay::platform::web {

using base::ErrorCode;

namespace {

std::shared_ptr<io::MemorySource> failed_source(const std::string& name, base::Error error) {
  auto source = std::make_shared<io::MemorySource>(name, base::Buffer{});
  source->fail(std::move(error));
  return source;
}

std::string gigabytes(std::uint64_t bytes) {
  const auto tenths = (bytes + 50'000'000) / 100'000'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

}  // namespace

void WebFiles::handle(bridge::FileOffer offer) {
  if (offer.follows) {
    waiting_.push_back(std::move(offer));
  } else {
    accept(offer);
  }
}

void WebFiles::accept(const bridge::FileOffer& offer) {
  if (offer.size > largest_file_bytes) {
    return refuse(offer, {ErrorCode::Limit,
                          offer.name + " has " + gigabytes(offer.size) + "; a browser tab can hold " +
                              gigabytes(largest_file_bytes) + " of a file.",
                          "Use the desktop app or the command line, or split the file.",
                          {offer.name, {}, {}, {}}});
  }
  auto source = io::MemorySource::with_capacity(offer.name, offer.size);
  if (!source) {
    return refuse(offer, {ErrorCode::OutOfMemory,
                          "There is no memory left in this tab for " + offer.name + " (" + gigabytes(offer.size) + ").",
                          "Close what is open, or other tabs, and try again.",
                          {offer.name, {}, {}, {}}});
  }
  const auto room = (*source)->writable();
  transfers_[offer.id] = {*source, false};
  outbox_.post(bridge::FileAccept{offer.id, bridge::ref_of(room.data(), room.size())});
  opened_(*source, offer.sample);
}

void WebFiles::refuse(const bridge::FileOffer& offer, base::Error error) {
  outbox_.post(bridge::FileReject{offer.id, error.message});
  opened_(failed_source(offer.name, std::move(error)), offer.sample);
}

void WebFiles::handle(const bridge::FileBytes& message) {
  const auto at = transfers_.find(message.id);
  if (at == transfers_.end()) return;
  auto& source = *at->second.source;
  if (message.count > source.writable().size()) {
    source.fail({ErrorCode::Io, source.name() + " grew while it was read.", "Open it again.", {source.name(), {}, {}, {}}});
    at->second.cancelling = true;
    outbox_.post(bridge::FileCancel{message.id});
    return;
  }
  source.written(static_cast<std::size_t>(message.count));
}

void WebFiles::handle(const bridge::FileDone& message) {
  const auto at = transfers_.find(message.id);
  if (at == transfers_.end()) return;
  auto& [source, cancelling] = at->second;
  if (!cancelling && !source->writable().empty()) {
    source->fail({ErrorCode::Io, source->name() + " became shorter while it was read.", "Open it again.",
                  {source->name(), {}, {}, {}}});
  }
  transfers_.erase(at);
}

void WebFiles::handle(const bridge::FileFailed& message) {
  const base::Error error{ErrorCode::Io, message.name + " could not be read: " + message.reason,
                          "Check that the file is still there, then open it again.", {message.name, {}, {}, {}}};
  const auto at = transfers_.find(message.id);
  if (at == transfers_.end()) return opened_(failed_source(message.name, error), {});
  at->second.source->fail(error);
  transfers_.erase(at);
}

void WebFiles::tick(bool loading) {
  if (!waiting_.empty() && !loading) {
    const auto offer = std::move(waiting_.front());
    waiting_.pop_front();
    accept(offer);
  }
  for (auto& [id, transfer] : transfers_) {
    if (transfer.cancelling || transfer.source.use_count() > 1) continue;
    transfer.cancelling = true;
    outbox_.post(bridge::FileCancel{id});
  }
}

}  // namespace assay::platform::web
