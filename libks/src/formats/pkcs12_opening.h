#pragma once

#include <optional>
#include <vector>

#include "formats/pkcs12_bags.h"
#include "formats/pkcs12_pfx.h"
#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/formats/format.h"
#include "ks/model/protection.h"
#include "ks/model/store.h"
#include "model/password.h"

/// Passwords meet the file: the MAC is checked, the safes are decrypted.
namespace ks::pkcs12 {

/// What checking the MAC told.
struct MacCheck {
  Integrity integrity = Integrity::absent;
  std::optional<Mac> mac{};                 ///< As we could write it again; none where there is none.
  std::optional<pbe::PasswordForm> form{};  ///< The form of the password that was right.
  bool refuted_empty = false;               ///< No password was given, and the empty one is wrong.
};

/// Checks the MAC of `pfx` if there is one and it is asked for. Where no password is known the empty one is tried.
/// Errors: wrong_password, which changed bytes look like, too; unsupported_algorithm; limit; damaged.
[[nodiscard]] Result<MacCheck> check_mac(const Pfx& pfx, const DecodeOptions& options, RoundBudget& budget,
                                         Warnings& warnings);

/// The SafeContents of a file, decrypted, as DER.
struct Safes {
  std::vector<Secret> contents;
  bool any_encrypted = false;
  std::optional<Protection> protection;  ///< Of the first encrypted safe that we could encrypt again like that.
};

/// Opens every safe with the store's password, or with the key password where a file has two (openssl pkcs12 -twopass).
/// Errors: wrong_password; unsupported_algorithm; limit; damaged.
[[nodiscard]] Result<Safes> open_safes(const Pfx& pfx, const DecodeOptions& options, const MacCheck& check,
                                       RoundBudget& budget, Warnings& warnings);

/// "weak encryption: RC2-40"
[[nodiscard]] std::string weak_encryption(const std::string& algorithm);

}  // namespace ks::pkcs12
