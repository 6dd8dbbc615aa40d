#include "crypto/hmac.h"

#include <algorithm>

#include "ks/base/secret.h"

namespace ks::crypto {
Hash hmac_start(Digest digest, ByteView key, std::uint8_t pad) {
  Secret block(digest.block_size());
  const auto bytes = block.reveal_mutable();
  if (key.size() > bytes.size()) {
    Hash hash(digest);
    hash.update(key);
    hash.finish(bytes.first(digest.size()));
  } else {
    std::ranges::copy(key, bytes.begin());
  }
  for (auto& byte : bytes) byte ^= pad;
  Hash start(digest);
  start.update(bytes);
  return start;
}

Hmac::Hmac(Digest digest, ByteView key)
    : inner_(hmac_start(digest, key, kInnerPad)), outer_(hmac_start(digest, key, kOuterPad)), work_(digest) {}

void Hmac::of(std::initializer_list<ByteView> parts, std::span<std::uint8_t> out) {
  work_ = inner_;
  for (const auto part : parts) work_.update(part);
  work_.finish(out);
  work_ = outer_;
  work_.update(out);
  work_.finish(out);
}

}  // namespace ks::crypto
