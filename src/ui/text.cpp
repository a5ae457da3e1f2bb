#include "ui/text.hpp"

#include <cmath>

#include <imgui.h>

namespace assay::ui {

namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

float advance_of(const ImFont& font, std::uint32_t code_point) {
  return font.GetCharAdvance(static_cast<ImWchar>(code_point));
}

bool blank(std::uint32_t c) { return c < 0x20 || c == 0x7f; }

}  // namespace

std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 && first < 0xF8 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
  if (more == 0 || first >= 0xF8) return 0xFFFD;
  std::uint32_t code = first & (0x3FU >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (byte(at) & 0xC0U) != 0x80U) return 0xFFFD;
    code = (code << 6) | (byte(at++) & 0x3FU);
  }
  const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
  return overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0xFFFD : code;
}

float TextPainter::width(std::string_view text, TextStyle style) const {
  const ImFont& font = *fonts_.at(style);
  float total = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t code = next_code_point(text, at);
    total += advance_of(font, blank(code) ? ' ' : code);
  }
  return total;
}

std::size_t TextPainter::fit(std::string_view text, TextStyle style, float width) const {
  const ImFont& font = *fonts_.at(style);
  float total = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const std::uint32_t code = next_code_point(text, at);
    total += advance_of(font, blank(code) ? ' ' : code);
    if (total > width) return start;
  }
  return text.size();
}

float TextPainter::line(ImDrawList& list, float x, float baseline, std::string_view text, TextStyle style,
                        Colour colour) const {
  const ImFont& font = *fonts_.at(style);
  const float scale = fonts_.scale;
  const float snap = scale * static_cast<float>(fonts_.oversample);
  const float top = std::round((baseline - font.Ascent) * scale) / scale;
  const ImVec2 clip_min = list.GetClipRectMin();
  const ImVec2 clip_max = list.GetClipRectMax();
  const bool visible = top < clip_max.y && baseline + 8 > clip_min.y;
  for (std::size_t at = 0; at < text.size();) {
    std::uint32_t code = next_code_point(text, at);
    if (blank(code)) code = ' ';
    const ImFontGlyph* glyph = font.FindGlyphNoFallback(static_cast<ImWchar>(code));
    if (glyph == nullptr) {
      missing_.insert({style, code});
      glyph = font.FindGlyph(static_cast<ImWchar>(code));
      if (glyph == nullptr) continue;
    }
    const float pen = std::round(x * snap) / snap;
    x += glyph->AdvanceX;
    if (!visible || glyph->Visible == 0 || pen + glyph->X1 < clip_min.x || pen + glyph->X0 > clip_max.x) continue;
    list.PrimReserve(6, 4);
    list.PrimRectUV({pen + glyph->X0, top + glyph->Y0}, {pen + glyph->X1, top + glyph->Y1}, {glyph->U0, glyph->V0},
                    {glyph->U1, glyph->V1}, glyph->Colored != 0 ? (colour | 0x00FFFFFFU) : colour);
  }
  return x;
}

bool TextPainter::in(ImDrawList& list, const Rect& rect, std::string_view text, TextStyle style, Colour colour,
                     Align align) const {
  const float baseline = rect.centre_y() + cap_height(style) * 0.5F;
  const float full = width(text, style);
  if (full <= rect.w + 0.5F) {
    const float x = align == Align::Left ? rect.x : align == Align::Right ? rect.right() - full : rect.centre_x() - full * 0.5F;
    line(list, x, baseline, text, style, colour);
    return false;
  }
  const float dots = width(ellipsis, style);
  const std::size_t bytes = fit(text, style, rect.w - dots);
  float x = line(list, rect.x, baseline, text.substr(0, bytes), style, colour);
  if (rect.w >= dots) line(list, x, baseline, ellipsis, style, colour);
  return true;
}

std::vector<std::string> TextPainter::wrap(std::string_view text, TextStyle style, float width,
                                           std::size_t max_lines) const {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < max_lines) {
    const std::size_t newline = text.find('\n');
    const std::string_view para = text.substr(0, newline);
    std::size_t take = fit(para, style, width);
    std::size_t skip = 0;
    if (take >= para.size()) {
      take = para.size();
      skip = newline == std::string_view::npos ? 0 : 1;
    } else {
      const std::size_t space = para.rfind(' ', take);
      if (space != std::string_view::npos && space > 0) {
        take = space;
        skip = 1;
      }
      if (take == 0) {  // not even one glyph fits
        std::size_t at = 0;
        (void)next_code_point(para, at);
        take = at;
      }
    }
    lines.emplace_back(para.substr(0, take));
    text.remove_prefix(std::min(text.size(), take + skip));
  }
  if (!text.empty() && !lines.empty()) {
    std::string& last = lines.back();
    last.resize(fit(last, style, width - this->width(ellipsis, style)));
    last += ellipsis;
  }
  return lines;
}

float TextPainter::line_height(TextStyle style) { return std::round(em_size(style) * 1.45F); }

float TextPainter::paragraph(ImDrawList& list, const Rect& rect, std::string_view text, TextStyle style, Colour colour,
                             Align align, std::size_t max_lines) const {
  const float height = line_height(style);
  float y = rect.y;
  for (const std::string& each : wrap(text, style, rect.w, max_lines)) {
    in(list, {rect.x, y, rect.w, height}, each, style, colour, align);
    y += height;
  }
  return y - rect.y;
}

void TextPainter::icon(ImDrawList& list, const Rect& rect, const char* icon, TextStyle style, Colour colour) const {
  const float em = em_size(style);
  const ImFont& font = *fonts_.at(style);
  line(list, rect.centre_x() - width(icon, style) * 0.5F, rect.centre_y() - em * 0.5F + font.Ascent, icon, style, colour);
}

void TextPainter::mention(std::string_view text, TextStyle style) const {
  const ImFont& font = *fonts_.at(style);
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t code = next_code_point(text, at);
    if (!blank(code) && font.FindGlyphNoFallback(static_cast<ImWchar>(code)) == nullptr) missing_.insert({style, code});
  }
}

}  // namespace assay::ui
