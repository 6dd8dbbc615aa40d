#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/model/certificate.h"
#include "ks/model/protection.h"

namespace ks {

/// A key that is still encrypted, byte for byte as its file has it, so that it can travel without its password.
struct LockedKey {
  enum class Form {
    encrypted_pkcs8,  ///< `bytes` is an EncryptedPrivateKeyInfo; PBES1, PBES2, Java's two protectors.
    dek_info,         ///< `bytes` is the ciphertext of a PEM block with a DEK-Info header.
  };
  Form form = Form::encrypted_pkcs8;
  Bytes bytes;
  std::string dek_info;  ///< dek_info: "AES-256-CBC,0123…"
  std::string label;     ///< dek_info: "RSA PRIVATE KEY"

  friend bool operator==(const LockedKey&, const LockedKey&) = default;
};

/// A private key: PKCS#8, plain or locked. A value; copies share one Secret.
///
/// A locked key may carry a password that its file was opened with: then `unlock()` derives the key when asked, not
/// before, and `locked()` is false. Algorithms that we cannot use stay opaque PKCS#8 and convert like any other.
class PrivateKey {
 public:
  /// Errors: damaged if `pkcs8` is not a PrivateKeyInfo (RFC 5958).
  [[nodiscard]] static Result<PrivateKey> from_pkcs8(Secret pkcs8);
  /// `offered` may be null.
  [[nodiscard]] static PrivateKey from_locked(LockedKey locked, SharedSecret offered = nullptr, Limits limits = {});

  /// Whether it is encrypted and no password was offered for it.
  [[nodiscard]] bool locked() const noexcept;
  /// Whether its PKCS#8 is at hand, without any derivation.
  [[nodiscard]] bool plain() const noexcept { return plain_ != nullptr; }
  /// Its PrivateKeyInfo; only when plain().
  [[nodiscard]] ByteView pkcs8() const noexcept { return plain_->reveal(); }
  /// Only when not plain().
  [[nodiscard]] const LockedKey& locked_bytes() const noexcept { return *locked_; }

  /// The plain key: itself, or decrypted with the password it carries.
  /// Errors: wrong_key_password, also if there is none; unsupported_algorithm; limit; damaged.
  [[nodiscard]] Result<PrivateKey> unlock() const;
  /// The same with `password`, which is tried in every encoding found in the wild.
  [[nodiscard]] Result<PrivateKey> unlock(const Secret& password) const;
  /// The same key that will try `password` when asked to unlock().
  [[nodiscard]] PrivateKey offer(SharedSecret password) const;
  /// The password it carries; may be null.
  [[nodiscard]] const SharedSecret& offered() const noexcept { return offered_; }

  /// What kind of key; nullopt while it is not plain.
  [[nodiscard]] std::optional<KeyInfo> info() const;
  /// DER of its SubjectPublicKeyInfo. Errors: wrong_key_password while not plain, unsupported_algorithm, damaged.
  [[nodiscard]] Result<Bytes> public_key() const;

  /// Same plain bytes, or same locked bytes.
  friend bool operator==(const PrivateKey& a, const PrivateKey& b);

 private:
  PrivateKey() = default;
  SharedSecret plain_;
  std::shared_ptr<const LockedKey> locked_;
  SharedSecret offered_;
  Limits limits_;
};

/// Encrypts a plain `key` as EncryptedPrivateKeyInfo. Errors: wrong_key_password if it is locked; usage if the protection
/// is none, has no rounds, or needs a password in UTF-8 and has another; unsupported_algorithm.
[[nodiscard]] Result<LockedKey> lock(const PrivateKey& key, const Secret& password, const Protection& protection);

/// A symmetric key: algorithm and raw bytes, or still encrypted as Java's PKCS#12 secret bags hold it. Copies share.
class SecretKey {
 public:
  [[nodiscard]] static SecretKey from_raw(std::string algorithm_oid, Secret raw);
  [[nodiscard]] static SecretKey from_locked(LockedKey locked, SharedSecret offered = nullptr, Limits limits = {});

  [[nodiscard]] bool locked() const noexcept;
  [[nodiscard]] bool plain() const noexcept { return plain_ != nullptr; }
  [[nodiscard]] const std::string& algorithm_oid() const noexcept { return oid_; }  ///< Empty while not plain.
  [[nodiscard]] std::string algorithm() const;  ///< "AES", "HmacSHA256", or the OID.
  [[nodiscard]] ByteView raw() const noexcept { return plain_->reveal(); }          ///< Only when plain().
  [[nodiscard]] const LockedKey& locked_bytes() const noexcept { return *locked_; }
  [[nodiscard]] Result<SecretKey> unlock() const;
  [[nodiscard]] Result<SecretKey> unlock(const Secret& password) const;
  [[nodiscard]] SecretKey offer(SharedSecret password) const;
  [[nodiscard]] const SharedSecret& offered() const noexcept { return offered_; }
  /// SEQUENCE { 0, AlgorithmIdentifier, OCTET STRING raw }, the plaintext of Java's secret bags; only when plain().
  [[nodiscard]] Secret to_key_info() const;

  friend bool operator==(const SecretKey& a, const SecretKey& b);

 private:
  SecretKey() = default;
  std::string oid_;
  SharedSecret plain_;
  std::shared_ptr<const LockedKey> locked_;
  SharedSecret offered_;
  Limits limits_;
};

/// The same of a secret key. Errors: also cannot_represent if its algorithm has no OID.
[[nodiscard]] Result<LockedKey> lock(const SecretKey& key, const Secret& password, const Protection& protection);

}  // namespace ks
