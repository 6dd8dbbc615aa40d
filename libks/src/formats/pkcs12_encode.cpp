#include "formats/pkcs12_encode.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "formats/pkcs12_attributes.h"
#include "formats/pkcs12_bags.h"
#include "formats/pkcs12_mac.h"
#include "formats/pkcs12_pairing.h"
#include "formats/pkcs12_plan.h"
#include "formats/pkcs12_write.h"
#include "ks/formats/profiles.h"
#include "model/pbe.h"

namespace ks::pkcs12 {
namespace {

Bytes content_info(std::string_view type, ByteView content) {
  return asn1::sequence({asn1::oid(type), asn1::explicit_context(0, content)});
}

Bytes plain_safe(ByteView bags) { return content_info(oids::kData, asn1::octet_string(asn1::sequence_of(bags))); }

/// EncryptedData of version 0 (RFC 2315, 13).
Result<Bytes> encrypted_safe(ByteView bags, const Plan& plan) {
  KS_TRY(const auto encrypted, pbe::encrypt(asn1::sequence_of(bags), *plan.password, plan.certificates));
  const auto info =
      asn1::sequence({asn1::oid(oids::kData), encrypted.algorithm, asn1::wrap(asn1::context(0), encrypted.ciphertext)});
  return content_info(oids::kEncryptedData, asn1::sequence({asn1::integer(std::uint64_t{0}), info}));
}

/// Java's order: keys first.
Result<Bytes> authenticated_safe(const WrittenBags& bags, const Plan& plan) {
  Bytes safes;
  if (!bags.keys.empty()) append(safes, plain_safe(bags.keys));
  if (!bags.others.empty()) {
    if (plan.certificates.scheme == Protection::Scheme::none) {
      append(safes, plain_safe(bags.others));
    } else {
      KS_TRY(const auto safe, encrypted_safe(bags.others, plan));
      append(safes, safe);
    }
  }
  return asn1::sequence_of(safes);
}

Result<Bytes> pfx(ByteView authenticated, const Plan& plan) {
  Bytes mac;
  if (plan.mac.scheme != Mac::Scheme::none) {
    KS_TRY(mac, make_mac_data(authenticated, *plan.password, plan.mac));
  }
  return asn1::sequence(
      {asn1::integer(std::uint64_t{3}), content_info(oids::kData, asn1::octet_string(authenticated)), mac});
}

/// The public key of an identity, as far as its key is open; a reader who has the password sees it too.
std::optional<Bytes> public_key_of(const Entry& identity) {
  const auto& key = std::get<PrivateKeyEntry>(identity.value).key;
  if (!key.plain()) return std::nullopt;
  auto spki = key.public_key();
  return spki ? std::optional(*std::move(spki)) : std::nullopt;
}

/// No reader knows which certificates a chain had: all make it anew from every certificate of the file.
Result<void> tell_of_other_chains(WrittenBags& written) {
  if (written.identities.empty()) return {};
  const auto keys = asn1::sequence_of(written.keys);
  const auto others = asn1::sequence_of(written.others);
  Warnings unused;
  KS_TRY(const auto bags, read_bags(std::vector<ByteView>{keys, others}, Limits{}, unused));
  const auto identity_at = [&](std::size_t place) -> const Entry& {
    const auto before = std::ranges::count_if(std::span(bags).first(place), &Bag::is_private_key);
    return *written.identities[static_cast<std::size_t>(before)];
  };
  Pairing pairing(
      bags, [&](std::size_t place) { return public_key_of(identity_at(place)); }, unused);
  auto next = written.identities.begin();
  for (std::size_t place = 0; place < bags.size(); ++place) {
    if (!bags[place].is_private_key()) continue;
    const Entry& entry = **next++;
    std::vector<Certificate> chain;
    for (const auto at : pairing.chain_of(place)) chain.push_back(*bags[at].certificate);
    if (chain == std::get<PrivateKeyEntry>(entry.value).chain) continue;
    written.losses.push_back({.weight = Loss::Weight::detail,
                              .alias = entry.alias.text(),
                              .what = "its chain will be read as the " + std::to_string(chain.size()) +
                                      " certificates that the file has for it"});
  }
  return {};
}

/// What we would not read again. Errors: cannot_represent.
Result<void> refuse_long_aliases(const Store& store) {
  constexpr auto kMost = Limits{}.attribute_size;
  for (const auto& entry : store) {
    const auto& alias = entry.alias.text();
    if (alias.size() * 2 + 64 < kMost || friendly_name(alias).values.front().size() + 64 < kMost) continue;
    return failure(Errc::cannot_represent, "an alias of " + std::to_string(alias.size()) +
                                               " bytes is beyond what is read again (attribute-size)");
  }
  return {};
}

Result<Encoded> encode_pfx(const Store& store, const EncodeOptions& options) {
  KS_TRY(refuse_long_aliases(store));
  KS_TRY(const auto plan, plan_for(store, options));
  KS_TRY(auto bags, write_bags(store, plan));
  KS_TRY(tell_of_other_chains(bags));
  KS_TRY(const auto authenticated, authenticated_safe(bags, plan));
  KS_TRY(auto bytes, pfx(authenticated, plan));
  return Encoded{.bytes = std::move(bytes),
                 .losses = std::move(bags.losses),
                 .holds_secrets = holds_keys(store) || !store.opaque.empty()};
}

}  // namespace

Result<Encoded> encode(const Store& store, const EncodeOptions& options) {
  return encode_pfx(store, options).map_error([](Error error) { return within("pkcs12", std::move(error)); });
}

}  // namespace ks::pkcs12
