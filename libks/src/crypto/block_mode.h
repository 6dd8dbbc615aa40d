#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/legacy_cipher.h"
#include "ks/base/bytes.h"

namespace ks::crypto {

enum class Mode : std::uint8_t { ecb, cbc, cfb, ofb, ctr };
enum class Direction : std::uint8_t { encrypt, decrypt };

inline constexpr std::size_t kMaxCipherBlock = 16;  ///< Of any block cipher, bytes.

/// Runs `cipher` over `in` in one of the modes of NIST SP 800-38A, but ctr; cfb and ofb feed back whole blocks. `in` is
/// whole blocks of `block_size` bytes but for cfb and ofb, `iv` is one block but for ecb, and `out` is as long as `in`
/// and is not the same memory.
void run_block_mode(legacy::BlockCipher& cipher, Mode mode, Direction direction, std::size_t block_size, ByteView iv,
                    ByteView in, std::span<std::uint8_t> out);

}  // namespace ks::crypto
