// Pictures as PNG, for exports and screenshots.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay::ui::plot {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;  // rows from the top; R in the lowest byte; alpha is not written
};

// PNG (ISO/IEC 15948), 8-bit RGB, each row filtered with Up and packed as runs by a small deflate (fixed Huffman codes,
// matches at the distance of one pixel): no library, and flat areas take next to nothing.
[[nodiscard]] std::string to_png(const Picture& picture);
// False when the file cannot be written.
bool write_png(const std::string& path, const Picture& picture);

}  // namespace assay::ui::plot
