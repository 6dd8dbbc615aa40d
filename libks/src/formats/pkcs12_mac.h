#pragma once

#include <cstdint>
#include <optional>

#include "crypto/digest.h"
#include "formats/pkcs12_pfx.h"
#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/model/protection.h"
#include "model/password.h"

/// The MAC of a PKCS#12 file: HMAC under a key of the PKCS#12 derivation (RFC 7292, 4 and B.4) or PBMAC1 (RFC 9579).
namespace ks::pkcs12 {

/// What the MacData of a file asks for. `salt` looks into the file.
struct MacScheme {
  Mac::Scheme kind = Mac::Scheme::pkcs12_kdf;
  crypto::Digest digest = crypto::Digest::sha256();  ///< Of the HMAC.
  crypto::Digest prf = crypto::Digest::sha256();     ///< PBMAC1: under PBKDF2's HMAC; else the same as `digest`.
  ByteView salt{};
  std::uint64_t iterations = 1;
  std::uint64_t key_size = 0;  ///< Bytes of the HMAC key.
};

/// Errors: unsupported_algorithm names it with its OID; damaged, also for a PBMAC1 key outside of 20 to 64 bytes, which
/// could be forged or overflow others (CVE-2026-34181, CVE-2025-11187), and for a MAC as long as no such digest is.
[[nodiscard]] Result<MacScheme> read_mac_scheme(const MacData& mac, const Limits& limits);

/// The same as something we could write; nullopt if we would not.
[[nodiscard]] std::optional<Mac> to_mac(const MacScheme& scheme);

/// The form of `password` under which the MAC of `authenticated` is `expected`, `first` tried before the others;
/// nullopt if none is. Each trial spends its rounds; where `budget` refuses all but the first, fewer forms are tried.
/// Errors: limit; damaged for zero rounds.
[[nodiscard]] Result<std::optional<pbe::PasswordForm>> verify(const MacScheme& scheme, ByteView authenticated,
                                                              ByteView expected, const Secret& password,
                                                              RoundBudget& budget,
                                                              std::optional<pbe::PasswordForm> first = std::nullopt);

/// DER of MacData for `authenticated`; `mac` is not none. Errors: unsupported_algorithm; usage if the password is not
/// UTF-8, the rounds are zero or PBMAC1 is asked for with a digest that gives no key of 20 to 64 bytes.
[[nodiscard]] Result<Bytes> make_mac_data(ByteView authenticated, const Secret& password, const Mac& mac);

}  // namespace ks::pkcs12
