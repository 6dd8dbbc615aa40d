#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// UTF-8 one character at a time (RFC 3629).
namespace ks::text {

struct Character {
  char32_t code = 0;
  std::size_t size = 0;  ///< Bytes it takes; 0 if what stands there is no character.
};

/// The character `text` begins with.
[[nodiscard]] Character first_character(std::string_view text) noexcept;

/// `code` is at most U+10FFFF.
void append_character(std::string& to, char32_t code);

constexpr char32_t kReplacement = 0xfffd;
constexpr char32_t kFirstBeyondBmp = 0x10000;

/// The UTF-16 of a character beyond the BMP.
constexpr char32_t high_surrogate(char32_t code) noexcept { return 0xd800 + ((code - kFirstBeyondBmp) >> 10); }
constexpr char32_t low_surrogate(char32_t code) noexcept { return 0xdc00 + (code & 0x3ff); }

/// Whether a character acts on the terminal or the order of the text, or is there without being seen: controls, bidirectional
/// and other format characters, line and paragraph separators, whatever Unicode lets a screen ignore.
[[nodiscard]] bool is_unsafe(char32_t code) noexcept;

}  // namespace ks::text
