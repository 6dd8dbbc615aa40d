#include "ks/model/key.h"

#include <utility>

#include "crypto/public_key.h"
#include "model/key_info.h"
#include "model/private_key_info.h"
#include "model/unlock.h"

namespace ks {
namespace {

tl::unexpected<Error> no_password() {
  return failure(Errc::wrong_key_password, "the key is encrypted and no password was given for it");
}

}  // namespace

Result<PrivateKey> PrivateKey::from_pkcs8(Secret pkcs8) {
  const auto info = model::read_private_key_info(pkcs8.reveal());
  if (!info) return failure(within("private key", info.error()));
  PrivateKey key;
  key.plain_ = share(std::move(pkcs8));
  return key;
}

PrivateKey PrivateKey::from_locked(LockedKey locked, SharedSecret offered, Limits limits) {
  PrivateKey key;
  key.locked_ = std::make_shared<const LockedKey>(std::move(locked));
  key.offered_ = std::move(offered);
  key.limits_ = limits;
  return key;
}

bool PrivateKey::locked() const noexcept { return !plain_ && !offered_; }

Result<PrivateKey> PrivateKey::unlock() const {
  if (plain_) return *this;
  if (!offered_) return no_password();
  return unlock(*offered_);
}

Result<PrivateKey> PrivateKey::unlock(const Secret& password) const {
  if (plain_) return *this;
  KS_TRY(auto pkcs8, model::unlock(*locked_, password, limits_));
  return from_pkcs8(std::move(pkcs8));
}

PrivateKey PrivateKey::offer(SharedSecret password) const {
  auto key = *this;
  if (!key.plain_) key.offered_ = std::move(password);
  return key;
}

std::optional<KeyInfo> PrivateKey::info() const {
  if (!plain_) return std::nullopt;
  if (auto info = public_key_info(plain_->reveal())) return *std::move(info);
  const auto parts = model::read_private_key_info(plain_->reveal());  // was right when this key was made
  return parts ? std::optional(model::key_info_of_algorithm(parts->oid)) : std::nullopt;
}

Result<Bytes> PrivateKey::public_key() const {
  if (!plain_) return no_password();
  KS_TRY(const auto info, model::read_private_key_info(plain_->reveal()));
  if (auto carried = model::carried_public_key(info)) return *std::move(carried);
  return crypto::public_key_of(plain_->reveal());
}

bool operator==(const PrivateKey& a, const PrivateKey& b) {
  if (a.plain() != b.plain()) return false;
  return a.plain() ? equal_in_constant_time(a.pkcs8(), b.pkcs8()) : *a.locked_ == *b.locked_;
}

Result<LockedKey> lock(const PrivateKey& key, const Secret& password, const Protection& protection) {
  if (!key.plain()) return no_password();
  return model::lock(key.pkcs8(), password, protection);
}

}  // namespace ks
