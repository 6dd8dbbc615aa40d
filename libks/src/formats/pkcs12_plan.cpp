#include "formats/pkcs12_plan.h"

#include <optional>
#include <string>
#include <utility>

#include "asn1/ber.h"
#include "formats/pkcs12_keys.h"
#include "ks/formats/profiles.h"
#include "model/pbe.h"

namespace ks::pkcs12 {
namespace {

tl::unexpected<Error> password_missing(std::string_view what) {
  return failure(Errc::usage, std::string(what) + " cannot be written without a password", "give one for the output");
}

Result<Plan> plan_without_password(const Store& store, const EncodeOptions& options) {
  const Protection plain{.scheme = Protection::Scheme::none};
  Plan plan{.options = options,
            .password = nullptr,
            .keys = options.keys.value_or(Protection{}),
            .certificates = options.certificates.value_or(plain),
            .mac = options.mac.value_or(Mac{.scheme = Mac::Scheme::none})};
  if (holds_keys(store) && plan.keys != plain) return password_missing("a PKCS#12 file with keys");
  if (plan.certificates.scheme != Protection::Scheme::none) return password_missing("encrypted certificates");
  if (plan.mac.scheme != Mac::Scheme::none) return password_missing("a MAC");
  return plan;
}

/// How a locked key is encrypted, as far as it matters to those who will read the file.
struct Lock {
  bool portable = false;  ///< Anything but Java's own protectors and PEM's encryption.
  bool known = false;     ///< Whether we could undo it.
  std::optional<Protection> protection{};
};

Lock lock_of(const LockedKey& locked) {
  if (locked.form != LockedKey::Form::encrypted_pkcs8) return {};
  // Readers go through the whole file: bytes that are no DER all the way down would change in it, or spoil it.
  const auto der = asn1::ber_to_der(locked.bytes, Limits{});
  if (!der || *der != locked.bytes) return {};
  const auto algorithm = encryption_algorithm_of(locked.bytes, Limits{});
  if (!algorithm) return {};
  const auto scheme = pbe::read_scheme(*algorithm, Limits{});
  if (!scheme) return {.portable = true};
  const bool javas = scheme->kind == pbe::Scheme::Kind::jks || scheme->kind == pbe::Scheme::Kind::jceks;
  return {.portable = !javas, .known = true, .protection = pbe::to_protection(*scheme)};
}

bool opens_with(const SharedSecret& offered, const SharedSecret& wanted) {
  return offered && wanted && equal_in_constant_time(offered->reveal(), wanted->reveal());
}

Error of_alias(const std::string& alias, Error error) {
  error.alias = alias;
  return error;
}

Secret plaintext_of(const PrivateKey& key) { return Secret(key.pkcs8()); }
Secret plaintext_of(const SecretKey& key) { return key.to_key_info(); }

template <class Key>
Result<KeyBytes> encrypted_anew(const Key& key, const SharedSecret& password, const Protection& protection) {
  KS_TRY(const auto plain, key.unlock());
  if (protection.scheme == Protection::Scheme::none || !password) {
    return KeyBytes{.encrypted = false, .der = to_bytes(plaintext_of(plain).reveal())};
  }
  KS_TRY(auto locked, lock(plain, *password, protection));
  return KeyBytes{.encrypted = true, .der = std::move(locked.bytes)};
}

template <class Key>
Result<KeyBytes> bytes_of(const Key& key, const std::string& alias, const Plan& plan) {
  const auto password = plan.options.password_for(alias);
  if (!key.plain()) {
    const auto lock = lock_of(key.locked_bytes());
    const bool as_wanted = opens_with(key.offered(), password) && (!lock.known || lock.protection == plan.keys);
    const bool stays = key.locked() || plan.options.locks == OldLocks::kept;
    if (lock.portable && (stays || as_wanted)) {
      return KeyBytes{.encrypted = true, .der = key.locked_bytes().bytes};
    }
    if (key.locked()) {
      return failure(Error{.code = Errc::wrong_key_password,
                           .message = "the key is locked in a way that PKCS#12 cannot hold",
                           .alias = alias,
                           .hint = "give its password with --key-password"});
    }
  }
  return encrypted_anew(key, password, plan.keys).map_error([&](Error error) {
    return of_alias(alias, std::move(error));
  });
}

}  // namespace

Result<Plan> plan_for(const Store& store, const EncodeOptions& options) {
  if (!options.password) return plan_without_password(store, options);
  EncodeOptions defaults;
  apply(profiles().front(), holds_keys(store), defaults);
  return Plan{.options = options,
              .password = options.password,
              .keys = options.keys.value_or(*defaults.keys),
              .certificates = options.certificates.value_or(*defaults.certificates),
              .mac = options.mac.value_or(*defaults.mac)};
}

Result<KeyBytes> key_bytes(const PrivateKey& key, const std::string& alias, const Plan& plan) {
  return bytes_of(key, alias, plan);
}

Result<KeyBytes> key_bytes(const SecretKey& key, const std::string& alias, const Plan& plan) {
  return bytes_of(key, alias, plan);
}

}  // namespace ks::pkcs12
