#include "crypto/random.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace ks::crypto {

Bytes random_bytes(std::size_t size) {
  constexpr std::size_t kAtOnce = 256;  // getentropy(3) gives no more
  Bytes bytes(size);
  for (std::size_t done = 0; done < size; done += kAtOnce) {
    if (getentropy(bytes.data() + done, std::min(kAtOnce, size - done)) != 0) std::abort();
  }
  return bytes;
}

}  // namespace ks::crypto
