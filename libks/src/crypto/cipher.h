#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"

/// Block and stream ciphers by OpenSSL's lower-case names: aes-{128,192,256}-{cbc,ecb,cfb,ofb}, des-cbc, des-ede3-cbc,
/// rc2-{40,64,128}-cbc and rc2-cbc with any effective key bits, rc4, rc4-40, bf-cbc, cast5-cbc, seed-cbc, idea-cbc where
/// there, camellia-*-cbc, aria-*-cbc, sm4-cbc and their ecb, cfb and ofb kin that DEK-Info names. Old ones come from what
/// libcrypto itself exports, never from a provider file, and live in legacy_cipher.cpp alone.
namespace ks::crypto {

class Cipher {
 public:
  /// Errors: unsupported_algorithm.
  [[nodiscard]] static Result<Cipher> named(std::string_view name);
  /// RC2-CBC with `key_size` bytes of key and `effective_bits` of strength (RFC 2268).
  [[nodiscard]] static Cipher rc2_cbc(std::size_t key_size, unsigned effective_bits);

  [[nodiscard]] std::string_view name() const noexcept;
  [[nodiscard]] std::size_t key_size() const noexcept;    ///< bytes
  [[nodiscard]] std::size_t iv_size() const noexcept;     ///< bytes; 0 where there is none
  [[nodiscard]] std::size_t block_size() const noexcept;  ///< bytes; 1 for stream modes
  [[nodiscard]] bool weak() const noexcept;               ///< Anything below 112 bits, or RC4.

  /// With PKCS#7 padding in block modes. Errors: wrong_password if the padding or length cannot be right.
  [[nodiscard]] Result<Secret> decrypt(ByteView key, ByteView iv, ByteView ciphertext) const;
  [[nodiscard]] Result<Bytes> encrypt(ByteView key, ByteView iv, ByteView plaintext) const;
  /// Another key length for ciphers that allow it (rc4, bf-cbc, cast5-cbc, rc2). Errors: unsupported_algorithm.
  [[nodiscard]] Result<Cipher> with_key_size(std::size_t bytes) const;

 private:
  struct Row;
  Cipher(const Row* row, std::size_t key_size, unsigned effective_bits) noexcept
      : row_(row), key_size_(key_size), effective_bits_(effective_bits) {}
  const Row* row_;
  std::size_t key_size_;
  unsigned effective_bits_;  // RC2 only
};

}  // namespace ks::crypto
