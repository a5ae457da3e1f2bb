// WebFiles: files that the page offers (dropped, picked, pasted, fetched) become byte sources that fill as the
// page reads them. Main thread only.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "bridge/messages.gen.hpp"
#include "bridge/outbox.hpp"
#include "io/memory_source.hpp"

namespace assay::platform::web {

class WebFiles {
 public:
  // A file must fit the wasm heap beside the table made from it; one allocation stays under 2 GB.
  static constexpr std::uint64_t largest_file_bytes = 1'900'000'000;

  // `opened` gets every file that the page offers, readable or not: a file that cannot be read comes as a source
  // whose error() says why.
  using Opened = std::function<void(io::ByteSourcePtr source, const std::string& sample_id)>;
  WebFiles(bridge::Outbox& outbox, Opened opened) : outbox_(outbox), opened_(std::move(opened)) {}

  void handle(bridge::FileOffer offer);
  void handle(const bridge::FileBytes& message);
  void handle(const bridge::FileDone& message);
  void handle(const bridge::FileFailed& message);

  // Once a frame: accept the next file of a group when the one before is no longer `loading`, and stop reading
  // files that nobody wants any more.
  void tick(bool loading);
  [[nodiscard]] bool busy() const { return !transfers_.empty() || !waiting_.empty(); }

 private:
  struct Transfer {
    std::shared_ptr<io::MemorySource> source;
    bool cancelling = false;
  };

  void accept(const bridge::FileOffer& offer);
  void refuse(const bridge::FileOffer& offer, base::Error error);

  bridge::Outbox& outbox_;
  Opened opened_;
  std::map<std::uint32_t, Transfer> transfers_;
  std::deque<bridge::FileOffer> waiting_;
};

}  // namespace assay::platform::web
