#include "ui/fuzzy.hpp"

#include <algorithm>

namespace assay::ui {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0; }

bool starts_word(std::string_view text, std::size_t i) {
  if (i == 0 || !letter(text[i - 1])) return true;
  return text[i] >= 'A' && text[i] <= 'Z' && text[i - 1] >= 'a' && text[i - 1] <= 'z';
}

// Greedy from one starting place; nothing when the rest of the letters is not there.
std::optional<int> from(std::string_view query, std::string_view text, std::size_t start, std::vector<std::size_t>& at) {
  at.clear();
  int score = 0;
  std::size_t i = start;
  std::size_t last = 0;
  for (const char wanted : query) {
    if (wanted == ' ') continue;
    const auto match = [&](std::size_t k) { return lower(text[k]) == lower(wanted); };
    std::size_t k = i;
    while (k < text.size() && !match(k)) ++k;
    if (k >= text.size()) return std::nullopt;
    // Prefer the start of a later word to the middle of this one, unless a run goes on.
    if (!(at.size() > 0 && k == last + 1) && !starts_word(text, k)) {
      for (std::size_t w = k + 1; w < text.size(); ++w) {
        if (match(w) && starts_word(text, w)) {
          k = w;
          break;
        }
      }
    }
    score += 10;
    if (starts_word(text, k)) score += 12;
    if (!at.empty() && k == last + 1) score += 15;
    if (!at.empty()) score -= static_cast<int>(std::min<std::size_t>(k - last - 1, 8));
    at.push_back(k);
    last = k;
    i = k + 1;
  }
  score -= static_cast<int>(std::min<std::size_t>(at.empty() ? 0 : at.front(), 12));
  score -= static_cast<int>(std::min<std::size_t>(text.size() / 8, 8));
  return score;
}

}  // namespace

std::optional<int> fuzzy_score(std::string_view query, std::string_view text, std::vector<std::size_t>* at) {
  if (at != nullptr) at->clear();
  const std::size_t first = query.find_first_not_of(' ');
  if (first == std::string_view::npos) return 0;
  std::optional<int> best;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != lower(query[first])) continue;
    const auto score = from(query.substr(first), text, i, places);
    if (score && (!best || *score > *best)) {
      best = score;
      if (at != nullptr) *at = places;
    }
  }
  return best;
}

bool contains_text(std::string_view text, std::string_view part) {
  const auto found = std::search(text.begin(), text.end(), part.begin(), part.end(),
                                 [](char a, char b) { return lower(a) == lower(b); });
  return part.empty() || found != text.end();
}

}  // namespace assay::ui
