#pragma once

#include "formats/pieces.h"
#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"

/// `TRUSTED CERTIFICATE`, OpenSSL's own block: a certificate and what `openssl x509 -addtrust` says of it.
///     body = Certificate [X509_CERT_AUX]
///     X509_CERT_AUX = SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject [0] SEQUENCE OF OID OPTIONAL,
///                                alias UTF8String OPTIONAL, keyid OCTET STRING OPTIONAL, other [1] … OPTIONAL }
/// Source: OpenSSL, x509/x_x509a.c and `openssl x509 -trustout`.
namespace ks::pem {

struct TrustedBody {
  ByteView certificate;
  pieces::Finding finding;  ///< Trusted for sure, as the label says so.
  bool has_other = false;   ///< Whether there are settings that we cannot keep.
};

/// Errors: damaged, limit.
[[nodiscard]] Result<TrustedBody> read_trusted(ByteView body, const Limits& limits);

/// The body for a certificate with this trust, alias and key identifier.
[[nodiscard]] Bytes write_trusted(ByteView certificate, const pieces::Remarks& said, const pieces::Trust& trust);

}  // namespace ks::pem
