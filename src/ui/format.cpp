#include "ui/format.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "base/time.hpp"

namespace assay::ui {

namespace {

std::string print(const char* format, auto... values) {
  std::array<char, 64> buffer{};
  const int n = std::snprintf(buffer.data(), buffer.size(), format, values...);
  return {buffer.data(), static_cast<std::size_t>(std::max(0, n))};
}

// Put a comma after each three digits of the whole part.
std::string grouped(std::string digits) {
  const std::size_t start = !digits.empty() && digits[0] == '-' ? 1 : 0;
  std::size_t end = digits.find('.');
  if (end == std::string::npos) end = digits.size();
  if (end - start <= 4) return digits;  // 1234 reads well as it is
  for (std::size_t at = end; at > start + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string with_minus(std::string text) {
  if (!text.empty() && text[0] == '-') text.replace(0, 1, "\xE2\x88\x92");  // −
  return text;
}

void trim_zeros(std::string& text) {
  if (text.find('.') == std::string::npos) return;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
}

// Three significant digits at most, in front of a unit.
std::string scaled(double value) {
  std::string text = std::fabs(value) < 9.995 ? print("%.1f", value) : print("%.0f", value);
  if (std::fabs(value) >= 9.995 && std::fabs(value) < 99.95) text = print("%.1f", value);
  trim_zeros(text);
  return text;
}

}  // namespace

std::string count_text(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string short_count(double value) {
  if (!std::isfinite(value)) return std::string(undefined_text);
  const double size = std::fabs(value);
  if (size < 999.5) return with_minus(number_text(value, 3));
  static constexpr std::array<const char*, 6> units = {" k", " M", " G", " T", " P", " E"};
  double scale = 1e3;
  for (const char* unit : units) {
    if (size < scale * 999.5 || unit == units.back()) return with_minus(scaled(value / scale) + unit);
    scale *= 1e3;
  }
  return {};
}

std::string number_text(double value, int digits) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? std::string(undefined_text) : value > 0 ? "\xE2\x88\x9E" : "\xE2\x88\x92\xE2\x88\x9E";
  }
  if (value == 0) return "0";
  const double size = std::fabs(value);
  if (size >= 1e15 || size < 1e-5) {
    std::string text = print("%.*e", digits - 1, value);
    const std::size_t e = text.find('e');
    std::string mantissa = text.substr(0, e);
    trim_zeros(mantissa);
    const int power = std::atoi(text.c_str() + e + 1);
    return with_minus(mantissa) + "e" + std::to_string(power);
  }
  const int whole = static_cast<int>(std::floor(std::log10(size))) + 1;
  const int decimals = std::max(0, digits - whole);
  std::string text = print("%.*f", decimals, value);
  trim_zeros(text);
  if (text == "-0") text = "0";
  return with_minus(grouped(text));
}

std::string number_text(std::optional<double> value, int digits) {
  return value ? number_text(*value, digits) : std::string(undefined_text);
}

std::string share_text(double share) {
  if (!std::isfinite(share)) return std::string(undefined_text);
  const double percent = share * 100;
  if (percent == 0) return "0 %";
  if (percent < 0) return print("%.1f %%", percent);
  if (percent < 0.01) return "< 0.01 %";
  if (percent < 1) return print("%.2f %%", percent);
  if (percent < 99.95 || percent >= 100) {
    std::string text = print("%.1f", percent);
    trim_zeros(text);
    return text + " %";
  }
  return percent < 99.99 ? print("%.2f %%", percent) : "> 99.99 %";
}

std::string bytes_text(double bytes) {
  if (bytes < 1000) return print("%.0f B", bytes);
  static constexpr std::array<const char*, 4> units = {" KB", " MB", " GB", " TB"};
  double value = bytes / 1024;
  for (const char* unit : units) {
    if (value < 999.5 || unit == units.back()) return scaled(value) + unit;
    value /= 1024;
  }
  return {};
}

std::string rate_text(double bytes_per_second) { return bytes_text(bytes_per_second) + "/s"; }

std::string duration_text(double ms) {
  if (!std::isfinite(ms)) return std::string(undefined_text);
  if (ms < 10) return print("%.1f ms", ms);
  if (ms < 1000) return print("%.0f ms", ms);
  if (ms < 10'000) return print("%.1f s", ms / 1000);
  const auto seconds = static_cast<long long>(std::llround(ms / 1000));
  if (seconds < 60) return print("%lld s", seconds);
  if (seconds < 3600) return print("%lld min %lld s", seconds / 60, seconds % 60);
  return print("%lld h %lld min", seconds / 3600, seconds / 60 % 60);
}

std::string time_text(std::int64_t microseconds, bool zoned) {
  const base::CalendarTime t = base::calendar_time(microseconds);
  std::string text = print("%04lld-%02d-%02d", static_cast<long long>(t.year), t.month, t.day);
  if (microseconds % base::us_per_day == 0) return text;
  text += print(" %02d:%02d", t.hour, t.minute);
  if (t.second != 0 || t.microsecond != 0) text += print(":%02d", t.second);
  if (t.microsecond != 0) {
    std::string fraction = print(".%06d", t.microsecond);
    trim_zeros(fraction);
    text += fraction;
  }
  return zoned ? text + "Z" : text;
}

std::string span_text(double microseconds) {
  const double seconds = std::fabs(microseconds) / 1e6;
  if (seconds < 1) return duration_text(seconds * 1000);
  if (seconds < 120) return number_text(seconds, 3) + " s";
  if (seconds < 7200) return number_text(seconds / 60, 3) + " min";
  if (seconds < 172'800) return number_text(seconds / 3600, 3) + " h";
  if (seconds < 63'115'200) return number_text(seconds / 86'400, 4) + " days";
  return number_text(seconds / 31'557'600, 3) + " years";
}

std::string plural(std::uint64_t n, std::string_view one, std::string_view many) {
  std::string text = count_text(n) + " ";
  text += n == 1 ? one : many.empty() ? one : many;
  if (n != 1 && many.empty()) text += "s";
  return text;
}

}  // namespace assay::ui
