#include "session/location.hpp"

#include <cctype>

namespace assay::session {

namespace {

constexpr std::string_view hex = "0123456789ABCDEF";

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.' || byte == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
  return out;
}

int hex_value(char c) {
  const auto at = hex.find(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Escapes that are no escapes stay as they are.
std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string format_location(const Navigation& navigation, const data::Table* table) {
  switch (navigation.stage) {
    case Stage::Data: return "#/data";
    case Stage::Predict: return "#/predict";
    case Stage::Profile: break;
  }
  if (table == nullptr || !navigation.column || *navigation.column >= table->column_count()) return "#/profile";
  return "#/profile/column/" + percent_encode(table->column(*navigation.column).name());
}

std::optional<Navigation> parse_location(std::string_view location, const data::Table* table) {
  Navigation navigation;
  if (location == "#/data") return navigation;
  if (location == "#/predict") {
    navigation.stage = Stage::Predict;
    return navigation;
  }
  constexpr std::string_view column_prefix = "#/profile/column/";
  navigation.stage = Stage::Profile;
  if (location == "#/profile") return navigation;
  if (!location.starts_with(column_prefix)) return std::nullopt;
  if (table != nullptr) navigation.column = table->find(percent_decode(location.substr(column_prefix.size())));
  return navigation;
}

}  // namespace assay::session
