#include <catch2/catch_test_macros.hpp>

#include <cstring>

#include "platform/web/web_files.hpp"

namespace {

using namespace assay;
using platform::web::WebFiles;

// A WebFiles with what it opened and what it told the page.
struct Desk {
  bridge::Outbox outbox;
  std::vector<std::pair<io::ByteSourcePtr, std::string>> opened;
  WebFiles files{outbox, [this](io::ByteSourcePtr source, const std::string& sample) {
                   opened.emplace_back(std::move(source), sample);
                 }};

  bridge::ToHost told() {
    const auto text = outbox.take();
    REQUIRE(text);
    auto message = bridge::decode_to_host(*text);
    REQUIRE(message);
    return *std::move(message);
  }

  void offer(std::uint32_t id, std::string name, std::uint64_t size, bool follows = false) {
    files.handle(bridge::FileOffer{id, std::move(name), size, bridge::FileOrigin::Dropped, "penguins", follows});
  }

  void write(const bridge::Ref& target, std::string_view text) {
    std::memcpy(reinterpret_cast<void*>(static_cast<std::uintptr_t>(target.offset)), text.data(), text.size());
  }
};

}  // namespace

TEST_CASE("a file arrives in the memory that was offered for it") {
  Desk desk;
  desk.offer(1, "a.csv", 6);
  const auto accept = std::get<bridge::FileAccept>(desk.told());
  CHECK(accept.id == 1);
  REQUIRE(accept.target.length == 6);
  REQUIRE(desk.opened.size() == 1);
  const auto source = desk.opened[0].first;
  CHECK(desk.opened[0].second == "penguins");
  CHECK(source->name() == "a.csv");
  CHECK(source->available_bytes() == 0);

  desk.write(accept.target, "a,b\n1,");
  desk.files.handle(bridge::FileBytes{1, 4});
  CHECK(source->available_bytes() == 4);
  CHECK_FALSE(source->complete());
  CHECK(desk.files.busy());
  desk.files.handle(bridge::FileBytes{1, 2});
  desk.files.handle(bridge::FileDone{1});
  CHECK(source->complete());
  CHECK_FALSE(source->error());
  CHECK_FALSE(desk.files.busy());
  CHECK(std::memcmp(source->view(0, 6)->data(), "a,b\n1,", 6) == 0);
}

TEST_CASE("an empty file is complete at once") {
  Desk desk;
  desk.offer(1, "empty.csv", 0);
  CHECK(std::get<bridge::FileAccept>(desk.told()).target == bridge::Ref{});
  desk.files.handle(bridge::FileDone{1});
  CHECK(desk.opened.at(0).first->complete());
  CHECK_FALSE(desk.opened.at(0).first->error());
}

TEST_CASE("a file that is too large, or for which there is no memory, is refused with its size and a way out") {
  Desk desk;
  desk.offer(1, "huge.csv", 12'345'678'901);
  CHECK(std::get<bridge::FileReject>(desk.told()).id == 1);
  const auto error = desk.opened.at(0).first->error();
  REQUIRE(error);
  CHECK(error->code == base::ErrorCode::Limit);
  CHECK(error->message.find("12.3 GB") != std::string::npos);
  CHECK_FALSE(error->hint.empty());
  CHECK_FALSE(desk.files.busy());
}

TEST_CASE("a file that grows, shrinks or cannot be read any more is an error of its source") {
  Desk desk;
  for (std::uint32_t id = 1; id <= 3; ++id) desk.offer(id, "f.csv", 3);
  desk.files.handle(bridge::FileBytes{1, 4});
  CHECK(desk.opened[0].first->error()->message.find("grew") != std::string::npos);
  desk.files.handle(bridge::FileDone{1});
  desk.files.handle(bridge::FileDone{2});
  CHECK(desk.opened[1].first->error()->message.find("shorter") != std::string::npos);
  desk.files.handle(bridge::FileFailed{3, "f.csv", "it was moved"});
  CHECK(desk.opened[2].first->error()->message.find("it was moved") != std::string::npos);
  desk.files.handle(bridge::FileFailed{99, "folder", "it is a folder"});
  REQUIRE(desk.opened.size() == 4);
  CHECK(desk.opened[3].first->error()->message.find("it is a folder") != std::string::npos);
  CHECK_FALSE(desk.files.busy());
}

TEST_CASE("nobody wants the file any more: reading stops, and its memory stays until the page has stopped") {
  Desk desk;
  desk.offer(1, "a.csv", 100);
  static_cast<void>(desk.told());
  desk.files.tick(false);
  CHECK_FALSE(desk.outbox.take());
  desk.opened.clear();
  desk.files.tick(false);
  CHECK(std::get<bridge::FileCancel>(desk.told()).id == 1);
  desk.files.tick(false);
  CHECK_FALSE(desk.outbox.take());
  CHECK(desk.files.busy());
  desk.files.handle(bridge::FileDone{1});
  CHECK_FALSE(desk.files.busy());
}

TEST_CASE("files that came together are opened one after the other") {
  Desk desk;
  desk.offer(1, "a.csv", 10);
  desk.offer(2, "m.onnx", 10, true);
  desk.offer(3, "n.onnx", 10, true);
  CHECK(desk.opened.size() == 1);
  desk.files.tick(true);
  CHECK(desk.opened.size() == 1);
  desk.files.tick(false);
  CHECK(desk.opened.size() == 2);
  desk.files.tick(true);
  desk.files.tick(false);
  CHECK(desk.opened.size() == 3);
}

TEST_CASE("messages about unknown files do no harm") {
  Desk desk;
  desk.files.handle(bridge::FileBytes{7, 1});
  desk.files.handle(bridge::FileDone{7});
  CHECK(desk.opened.empty());
}
