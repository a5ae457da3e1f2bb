#include "compute/kernels.hpp"

#include <array>

namespace assay::compute {

std::span<const Kernel> kernels() {
  static constexpr std::array table{
      Kernel{"histogram_f32", "Counts of a column's values in bins of equal width", "histogram_f32.wgsl", 0.0,
             "Both devices round the same float32 subtraction and multiplication to nearest, and counting is exact."},
  };
  return table;
}

}  // namespace assay::compute
