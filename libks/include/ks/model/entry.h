#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/time.h"
#include "ks/model/alias.h"
#include "ks/model/certificate.h"
#include "ks/model/key.h"

namespace ks {

/// A PKCS#12 bag attribute, or what plays its part elsewhere; carried along whether we understand it or not.
/// friendlyName is not among them: it is the alias.
struct Attribute {
  std::string oid;
  std::vector<Bytes> values;  ///< DER of each value, in file order.

  friend bool operator==(const Attribute&, const Attribute&) = default;
};
using Attributes = std::vector<Attribute>;

struct PrivateKeyEntry {
  PrivateKey key;
  std::vector<Certificate> chain{};            ///< Leaf first; may be empty.
  std::vector<Attributes> chain_attributes{};  ///< Empty, or one per certificate of `chain`.
  friend bool operator==(const PrivateKeyEntry&, const PrivateKeyEntry&) = default;
};

struct TrustedCertificateEntry {
  Certificate certificate;
  std::vector<std::string> trusted_for{};   ///< OIDs of extended key usages; empty means any.
  std::vector<std::string> rejected_for{};  ///< As `openssl x509 -addreject` sets it.
  friend bool operator==(const TrustedCertificateEntry&, const TrustedCertificateEntry&) = default;
};

struct SecretKeyEntry {
  SecretKey key;
  friend bool operator==(const SecretKeyEntry&, const SecretKeyEntry&) = default;
};

/// A certificate that is just there: no key of the store belongs to it and nothing says that it is trusted.
struct CertificateEntry {
  Certificate certificate;
  friend bool operator==(const CertificateEntry&, const CertificateEntry&) = default;
};

struct Entry {
  using Value = std::variant<PrivateKeyEntry, TrustedCertificateEntry, SecretKeyEntry, CertificateEntry>;

  Alias alias{};
  std::optional<Time> created{};
  Attributes attributes{};
  Value value;

  /// Its certificates, leaf first; none for a secret key.
  [[nodiscard]] std::vector<Certificate> certificates() const;

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// "private-key", "trusted-certificate", "secret-key" or "certificate", as the JSON listing has it.
[[nodiscard]] std::string_view kind(const Entry& entry) noexcept;

/// Whether the two hold the same key and certificates, whatever their alias, date and attributes are.
/// A locked key equals only its own locked bytes.
[[nodiscard]] bool same_content(const Entry& a, const Entry& b);

}  // namespace ks
