#pragma once

#include "ks/formats/format.h"

/// PKCS#7 and CMS certificates-only SignedData (.p7b).
///     ContentInfo = SEQUENCE { id-signedData, [0] SignedData }
///     SignedData  = SEQUENCE { version, digestAlgorithms SET, contentInfo, certificates [0] SET OPTIONAL,
///                              crls [1] SET OPTIONAL, signerInfos SET }
namespace ks::pkcs7 {

/// Whether `bytes` is a SEQUENCE that begins with the content type SignedData.
[[nodiscard]] bool looks_like(ByteView bytes) noexcept;

/// Decodes the certificates, which become certificate entries, and the CRLs, in DER or BER. Signatures are not verified
/// and signed content is not read: both are warned about, as is a file without certificates.
/// Errors: unsupported_format for other content types; damaged; limit.
/// Source: RFC 5652, 5.1; RFC 2315, 9.1.
[[nodiscard]] Result<Store> decode(ByteView bytes, const DecodeOptions& options);

/// Encodes the certificate of every certificate entry, those of chains once, and the CRLs as SignedData without signers,
/// version 1, in the order of the store; `openssl crl2pkcs7` does the same, though DER would sort a SET.
/// Losses: private and secret keys, opaque bags, trust for some purposes only; aliases, dates, attributes, trust for any
///         purpose.
[[nodiscard]] Result<Encoded> encode(const Store& store, const EncodeOptions& options);

extern const Format kFormat;

}  // namespace ks::pkcs7
