#include "profile/labels.hpp"

#include <charconv>
#include <cstdio>

namespace assay::profile {

std::string real_text(double value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value);
  return {text, end.ptr};
}

std::string integer_text(std::int64_t value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value);
  return {text, end.ptr};
}

std::string count_text(std::uint64_t value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value);
  std::string grouped(text, end.ptr);
  for (std::size_t at = grouped.size(); at > 3; at -= 3) grouped.insert(at - 3, 1, ',');
  return grouped;
}

std::string share_text(double share) {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  if (share < 1 && share > 0.999) return "> 99.9 %";
  char text[32];
  const int used = std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return {text, static_cast<std::size_t>(used)};
}

std::string short_text(double value) {
  char text[64];
  const int used = std::snprintf(text, sizeof text, "%.4g", value);
  return {text, static_cast<std::size_t>(used)};
}

}  // namespace assay::profile
