#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "formats/pieces_shape.h"
#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/formats/format.h"
#include "ks/model/alias.h"
#include "ks/model/key.h"
#include "ks/model/protection.h"

/// Private keys as single DER values: every form in, PKCS#8 out (RFC 5958).
namespace ks::pkcs8 {

/// The key that `der` is: PKCS#8, encrypted PKCS#8 (which stays locked), PKCS#1, SEC 1 or OpenSSL's form for DSA.
///
/// `curve` is DER of the parameters that an ECPrivateKey may leave to a block before it; empty if there are none.
/// Errors: damaged, unsupported_algorithm.
[[nodiscard]] Result<PrivateKey> from_der(Secret der, pieces::Shape shape, ByteView curve, const Limits& limits);

/// How a key is encrypted, as far as its bytes tell without a password.
struct Locking {
  std::optional<Protection> protection{};  ///< The same as we could write it; nullopt if we would not.
  std::uint64_t rounds = 0;                ///< What one try costs; 0 if there is no trying.
  std::string weakness{};                  ///< "RC2-40"; empty if there is none.
};
[[nodiscard]] Locking locking_of(const LockedKey& key, const Limits& limits);

/// `key` as PEM or DER will have it: plain if the options know no password for `alias`, else locked under it. What is
/// locked and cannot be opened goes out as it came, and so does what is locked as it should be or as the options keep it.
///
/// Errors: wrong_key_password if the password that the key carries does not open it; cannot_represent for a key that is
/// locked in Java's own way, which nobody else reads. Both name the alias.
[[nodiscard]] Result<PrivateKey> for_output(const PrivateKey& key, const Alias& alias, const EncodeOptions& options);

}  // namespace ks::pkcs8
