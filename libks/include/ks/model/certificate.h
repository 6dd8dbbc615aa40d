#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/time.h"
#include "ks/model/name.h"

namespace ks {

/// What a public or private key is, as far as its AlgorithmIdentifier and outer shape tell.
///
/// `bits` counts the modulus of RSA, the prime of DSA and DH, the field of an elliptic curve. RFC 7748 and 8032 keys
/// are as long as their encoded public key: X25519 and Ed25519 256, X448 448, Ed448 456 (OpenSSL says 253 for the first
/// two, Java 255). It is 0 where unknown, and where the algorithm's name says it all: ML-DSA-65.
struct KeyInfo {
  std::string oid;        ///< "1.2.840.113549.1.1.1"
  std::string algorithm;  ///< "RSA", "EC", "Ed25519", …; the OID where we have no name for it.
  std::string curve;      ///< "P-256", "secp256k1", …; "explicit" for explicit parameters; empty where there is none.
  unsigned bits = 0;

  friend bool operator==(const KeyInfo&, const KeyInfo&) = default;
};

struct GeneralName {
  enum class Kind { other, email, dns, x400, directory, edi, uri, ip, registered_id };
  Kind kind = Kind::other;
  std::string text;  ///< dns, email, uri: as it stands; ip: "192.0.2.1", "2001:db8::1"; directory: RFC 4514; oid
                     ///< dotted; other: "1.3.6.1.4.1.311.20.2.3:user@example.org". "#" and hex where nothing else fits.
  Bytes value;       ///< The content octets.

  friend bool operator==(const GeneralName&, const GeneralName&) = default;
};

struct Extension {
  std::string oid;
  bool critical = false;
  Bytes value;  ///< Inside the OCTET STRING.

  friend bool operator==(const Extension&, const Extension&) = default;
};

/// Bits of KeyUsage as RFC 5280, 4.2.1.3 numbers them: bit 0 is digitalSignature.
enum class KeyUsage : std::uint16_t {
  digital_signature = 1 << 0, content_commitment = 1 << 1, key_encipherment = 1 << 2, data_encipherment = 1 << 3,
  key_agreement = 1 << 4, key_cert_sign = 1 << 5, crl_sign = 1 << 6, encipher_only = 1 << 7, decipher_only = 1 << 8,
};

/// What a certificate says (RFC 5280, 4.1). Nothing here is verified.
///
/// Whoever decides about trust must refuse a certificate with `problems`: the view of an extension that could not be
/// read looks as if the extension were absent.
struct CertificateFields {
  unsigned version = 1;  ///< 1, 2 or 3; higher ones do not exist, but are carried.
  Bytes serial;          ///< Content octets of the INTEGER, two's complement.
  std::string signature_algorithm;  ///< OID of the outer AlgorithmIdentifier.
  Name issuer;
  Name subject;
  Time not_before;
  Time not_after;
  Bytes spki;  ///< DER of SubjectPublicKeyInfo.
  KeyInfo key;
  std::vector<Extension> extensions;

  std::vector<GeneralName> subject_alternative_names;
  std::optional<std::uint16_t> key_usage;          ///< Of KeyUsage; nullopt if the extension is absent.
  std::vector<std::string> extended_key_usage;     ///< OIDs; empty if absent.
  struct BasicConstraints {
    bool ca = false;
    std::optional<std::uint64_t> path_length;
    friend bool operator==(const BasicConstraints&, const BasicConstraints&) = default;
  };
  std::optional<BasicConstraints> basic_constraints;
  std::optional<Bytes> subject_key_id;
  std::optional<Bytes> authority_key_id;  ///< keyIdentifier only.

  /// What breaks RFC 5280 and yet leaves the rest readable: "subjectAltName: …". The view of a broken or repeated
  /// extension is empty, as in OpenSSL's X509_get_ext_d2i.
  std::vector<std::string> problems;

  [[nodiscard]] bool self_issued() const { return subject.matches(issuer); }
};

/// A certificate is its DER; what it says is parsed when first asked for, and kept. Any thread may ask.
/// A value: copies share the bytes and what was parsed.
class Certificate {
 public:
  /// Takes one whole DER SEQUENCE; its inside is looked at only by fields().
  /// Errors: damaged if `der` is not exactly one SEQUENCE.
  [[nodiscard]] static Result<Certificate> from_der(ByteView der);
  [[nodiscard]] static Result<Certificate> from_der(Bytes der);

  [[nodiscard]] ByteView der() const noexcept;
  /// What it says. Errors: damaged, limit, if the outer structure, the names, the validity or the frame of the public
  /// key or of an extension is broken. The Result lives as long as the certificate or any copy.
  [[nodiscard]] const Result<CertificateFields>& fields() const;
  [[nodiscard]] const std::array<std::uint8_t, 32>& sha256() const;  ///< Fingerprint; computed once.

  /// "CN=…" of the subject; where that is empty the first alternative name ("dns:example.org") or the serial number;
  /// or what is wrong with the certificate. For people, not escaped.
  [[nodiscard]] std::string describe() const;

  friend bool operator==(const Certificate& a, const Certificate& b) noexcept { return equal(a.der(), b.der()); }

 private:
  struct Shared;
  explicit Certificate(std::shared_ptr<const Shared> shared) noexcept : shared_(std::move(shared)) {}
  std::shared_ptr<const Shared> shared_;
};

/// What one line about a certificate says.
struct CertificateSummary {
  std::string description;        ///< As Certificate::describe() gives it.
  std::optional<Time> not_after;  ///< nullopt if the certificate cannot be read.
};

/// The summary of a certificate. Only its outline and subject are parsed for it, and nothing is kept: a quarter of the
/// time of fields(), and none of its memory. What is broken inside the key or an extension goes unnoticed.
[[nodiscard]] CertificateSummary summary_of(const Certificate& certificate);

/// A certificate revocation list: its DER, and who issued it.
struct Crl {
  Bytes der;
  friend bool operator==(const Crl&, const Crl&) = default;
};

/// The issuer of `crl`. Errors: damaged.
[[nodiscard]] Result<Name> issuer_of(const Crl& crl);

/// Whether `issuer` may have issued `subject`: names match, and key identifiers agree where both are present.
/// No signature is checked. Source: RFC 5280, 4.2.1.1; sun.security.pkcs12.PKCS12KeyStore (chain building).
[[nodiscard]] bool may_have_issued(const Certificate& issuer, const Certificate& subject);

/// Parses a SubjectPublicKeyInfo or a PrivateKeyInfo (RFC 5958) as far as KeyInfo goes. Errors: damaged.
[[nodiscard]] Result<KeyInfo> public_key_info(ByteView spki);

}  // namespace ks
