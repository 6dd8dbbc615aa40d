#pragma once

#include <optional>
#include <string>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"

namespace ks::model {

/// PrivateKeyInfo, or OneAsymmetricKey, in its parts (RFC 5958, 2). Views into the DER it was read from.
struct PrivateKeyInfo {
  std::string oid;     ///< As oid_or_hex() gives it.
  ByteView algorithm;  ///< DER of the AlgorithmIdentifier.
  ByteView parameters;
  ByteView key;                        ///< Inside the OCTET STRING.
  std::optional<ByteView> public_key;  ///< Inside the BIT STRING of version 2.
};

/// Reads all of `der`, its outer structure strictly. Errors: damaged, limit.
[[nodiscard]] Result<PrivateKeyInfo> read_private_key_info(ByteView der);

[[nodiscard]] bool is_private_key_info(ByteView der);

/// DER of the SubjectPublicKeyInfo where it can be put together from what the key itself carries: RSA, EC with its
/// public key, version 2. nullopt where it takes arithmetic.
[[nodiscard]] std::optional<Bytes> carried_public_key(const PrivateKeyInfo& info);

}  // namespace ks::model
