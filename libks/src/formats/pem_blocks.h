#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/secret.h"

namespace ks::pem {

/// What stands between `-----BEGIN LABEL-----` and `-----END LABEL-----`, as views into the text it was found in.
struct Block {
  std::size_t offset = 0;      ///< Of its BEGIN line, bytes.
  std::string_view before;     ///< The text since the block before: comments, or anything.
  std::string_view label;      ///< "CERTIFICATE"; empty for an END line without a BEGIN line.
  std::string_view end_label;  ///< Of its END line.
  std::string_view headers;    ///< RFC 1421 header lines.
  std::string_view dek_info;   ///< Value of the DEK-Info header: "AES-256-CBC,0123…".
  std::string_view base64;     ///< What is left.
  bool encrypted = false;      ///< Whether a Proc-Type or DEK-Info header says so (RFC 1421, 4.6.1.1).
  std::string_view fault;      ///< "has no END line", …; empty if the block is whole.
};

/// Finds blocks in any bytes. BEGIN may stand anywhere in a line, lines may end in any way or not at all, blocks may be
/// indented or in one line. Linear in the text, whatever it holds.
/// Source: RFC 7468, 2 and 3, and what is found in the wild besides.
class Blocks {
 public:
  explicit Blocks(std::string_view text) noexcept : text_(text) {}
  /// The next block; nullopt at the end of the text.
  [[nodiscard]] std::optional<Block> next() noexcept;

 private:
  [[nodiscard]] Block read_from(std::size_t begin) noexcept;

  std::string_view text_;
  std::size_t at_ = 0;        // where to go on
  std::size_t last_end_ = 0;  // where the text before the next block starts
};

/// Whether there is a BEGIN line in `text`.
[[nodiscard]] bool has_block(std::string_view text) noexcept;

/// Line ends written as a backslash and an n, which is what becomes of them in environment variables and JSON, made
/// line ends again. nullopt if no BEGIN line ends so.
[[nodiscard]] std::optional<Secret> from_escaped(std::string_view text);

/// A byte order mark says that `bytes` is UTF-16, as Windows PowerShell redirects text: the same in UTF-8. nullopt if not.
/// Surrogates that stand alone become U+FFFD.
[[nodiscard]] std::optional<Secret> from_utf16(ByteView bytes);

}  // namespace ks::pem
