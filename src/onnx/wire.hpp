// Protobuf's wire format, read without exceptions and with the byte where something went wrong.
//
// Why not protozero's pbf_reader: it throws without saying where, cuts 64-bit lengths to 32 bits, and on a 32-bit
// target (wasm32) its bounds check compares a length of 2 GiB or more as a negative number.
// Format: https://protobuf.dev/programming-guides/encoding/
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace assay::onnx::wire {

using Bytes = std::span<const std::byte>;

enum class Type : std::uint8_t { Varint = 0, Fixed64 = 1, Length = 2, Fixed32 = 5 };

struct Field {
  std::uint32_t number = 0;
  Type type = Type::Varint;
  std::uint64_t value = 0;     // Varint, Fixed32 and Fixed64
  Bytes bytes;                 // Length: the content
  Bytes raw;                   // the whole field, key included, for copying
  std::uint64_t at = 0;        // where the content begins in the file

  [[nodiscard]] bool is(std::uint32_t n, Type t) const { return number == n && type == t; }
  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  [[nodiscard]] std::int64_t as_int64() const { return static_cast<std::int64_t>(value); }
};

enum class Fault : std::uint8_t {
  BadKey,        // field number 0 or above 2^29, or a wire type that does not exist
  BadVarint,     // a number of more than 10 bytes
  PastTheEnd,    // a number, fixed value or length that runs past the end of its message
};

struct Problem {
  Fault fault = Fault::BadKey;
  std::uint64_t byte = 0;       // in the file
  std::uint32_t field = 0;      // 0 when the key itself could not be read
  std::uint64_t needed = 0;     // PastTheEnd: bytes that the field claims
  std::uint64_t left = 0;       // PastTheEnd: bytes that there are
};

// The next varint of `bytes` at `pos`; pos is moved past it. Nothing when it is cut short or too long.
[[nodiscard]] std::optional<std::uint64_t> read_varint(Bytes bytes, std::size_t& pos);

// The fields of one message, in file order.
class Reader {
 public:
  // `at`: where `bytes` begins in the file, for messages.
  explicit Reader(Bytes bytes, std::uint64_t at = 0) : bytes_(bytes), at_(at) {}

  // The next field; nothing at the end or after a problem.
  [[nodiscard]] std::optional<Field> next();
  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

 private:
  std::optional<Field> fault(Fault fault, std::size_t pos, std::uint32_t field, std::uint64_t needed = 0,
                             std::uint64_t left = 0);

  Bytes bytes_;
  std::uint64_t at_;
  std::size_t pos_ = 0;
  std::optional<Problem> problem_;
};

// A repeated number, packed (Length) or single: calls visit(std::uint64_t raw) for each. False when malformed.
template <class Visit>
[[nodiscard]] bool for_each_varint(const Field& field, Visit&& visit) {
  if (field.type == Type::Varint) {
    visit(field.value);
    return true;
  }
  if (field.type != Type::Length) return true;  // another type than declared: protobuf ignores the field
  for (std::size_t pos = 0; pos < field.bytes.size();) {
    const auto value = read_varint(field.bytes, pos);
    if (!value) return false;
    visit(*value);
  }
  return true;
}

// Bytes of one message under construction: pieces of the original and new ones, joined once at the end.
class Rope {
 public:
  void copy(Bytes original);                                     // not copied until join(): must outlive it
  void own(std::vector<std::byte> bytes);                        // kept by the rope
  void length_field(std::uint32_t number, const Rope& content);  // content must outlive join()
  [[nodiscard]] std::uint64_t size_bytes() const { return size_; }
  [[nodiscard]] std::vector<std::byte> join() const;

 private:
  void add(Bytes piece);

  std::vector<Bytes> pieces_;
  std::deque<std::vector<std::byte>> owned_;
  std::uint64_t size_ = 0;
  bool last_is_original_ = false;
};

void put_varint(std::vector<std::byte>& out, std::uint64_t value);
void put_varint_field(std::vector<std::byte>& out, std::uint32_t number, std::uint64_t value);
void put_bytes_field(std::vector<std::byte>& out, std::uint32_t number, Bytes bytes);
void put_text_field(std::vector<std::byte>& out, std::uint32_t number, std::string_view text);

}  // namespace assay::onnx::wire
