#include "ks/base/text.h"

#include <cstring>
#include <utility>

#include "base/utf8.h"

namespace ks::text {
namespace {

constexpr char32_t kLastCharacter = 0x10ffff;

constexpr bool is_high_surrogate(char32_t unit) noexcept { return (unit & 0xfffffc00U) == 0xd800; }
constexpr bool is_low_surrogate(char32_t unit) noexcept { return (unit & 0xfffffc00U) == 0xdc00; }

constexpr char32_t join(char32_t high, char32_t low) noexcept {
  return kFirstBeyondBmp + ((high & 0x3ff) << 10) + (low & 0x3ff);
}

tl::unexpected<Error> not_utf8(std::size_t offset) {
  return failure(Errc::damaged, "not UTF-8 at byte " + std::to_string(offset));
}

/// The length of the ASCII run `text` begins with, eight bytes at a time.
std::size_t ascii_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  for (std::uint64_t word = 0; text.size() - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

/// One unit of Java's modified UTF-8: a UTF-16 code unit in one to three bytes, not necessarily the fewest.
Character first_modified_unit(ByteView bytes) noexcept {
  const auto tail = [bytes](std::size_t i) { return i < bytes.size() && (bytes[i] & 0xc0) == 0x80; };
  const auto bits = [bytes](std::size_t i) { return static_cast<char32_t>(bytes[i] & 0x3f); };
  const auto lead = bytes[0];
  if (lead < 0x80) return {.code = lead, .size = 1};
  if (lead >= 0xc0 && lead < 0xe0 && tail(1)) return {.code = (lead & 0x1fU) << 6 | bits(1), .size = 2};
  if (lead >= 0xe0 && lead < 0xf0 && tail(1) && tail(2)) {
    return {.code = (lead & 0xfU) << 12 | bits(1) << 6 | bits(2), .size = 3};
  }
  return {};
}

void append_modified(Bytes& to, char32_t unit) {
  const auto push = [&to](char32_t octet) { to.push_back(static_cast<std::uint8_t>(octet)); };
  if (unit != 0 && unit < 0x80) {
    push(unit);
  } else if (unit < 0x800) {
    push(0xc0 | unit >> 6);
    push(0x80 | (unit & 0x3f));
  } else {
    push(0xe0 | unit >> 12);
    push(0x80 | (unit >> 6 & 0x3f));
    push(0x80 | (unit & 0x3f));
  }
}

/// Calls `each(code)` for every character. Errors: damaged if `utf8` is not UTF-8.
template <class Each>
Result<void> for_each_character(std::string_view utf8, Each each) {
  for (std::size_t at = 0; at < utf8.size();) {
    const auto character = first_character(utf8.substr(at));
    if (character.size == 0) return not_utf8(at);
    each(character.code);
    at += character.size;
  }
  return {};
}

}  // namespace

bool is_utf8(ByteView bytes) noexcept {
  auto text = as_text(bytes);
  for (;;) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty()) return true;
    const auto character = first_character(text);
    if (character.size == 0) return false;
    text.remove_prefix(character.size);
  }
}

Result<std::string> from_utf16be(ByteView bytes) {
  if (bytes.size() % 2 != 0) return failure(Errc::damaged, "UTF-16 text of an odd number of bytes");
  const auto unit = [bytes](std::size_t at) { return static_cast<char32_t>(bytes[at] << 8 | bytes[at + 1]); };
  std::string utf8;
  utf8.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    auto code = unit(at);
    if (is_high_surrogate(code) && bytes.size() - at >= 4 && is_low_surrogate(unit(at + 2))) {
      code = join(code, unit(at + 2));
      at += 2;
    } else if (is_high_surrogate(code) || is_low_surrogate(code)) {
      return failure(Errc::damaged, "UTF-16 text with half a character at byte " + std::to_string(at));
    }
    append_character(utf8, code);
  }
  return utf8;
}

Result<std::string> from_utf32be(ByteView bytes) {
  if (bytes.size() % 4 != 0) return failure(Errc::damaged, "UTF-32 text whose length is no multiple of four");
  std::string utf8;
  utf8.reserve(bytes.size() / 4);
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    char32_t code = 0;
    for (std::size_t i = 0; i < 4; ++i) code = code << 8 | bytes[at + i];
    if (code > kLastCharacter || is_high_surrogate(code) || is_low_surrogate(code)) {
      return failure(Errc::damaged, "UTF-32 text with a number that is no character at byte " + std::to_string(at));
    }
    append_character(utf8, code);
  }
  return utf8;
}

Result<Bytes> to_utf16be(std::string_view utf8) {
  Bytes utf16;
  utf16.reserve(utf8.size() * 2);
  const auto push = [&utf16](char32_t unit) {
    utf16.push_back(static_cast<std::uint8_t>(unit >> 8));
    utf16.push_back(static_cast<std::uint8_t>(unit));
  };
  KS_TRY(for_each_character(utf8, [&push](char32_t code) {
    if (code >= kFirstBeyondBmp) push(high_surrogate(code));
    push(code >= kFirstBeyondBmp ? low_surrogate(code) : code);
  }));
  return utf16;
}

Result<std::string> from_modified_utf8(ByteView bytes) {
  std::string utf8;
  utf8.reserve(bytes.size());
  char32_t pending_high = 0;  // a high surrogate whose other half has not come yet
  std::size_t at = ascii_prefix(as_text(bytes));
  utf8 += as_text(bytes.first(at));
  while (at < bytes.size()) {
    const auto unit = first_modified_unit(bytes.subspan(at));
    if (unit.size == 0) return failure(Errc::damaged, "not Java's UTF-8 at byte " + std::to_string(at));
    at += unit.size;
    if (pending_high != 0 && is_low_surrogate(unit.code)) {
      append_character(utf8, join(std::exchange(pending_high, 0), unit.code));
      continue;
    }
    if (pending_high != 0) append_character(utf8, kReplacement);
    pending_high = is_high_surrogate(unit.code) ? unit.code : 0;
    if (pending_high == 0) append_character(utf8, is_low_surrogate(unit.code) ? kReplacement : unit.code);
  }
  if (pending_high != 0) append_character(utf8, kReplacement);
  return utf8;
}

Result<Bytes> to_modified_utf8(std::string_view utf8) {
  Bytes modified;
  modified.reserve(utf8.size());
  KS_TRY(for_each_character(utf8, [&modified](char32_t code) {
    if (code >= kFirstBeyondBmp) append_modified(modified, high_surrogate(code));
    append_modified(modified, code >= kFirstBeyondBmp ? low_surrogate(code) : code);
  }));
  return modified;
}

std::string from_latin1(ByteView bytes) {
  std::string utf8;
  utf8.reserve(bytes.size());
  for (auto text = as_text(bytes); !text.empty(); text.remove_prefix(1)) {
    const auto ascii = ascii_prefix(text);
    utf8 += text.substr(0, ascii);
    text.remove_prefix(ascii);
    if (text.empty()) break;
    append_character(utf8, static_cast<std::uint8_t>(text[0]));
  }
  return utf8;
}

std::optional<Bytes> to_latin1(std::string_view utf8) {
  Bytes latin1;
  latin1.reserve(utf8.size());
  bool fits = true;
  const auto each = [&](char32_t code) {
    fits = fits && code <= 0xff;
    latin1.push_back(static_cast<std::uint8_t>(code));
  };
  if (!for_each_character(utf8, each) || !fits) return std::nullopt;
  return latin1;
}

}  // namespace ks::text
