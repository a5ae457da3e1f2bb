#include "io/csv_scan.hpp"

#include <hwy/highway.h>

#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

namespace assay::io {

namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t group_bytes = 64;

struct Masks {
  std::uint64_t quote = 0;
  std::uint64_t delimiter = 0;
  std::uint64_t lf = 0;
  std::uint64_t cr = 0;
  std::uint64_t high = 0;
  std::uint64_t nul = 0;
};

using ByteTag = hn::CappedTag<std::uint8_t, 64>;

// One bit for each lane, in the low bits.
template <class Mask>
std::uint64_t mask_bits(ByteTag d, Mask mask) {
  constexpr std::size_t bits = hn::MaxLanes(ByteTag());
  using Word = std::conditional_t<bits <= 8, std::uint8_t,
                                  std::conditional_t<bits == 16, std::uint16_t,
                                                     std::conditional_t<bits == 32, std::uint32_t, std::uint64_t>>>;
  std::array<std::uint8_t, sizeof(std::uint64_t)> stored;  // StoreMaskBits may write up to eight bytes
  hn::StoreMaskBits(d, mask, stored.data());
  Word word = 0;
  std::memcpy(&word, stored.data(), sizeof word);
  return word;
}

struct SimdLoader {
  static constexpr bool walks = false;
  static Masks load(const std::uint8_t* p, const Dialect& dialect) {
    const ByteTag d;
    const std::size_t lanes = hn::Lanes(d);
    const auto quote = hn::Set(d, static_cast<std::uint8_t>(dialect.quote));
    const auto delimiter = hn::Set(d, static_cast<std::uint8_t>(dialect.delimiter));
    const auto lf = hn::Set(d, static_cast<std::uint8_t>('\n'));
    const auto cr = hn::Set(d, static_cast<std::uint8_t>('\r'));
    const auto zero = hn::Zero(d);
    const auto first_high = hn::Set(d, std::uint8_t{0x80});
    Masks out;
    for (std::size_t at = 0; at < group_bytes; at += lanes) {
      const auto bytes = hn::LoadU(d, p + at);
      out.quote |= mask_bits(d, hn::Eq(bytes, quote)) << at;
      out.delimiter |= mask_bits(d, hn::Eq(bytes, delimiter)) << at;
      out.lf |= mask_bits(d, hn::Eq(bytes, lf)) << at;
      out.cr |= mask_bits(d, hn::Eq(bytes, cr)) << at;
      out.nul |= mask_bits(d, hn::Eq(bytes, zero)) << at;
      out.high |= mask_bits(d, hn::Eq(hn::And(bytes, first_high), first_high)) << at;
    }
    return out;
  }
};

// The twin shares nothing that could be wrong in both: it walks every byte.
struct ScalarLoader {
  static constexpr bool walks = true;
  static Masks load(const std::uint8_t* p, const Dialect& dialect) {
    Masks out;
    for (std::size_t i = 0; i < group_bytes; ++i) {
      const std::uint64_t bit = std::uint64_t{1} << i;
      if (p[i] == static_cast<std::uint8_t>(dialect.quote)) out.quote |= bit;
      if (p[i] == static_cast<std::uint8_t>(dialect.delimiter)) out.delimiter |= bit;
      if (p[i] == '\n') out.lf |= bit;
      if (p[i] == '\r') out.cr |= bit;
      if (p[i] == 0) out.nul |= bit;
      if (p[i] >= 0x80) out.high |= bit;
    }
    return out;
  }
};

std::uint64_t prefix_xor(std::uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

// The state between two bytes. At most one of the four flags of "where in a field" is set; none means within
// an unquoted field, or in what follows a closing quote.
struct State {
  bool inside = false;
  bool at_field_start = true;
  bool after_quote = false;  // the last byte was a quote inside a quoted field: it closed, or will be doubled
  bool after_cr = false;     // the last byte was a CR outside quotes
};

// The bytes (of the first `count`) that lie in quotes, one by one: for groups that hold a quote that is data.
std::uint64_t walk_group(const Masks& masks, std::size_t count, State& state) {
  std::uint64_t inside_bits = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const bool quote = (masks.quote & bit) != 0;
    if (state.inside) {
      inside_bits |= bit;
      if (quote) {
        state.inside = false;
        state.after_quote = true;
      }
      continue;
    }
    if (quote && (state.at_field_start || state.after_quote)) {
      inside_bits |= bit;
      state.inside = true;
      state.at_field_start = state.after_quote = false;
      continue;
    }
    state.after_quote = false;
    state.at_field_start = ((masks.delimiter | masks.lf | masks.cr) & bit) != 0;
  }
  return inside_bits;
}

// Which of the first `count` bytes lie in quotes; moves `state` (but not after_cr) past them.
std::uint64_t inside_mask(const Masks& masks, std::size_t count, State& state) {
  const std::uint64_t separators = masks.delimiter | masks.lf | masks.cr;
  const std::uint64_t last = std::uint64_t{1} << (count - 1);
  if (masks.quote == 0) {
    if (state.inside) return ~std::uint64_t{0};
    state.at_field_start = (separators & last) != 0;
    state.after_quote = false;
    return 0;
  }
  const std::uint64_t parity = prefix_xor(masks.quote) ^ (state.inside ? ~std::uint64_t{0} : 0);
  const std::uint64_t opening = masks.quote & parity;
  const std::uint64_t closing = masks.quote & ~parity;
  const std::uint64_t outside_separators = separators & ~parity;
  const std::uint64_t may_open = ((outside_separators | closing) << 1) |
                                 static_cast<std::uint64_t>(state.at_field_start || state.after_quote);
  if ((opening & ~may_open) != 0) return walk_group(masks, count, state);
  state.inside = (parity & last) != 0;
  state.at_field_start = (outside_separators & last) != 0;
  state.after_quote = (closing & last) != 0;
  return parity;
}

// A last group shorter than 64 bytes is padded with a byte that means nothing in any dialect.
struct PaddedGroup {
  std::array<std::uint8_t, group_bytes> bytes;
  PaddedGroup(const std::uint8_t* p, std::size_t count, const Dialect& dialect) {
    std::uint8_t filler = 'x';
    while (filler == static_cast<std::uint8_t>(dialect.quote) ||
           filler == static_cast<std::uint8_t>(dialect.delimiter)) {
      ++filler;
    }
    bytes.fill(filler);
    if (count > 0) std::memcpy(bytes.data(), p, count);
  }
};

// Calls each(masks, offset, count) for every group.
template <class Loader, class Each>
void for_groups(std::span<const std::byte> bytes, const Dialect& dialect, Each each) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const std::size_t whole = bytes.size() / group_bytes * group_bytes;
  const PaddedGroup last(p + whole, bytes.size() - whole, dialect);
  for (std::size_t at = 0; at < bytes.size(); at += group_bytes) {  // one call, so that it is taken in
    const bool padded = at == whole;
    each(Loader::load(padded ? last.bytes.data() : p + at, dialect), at, padded ? bytes.size() - whole : group_bytes);
  }
}

std::uint64_t low_bits(std::size_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

template <class Loader>
BlockScan scan_block_with(std::span<const std::byte> block, const Dialect& dialect, bool inside,
                          bool at_field_start) {
  BlockScan out;
  State state{inside, !inside && at_field_start, false, false};
  bool any_cr_before = false;  // physical, quotes or not
  for_groups<Loader>(block, dialect, [&](const Masks& masks, std::size_t offset, std::size_t count) {
    const std::uint64_t in_quotes =
        Loader::walks ? walk_group(masks, count, state) : inside_mask(masks, count, state);
    if (masks.quote != 0) out.has_quotes = true;
    const std::uint64_t any_ends = masks.cr | (masks.lf & ~((masks.cr << 1) | (any_cr_before ? 1U : 0U)));
    if (!out.has_record_start && (any_ends & ~in_quotes) != 0) {
      const int first = std::countr_zero(any_ends & ~in_quotes);
      out.has_record_start = true;
      out.record_start = offset + static_cast<std::size_t>(first) + 1;
      const bool crlf = (masks.cr >> first & 1U) != 0 && out.record_start < block.size() &&
                        block[out.record_start] == std::byte{'\n'};
      if (crlf) ++out.record_start;
      out.lines_to_start = out.lines + static_cast<std::uint64_t>(std::popcount(
                                           any_ends & low_bits(static_cast<std::size_t>(first) + 1)));
    }
    out.lines += static_cast<std::uint64_t>(std::popcount(any_ends));
    any_cr_before = (masks.cr >> (count - 1) & 1U) != 0;
  });
  out.ends_inside = state.inside;
  return out;
}

template <class Loader>
void find_separators_with(std::span<const std::byte> unit, const Dialect& dialect, Separators& out) {
  State state;
  std::uint64_t high = 0;
  std::uint64_t nul = 0;
  std::uint64_t quotes = 0;
  std::size_t used = 0;
  for_groups<Loader>(unit, dialect, [&](const Masks& masks, std::size_t offset, std::size_t count) {
    high |= masks.high;
    nul |= masks.nul;
    quotes |= masks.quote;
    const std::uint64_t outside =
        ~(Loader::walks ? walk_group(masks, count, state) : inside_mask(masks, count, state));
    const std::uint64_t cr = masks.cr & outside;
    const std::uint64_t ends =
        cr | (masks.lf & outside & ~((cr << 1) | static_cast<std::uint64_t>(state.after_cr)));
    state.after_cr = (cr >> (count - 1) & 1U) != 0;
    std::uint64_t bits = (masks.delimiter & outside) | ends;
    if (out.at.size() < used + group_bytes) out.at.resize(out.at.size() * 2 + 4 * group_bytes);
    std::uint32_t* at = out.at.data() + used;
    while (bits != 0) {
      const int bit = std::countr_zero(bits);
      const auto flag = static_cast<std::uint32_t>(ends >> bit & 1U) << 31;
      *at++ = static_cast<std::uint32_t>(offset + static_cast<std::size_t>(bit)) | flag;
      bits &= bits - 1;
    }
    used = static_cast<std::size_t>(at - out.at.data());
  });
  out.count = used;
  out.ends_inside = state.inside;
  out.has_high_bytes = high != 0;
  out.has_nul = nul != 0;
  out.has_quotes = quotes != 0;
}

}  // namespace

BlockScan scan_block(std::span<const std::byte> block, const Dialect& dialect, bool inside,
                     bool at_field_start, ScanEngine engine) {
  return engine == ScanEngine::Simd ? scan_block_with<SimdLoader>(block, dialect, inside, at_field_start)
                                    : scan_block_with<ScalarLoader>(block, dialect, inside, at_field_start);
}

void find_separators(std::span<const std::byte> unit, const Dialect& dialect, Separators& out,
                     ScanEngine engine) {
  if (engine == ScanEngine::Simd) {
    find_separators_with<SimdLoader>(unit, dialect, out);
  } else {
    find_separators_with<ScalarLoader>(unit, dialect, out);
  }
}

std::uint64_t count_line_ends(std::span<const std::byte> bytes) {
  std::uint64_t lines = 0;
  bool after_cr = false;
  for (const std::byte byte : bytes) {
    const bool lf = byte == std::byte{'\n'};
    const bool cr = byte == std::byte{'\r'};
    lines += cr || (lf && !after_cr) ? 1 : 0;
    after_cr = cr;
  }
  return lines;
}

}  // namespace assay::io
