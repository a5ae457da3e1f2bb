#include "platform/native/isolated_protocol.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <limits>

namespace assay::platform {

using inference::ElementType;
using inference::Tensor;

namespace {

class Writer {
 public:
  template <class T>
  void value(T v) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto* from = reinterpret_cast<const std::byte*>(&v);
    bytes.insert(bytes.end(), from, from + sizeof v);
  }
  void text(const std::string& v) {
    value<std::uint64_t>(v.size());
    const auto* from = reinterpret_cast<const std::byte*>(v.data());
    bytes.insert(bytes.end(), from, from + v.size());
  }
  void texts(const std::vector<std::string>& v) {
    value<std::uint64_t>(v.size());
    for (const auto& each : v) text(each);
  }
  // Data begin at a multiple of 8, so that they can be read in place.
  void buffer(const base::Buffer& v) {
    value<std::uint64_t>(v.size_bytes());
    bytes.resize((bytes.size() + 7) / 8 * 8);
    if (!v.empty()) bytes.insert(bytes.end(), v.data(), v.data() + v.size_bytes());
  }
  std::vector<std::byte> bytes;
};

class Reader {
 public:
  explicit Reader(const base::Buffer& bytes) : bytes_(bytes) {}

  template <class T>
  T value() {
    T v{};
    if (!take(sizeof v)) return v;
    std::memcpy(&v, bytes_.data() + at_ - sizeof v, sizeof v);
    return v;
  }
  std::string text() {
    const auto size = value<std::uint64_t>();
    if (!take(size)) return {};
    return {reinterpret_cast<const char*>(bytes_.data()) + at_ - size, static_cast<std::size_t>(size)};
  }
  std::vector<std::string> texts() {
    std::vector<std::string> out;
    const auto count = value<std::uint64_t>();
    for (std::uint64_t i = 0; i < count && good_; ++i) out.push_back(text());
    return out;
  }
  base::Buffer buffer() {
    const auto size = value<std::uint64_t>();
    if (!take((8 - at_ % 8) % 8) || !take(size)) return {};
    return base::Buffer(std::make_shared<base::Buffer>(bytes_), bytes_.data() + at_ - size, static_cast<std::size_t>(size));
  }
  bool good() const { return good_; }

 private:
  bool take(std::uint64_t size) {
    good_ = good_ && size <= bytes_.size_bytes() - at_;
    if (good_) at_ += static_cast<std::size_t>(size);
    return good_;
  }
  base::Buffer bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

void write_tensor(Writer& out, const Tensor& tensor) {
  out.text(tensor.name);
  out.value(tensor.type);
  out.value<std::uint64_t>(tensor.dims.size());
  for (const auto dim : tensor.dims) out.value(dim);
  out.buffer(tensor.data);
  out.texts(tensor.strings);
}

Tensor read_tensor(Reader& in) {
  Tensor tensor;
  tensor.name = in.text();
  const auto type = in.value<std::uint8_t>();
  tensor.type = type <= static_cast<std::uint8_t>(ElementType::Other) ? static_cast<ElementType>(type) : ElementType::Other;
  const auto rank = in.value<std::uint64_t>();
  for (std::uint64_t i = 0; i < rank && in.good(); ++i) tensor.dims.push_back(in.value<std::int64_t>());
  tensor.data = in.buffer();
  tensor.strings = in.texts();
  return tensor;
}

}  // namespace

std::vector<std::byte> encode(const Message& message) {
  Writer out;
  out.value(message.kind);
  out.value(message.session);
  switch (message.kind) {
    case MessageKind::Load:
      out.value(message.threads);
      out.buffer(message.model);
      break;
    case MessageKind::Ran:
    case MessageKind::Run:
      out.value(message.run_ms);
      out.value(message.copy_ms);
      out.value<std::uint64_t>(message.tensors.size());
      for (const auto& tensor : message.tensors) write_tensor(out, tensor);
      break;
    case MessageKind::Loaded:
      out.text(message.info.device_name);
      out.value(static_cast<std::int32_t>(message.info.threads));
      out.value(message.info.compile_ms);
      out.texts(message.info.input_names);
      out.texts(message.info.output_names);
      break;
    case MessageKind::Failed:
      out.value(message.error.code);
      out.text(message.error.message);
      out.text(message.error.hint);
      break;
    case MessageKind::Release: break;
  }
  return std::move(out.bytes);
}

std::optional<Message> decode(const base::Buffer& bytes) {
  Reader in(bytes);
  Message message;
  message.kind = in.value<MessageKind>();
  message.session = in.value<std::uint32_t>();
  switch (message.kind) {
    case MessageKind::Load:
      message.threads = in.value<std::int32_t>();
      message.model = in.buffer();
      break;
    case MessageKind::Ran:
    case MessageKind::Run: {
      message.run_ms = in.value<double>();
      message.copy_ms = in.value<double>();
      const auto count = in.value<std::uint64_t>();
      for (std::uint64_t i = 0; i < count && in.good(); ++i) message.tensors.push_back(read_tensor(in));
      break;
    }
    case MessageKind::Loaded:
      message.info.id = message.session;
      message.info.device_name = in.text();
      message.info.threads = in.value<std::int32_t>();
      message.info.compile_ms = in.value<double>();
      message.info.input_names = in.texts();
      message.info.output_names = in.texts();
      break;
    case MessageKind::Failed: {
      const auto code = in.value<std::uint8_t>();
      message.error.code = code <= static_cast<std::uint8_t>(base::ErrorCode::Internal) ? static_cast<base::ErrorCode>(code)
                                                                                       : base::ErrorCode::Internal;
      message.error.message = in.text();
      message.error.hint = in.text();
      break;
    }
    case MessageKind::Release: break;
    default: return std::nullopt;
  }
  if (!in.good()) return std::nullopt;
  return message;
}

bool send_frame(int socket, const std::vector<std::byte>& bytes) {
  const auto all = [socket](const void* from, std::size_t size) {
    const char* at = static_cast<const char*>(from);
    while (size > 0) {
      const auto count = ::send(socket, at, size, MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      at += count;
      size -= static_cast<std::size_t>(count);
    }
    return true;
  };
  const std::uint64_t size = bytes.size();
  return all(&size, sizeof size) && all(bytes.data(), bytes.size());
}

}  // namespace assay::platform
