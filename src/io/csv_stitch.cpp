#include "io/csv_stitch.hpp"

#include <algorithm>
#include <array>

namespace assay::io {

// A block ends behind a byte that is neither a quote nor a CR, so that the byte before a block tells all that its
// scan needs (a doubled quote or a CRLF is never cut).
std::optional<Block> Stitcher::next_block(const ByteSource& source) {
  if (last_given_) return std::nullopt;
  const bool complete = source.complete();  // asked first: then what is available is all
  const std::uint64_t available = source.available_bytes();
  std::uint64_t end = std::max(probe_, cursor_ + block_bytes_);
  std::byte before{};
  bool found = false;
  while (end <= available) {
    // Bytes [end - 1, ...) a few at a time.
    std::array<std::byte, 64> bytes;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), available - end + 1));
    if (!source.read(end - 1, std::span(bytes).first(count))) return std::nullopt;
    std::size_t i = 0;
    while (i < count && (bytes[i] == static_cast<std::byte>(dialect_.quote) || bytes[i] == std::byte{'\r'})) ++i;
    end += i;
    if (i < count) {
      before = bytes[i];
      found = true;
      break;
    }
  }
  probe_ = end;
  if (!found) {
    if (!complete) return std::nullopt;
    end = available;
  }
  Block block{given_++, cursor_, end, next_at_field_start_, std::nullopt};
  if (blocks_.empty()) block.inside = inside_;
  next_at_field_start_ = before == static_cast<std::byte>(dialect_.delimiter) || before == std::byte{'\n'};
  last_given_ = complete && end == available;
  cursor_ = probe_ = end;
  blocks_.push_back({block, std::nullopt});
  return block;
}

void Stitcher::scanned(const Block& block, const BlockScans& scans, std::vector<Unit>& units) {
  const std::size_t first = given_ - blocks_.size();
  blocks_[block.index - first].scans = scans;
  while (!blocks_.empty() && blocks_.front().scans) {
    stitch(blocks_.front(), units);
    blocks_.pop_front();
  }
  if (done() && cursor_ > open_begin_) {
    units.push_back({open_begin_, cursor_, open_line_});
    open_begin_ = cursor_;
  }
}

void Stitcher::stitch(const Pending& pending, std::vector<Unit>& units) {
  const BlockScans& scans = *pending.scans;
  BlockScan scan;
  if (inside_ && !scans.inside) {
    // No quotes in it: all of it lies inside.
    scan.ends_inside = true;
    scan.lines = scans.outside->lines;
  } else {
    scan = inside_ ? *scans.inside : *scans.outside;
  }
  if (scan.has_record_start && pending.block.index > 0) {
    const std::uint64_t begin = pending.block.begin + scan.record_start;
    units.push_back({open_begin_, begin, open_line_});
    open_begin_ = begin;
    open_line_ = line_ + scan.lines_to_start;
  }
  line_ += scan.lines;
  inside_ = scan.ends_inside;
}

}  // namespace assay::io
