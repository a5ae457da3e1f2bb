// Cutting a source into blocks, and stitching the scans of blocks into units. Not thread-safe: the reader's mutex
// guards it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "io/byte_source.hpp"
#include "io/csv_scan.hpp"
#include "io/csv_unit.hpp"

namespace assay::io {

struct Block {
  std::size_t index = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool at_field_start = true;      // if it begins outside quotes
  std::optional<bool> inside;      // whether it begins inside quotes, where that is known
};

struct BlockScans {
  std::optional<BlockScan> outside;
  std::optional<BlockScan> inside;
};

class Stitcher {
 public:
  // The table's records begin at `body_begin`, on line `line`.
  Stitcher(Dialect dialect, std::uint64_t body_begin, std::uint64_t line, std::size_t block_bytes)
      : dialect_(dialect), block_bytes_(block_bytes), cursor_(body_begin), probe_(body_begin),
        open_begin_(body_begin), open_line_(line), line_(line) {}

  // The next block, when all its bytes have arrived and there is one.
  [[nodiscard]] std::optional<Block> next_block(const ByteSource& source);
  // Its scan; blocks may come back in any order. New units are appended to `units`.
  void scanned(const Block& block, const BlockScans& scans, std::vector<Unit>& units);

  // Blocks given out and not yet stitched.
  [[nodiscard]] std::size_t pending() const { return blocks_.size(); }
  // Every block was given out and stitched: there are no more units.
  [[nodiscard]] bool done() const { return last_given_ && blocks_.empty(); }

 private:
  struct Pending {
    Block block;
    std::optional<BlockScans> scans;
  };
  void stitch(const Pending& pending, std::vector<Unit>& units);

  Dialect dialect_;
  std::size_t block_bytes_;
  std::uint64_t cursor_;       // where the next block begins
  std::uint64_t probe_;        // how far its end was looked for
  std::size_t given_ = 0;
  bool last_given_ = false;
  bool next_at_field_start_ = true;
  std::deque<Pending> blocks_;
  bool inside_ = false;        // at the end of the last stitched block
  std::uint64_t open_begin_;   // the unit not yet closed
  std::uint64_t open_line_;
  std::uint64_t line_;         // at the end of the last stitched block
};

}  // namespace assay::io
