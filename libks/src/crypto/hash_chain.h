#pragma once

#include <cstdint>
#include <span>

#include "crypto/digest.h"
#include "ks/base/bytes.h"

/// The two loops that password-based key derivation spends its time in. MD5, SHA-1 and the SHA-2 family run over the
/// compression function that libcrypto exports, on blocks that are laid out once: what one round costs beyond its
/// compressions is a few percent (tests/bench/kdf_bench.cpp). Other digests take the general way.
namespace ks::crypto {

/// Which of the loops runs. All give the same; only tests ask for another than the quickest.
enum class ChainWay : std::uint8_t {
  quickest,
  portable,  ///< Over the compression function, with what every processor has.
  general,   ///< Over whole digests.
};

/// `value` = H(`value` ‖ `tail`), `rounds` times. `value` is Digest::size() bytes.
void hash_chain(Digest digest, std::span<std::uint8_t> value, ByteView tail, std::uint64_t rounds,
                ChainWay way = ChainWay::quickest);

/// With U = HMAC(`key`, U) `rounds` times from `value` on: `value` becomes the exclusive or of all of them and itself
/// (RFC 8018, 5.2, F). `value` is Digest::size() bytes.
void hmac_chain(Digest digest, ByteView key, std::span<std::uint8_t> value, std::uint64_t rounds,
                ChainWay way = ChainWay::quickest);

}  // namespace ks::crypto
