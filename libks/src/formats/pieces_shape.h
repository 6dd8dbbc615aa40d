#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ks/base/bytes.h"

namespace ks::pieces {

/// What a DER value is, told by its structure alone: labels, extensions and content types lie.
enum class Shape {
  certificate,
  crl,
  private_key_info,            ///< PKCS#8 (RFC 5958)
  encrypted_private_key_info,  ///< PKCS#8 (RFC 5958, 3)
  rsa_private_key,             ///< PKCS#1 (RFC 8017, A.1.2)
  ec_private_key,              ///< SEC 1 (RFC 5915)
  dsa_private_key,             ///< As OpenSSL writes it: version, p, q, g, y, x.
  signed_data,                 ///< ContentInfo of PKCS#7 or CMS (RFC 5652)
  other_content_info,          ///< Encrypted, enveloped, …
  pfx,                         ///< PKCS#12 (RFC 7292)
  public_key,                  ///< SubjectPublicKeyInfo, or PKCS#1's RSAPublicKey
  request,                     ///< PKCS#10 (RFC 2986)
  attribute_certificate,       ///< RFC 5755
  parameters,                  ///< Of DH, DSA or an elliptic curve.
  unknown,
};

/// Looks at tags and at no more than two levels of them; what it says is a promise of nothing.
[[nodiscard]] Shape shape_of(ByteView der) noexcept;

/// For messages: "a certificate request".
[[nodiscard]] std::string_view describe(Shape shape) noexcept;

/// Whether `shape` is a private key of any kind.
[[nodiscard]] bool is_private_key(Shape shape) noexcept;

/// Whether `bytes` is one SEQUENCE in BER that is not DER: of indefinite length, as old Windows writes it.
[[nodiscard]] bool may_be_ber(ByteView bytes) noexcept;

/// Where the parts of a certificate lie that naming and pairing need; nothing else of it is looked at.
struct CertificateView {
  ByteView issuer;   ///< DER of the Name.
  ByteView subject;  ///< DER of the Name.
  ByteView spki;     ///< DER of SubjectPublicKeyInfo.
};

/// nullopt if `der` is no certificate.
[[nodiscard]] std::optional<CertificateView> view_of(ByteView der) noexcept;

/// The last CN of a Name, as UTF-8; empty if there is none.
[[nodiscard]] std::string common_name(ByteView name);

/// The key of a SubjectPublicKeyInfo in a form that is equal for equal keys: an elliptic curve point compressed, the
/// AlgorithmIdentifier left out, as certificates for RSASSA-PSS name another one than their keys. Empty if malformed.
[[nodiscard]] std::string comparable_key(ByteView spki);

}  // namespace ks::pieces
