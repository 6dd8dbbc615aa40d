#pragma once

#include <openssl/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/secret.h"
#include "ks/base/text.h"

/// The other opinion in these tests: libcrypto's EVP with its default provider and, where installed, its legacy one.
namespace ks::crypto::peer {

/// A library context of the tests' own.
[[nodiscard]] OSSL_LIB_CTX* context();

/// Those of `names` that the peer has.
[[nodiscard]] std::vector<std::string> digests(const std::vector<std::string>& names);

/// Whether the legacy provider is installed, without which old ciphers have no peer (openssl-provider-legacy).
[[nodiscard]] bool has_legacy();

}  // namespace ks::crypto::peer

namespace ks::crypto {

/// Every digest that digest.h promises.
inline const std::vector<std::string> kDigests = {
    "md4",      "md5",      "sha1",     "sha224",   "sha256",     "sha384",     "sha512",    "sha512-224", "sha512-256",
    "sha3-224", "sha3-256", "sha3-384", "sha3-512", "blake2b512", "blake2s256", "ripemd160", "whirlpool",  "sm3"};

[[nodiscard]] inline Bytes unhex(std::string_view text) { return text::from_hex(text).value(); }
[[nodiscard]] inline std::string hex(ByteView bytes) { return text::to_hex(bytes); }
[[nodiscard]] inline std::string hex(const Secret& secret) { return text::to_hex(secret.reveal()); }

/// `size` bytes that differ from each other and from those of another `seed`.
[[nodiscard]] Bytes some_bytes(std::size_t size, unsigned seed);

/// `name` as GoogleTest wants it: sha512_256.
[[nodiscard]] std::string test_name(std::string_view name);

}  // namespace ks::crypto
