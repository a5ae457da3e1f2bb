// Hashing and the two dictionaries of a Text column: one for a unit's values, one for the whole column.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace assay::io {

namespace detail {
inline std::uint64_t load_bytes(const char* p, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, p, count);
  return word;
}

// Equal texts of one size, without a call for the short ones that most are.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return load_bytes(a, 8) == load_bytes(b, 8) && load_bytes(a + size - 8, 8) == load_bytes(b + size - 8, 8);
  if (size >= 4) return load_bytes(a, 4) == load_bytes(b, 4) && load_bytes(a + size - 4, 4) == load_bytes(b + size - 4, 4);
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

// The first eight bytes, zero-filled.
inline std::uint64_t prefix_word(std::string_view text) {
  if (text.size() >= 8) return load_bytes(text.data(), 8);
  if (text.size() >= 4) {
    const std::uint64_t tail = load_bytes(text.data() + text.size() - 4, 4);
    return load_bytes(text.data(), 4) | tail << (8 * (text.size() - 4));
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
  }
  return word;
}

// The two halves of a 64 x 64 -> 128 bit product, folded (as in wyhash). Written with 32-bit parts where there is
// no 128-bit integer, so that every build hashes alike.
inline std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
  const std::uint64_t low = (a & 0xFFFFFFFFU) * (b & 0xFFFFFFFFU);
  const std::uint64_t cross1 = (a >> 32) * (b & 0xFFFFFFFFU) + (low >> 32);
  const std::uint64_t cross2 = (a & 0xFFFFFFFFU) * (b >> 32) + (cross1 & 0xFFFFFFFFU);
  const std::uint64_t high = (a >> 32) * (b >> 32) + (cross1 >> 32) + (cross2 >> 32);
  return (cross2 << 32 | (low & 0xFFFFFFFFU)) ^ high;
#endif
}
}  // namespace detail

// A fast 64-bit hash. No result depends on its values.
inline std::uint64_t hash_text(std::string_view text) {
  constexpr std::uint64_t k0 = 0xA0761D6478BD642FU;
  constexpr std::uint64_t k1 = 0xE7037ED1A0B428DBU;
  const char* p = text.data();
  std::size_t left = text.size();
  std::uint64_t state = k0;
  while (left > 16) {
    state = detail::fold_multiply(detail::load_bytes(p, 8) ^ k1, detail::load_bytes(p + 8, 8) ^ state);
    p += 16;
    left -= 16;
  }
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (left >= 8) {
    a = detail::load_bytes(p, 8);
    b = detail::load_bytes(p + left - 8, 8);
  } else if (left >= 4) {
    a = detail::load_bytes(p, 4);
    b = detail::load_bytes(p + left - 4, 4);
  } else if (left > 0) {
    a = static_cast<unsigned char>(p[0]) | static_cast<std::uint64_t>(static_cast<unsigned char>(p[left / 2])) << 8 |
        static_cast<std::uint64_t>(static_cast<unsigned char>(p[left - 1])) << 16;
  }
  return detail::fold_multiply(k1 ^ text.size(), detail::fold_multiply(a ^ k1, b ^ state));
}

// Distinct texts of one unit, by reference into its bytes. Reused from column to column.
class UnitDictionary {
 public:
  struct Entry {
    const char* data;
    std::uint32_t size;
    std::uint32_t unused = 0;
    std::uint64_t hash;
    [[nodiscard]] std::string_view text() const { return {data, size}; }
  };

  // Empty it, with room for `rows` values; entries go to `entries` (appended; codes count from its size now).
  void start(std::size_t rows, std::vector<Entry>& entries) {
    std::size_t wanted = 16;
    while (wanted < rows * 2) wanted *= 2;
    slots_.assign(wanted, 0);
    mask_ = wanted - 1;
    entries_ = &entries;
    base_ = entries.size();
  }

  // The code of `text`; its bytes must stay where they are.
  std::uint32_t code(std::string_view text) {
    const std::uint64_t hash = hash_text(text);
    std::size_t slot = static_cast<std::size_t>(hash) & mask_;
    for (;; slot = (slot + 1) & mask_) {
      const std::uint32_t taken = slots_[slot];
      if (taken == 0) break;
      const Entry& entry = (*entries_)[base_ + taken - 1];
      if (entry.hash == hash && entry.size == text.size() &&
          detail::same_bytes(entry.data, text.data(), text.size())) {
        return taken - 1;
      }
    }
    entries_->push_back({text.data(), static_cast<std::uint32_t>(text.size()), 0, hash});
    const auto fresh = static_cast<std::uint32_t>(entries_->size() - base_);
    slots_[slot] = fresh;
    return fresh - 1;
  }

 private:
  std::vector<std::uint32_t> slots_;
  std::size_t mask_ = 0;
  std::vector<Entry>* entries_ = nullptr;
  std::size_t base_ = 0;
};

// Distinct texts of a column, owned; codes in order of first appearance.
class ColumnDictionary {
 public:
  [[nodiscard]] std::size_t size() const { return offsets_.size() - 1; }
  [[nodiscard]] std::size_t text_bytes() const { return bytes_.size(); }
  [[nodiscard]] std::string_view text(std::size_t code) const {
    return {bytes_.data() + offsets_[code], offsets_[code + 1] - offsets_[code]};
  }
  // Fresh texts are added. Never more than 2^31 - 1 codes or bytes: check full() first.
  std::int32_t code(std::string_view text, std::uint64_t hash) {
    if ((size() + 1) * 2 > slots_.size()) grow();
    const Slot wanted{detail::prefix_word(text), static_cast<std::uint32_t>(text.size()),
                      static_cast<std::uint32_t>(size() + 1), static_cast<std::uint32_t>(hash >> 32)};
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = static_cast<std::size_t>(hash) & mask;
    for (;; slot = (slot + 1) & mask) {
      const Slot& taken = slots_[slot];
      if (taken.code_plus_one == 0) break;
      if (taken.prefix != wanted.prefix || taken.size != wanted.size || taken.tag != wanted.tag) continue;
      const std::uint32_t code = taken.code_plus_one - 1;
      if (text.size() <= 8 || detail::same_bytes(bytes_.data() + offsets_[code], text.data(), text.size())) {
        return static_cast<std::int32_t>(code);
      }
    }
    bytes_.append(text);
    offsets_.push_back(bytes_.size());
    hashes_.push_back(hash);
    slots_[slot] = wanted;
    return static_cast<std::int32_t>(size() - 1);
  }
  // What looking up `hash` will read first.
  void prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[static_cast<std::size_t>(hash) & (slots_.size() - 1)]);
  }
  [[nodiscard]] bool full(std::size_t more_codes, std::size_t more_bytes) const {
    constexpr std::size_t limit = 0x7FFFFFFF;
    return size() + more_codes >= limit || bytes_.size() + more_bytes >= limit;
  }

 private:
  // All that a short text needs to be told apart, in one cache line.
  struct Slot {
    std::uint64_t prefix = 0;
    std::uint32_t size = 0;
    std::uint32_t code_plus_one = 0;
    std::uint32_t tag = 0;
  };
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& each : old) {
      if (each.code_plus_one == 0) continue;
      std::size_t slot = static_cast<std::size_t>(hashes_[each.code_plus_one - 1]) & mask;
      while (slots_[slot].code_plus_one != 0) slot = (slot + 1) & mask;
      slots_[slot] = each;
    }
  }
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::size_t> offsets_{0};
  std::string bytes_;
};

}  // namespace assay::io
