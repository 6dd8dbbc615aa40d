#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"

/// Texts as the stores keep them, to and from UTF-8, and as people may see them.
namespace ks::text {

/// Whether `bytes` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
[[nodiscard]] bool is_utf8(ByteView bytes) noexcept;

/// BMPString or UTF-16BE, surrogate pairs included. Errors: damaged if the length is odd or a surrogate stands alone.
[[nodiscard]] Result<std::string> from_utf16be(ByteView bytes);
/// UniversalString or UTF-32BE. Errors: damaged if the length is no multiple of four or a number is no character.
[[nodiscard]] Result<std::string> from_utf32be(ByteView bytes);
/// UTF-8 to UTF-16BE without a terminator. Errors: damaged if `utf8` is not UTF-8.
[[nodiscard]] Result<Bytes> to_utf16be(std::string_view utf8);

/// Java's modified UTF-8: U+0000 is C0 80, above U+FFFF two surrogates of three bytes each.
/// Errors: damaged. Source: java.io.DataInput.readUTF. A surrogate that stands alone becomes U+FFFD.
[[nodiscard]] Result<std::string> from_modified_utf8(ByteView bytes);
/// Errors: damaged if `utf8` is not UTF-8.
[[nodiscard]] Result<Bytes> to_modified_utf8(std::string_view utf8);

/// Every byte is the character of that number (ISO 8859-1).
[[nodiscard]] std::string from_latin1(ByteView bytes);
/// nullopt if a character is above U+00FF or `utf8` is not UTF-8.
[[nodiscard]] std::optional<Bytes> to_latin1(std::string_view utf8);

/// Lower case as Java's String.toLowerCase(Locale.ENGLISH) gives it, which is how JKS and PKCS#12 fold aliases:
/// full Unicode, İ becomes i and U+0307, a final Σ becomes ς. Bytes that are not UTF-8 stay as they are.
[[nodiscard]] std::string to_lower_as_java(std::string_view utf8);

/// `text` made safe to show: what acts on the terminal or on the order of the text, or is not seen at all (controls, Unicode's
/// format and default-ignorable characters, line and paragraph separators), and bytes that are not UTF-8 become \xNN (a byte)
/// or \u{NNNN} (a character above U+007F). Shown again it stays as it is. Every name from a file goes through here.
[[nodiscard]] std::string shown(std::string_view text);
/// The same where no two texts may look alike: a backslash becomes two.
[[nodiscard]] std::string escape(std::string_view text);
/// `json` made safe to show without meaning anything else: the same characters become \uNNNN in its strings, the only place
/// where they can be; what is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string escape_json(std::string_view json);

/// "a1b2…", lower case.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// Accepts either case, and colons or spaces between pairs. Errors: damaged.
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

/// RFC 4648 base64 with padding; `line` > 0 puts a "\n" between lines of that many characters, none after the last.
[[nodiscard]] std::string to_base64(ByteView bytes, std::size_t line = 0);
/// Skips white space; padding may be missing. Errors: damaged, with the offset of the first byte that cannot be.
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

}  // namespace ks::text
