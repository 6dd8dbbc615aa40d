#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "ks/base/bytes.h"

/// The old ciphers, by the functions that libcrypto itself exports: the legacy provider, which has them otherwise, is a
/// file that many systems lack.
namespace ks::crypto::legacy {

enum class Algorithm : std::uint8_t { rc2, rc4, des, des_ede, des_ede3, blowfish, cast5, seed, idea };

/// Whether this libcrypto was built with it.
[[nodiscard]] bool is_there(Algorithm algorithm) noexcept;

/// A keyed block cipher without a mode. Its key schedule is wiped when it goes.
class BlockCipher {
 public:
  virtual ~BlockCipher() = default;
  BlockCipher(const BlockCipher&) = delete;
  BlockCipher& operator=(const BlockCipher&) = delete;

  /// One block from `in` to `out`, which may be the same.
  virtual void encrypt(const std::uint8_t* in, std::uint8_t* out) = 0;
  virtual void decrypt(const std::uint8_t* in, std::uint8_t* out) = 0;

 protected:
  BlockCipher() = default;
};

/// Any algorithm that is there, but RC4. `key` has a length that the algorithm allows; `effective_bits` is RC2's.
[[nodiscard]] std::unique_ptr<BlockCipher> block_cipher(Algorithm algorithm, ByteView key, unsigned effective_bits);

/// RC4, which is its own inverse. `out` is as long as `in`.
void rc4(ByteView key, ByteView in, std::span<std::uint8_t> out);

}  // namespace ks::crypto::legacy
