#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"

namespace ks::pem {

/// Decodes the base64 of a PEM block (RFC 4648, 4) straight into a Secret, as any block may hold a key.
///
/// White space is skipped wherever it stands. Padding may be missing, nothing may follow it.
/// Errors: damaged: "cut short", "not base64 at offset 5".
[[nodiscard]] Result<Secret> decode_base64(std::string_view text);

/// How many bytes the base64 `text` can be at most.
[[nodiscard]] constexpr std::size_t most_bytes(std::string_view text) noexcept { return text.size() / 4 * 3 + 3; }

/// The same into `out`, which has room for most_bytes(text). Gives how many there were.
[[nodiscard]] Result<std::size_t> decode_base64(std::string_view text, std::span<std::uint8_t> out);

/// Whether all of `text` could be base64: nothing but its alphabet, white space and padding at the end; at least a
/// few characters of it.
[[nodiscard]] bool is_base64(std::string_view text) noexcept;

}  // namespace ks::pem
