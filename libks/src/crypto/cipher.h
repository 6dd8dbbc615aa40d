#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"

/// Ciphers by OpenSSL's lower-case names, FAMILY-MODE:
///
///     aes-128 aes-192 aes-256, so also aria and camellia; sm4      cbc ecb cfb ofb ctr
///     des des-ede des-ede3 bf cast5 seed idea rc2 (128 bits)       cbc ecb cfb ofb; des-ede and des-ede3 alone are ecb
///     rc2-40 rc2-64                                                cbc
///     rc4 rc4-40                                                   no mode
///
/// What this libcrypto was built without is not there. The old ones come from what libcrypto itself exports, never from
/// a provider file, and live in legacy_cipher.cpp alone.
namespace ks::crypto {

enum class Direction : std::uint8_t;

/// A cipher that is there. A small value: copy it.
class Cipher {
 public:
  struct Row;  ///< Of the table in cipher.cpp.

  /// Errors: unsupported_algorithm.
  [[nodiscard]] static Result<Cipher> named(std::string_view name);
  /// RC2-CBC with `key_size` bytes of key, 1 to 128, and `effective_bits` of strength, 1 to 1024 (RFC 2268). Outside
  /// of these, decrypting and encrypting fail with unsupported_algorithm.
  [[nodiscard]] static Cipher rc2_cbc(std::size_t key_size, unsigned effective_bits);

  [[nodiscard]] std::string_view name() const noexcept;
  [[nodiscard]] std::size_t key_size() const noexcept;    ///< bytes
  [[nodiscard]] std::size_t iv_size() const noexcept;     ///< bytes; 0 where there is none
  [[nodiscard]] std::size_t block_size() const noexcept;  ///< bytes; 1 for stream modes
  [[nodiscard]] bool weak() const noexcept;               ///< Anything below 112 bits, or RC4.

  /// With PKCS#7 padding in block modes. Errors: wrong_password if the padding or length cannot be right; damaged if
  /// `key` or `iv` is not of the cipher's size.
  [[nodiscard]] Result<Secret> decrypt(ByteView key, ByteView iv, ByteView ciphertext) const;
  /// Errors: damaged if `key` or `iv` is not of the cipher's size.
  [[nodiscard]] Result<Bytes> encrypt(ByteView key, ByteView iv, ByteView plaintext) const;
  /// Another key length for ciphers that allow it: rc4 and rc2 1 to 128 bytes, bf 1 to 56, cast5 5 to 16. RC2's
  /// strength follows it; where a file says both, see rc2_cbc(). Errors: unsupported_algorithm.
  [[nodiscard]] Result<Cipher> with_key_size(std::size_t bytes) const;

 private:
  [[nodiscard]] Result<void> run(Direction direction, ByteView key, ByteView iv, ByteView in,
                                 std::span<std::uint8_t> out) const;
  [[nodiscard]] Result<void> check(ByteView key, ByteView iv) const;
  Cipher(const Row* row, std::size_t key_size, unsigned effective_bits) noexcept
      : row_(row), key_size_(key_size), effective_bits_(effective_bits) {}
  const Row* row_;
  std::size_t key_size_;
  unsigned effective_bits_;  // RC2 only
};

}  // namespace ks::crypto
