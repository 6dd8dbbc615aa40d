#include "crypto/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace ks::crypto {

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size);
  if (RAND_priv_bytes(bytes.data(), static_cast<int>(size)) != 1) std::abort();
  return bytes;
}

}  // namespace ks::crypto
