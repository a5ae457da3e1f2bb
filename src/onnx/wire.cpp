#include "onnx/wire.hpp"

namespace assay::onnx::wire {

namespace {

constexpr std::size_t max_varint_bytes = 10;
constexpr std::uint64_t max_field_number = (std::uint64_t{1} << 29) - 1;

std::uint64_t little_endian(Bytes bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<std::uint64_t>(bytes[i]);
  return value;
}

}  // namespace

std::optional<std::uint64_t> read_varint(Bytes bytes, std::size_t& pos) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < max_varint_bytes && pos + i < bytes.size(); ++i) {
    const auto byte = static_cast<std::uint64_t>(bytes[pos + i]);
    value |= (byte & 0x7F) << (7 * i);
    if ((byte & 0x80) == 0) {
      pos += i + 1;
      return value;
    }
  }
  return std::nullopt;
}

std::optional<Field> Reader::fault(Fault fault, std::size_t pos, std::uint32_t field, std::uint64_t needed,
                                   std::uint64_t left) {
  problem_ = Problem{fault, at_ + pos, field, needed, left};
  pos_ = bytes_.size();
  return std::nullopt;
}

std::optional<Field> Reader::next() {
  if (pos_ >= bytes_.size()) return std::nullopt;
  const std::size_t start = pos_;
  const auto varint_fault = [&](std::size_t pos, std::uint32_t number) {
    const std::size_t left = bytes_.size() - pos;
    return left < max_varint_bytes ? fault(Fault::PastTheEnd, pos, number, left + 1, left)
                                   : fault(Fault::BadVarint, pos, number);
  };
  std::size_t pos = start;
  const auto key = read_varint(bytes_, pos);
  if (!key) return varint_fault(start, 0);
  const std::uint64_t number = *key >> 3;
  const auto wire_type = static_cast<std::uint8_t>(*key & 7);
  const bool known = wire_type == 0 || wire_type == 1 || wire_type == 2 || wire_type == 5;
  if (number == 0 || number > max_field_number || !known) return fault(Fault::BadKey, start, 0);

  Field field;
  field.number = static_cast<std::uint32_t>(number);
  field.type = static_cast<Type>(wire_type);
  std::uint64_t content = 0;
  if (field.type == Type::Varint || field.type == Type::Length) {
    const std::size_t value_at = pos;
    const auto value = read_varint(bytes_, pos);
    if (!value) return varint_fault(value_at, field.number);
    if (field.type == Type::Varint) field.value = *value;
    else content = *value;
  } else {
    content = field.type == Type::Fixed64 ? 8 : 4;
  }
  const std::uint64_t left = bytes_.size() - pos;
  if (content > left) return fault(Fault::PastTheEnd, pos, field.number, content, left);
  field.at = at_ + pos;
  field.bytes = bytes_.subspan(pos, static_cast<std::size_t>(content));
  if (field.type == Type::Fixed32 || field.type == Type::Fixed64) field.value = little_endian(field.bytes);
  pos_ = pos + static_cast<std::size_t>(content);
  field.raw = bytes_.subspan(start, pos_ - start);
  return field;
}

void Rope::add(Bytes piece) {
  if (piece.empty()) return;
  size_ += piece.size();
  pieces_.push_back(piece);
  last_is_original_ = false;
}

void Rope::copy(Bytes original) {
  if (original.empty()) return;
  // Neighbours in the original become one piece: a graph of a million nodes is a handful of copies.
  if (last_is_original_ && pieces_.back().data() + pieces_.back().size() == original.data()) {
    pieces_.back() = Bytes(pieces_.back().data(), pieces_.back().size() + original.size());
    size_ += original.size();
    return;
  }
  add(original);
  last_is_original_ = true;
}

void Rope::own(std::vector<std::byte> bytes) {
  owned_.push_back(std::move(bytes));
  add(owned_.back());
}

void Rope::length_field(std::uint32_t number, const Rope& content) {
  std::vector<std::byte> key;
  put_varint(key, std::uint64_t{number} << 3 | static_cast<std::uint64_t>(Type::Length));
  put_varint(key, content.size_bytes());
  own(std::move(key));
  for (const Bytes piece : content.pieces_) add(piece);
}

std::vector<std::byte> Rope::join() const {
  std::vector<std::byte> out;
  out.reserve(static_cast<std::size_t>(size_));
  for (const Bytes piece : pieces_) out.insert(out.end(), piece.begin(), piece.end());
  return out;
}

void put_varint(std::vector<std::byte>& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::byte>((value & 0x7F) | 0x80));
  out.push_back(static_cast<std::byte>(value));
}

void put_varint_field(std::vector<std::byte>& out, std::uint32_t number, std::uint64_t value) {
  put_varint(out, std::uint64_t{number} << 3);
  put_varint(out, value);
}

void put_bytes_field(std::vector<std::byte>& out, std::uint32_t number, Bytes bytes) {
  put_varint(out, std::uint64_t{number} << 3 | static_cast<std::uint64_t>(Type::Length));
  put_varint(out, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void put_text_field(std::vector<std::byte>& out, std::uint32_t number, std::string_view text) {
  put_bytes_field(out, number, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace assay::onnx::wire
