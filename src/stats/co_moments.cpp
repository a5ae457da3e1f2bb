#include "stats/co_moments.hpp"

#include <algorithm>
#include <cmath>

#include "stats/lanes.hpp"

namespace assay::stats {
namespace {

// Dot products of `a` with four others at once: a's values are loaded once.
void dot4(const double* a, const double* const b[4], std::size_t n, double out[4]) {
  Lanes sums[4][2]{};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const Lanes a0 = load_lanes(a + i);
    const Lanes a1 = load_lanes(a + i + 2);
    for (std::size_t k = 0; k < 4; ++k) {
      sums[k][0] += a0 * load_lanes(b[k] + i);
      sums[k][1] += a1 * load_lanes(b[k] + i + 2);
    }
  }
  for (std::size_t k = 0; k < 4; ++k) {
    out[k] = sum_lanes(sums[k][0] + sums[k][1]);
    for (std::size_t j = i; j < n; ++j) out[k] += a[j] * b[k][j];
  }
}

// out[j] += a · b[j] for j in [from, to)
void dots(const double* a, std::span<const double* const> b, std::size_t from, std::size_t to, std::size_t n,
          double* out) {
  for (std::size_t j = from; j < to; j += 4) {
    const std::size_t width = std::min<std::size_t>(4, to - j);
    const double* four[4];
    for (std::size_t k = 0; k < 4; ++k) four[k] = b[j + std::min(k, width - 1)];
    double found[4];
    dot4(a, four, n, found);
    for (std::size_t k = 0; k < width; ++k) out[j + k] += found[k];
  }
}

struct ColumnSums {
  double sum = 0, square = 0;
};

ColumnSums sums_of(const double* z, std::size_t n) {
  Lanes sum[2]{}, square[2]{};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t k = 0; k < 2; ++k) {
      const Lanes v = load_lanes(z + i + 2 * k);
      sum[k] += v;
      square[k] += v * v;
    }
  }
  ColumnSums all{sum_lanes(sum[0] + sum[1]), sum_lanes(square[0] + square[1])};
  for (; i < n; ++i) {
    all.sum += z[i];
    all.square += z[i] * z[i];
  }
  return all;
}

}  // namespace

CoMoments::CoMoments(std::size_t columns)
    : columns_(columns), n_(columns * columns, 0), sum_(columns * columns, 0),
      square_(columns * columns, 0), product_(columns * columns, 0) {}

void CoMoments::add(std::span<const double* const> z, std::span<const double* const> mask, std::size_t rows) {
  std::vector<ColumnSums> own(columns_);
  std::vector<double> present(columns_, static_cast<double>(rows));
  std::vector<const double*> masks;     // of the columns with missing values ...
  std::vector<std::size_t> masked;      // ... and which those are
  for (std::size_t c = 0; c < columns_; ++c) {
    own[c] = sums_of(z[c], rows);
    if (mask[c] == nullptr) continue;
    masked.push_back(c);
    masks.push_back(mask[c]);
    present[c] = sums_of(mask[c], rows).sum;
  }
  std::vector<double> found(columns_, 0.0);
  std::vector<double> square(masked.empty() ? 0 : rows);
  for (std::size_t i = 0; i < columns_; ++i) {
    // Products: missing ones are 0 on either side.
    dots(z[i], z, i + 1, columns_, rows, &product_[index(i, 0)]);
    // Sums of column i over its own rows, less where the other column is missing.
    for (std::size_t j = 0; j < columns_; ++j) {
      if (mask[j] != nullptr) continue;
      sum_[index(i, j)] += own[i].sum;
      square_[index(i, j)] += own[i].square;
    }
    if (masked.empty()) {
      for (std::size_t j = 0; j < columns_; ++j) n_[index(i, j)] += static_cast<double>(rows);
      continue;
    }
    const auto scatter = [&](std::vector<double>& into, const double* values) {
      std::fill(found.begin(), found.end(), 0.0);
      dots(values, masks, 0, masks.size(), rows, found.data());
      for (std::size_t k = 0; k < masked.size(); ++k) into[index(i, masked[k])] += found[k];
    };
    scatter(sum_, z[i]);
    for (std::size_t r = 0; r < rows; ++r) square[r] = z[i][r] * z[i][r];
    scatter(square_, square.data());
    if (mask[i] != nullptr) scatter(n_, mask[i]);
    for (std::size_t j = 0; j < columns_; ++j) {
      if (mask[j] == nullptr) {
        n_[index(i, j)] += present[i];
      } else if (mask[i] == nullptr) {
        n_[index(i, j)] += present[j];
      }
    }
  }
}

void CoMoments::merge(const CoMoments& later) {
  const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  add(n_, later.n_);
  add(sum_, later.sum_);
  add(square_, later.square_);
  add(product_, later.product_);
}

CoMoments::Pair CoMoments::at(std::size_t i, std::size_t j) const {
  Pair pair;
  if (j < i) std::swap(i, j);
  const double n = n_[index(i, j)];
  pair.rows = static_cast<std::uint64_t>(n);
  if (pair.rows < 2 || i == j) return pair;
  const double sum_i = sum_[index(i, j)];
  const double sum_j = sum_[index(j, i)];
  const double square_i = square_[index(i, j)];
  const double square_j = square_[index(j, i)];
  if (square_i == 0 || square_j == 0) return pair;  // constant, at the shift
  const double own_i = square_i - sum_i * sum_i / n;
  const double own_j = square_j - sum_j * sum_j / n;
  constexpr double lost = 1e-9;
  pair.unsafe = own_i <= lost * square_i || own_j <= lost * square_j;
  if (pair.unsafe || own_i <= 0 || own_j <= 0) return pair;
  const double r = (product_[index(i, j)] - sum_i * sum_j / n) / std::sqrt(own_i * own_j);
  if (std::isfinite(r)) pair.r = std::clamp(r, -1.0, 1.0);
  return pair;
}

}  // namespace assay::stats
