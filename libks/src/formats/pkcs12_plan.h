#pragma once

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/formats/format.h"
#include "ks/model/key.h"
#include "ks/model/protection.h"
#include "ks/model/store.h"

/// How a file is to be written, decided once.
namespace ks::pkcs12 {

struct Plan {
  const EncodeOptions& options;
  SharedSecret password;  ///< Null only where nothing is encrypted or authenticated.
  Protection keys;
  Protection certificates;
  Mac mac;
};

/// Fills what `options` leave open from the default profile. Errors: usage if something is to be encrypted or
/// authenticated and there is no password.
[[nodiscard]] Result<Plan> plan_for(const Store& store, const EncodeOptions& options);

/// A key as a bag holds it: EncryptedPrivateKeyInfo, or PrivateKeyInfo where the plan says plain keys.
struct KeyBytes {
  bool encrypted;
  Bytes der;
};

/// `key` under the password that the plan has for `alias`. One that is encrypted like that already is left as it is,
/// and so is one that is locked, as long as others can read what encrypts it.
/// Errors: wrong_key_password with the alias if it is locked in Java's own way or its password is wrong; and lock()'s.
[[nodiscard]] Result<KeyBytes> key_bytes(const PrivateKey& key, const std::string& alias, const Plan& plan);
[[nodiscard]] Result<KeyBytes> key_bytes(const SecretKey& key, const std::string& alias, const Plan& plan);

}  // namespace ks::pkcs12
