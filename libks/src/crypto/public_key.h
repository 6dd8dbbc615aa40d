#pragma once

#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"

namespace ks::crypto {

/// DER of the SubjectPublicKeyInfo that belongs to a PrivateKeyInfo, computed by libcrypto.
/// Errors: unsupported_algorithm if libcrypto cannot load such keys, damaged.
[[nodiscard]] Result<Bytes> public_key_of(ByteView pkcs8);

/// Turns a traditional key (RSAPrivateKey, ECPrivateKey, DSA) into PKCS#8; `label` is "RSA PRIVATE KEY" and so on.
/// Errors: unsupported_algorithm, damaged.
[[nodiscard]] Result<Secret> traditional_to_pkcs8(ByteView der, std::string_view label);

}  // namespace ks::crypto
