#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"

/// Digests by name: md4 md5 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384
/// sha3-512 blake2b512 blake2s256 ripemd160 whirlpool sm3; whichever libcrypto has without a provider file, so no md2.
namespace ks::crypto {

/// A digest that is there. A small value: copy it.
class Digest {
 public:
  struct Row;  ///< Of the table in digest.cpp.

  /// Errors: unsupported_algorithm.
  [[nodiscard]] static Result<Digest> named(std::string_view name);
  [[nodiscard]] static Digest md5();
  [[nodiscard]] static Digest sha1();
  [[nodiscard]] static Digest sha256();
  [[nodiscard]] static Digest sha512();

  [[nodiscard]] std::string_view name() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept;        ///< Of the digest, bytes.
  [[nodiscard]] std::size_t block_size() const noexcept;  ///< As HMAC needs it, bytes.

  /// Of the concatenation of `parts`.
  [[nodiscard]] Bytes of(std::initializer_list<ByteView> parts) const;
  [[nodiscard]] Bytes hmac(ByteView key, ByteView message) const;

  [[nodiscard]] const Row& row() const noexcept { return *row_; }

 private:
  explicit Digest(const Row* row) noexcept : row_(row) {}
  const Row* row_;
};

}  // namespace ks::crypto
