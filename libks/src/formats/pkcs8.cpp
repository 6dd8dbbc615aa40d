#include "formats/pkcs8.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "crypto/public_key.h"
#include "ks/base/text.h"
#include "ks/formats/profiles.h"
#include "model/pbe.h"

namespace ks::pkcs8 {
namespace {

using pieces::Shape;

/// The label that crypto knows a traditional key by.
std::string_view label_of(Shape shape) noexcept {
  switch (shape) {
    case Shape::rsa_private_key: return "RSA PRIVATE KEY";
    case Shape::ec_private_key: return "EC PRIVATE KEY";
    default: return "DSA PRIVATE KEY";
  }
}

/// An ECPrivateKey without parameters, with `curve` put where they belong (RFC 5915, 3): after version and key.
Secret with_parameters(const Secret& key, ByteView curve) {
  asn1::Document document(key.reveal());
  auto root = document.root();
  auto parts = root.sequence("ECPrivateKey");
  const auto version = parts.take(asn1::kInteger, "version").whole;
  const auto number = parts.take(asn1::kOctetString, "private key").whole;
  if (document.status() && !parts.next_is(asn1::context_constructed(0)) && !curve.empty()) {
    auto whole = asn1::sequence({version, number, asn1::explicit_context(0, curve), parts.rest()});
    Secret completed{ByteView(whole)};
    wipe(whole);
    return completed;
  }
  return key.clone();
}

LockedKey locked(ByteView der) { return {.form = LockedKey::Form::encrypted_pkcs8, .bytes = to_bytes(der)}; }

/// DER of the AlgorithmIdentifier of an EncryptedPrivateKeyInfo; empty if it cannot be read.
ByteView algorithm_of(const LockedKey& key) {
  asn1::Document document(key.bytes);
  auto root = document.root();
  auto info = root.sequence("EncryptedPrivateKeyInfo");
  return info.take(asn1::kSequence, "algorithm").whole;
}

Error of_alias(Error error, const Alias& alias) {
  error.alias = alias.text();
  return error;
}

bool is_of_java(const std::optional<Protection>& protection) noexcept {
  return protection &&
         (protection->scheme == Protection::Scheme::jks || protection->scheme == Protection::Scheme::jceks);
}

/// A key that stays locked, if others can read it so.
Result<PrivateKey> as_it_is(const PrivateKey& key, const Alias& alias) {
  if (!is_of_java(locking_of(key.locked_bytes(), {}).protection)) return key;
  return failure(Error{.code = Errc::cannot_represent,
                       .message = "the key " + text::shown(alias.text()) + " is locked in a way that only Java reads",
                       .alias = alias.text(),
                       .hint = "--key-password opens it"});
}

/// Whether `key` is locked under `password` in that way already, for all that is known.
bool is_locked_so(const PrivateKey& key, const SharedSecret& password, const Protection& protection) {
  if (key.plain() || !password || !key.offered()) return false;
  return equal_in_constant_time(password->reveal(), key.offered()->reveal()) &&
         locking_of(key.locked_bytes(), {}).protection == protection;
}

/// What of `options` can protect a PKCS#8 key: Java's own schemes do not leave Java.
Protection protection_of(const EncodeOptions& options) {
  const auto& profile = profiles().front();
  auto by_default = profile.keys;
  by_default.iterations = profile.iterations_with_keys;
  return options.keys && !is_of_java(options.keys) ? *options.keys : by_default;
}

}  // namespace

Result<PrivateKey> from_der(Secret der, Shape shape, ByteView curve, const Limits& limits) {
  switch (shape) {
    case Shape::private_key_info: return PrivateKey::from_pkcs8(std::move(der));
    case Shape::encrypted_private_key_info: return PrivateKey::from_locked(locked(der.reveal()), nullptr, limits);
    case Shape::ec_private_key: der = with_parameters(der, curve); break;
    default: break;
  }
  KS_TRY(auto pkcs8, crypto::traditional_to_pkcs8(der.reveal(), label_of(shape)));
  return PrivateKey::from_pkcs8(std::move(pkcs8));
}

Locking locking_of(const LockedKey& key, const Limits& limits) {
  if (key.form == LockedKey::Form::dek_info) {
    return {.rounds = 1, .weakness = key.dek_info.substr(0, key.dek_info.find(',')) + " under one round of MD5"};
  }
  const auto scheme = pbe::read_scheme(algorithm_of(key), limits);
  if (!scheme) return {};
  return {.protection = pbe::to_protection(*scheme),
          .rounds = std::max<std::uint64_t>({scheme->iterations, scheme->cost.n * scheme->cost.p, 1}),
          .weakness = pbe::weak(*scheme) ? pbe::describe(*scheme) : std::string()};
}

Result<PrivateKey> for_output(const PrivateKey& key, const Alias& alias, const EncodeOptions& options) {
  const auto password = options.password_for(alias.text());
  const auto protection = protection_of(options);
  if (key.locked()) return as_it_is(key, alias);
  if (!key.plain() && options.locks == OldLocks::kept && as_it_is(key, alias)) return key;
  if (is_locked_so(key, password, protection)) return key;
  const auto named = [&alias](Error error) { return of_alias(std::move(error), alias); };
  KS_TRY(const auto plain, key.unlock().map_error(named));
  if (!password || protection.scheme == Protection::Scheme::none) return plain;
  KS_TRY(auto under_password, lock(plain, *password, protection).map_error(named));
  return PrivateKey::from_locked(std::move(under_password));
}

}  // namespace ks::pkcs8
