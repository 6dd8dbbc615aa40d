#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/cipher.h"
#include "crypto/digest.h"
#include "crypto/kdf.h"
#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/model/protection.h"
#include "model/password.h"

/// Password-based encryption, as keys and PKCS#12 safes use it: what an AlgorithmIdentifier says, and doing it.
namespace ks::pbe {

/// An AlgorithmIdentifier of password-based encryption that we can undo.
struct Scheme {
  enum class Kind : std::uint8_t {
    pkcs5_v1,  ///< PBKDF1; 8 bytes of key and 8 of IV (RFC 8018, 6.1).
    pkcs12,    ///< The derivation of PKCS#12 (RFC 7292, appendix C).
    pbkdf2,    ///< PBES2 with PBKDF2.
    scrypt,    ///< PBES2 with scrypt.
    jks,       ///< Java's key stream: the ciphertext carries salt and digest.
    jceks,     ///< PBEWithMD5AndTripleDES as Java has it.
  };
  Kind kind = Kind::pbkdf2;
  std::optional<crypto::Cipher> cipher{};  ///< Always there, but for jks.
  std::optional<crypto::Digest> digest{};  ///< Of pkcs5_v1, pkcs12; of pbkdf2 the one under its HMAC.
  Bytes salt{};
  std::uint64_t iterations = 0;
  crypto::ScryptCost cost{};
  Bytes iv{};                ///< PBES2 only: the others derive theirs.
  unsigned rc2_bits = 0;     ///< Effective key bits of RC2; 0 for other ciphers.
  bool two_key_des = false;  ///< 3DES whose third key is its first.
};

/// Reads an AlgorithmIdentifier, all of `der`.
/// Errors: unsupported_algorithm names it with its OID; damaged; limit, for scrypt's memory.
[[nodiscard]] Result<Scheme> read_scheme(ByteView der, const Limits& limits);

/// Short, for a warning: "RC2-40", "AES-256-CBC", "the JKS key protector".
[[nodiscard]] std::string describe(const Scheme& scheme);
/// Whether it keeps a secret only from those who do not try.
[[nodiscard]] bool weak(const Scheme& scheme);
/// The same as something we could write; nullopt if we would not.
[[nodiscard]] std::optional<Protection> to_protection(const Scheme& scheme);

/// The OID of a cipher of PBES2 by its crypto::Cipher name; empty if we write no such thing.
[[nodiscard]] std::string_view pbes2_cipher_oid(std::string_view cipher) noexcept;
/// DER of an AlgorithmIdentifier for `protection` with fresh random salt and IV, as read_scheme() reads it.
/// Errors: unsupported_algorithm; usage if the protection is none or has no rounds.
[[nodiscard]] Result<Bytes> new_algorithm(const Protection& protection);

/// Which forms of a password `scheme` may want.
[[nodiscard]] PasswordUse password_use(const Scheme& scheme) noexcept;

/// Whether a decryption gave what it should: one in 256 wrong passwords leaves a padding that looks right.
using LooksRight = std::function<bool(ByteView plaintext)>;

struct Decrypted {
  Secret plaintext;
  PasswordForm form;  ///< Which form of the password it was.
  bool usual = true;  ///< Whether that is the one the standards ask for.
};

/// Decrypts with the first form of `password` that gives something `looks_right` likes, `first` before the others.
/// Each trial spends its rounds in `budget`; where that refuses all but the first, fewer forms are tried.
/// Errors: wrong_password, which changed bytes look like, too; limit; damaged.
[[nodiscard]] Result<Decrypted> decrypt(const Scheme& scheme, ByteView ciphertext, const Secret& password,
                                        RoundBudget& budget, const LooksRight& looks_right,
                                        std::optional<PasswordForm> first = std::nullopt);

struct Encrypted {
  Bytes algorithm;  ///< DER of the AlgorithmIdentifier.
  Bytes ciphertext;
};

/// Encrypts under fresh random salts. `password` is UTF-8, except for pbes2 which takes any bytes.
/// Errors: unsupported_algorithm; usage if the protection is none, has no rounds, or the password is not UTF-8.
[[nodiscard]] Result<Encrypted> encrypt(ByteView plaintext, const Secret& password, const Protection& protection);

}  // namespace ks::pbe
