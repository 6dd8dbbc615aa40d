#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ks/base/result.h"
#include "ks/base/secret.h"

/// Passwords as OpenSSL's pass phrase arguments name them: env:NAME, file:PATH, fd:N, stdin, pass:TEXT.
namespace ks::tool {

/// "FILE=SOURCE" or "SOURCE", as --password and --key-password take them.
struct PasswordArgument {
  std::string of;      ///< The file or alias it is for; empty: for all.
  std::string source;  ///< "env:NAME" and so on.
};

/// Splits at the first `=` unless what stands before it begins with one of the source words.
/// Errors: usage if `text` names no source.
[[nodiscard]] Result<PasswordArgument> parse_password_argument(std::string_view text);

/// Reads passwords from their sources. A file, descriptor or standard input that is named again gives its next line, so
/// that one file can hold the old and the new password.
class PasswordSources {
 public:
  /// Errors: usage (no source, no such variable, no line left, a NUL inside, over 64 KiB), io, not_found.
  [[nodiscard]] Result<SharedSecret> read(const std::string& source);

 private:
  Result<SharedSecret> next_line(const std::string& source);
  std::map<std::string, Secret> unread_;  // by source: the lines not yet asked for
};

/// Overwrites the TEXT of every pass:TEXT in `argv`, so that a list of processes shows it no longer than it must.
void hide_passwords(int argc, char** argv) noexcept;

}  // namespace ks::tool
