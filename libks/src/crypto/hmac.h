#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "crypto/digest.h"
#include "crypto/hash.h"
#include "ks/base/bytes.h"

namespace ks::crypto {

inline constexpr std::uint8_t kInnerPad = 0x36, kOuterPad = 0x5c;  ///< RFC 2104, 2

/// The digest after HMAC's first block: `key`, or its digest where it is longer than a block, filled up with zeros,
/// every byte ^ `pad`.
[[nodiscard]] Hash hmac_start(Digest digest, ByteView key, std::uint8_t pad);

/// HMAC (RFC 2104) with a key that is hashed once for any number of messages.
class Hmac {
 public:
  Hmac(Digest digest, ByteView key);

  /// Of the concatenation of `parts`, which may be `out` itself. `out` is Digest::size() bytes.
  void of(std::initializer_list<ByteView> parts, std::span<std::uint8_t> out);

 private:
  Hash inner_, outer_;  // after the first block
  Hash work_;
};

}  // namespace ks::crypto
