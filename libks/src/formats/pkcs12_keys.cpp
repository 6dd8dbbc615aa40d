#include "formats/pkcs12_keys.h"

#include <utility>

#include "asn1/der_reader.h"
#include "formats/pkcs12_opening.h"
#include "model/pbe.h"

namespace ks::pkcs12 {
Result<ByteView> encryption_algorithm_of(ByteView encrypted_key, const Limits& limits) {
  asn1::Document document(encrypted_key, limits);
  auto root = document.root();
  auto in = root.sequence("encrypted key");
  const auto algorithm = in.take(asn1::kSequence, "algorithm of the encrypted key").whole;
  (void)in.octet_string("encrypted key");
  in.finish("encrypted key");
  KS_TRY(document.status());
  return algorithm;
}

Result<void> Keys::look() {
  for (std::size_t place = 0; place < bags_.size(); ++place) {
    if (const auto looked = look_at(place); !looked) {
      return failure(within("bag " + std::to_string(place + 1) + " of the file", looked.error()));
    }
  }
  return {};
}

Result<void> Keys::look_at(std::size_t place) {
  const auto& bag = bags_[place];
  if (bag.is_encrypted_key()) return look_at_encryption(place);
  if (bag.kind != Bag::Kind::key) return {};
  KS_TRY(auto key, PrivateKey::from_pkcs8(Secret(bag.value)));
  plain_.emplace(place, std::move(key));
  if (!protection_) protection_ = Protection{.scheme = Protection::Scheme::none};
  return {};
}

Result<void> Keys::look_at_encryption(std::size_t place) {
  KS_TRY(const auto algorithm, encryption_algorithm_of(bags_[place].value, options_.limits));
  const auto scheme = pbe::read_scheme(algorithm, options_.limits);
  if (!scheme) {
    warnings_.add("a key cannot be decrypted: " + scheme.error().message);
    return {};
  }
  if (pbe::weak(*scheme)) warnings_.add(weak_encryption(pbe::describe(*scheme)));
  if (!protection_) protection_ = pbe::to_protection(*scheme);
  rounds_.emplace(place, scheme->iterations);
  return {};
}

SharedSecret Keys::offered(const std::string& alias) const {
  auto password = options_.password_for(alias);
  return password ? password : opened_with_;
}

PrivateKey Keys::private_key(std::size_t place, const std::string& alias) const {
  if (const auto plain = plain_.find(place); plain != plain_.end()) return plain->second;
  return PrivateKey::from_locked({.bytes = to_bytes(bags_[place].value)}, offered(alias), options_.limits);
}

SecretKey Keys::secret_key(std::size_t place, const std::string& alias) const {
  return SecretKey::from_locked({.bytes = to_bytes(bags_[place].value)}, offered(alias), options_.limits);
}

std::optional<Bytes> Keys::public_key_of(std::size_t place) {
  auto key = private_key(place, bags_[place].friendly_name.value_or(""));
  if (!key.plain()) {
    const auto rounds = rounds_.find(place);
    if (key.locked() || rounds == rounds_.end() || !budget_.spend(rounds->second)) return std::nullopt;
    auto unlocked = key.unlock();
    if (!unlocked) return std::nullopt;
    key = *std::move(unlocked);
  }
  auto spki = key.public_key();
  return spki ? std::optional(*std::move(spki)) : std::nullopt;
}

}  // namespace ks::pkcs12
