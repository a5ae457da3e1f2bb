#include <algorithm>
#include <bit>
#include <cmath>

#include "profile/table_lanes.hpp"
#include "stats/co_moments.hpp"

namespace assay::profile {
namespace {

using base::Result;

// A pair whose common rows lie far from the columns' means is done again about its own means.
struct PairSums {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
};
struct PairRedo {
  std::size_t i = 0, j = 0;
  double mean_x = 0, mean_y = 0;
  PairSums sums;
};

class Correlator final : public CorrelationLane {
 public:
  Correlator(data::TablePtr table, std::int64_t rows, std::vector<CorrelationInput> inputs)
      : table_(std::move(table)), rows_(rows), inputs_(std::move(inputs)), m_(inputs_.size()), sums_(m_) {
    bool gaps = false;  // NaN in a Real column only shows in the values; such units take longer
    for (const auto& input : inputs_) {
      result.columns.push_back(input.column);
      gaps = gaps || table_->column(input.column).null_count() > 0;
      const double reach = std::max(input.max / 2 - input.mean / 2, input.mean / 2 - input.min / 2);
      const int exponent = reach > 0 ? std::clamp(std::ilogb(reach) + 1, -1000, 1023) : 0;
      scales_.push_back(std::ldexp(1.0, -exponent));
    }
    // About a millisecond a unit, whatever the number of columns; a power of two so that chunks divide evenly.
    const std::size_t products = std::max<std::size_t>(1, m_ * (m_ + 1) / 2 * (gaps ? 4 : 1));
    unit_rows_ = static_cast<std::int64_t>(
        std::clamp<std::size_t>(std::bit_floor(std::size_t{2'000'000} / products), 64, 8'192));
  }

  [[nodiscard]] std::uint64_t expected_units() const override { return units() + 1; }

  [[nodiscard]] Result<StagePtr> next() override {
    switch (phase_) {
      case Phase::Start: phase_ = Phase::Products; return product_stage();
      case Phase::Products:
        fill();
        phase_ = Phase::Means;
        return redo_stage();
      case Phase::Means:
        for (auto& redo : redo_) {
          if (redo.sums.n > 0) {
            redo.mean_x = redo.sums.x / redo.sums.n;
            redo.mean_y = redo.sums.y / redo.sums.n;
          }
          redo.sums = {};
        }
        phase_ = Phase::Again;
        return redo_stage();
      case Phase::Again: fill_redone(); return nullptr;
    }
    return nullptr;
  }

 private:
  enum class Phase : std::uint8_t { Start, Products, Means, Again };

  [[nodiscard]] std::size_t units() const { return static_cast<std::size_t>((rows_ + unit_rows_ - 1) / unit_rows_); }

  // (x - mean) * scale, with the scaling first so that nothing overflows; NaN and infinity count as missing.
  // True when nothing is missing in these rows (`mask` may then be unset).
  bool read(std::size_t c, std::int64_t first, std::size_t count, double* z, double* mask) const {
    const data::Array& array = table_->column(inputs_[c].column).chunk_of(first);
    const std::int64_t begin = first % data::chunk_rows;
    const double scale = scales_[c];
    const double shift = inputs_[c].mean * scale;
    if (array.null_count() == 0 && array.type() == data::Type::Integer) {
      const auto values = array.integers().subspan(static_cast<std::size_t>(begin), count);
      for (std::size_t i = 0; i < count; ++i) z[i] = static_cast<double>(values[i]) * scale - shift;
      return true;
    }
    if (array.null_count() == 0 && array.type() == data::Type::Real) {
      const auto values = array.reals().subspan(static_cast<std::size_t>(begin), count);
      double odd = 0;
      for (std::size_t i = 0; i < count; ++i) {
        z[i] = values[i] * scale - shift;
        odd += values[i] - values[i];  // NaN for what is not finite
      }
      if (odd == 0) return true;
    }
    bool whole = true;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t row = begin + static_cast<std::int64_t>(i);
      const double value = array.number(row);
      const bool present = array.is_valid(row) && std::isfinite(value);
      z[i] = present ? value * scale - shift : 0.0;
      mask[i] = present ? 1.0 : 0.0;
      whole = whole && present;
    }
    return whole;
  }

  StagePtr product_stage() {
    return std::make_unique<ParallelStage<stats::CoMoments>>(
        units(),
        [this](std::size_t unit) -> Result<stats::CoMoments> {
          thread_local std::vector<double> z;
          thread_local std::vector<double> mask;
          const std::int64_t first = static_cast<std::int64_t>(unit) * unit_rows_;
          const auto count = static_cast<std::size_t>(std::min(unit_rows_, rows_ - first));
          z.resize(m_ * count);
          mask.resize(m_ * count);
          std::vector<const double*> zs(m_);
          std::vector<const double*> masks(m_, nullptr);
          for (std::size_t c = 0; c < m_; ++c) {
            zs[c] = &z[c * count];
            if (!read(c, first, count, &z[c * count], &mask[c * count])) masks[c] = &mask[c * count];
          }
          stats::CoMoments sums(m_);
          sums.add(zs, masks, count);
          return sums;
        },
        [this](stats::CoMoments&& part) { sums_.merge(part); });
  }

  [[nodiscard]] bool constant(std::size_t c) const { return inputs_[c].min == inputs_[c].max; }

  void set(std::size_t i, std::size_t j, std::uint64_t rows, std::optional<double> r) {
    result.r[i * m_ + j] = result.r[j * m_ + i] = r;
    result.pairs[i * m_ + j] = result.pairs[j * m_ + i] = rows;
  }

  void fill() {
    result.r.assign(m_ * m_, std::nullopt);
    result.pairs.assign(m_ * m_, 0);
    for (std::size_t i = 0; i < m_; ++i) {
      for (std::size_t j = i + 1; j < m_; ++j) {
        const auto pair = sums_.at(i, j);
        set(i, j, pair.rows, pair.r);
        if (pair.unsafe && !constant(i) && !constant(j)) redo_.push_back({i, j, 0, 0, {}});
      }
    }
    for (std::size_t i = 0; i < m_; ++i) {
      const auto rows = sums_.present(i);
      set(i, i, rows, constant(i) || rows < 2 ? std::nullopt : std::optional(1.0));
    }
  }

  // One unit = one pair over one chunk.
  StagePtr redo_stage() {
    const auto chunks = static_cast<std::size_t>((rows_ + data::chunk_rows - 1) / data::chunk_rows);
    merged_ = 0;
    return std::make_unique<ParallelStage<PairSums>>(
        redo_.size() * chunks,
        [this, chunks](std::size_t unit) -> Result<PairSums> { return pair_sums(redo_[unit / chunks], unit % chunks); },
        [this, chunks](PairSums&& part) {
          auto& sums = redo_[merged_++ / chunks].sums;
          sums.n += part.n;
          sums.x += part.x;
          sums.y += part.y;
          sums.xx += part.xx;
          sums.yy += part.yy;
          sums.xy += part.xy;
        });
  }

  [[nodiscard]] PairSums pair_sums(const PairRedo& redo, std::size_t chunk) const {
    const auto& a = *table_->column(inputs_[redo.i].column).chunks()[chunk];
    const auto& b = *table_->column(inputs_[redo.j].column).chunks()[chunk];
    PairSums sums;
    for (std::int64_t row = 0; row < a.length(); ++row) {
      if (!a.is_valid(row) || !b.is_valid(row)) continue;
      const double x = a.number(row);
      const double y = b.number(row);
      if (!std::isfinite(x) || !std::isfinite(y)) continue;
      const double dx = x * scales_[redo.i] - redo.mean_x;
      const double dy = y * scales_[redo.j] - redo.mean_y;
      sums.n += 1;
      sums.x += dx;
      sums.y += dy;
      sums.xx += dx * dx;
      sums.yy += dy * dy;
      sums.xy += dx * dy;
    }
    return sums;
  }

  void fill_redone() {
    for (const auto& redo : redo_) {
      const auto& s = redo.sums;
      if (s.n < 2) continue;
      const double own_x = s.xx - s.x * s.x / s.n;
      const double own_y = s.yy - s.y * s.y / s.n;
      // Constant values leave a mean's rounding: about (2^-53 mean)² a row.
      const double dust_x = s.n * redo.mean_x * redo.mean_x * 0x1p-98;
      const double dust_y = s.n * redo.mean_y * redo.mean_y * 0x1p-98;
      if (own_x <= dust_x || own_y <= dust_y) continue;
      const double r = (s.xy - s.x * s.y / s.n) / std::sqrt(own_x * own_y);
      if (std::isfinite(r)) set(redo.i, redo.j, static_cast<std::uint64_t>(s.n), std::clamp(r, -1.0, 1.0));
    }
  }

  data::TablePtr table_;
  std::int64_t rows_;
  std::vector<CorrelationInput> inputs_;
  std::vector<double> scales_;
  std::size_t m_;
  std::int64_t unit_rows_ = 8'192;
  Phase phase_ = Phase::Start;
  stats::CoMoments sums_;
  std::vector<PairRedo> redo_;
  std::size_t merged_ = 0;
};

}  // namespace

std::shared_ptr<CorrelationLane> CorrelationLane::make(data::TablePtr table, std::int64_t rows,
                                                       std::vector<CorrelationInput> inputs) {
  return std::make_shared<Correlator>(std::move(table), rows, std::move(inputs));
}

}  // namespace assay::profile
