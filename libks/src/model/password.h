#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ks/base/secret.h"

/// Passwords as bytes. Standards say one thing and tools did another, so that each use has several forms to try.
namespace ks::pbe {

/// How the characters of a password became bytes.
enum class PasswordForm : std::uint8_t {
  as_given,        ///< The bytes we were given, which are UTF-8 on any current system.
  latin1,          ///< ISO 8859-1: one byte per character (RSA JSafe, old terminals).
  bmp,             ///< UTF-16BE, surrogate pairs included.
  bmp_terminated,  ///< The same and two zero bytes (RFC 7292, B.1); old NSS used it for PBES2, too.
  bytes_widened,   ///< Each byte given as one character, as OpenSSL up to 1.0.2 took UTF-8; two zero bytes at the end.
  none,            ///< No bytes at all, not even a terminator, for an empty password.
};

/// For a warning: "the password as ISO 8859-1".
[[nodiscard]] std::string_view describe(PasswordForm form) noexcept;

struct PasswordBytes {
  PasswordForm form;
  Secret bytes;
};

/// What bytes a password is used as.
enum class PasswordUse : std::uint8_t {
  pkcs12,  ///< The derivation of PKCS#12, for its MAC and its PBE.
  pkcs5,   ///< PBES1 of PKCS#5, PBES2, PBMAC1.
  jks,     ///< Java's key stream, and the digest of a JKS file.
  jceks,   ///< PBEWithMD5AndTripleDES.
};

/// Every form of `password` worth trying, the standard one first, none twice. Never empty. An empty password is what
/// "" means: PKCS#12 has two forms for it.
/// Source: RFC 7292, B.1; RFC 8018, 3; sun.security.provider.KeyProtector; com.sun.crypto.provider.PBEKey.
[[nodiscard]] std::vector<PasswordBytes> password_forms(PasswordUse use, const Secret& password);

/// Moves `form` to the front, if it is among them.
void try_first(std::vector<PasswordBytes>& forms, PasswordForm form);

}  // namespace ks::pbe
