#pragma once

#include <cstddef>

#include "ks/base/bytes.h"

namespace ks::crypto {

/// `size` bytes from libcrypto's random generator. Aborts if that has none, as nothing safe can follow.
[[nodiscard]] Bytes random_bytes(std::size_t size);

}  // namespace ks::crypto
