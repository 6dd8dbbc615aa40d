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

}  // namespace ks::text
