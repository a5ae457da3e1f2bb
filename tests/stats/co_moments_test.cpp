#include <cmath>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "stats/co_moments.hpp"
#include "stats/golden.hpp"

using assay::stats::CoMoments;

TEST_CASE("co-moments: no rows, one row, constant columns") {
  CoMoments none(2);
  CHECK(none.at(0, 1).rows == 0);
  CHECK_FALSE(none.at(0, 1).r);
  const std::vector<double> a{0.5}, b{-0.5};
  const std::vector<const double*> z{a.data(), b.data()};
  const std::vector<const double*> whole{nullptr, nullptr};
  CoMoments one(2);
  one.add(z, whole, 1);
  CHECK(one.at(0, 1).rows == 1);
  CHECK_FALSE(one.at(0, 1).r);
  const std::vector<double> zeros(10, 0.0), line{-.5, -.4, -.3, -.2, -.1, .1, .2, .3, .4, .5};
  CoMoments constant(2);
  constant.add(std::vector<const double*>{zeros.data(), line.data()}, whole, 10);
  CHECK(constant.at(0, 1).rows == 10);
  CHECK_FALSE(constant.at(0, 1).r);
  CHECK_FALSE(constant.at(0, 1).unsafe);
}

TEST_CASE("co-moments over common rows equal a plain computation, whole or in blocks") {
  const std::size_t n = 1003, m = 7;
  std::vector<std::vector<double>> z(m), mask(m);
  for (std::size_t c = 0; c < m; ++c) {
    z[c] = golden::generate("uniform", n, 100 + c);
    mask[c].assign(n, 1.0);
    for (std::size_t i = 0; i < n; ++i) {
      z[c][i] = z[c][i] - 0.5 + 0.3 * (z[0][i] - 0.5);
      if (c % 2 == 1 && (i * 7 + c) % 5 == 0) mask[c][i] = z[c][i] = 0;
    }
  }
  const auto run = [&](std::size_t block) {
    CoMoments all(m);
    for (std::size_t at = 0; at < n; at += block) {
      std::vector<const double*> zs, masks;
      for (std::size_t c = 0; c < m; ++c) {
        zs.push_back(&z[c][at]);
        masks.push_back(c % 2 == 1 ? &mask[c][at] : nullptr);
      }
      CoMoments part(m);
      part.add(zs, masks, std::min(block, n - at));
      all.merge(part);
    }
    return all;
  };
  for (const std::size_t block : {n, std::size_t{64}, std::size_t{1}}) {
    const CoMoments all = run(block);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = i + 1; j < m; ++j) {
        double count = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (std::size_t k = 0; k < n; ++k) {
          if (mask[i][k] == 0 || mask[j][k] == 0) continue;
          count += 1;
          x += z[i][k];
          y += z[j][k];
        }
        for (std::size_t k = 0; k < n; ++k) {
          if (mask[i][k] == 0 || mask[j][k] == 0) continue;
          const double dx = z[i][k] - x / count, dy = z[j][k] - y / count;
          xx += dx * dx;
          yy += dy * dy;
          xy += dx * dy;
        }
        INFO(i << ", " << j << ", blocks of " << block);
        CHECK(all.at(i, j).rows == static_cast<std::uint64_t>(count));
        CHECK(all.at(j, i).r == all.at(i, j).r);
        golden::check(all.at(i, j).r, xy / std::sqrt(xx * yy), 1e-11, 1e-13);
      }
    }
  }
}
