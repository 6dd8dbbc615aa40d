#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "crypto/digest.h"
#include "crypto/libcrypto.h"
#include "ks/base/bytes.h"

namespace ks::crypto {

inline constexpr std::size_t kMaxDigestSize = 64;   ///< Of any Digest, bytes.
inline constexpr std::size_t kMaxBlockSize = 144;   ///< Of any Digest, bytes: SHA3-224.
inline constexpr std::size_t kHashStateSize = 256;  ///< Holds the context of any digest libcrypto exports, bytes.

/// A digest under way. Copies go on from the same point, which is how a common prefix is hashed only once; what it
/// leaves in memory is wiped.
class Hash {
 public:
  explicit Hash(Digest digest);
  Hash(const Hash& other);
  Hash& operator=(const Hash& other);
  ~Hash();

  void update(ByteView bytes);
  /// Writes the digest to `out`, Digest::size() bytes. After that, only assigning to this Hash makes sense.
  void finish(std::span<std::uint8_t> out);

  /// libcrypto's context (SHA_CTX and so on), up to date after any whole number of blocks; null where EVP hides it.
  [[nodiscard]] const void* plain_state() const noexcept { return evp_ == nullptr ? state_.data() : nullptr; }

 private:
  using EvpContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;

  const Digest::Row* row_;
  alignas(16) std::array<std::uint8_t, kHashStateSize> state_{};  // of the digest's plain functions
  EvpContext evp_;                                                // where libcrypto exports none
};

}  // namespace ks::crypto
