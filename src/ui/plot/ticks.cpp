#include "ui/plot/ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/time.hpp"
#include "ui/format.hpp"

namespace assay::ui::plot {

namespace {

constexpr int most_ticks = 64;
constexpr double second_us = 1e6, minute_us = 6e7, hour_us = 3.6e9, day_us = 8.64e10, month_us = 2.6298e12, year_us = 3.15576e13;

std::string tick_label(double value, double step) {
  if (std::fabs(value) < step * 1e-9) return "0";
  const double size = std::fabs(value);
  if (size >= 1e15 || (size < 1e-4 && step < 1e-4)) return number_text(value, 3);
  double unit = 1;
  const char* suffix = "";
  if (step >= 1e9) unit = 1e9, suffix = " G";
  else if (step >= 1e6 || (size >= 1e7 && step >= 1e5)) unit = 1e6, suffix = " M";
  else if (step >= 1e3 || (size >= 1e5 && step >= 1e2)) unit = 1e3, suffix = " k";
  const double scaled_step = step / unit;
  const int decimals = scaled_step >= 1 && std::fabs(scaled_step - std::round(scaled_step)) < 1e-9
                           ? 0
                           : std::clamp(static_cast<int>(std::ceil(-std::log10(scaled_step) - 1e-9)), 0, 9);
  std::array<char, 64> text{};
  const int n = std::snprintf(text.data(), text.size(), "%.*f", decimals, std::fabs(value) / unit);
  return std::string(value < 0 ? "\xE2\x88\x92" : "") + std::string(text.data(), static_cast<std::size_t>(std::max(n, 0))) + suffix;
}

std::int64_t month_index(double us) {  // year × 12 + month - 1
  const base::CalendarTime t = base::calendar_time(static_cast<std::int64_t>(us));
  return t.year * 12 + t.month - 1;
}

std::vector<Tick> month_ticks(double lo, double hi, std::int64_t months) {
  std::vector<Tick> ticks;
  std::int64_t m = month_index(lo);
  m -= ((m % months) + months) % months;
  for (; ticks.size() < most_ticks; m += months) {
    const std::int64_t year = m >= 0 ? m / 12 : (m - 11) / 12;
    const int month = static_cast<int>(m - year * 12) + 1;
    const double at = static_cast<double>(base::days_from_civil(year, month, 1)) * day_us;
    if (at > hi) break;
    if (at < lo) continue;
    std::string label = time_text(static_cast<std::int64_t>(at));
    label.resize(label.size() - (months % 12 == 0 ? 6 : 3));
    ticks.push_back({at, std::move(label)});
  }
  return ticks;
}

}  // namespace

double nice_step(double rough, bool up) {
  if (!(rough > 0) || !std::isfinite(rough)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double f = rough / power;
  if (up) return power * (f <= 1.0000001 ? 1 : f <= 2.0000001 ? 2 : f <= 5.0000001 ? 5 : 10);
  return power * (f < 1.5 ? 1 : f < 3.5 ? 2 : f < 7.5 ? 5 : 10);
}

std::vector<Tick> number_ticks(double lo, double hi, int target, bool integer) {
  std::vector<Tick> ticks;
  if (!std::isfinite(lo) || !std::isfinite(hi)) return ticks;
  if (!(lo < hi)) {
    ticks.push_back({lo, number_text(lo, 6)});
    return ticks;
  }
  double step = nice_step(hi / std::max(1, target) - lo / std::max(1, target));
  if (integer) step = std::max(1.0, step);
  const double first = std::ceil(lo / step - 1e-9);
  for (int i = 0; i < most_ticks; ++i) {
    const double at = (first + i) * step;
    if (at > hi + step * 1e-9) break;
    ticks.push_back({at, tick_label(at, step)});
  }
  if (ticks.empty()) ticks.push_back({lo, number_text(lo, 4)});
  return ticks;
}

std::vector<Tick> time_ticks(double lo, double hi, int target) {
  std::vector<Tick> ticks;
  if (!std::isfinite(lo) || !std::isfinite(hi) || std::fabs(lo) > 9e18 || std::fabs(hi) > 9e18) return ticks;
  if (!(lo < hi)) return {{lo, time_text(static_cast<std::int64_t>(lo))}};
  const double rough = (hi - lo) / std::max(1, target);
  if (rough > 20 * day_us) {
    static constexpr std::array<std::int64_t, 5> months = {1, 3, 6, 12, 24};
    for (const std::int64_t m : months) {
      if (rough <= static_cast<double>(m) * month_us * 1.3) return month_ticks(lo, hi, m);
    }
    return month_ticks(lo, hi, static_cast<std::int64_t>(std::max(1.0, nice_step(rough / year_us))) * 12);
  }
  if (rough < second_us) {
    ticks = number_ticks(lo / second_us, hi / second_us, target);
    for (Tick& tick : ticks) {
      tick.at *= second_us;
      const std::string label = time_text(std::llround(tick.at));
      tick.label = label.size() > 11 ? label.substr(11) : label;
    }
    return ticks;
  }
  static constexpr std::array<double, 16> steps = {
      second_us, 2 * second_us, 5 * second_us, 15 * second_us, 30 * second_us, minute_us, 5 * minute_us, 15 * minute_us,
      30 * minute_us, hour_us, 3 * hour_us, 6 * hour_us, 12 * hour_us, day_us, 2 * day_us, 7 * day_us};
  double step = 14 * day_us;
  for (const double s : steps) {
    if (rough <= s * 1.3) {
      step = s;
      break;
    }
  }
  double at = std::ceil(lo / step) * step;
  for (; at <= hi && ticks.size() < most_ticks; at += step) {
    std::string label = time_text(std::llround(at));
    const bool midnight = label.size() <= 10;
    if (step < day_us && !midnight) label = label.substr(11);
    else if (midnight) label = label.substr(label.size() - 5);
    ticks.push_back({at, std::move(label)});
  }
  if (ticks.empty()) ticks.push_back({lo, time_text(static_cast<std::int64_t>(lo))});
  return ticks;
}

double nice_ceiling(double largest, int target) {
  if (!(largest > 0) || !std::isfinite(largest)) return 1;
  const double step = nice_step(largest / target, true);
  return std::ceil(largest / step - 1e-9) * step;
}

}  // namespace assay::ui::plot
