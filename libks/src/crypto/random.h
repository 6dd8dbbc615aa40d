#pragma once

#include <cstddef>

#include "ks/base/bytes.h"

namespace ks::crypto {

/// `size` bytes from the kernel's random generator, which is what libcrypto's own is seeded from and needs none of the
/// millisecond that starting it takes. Aborts if the kernel has none, as nothing safe can follow.
[[nodiscard]] Bytes random_bytes(std::size_t size);

}  // namespace ks::crypto
