#include "asn1/der_reader.h"
#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/model/key.h"

namespace ks::fuzz {
namespace {

LockedKey locked(ByteView bytes) {
  return {.form = LockedKey::Form::encrypted_pkcs8, .bytes = to_bytes(bytes), .dek_info = {}, .label = {}};
}

}  // namespace

/// An EncryptedPrivateKeyInfo: if its key opens, it is a PrivateKeyInfo and survives being locked again.
int fuzz_pbe(const std::uint8_t* data, std::size_t size) {
  const auto options = decode_options();
  const ByteView bytes(data, size);
  const auto key = PrivateKey::from_locked(locked(bytes), options.password, options.limits).unlock();
  if (key) {
    if (!key->plain() || !asn1::is_one_sequence(key->pkcs8())) fail("unlocked, and no PrivateKeyInfo");
    (void)key->info();
    const auto again = lock(*key, *options.password, *encode_options().keys);
    if (!again) fail("cannot be locked again: " + again.error().message);
    if (PrivateKey::from_locked(*again).unlock(*options.password) != *key) fail("is another key after being locked");
  }
  if (const auto secret = SecretKey::from_locked(locked(bytes), options.password, options.limits).unlock()) {
    if (!secret->plain()) fail("unlocked, and not plain");
    (void)secret->algorithm();
  }
  return 0;
}

}  // namespace ks::fuzz
