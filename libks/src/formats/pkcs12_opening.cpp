#include "formats/pkcs12_opening.h"

#include <algorithm>
#include <string>
#include <utility>

#include "asn1/ber.h"
#include "asn1/der_reader.h"
#include "formats/pkcs12_mac.h"
#include "model/pbe.h"

namespace ks::pkcs12 {
namespace {

using pbe::PasswordForm;

Result<MacCheck> check_without_password(const MacScheme& scheme, const Pfx& pfx, RoundBudget& budget,
                                        Warnings& warnings) {
  MacCheck check{.integrity = Integrity::verified, .mac = to_mac(scheme)};
  KS_TRY(check.form, verify(scheme, pfx.authenticated, pfx.mac->expected, Secret(), budget, PasswordForm::none));
  if (!check.form) {
    check.integrity = Integrity::unchecked;
    check.refuted_empty = true;
    warnings.add("no password was given, so that the file's integrity could not be checked");
  }
  return check;
}

void warn_of_unusual(PasswordForm form, Warnings& warnings) {
  const bool usual =
      form == PasswordForm::bmp_terminated || form == PasswordForm::as_given || form == PasswordForm::none;
  if (!usual) warnings.add("the password is encoded against the standard: " + std::string(describe(form)));
}

Result<MacCheck> check_with_password(const MacScheme& scheme, const Pfx& pfx, const Secret& password,
                                     RoundBudget& budget, Warnings& warnings) {
  MacCheck check{.integrity = Integrity::verified, .mac = to_mac(scheme)};
  KS_TRY(check.form, verify(scheme, pfx.authenticated, pfx.mac->expected, password, budget));
  if (!check.form) return failure(Errc::wrong_password, "wrong password, or changed bytes");
  warn_of_unusual(*check.form, warnings);
  return check;
}

/// Whether a plaintext is one SEQUENCE, be it BER: what no wrong password gives by chance.
bool is_safe(ByteView plaintext) {
  if (asn1::is_one_sequence(plaintext)) return true;
  if (plaintext.size() < 4 || plaintext[0] != asn1::kSequence || plaintext[1] < 0x80) return false;
  const std::size_t octets = plaintext[1] & 0x7fU;
  if (octets == 0) return plaintext[plaintext.size() - 1] == 0 && plaintext[plaintext.size() - 2] == 0;
  if (octets > 8 || plaintext.size() < 2 + octets) return false;
  std::uint64_t length = 0;
  for (const auto octet : plaintext.subspan(2, octets)) length = length << 8 | octet;
  return length == plaintext.size() - 2 - octets;
}

/// Its SafeContents as DER; the copy that ber_to_der makes is wiped, as a plain key may stand in it.
Result<Secret> as_der(Secret safe, const Limits& limits) {
  if (asn1::is_der(safe.reveal(), limits)) return safe;
  KS_TRY(auto der, asn1::ber_to_der(safe.reveal(), limits));
  Secret secret(der);
  wipe(der);
  return secret;
}

class Opener {
 public:
  Opener(const DecodeOptions& options, const MacCheck& check, RoundBudget& budget, Warnings& warnings)
      : options_(options), check_(check), budget_(budget), warnings_(warnings) {}

  Result<Secret> open(const Content& content, Safes& safes) {
    if (!content.encrypted()) return as_der(Secret(content.octets), options_.limits);
    KS_TRY(const auto scheme, pbe::read_scheme(content.algorithm, options_.limits));
    if (pbe::weak(scheme)) warnings_.add(weak_encryption(pbe::describe(scheme)));
    safes.any_encrypted = true;
    if (!safes.protection) safes.protection = pbe::to_protection(scheme);
    KS_TRY(auto plaintext, decrypt(scheme, content.octets));
    return as_der(std::move(plaintext), options_.limits);
  }

 private:
  Result<Secret> decrypt(const pbe::Scheme& scheme, ByteView ciphertext) {
    if (check_.refuted_empty) return needs_password();
    static const Secret kEmpty;
    const bool none = options_.password == nullptr;
    auto opened = decrypt_with(scheme, ciphertext, none ? kEmpty : *options_.password);
    if (!opened && opened.error().code == Errc::wrong_password && options_.key_password) {
      opened = decrypt_with(scheme, ciphertext, *options_.key_password);
    }
    if (opened || opened.error().code != Errc::wrong_password) return opened;
    return none ? needs_password() : wrong_password();
  }

  Result<Secret> decrypt_with(const pbe::Scheme& scheme, ByteView ciphertext, const Secret& password) {
    KS_TRY(auto decrypted, pbe::decrypt(scheme, ciphertext, password, budget_, is_safe, form_to_try()));
    if (!decrypted.usual && !password.empty()) warn_of_unusual(decrypted.form, warnings_);
    return std::move(decrypted.plaintext);
  }

  /// What the form that fitted the MAC tells of the safes. That the MAC takes a BMP string, as RFC 7292, B.1 prescribes,
  /// tells nothing: PBES2 takes the password as it is, and to try the other form first would cost a whole derivation.
  std::optional<PasswordForm> form_to_try() const {
    return check_.form == PasswordForm::bmp_terminated ? std::nullopt : check_.form;
  }

  static tl::unexpected<Error> needs_password() {
    return failure(Errc::wrong_password, "this store needs a password", "give it with --password");
  }

  tl::unexpected<Error> wrong_password() const {
    if (check_.integrity != Integrity::verified) {
      return failure(Errc::wrong_password, "wrong password, or changed bytes");
    }
    return failure(Errc::wrong_password,
                   "the integrity password is right, but the certificates are encrypted under another",
                   "give the other one with --key-password");
  }

  const DecodeOptions& options_;
  const MacCheck& check_;
  RoundBudget& budget_;
  Warnings& warnings_;
};

}  // namespace

std::string weak_encryption(const std::string& algorithm) { return "weak encryption: " + algorithm; }

Result<MacCheck> check_mac(const Pfx& pfx, const DecodeOptions& options, RoundBudget& budget, Warnings& warnings) {
  if (!pfx.mac) {
    warnings.add("no MAC: whether the file was changed cannot be told");
    return MacCheck{.mac = Mac{.scheme = Mac::Scheme::none}};
  }
  const auto scheme = read_mac_scheme(*pfx.mac, options.limits);
  if (!options.check_integrity) {
    return MacCheck{.integrity = Integrity::unchecked, .mac = scheme ? to_mac(*scheme) : std::nullopt};
  }
  if (!scheme && !options.password && scheme.error().code == Errc::unsupported_algorithm) {
    warnings.add("the file's integrity cannot be checked: " + scheme.error().message);
    return MacCheck{.integrity = Integrity::unchecked};
  }
  if (!scheme) return failure(scheme.error());
  if (!options.password) return check_without_password(*scheme, pfx, budget, warnings);
  return check_with_password(*scheme, pfx, *options.password, budget, warnings);
}

Result<Safes> open_safes(const Pfx& pfx, const DecodeOptions& options, const MacCheck& check, RoundBudget& budget,
                         Warnings& warnings) {
  Safes safes;
  Opener opener(options, check, budget, warnings);
  for (std::size_t i = 0; i < pfx.contents.size(); ++i) {
    auto opened = opener.open(pfx.contents[i], safes);
    if (!opened && opened.error().code == Errc::wrong_password) return failure(opened.error());
    if (!opened) return failure(within("safe " + std::to_string(i + 1), opened.error()));
    safes.contents.push_back(*std::move(opened));
  }
  return safes;
}

}  // namespace ks::pkcs12
