#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "ks/base/text.h"

namespace ks::text {
namespace {

struct Range {
  char32_t first, last;
};

/// In order. Source: Unicode 15, categories Cc, Cf, Zl and Zp (DerivedGeneralCategory.txt) and Default_Ignorable_Code_Point
/// (DerivedCoreProperties.txt).
constexpr std::array<Range, 27> kUnsafe = {{
    {0x0, 0x1f},        {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},     {0x600, 0x605},
    {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},
    {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
}};

void append_hex(std::string& to, char32_t value, unsigned digits) {
  for (; digits > 0; --digits) to.push_back("0123456789abcdef"[value >> ((digits - 1) * 4) & 0xf]);
}

/// "\x1b" or "\u{200b}"
void append_escaped(std::string& to, char32_t code) {
  const bool is_byte = code < 0x80;
  to += is_byte ? "\\x" : "\\u{";
  append_hex(to, code, is_byte ? 2 : code <= 0xffff ? 4 : 6);
  if (!is_byte) to += "}";
}

/// "\u202e", and "\udb40\udc01" for what is above U+FFFF (RFC 8259, 7).
void append_json_escaped(std::string& to, char32_t code) {
  if (code > 0xffff) {
    append_json_escaped(to, high_surrogate(code));
    code = low_surrogate(code);
  }
  to += "\\u";
  append_hex(to, code, 4);
}

/// How many bytes at the start of `text` are printable ASCII, which is nearly all there ever is.
std::size_t plain_prefix(std::string_view text) noexcept {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; };
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
}

/// `text` with every character, and every byte that belongs to none, as `each` and `broken` append it; those of printable
/// ASCII but the backslash as they are.
template <class Each, class Broken>
std::string rewritten(std::string_view text, const Each& each, const Broken& broken) {
  std::string safe;
  safe.reserve(text.size());
  for (;;) {
    const auto plain = plain_prefix(text);
    safe += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) return safe;
    const auto character = first_character(text);
    const auto size = std::max<std::size_t>(character.size, 1);
    if (character.size == 0) broken(safe, static_cast<std::uint8_t>(text[0]));
    else each(safe, character.code, text.substr(0, size));
    text.remove_prefix(size);
  }
}

std::string shown_with(std::string_view text, std::string_view backslash) {
  const auto each = [backslash](std::string& safe, char32_t code, std::string_view bytes) {
    if (code == '\\') safe += backslash;
    else if (is_unsafe(code)) append_escaped(safe, code);
    else safe += bytes;
  };
  return rewritten(text, each, [](std::string& safe, std::uint8_t byte) {
    safe += "\\x";
    append_hex(safe, byte, 2);
  });
}

}  // namespace

bool is_unsafe(char32_t code) noexcept {
  const auto after = std::ranges::upper_bound(kUnsafe, code, {}, &Range::first);
  return after != kUnsafe.begin() && code <= std::prev(after)->last;
}

std::string shown(std::string_view text) { return shown_with(text, "\\"); }

std::string escape(std::string_view text) { return shown_with(text, "\\\\"); }

std::string escape_json(std::string_view json) {
  const auto each = [](std::string& safe, char32_t code, std::string_view bytes) {
    if (code >= 0x7f && is_unsafe(code)) append_json_escaped(safe, code);
    else safe += bytes;
  };
  return rewritten(json, each, [](std::string& safe, std::uint8_t) { append_character(safe, kReplacement); });
}

}  // namespace ks::text
