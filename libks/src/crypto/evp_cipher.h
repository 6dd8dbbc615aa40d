#pragma once

#include <span>
#include <string_view>

#include "crypto/block_mode.h"
#include "ks/base/bytes.h"
#include "ks/base/result.h"

namespace ks::crypto {

/// Runs a cipher of libcrypto's default provider over `in`, without padding. `name` is zero-terminated, `key` and `iv`
/// have the cipher's sizes, and `out` is as long as `in` and is not the same memory.
/// Errors: unsupported_algorithm.
[[nodiscard]] Result<void> run_evp_cipher(std::string_view name, Direction direction, ByteView key, ByteView iv,
                                          ByteView in, std::span<std::uint8_t> out);

}  // namespace ks::crypto
