#include <algorithm>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/model/key.h"
#include "model/unlock.h"

namespace ks {
namespace {

tl::unexpected<Error> no_password() {
  return failure(Errc::wrong_key_password, "the secret key is encrypted and no password was given for it");
}

bool is_dotted(std::string_view oid) noexcept {
  return oid.find('.') != std::string_view::npos &&
         std::ranges::all_of(oid, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

/// What stands before the key in its SEQUENCE { 0, AlgorithmIdentifier, OCTET STRING }; Java writes no parameters.
Bytes key_info_front(std::string_view oid) {
  auto front = asn1::integer(std::uint64_t{0});
  append(front, asn1::algorithm_identifier(oid));
  return front;
}

/// Identifier and length octets of a value of `tag` with `size` content octets.
Bytes header(asn1::Tag tag, std::size_t size) {
  auto whole = asn1::wrap(tag, Bytes(size));
  whole.resize(whole.size() - size);
  return whole;
}

void put(std::span<std::uint8_t>& out, ByteView bytes) {
  std::ranges::copy(bytes, out.begin());
  out = out.subspan(bytes.size());
}

}  // namespace

SecretKey SecretKey::from_raw(std::string algorithm_oid, Secret raw) {
  SecretKey key;
  key.oid_ = std::move(algorithm_oid);
  key.plain_ = share(std::move(raw));
  return key;
}

SecretKey SecretKey::from_locked(LockedKey locked, SharedSecret offered, Limits limits) {
  SecretKey key;
  key.locked_ = std::make_shared<const LockedKey>(std::move(locked));
  key.offered_ = std::move(offered);
  key.limits_ = limits;
  return key;
}

bool SecretKey::locked() const noexcept { return !plain_ && !offered_; }

std::string SecretKey::algorithm() const {
  const auto name = oids::secret_key_algorithm(oid_);
  return name.empty() ? oid_ : std::string(name);
}

Result<SecretKey> SecretKey::unlock() const {
  if (plain_) return *this;
  if (!offered_) return no_password();
  return unlock(*offered_);
}

Result<SecretKey> SecretKey::unlock(const Secret& password) const {
  if (plain_) return *this;
  KS_TRY(const auto key_info, model::unlock(*locked_, password, limits_));
  asn1::Document document(key_info.reveal());
  auto root = document.root();
  auto in = root.sequence("secret key");
  (void)in.integer("version");
  auto algorithm = in.sequence("key algorithm");
  auto oid = algorithm.oid("key algorithm");
  const auto raw = in.octet_string("secret key");
  KS_TRY(document.status());
  return from_raw(std::move(oid), Secret(raw));
}

SecretKey SecretKey::offer(SharedSecret password) const {
  auto key = *this;
  if (!key.plain_) key.offered_ = std::move(password);
  return key;
}

Secret SecretKey::to_key_info() const {
  // Put together in its final place, so that no buffer that is not wiped ever holds the key.
  const auto front = key_info_front(oid_);
  const auto octets = header(asn1::kOctetString, plain_->size());
  const auto content = front.size() + octets.size() + plain_->size();
  const auto outer = header(asn1::kSequence, content);
  Secret key_info(outer.size() + content);
  auto out = key_info.reveal_mutable();
  for (const ByteView part : {ByteView(outer), ByteView(front), ByteView(octets), plain_->reveal()}) put(out, part);
  return key_info;
}

bool operator==(const SecretKey& a, const SecretKey& b) {
  if (a.plain() != b.plain()) return false;
  return a.plain() ? a.oid_ == b.oid_ && equal_in_constant_time(a.raw(), b.raw()) : *a.locked_ == *b.locked_;
}

Result<LockedKey> lock(const SecretKey& key, const Secret& password, const Protection& protection) {
  if (!key.plain()) return no_password();
  if (!is_dotted(key.algorithm_oid())) {
    return failure(Errc::cannot_represent,
                   "a secret key of the algorithm " + key.algorithm_oid() + ", which has no OID");
  }
  return model::lock(key.to_key_info().reveal(), password, protection);
}

}  // namespace ks
