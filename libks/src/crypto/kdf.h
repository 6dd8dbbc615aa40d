#pragma once

#include <cstdint>

#include "crypto/digest.h"
#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"

/// Key derivation. The caller has checked `iterations` against its limits; none of these checks again.
namespace ks::crypto {

/// PBKDF2 with HMAC over `prf` (RFC 8018, 5.2). `length` bytes; a salt may be empty.
[[nodiscard]] Secret pbkdf2(Digest prf, ByteView password, ByteView salt, std::uint64_t iterations, std::size_t length);

/// What the bytes of the PKCS#12 derivation are for (RFC 7292, B.3).
enum class Pkcs12Purpose : std::uint8_t { key = 1, iv = 2, mac = 3 };

/// RFC 7292, B.2. `password` is already UTF-16BE with its two zero bytes, or empty for the null password.
[[nodiscard]] Secret pkcs12_kdf(Digest digest, Pkcs12Purpose purpose, ByteView password, ByteView salt,
                                std::uint64_t iterations, std::size_t length);

/// PBKDF1 (RFC 8018, 5.1); `length` is at most the digest's size.
[[nodiscard]] Secret pbkdf1(Digest digest, ByteView password, ByteView salt, std::uint64_t iterations,
                            std::size_t length);

/// OpenSSL's EVP_BytesToKey with MD5 and one round, which DEK-Info encryption uses; `salt` is the first 8 bytes of the
/// IV.
[[nodiscard]] Secret dek_info_key(ByteView password, ByteView salt, std::size_t length);

struct ScryptCost {
  std::uint64_t n = 0, r = 0, p = 0;
};
/// Bytes that `cost` takes, 128·N·r·p; UINT64_MAX where that overflows.
[[nodiscard]] std::uint64_t scrypt_memory(const ScryptCost& cost) noexcept;
/// RFC 7914. Errors: damaged if the parameters are outside of what it allows; limit if the memory is not to be had;
/// unsupported_algorithm if libcrypto was built without it. The caller has compared scrypt_memory() with its limit.
[[nodiscard]] Result<Secret> scrypt(ByteView password, ByteView salt, const ScryptCost& cost, std::size_t length);

/// Java's PBEWithMD5AndTripleDES: 24 bytes of key and 8 of IV. `salt` is 8 bytes. With `old_inversion` the two equal
/// halves of a salt are inverted as JDK 8 and earlier did it. Source: com.sun.crypto.provider.PBES1Core.
[[nodiscard]] Secret jceks_kdf(ByteView password, ByteView salt, std::uint64_t iterations, bool old_inversion);

/// Java's JKS key stream XOR: `text` ^ SHA-1(password ‖ salt) ‖ SHA-1(password ‖ previous) …
/// Source: sun.security.provider.KeyProtector. `password` is UTF-16BE without terminator.
[[nodiscard]] Secret jks_key_stream(ByteView password, ByteView salt, ByteView text);

}  // namespace ks::crypto
