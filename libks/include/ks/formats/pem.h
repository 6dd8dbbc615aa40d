#pragma once

#include <optional>

#include "ks/formats/format.h"

/// PEM (RFC 7468) and what surrounds it in the wild.
///     file  = {text block}
///     block = "-----BEGIN " label "-----" [headers] base64 "-----END " label "-----"
///     text  = anything; `openssl pkcs12` puts the attributes of bags there, which carry aliases
/// BEGIN may stand anywhere in a line and lines may end in any way; base64 without BEGIN, text in UTF-16 and text whose
/// line ends are written "\n" are read as well. What a block holds is told by its content, not by its label.
namespace ks::pem {

/// Whether `bytes` has a BEGIN line, or is base64 of something we may know.
[[nodiscard]] bool looks_like(ByteView bytes) noexcept;

/// Decodes every certificate, private key, CRL and PKCS#7 of a PEM file. A key takes its certificate and chain from the
/// file; what belongs to no key is a certificate entry, or a trusted one where the file says so. Keys that are encrypted
/// stay locked, with the password that `options` have for them on offer.
///
/// Units:   creation times are those that Java hides in a localKeyID, milliseconds since 1970.
/// Errors:  damaged, with the block and its offset; not_a_store and unsupported_format if nothing in it is of use, with
///          what was found; unsupported_algorithm; limit (entries: blocks).
/// Source:  RFC 7468, RFC 1421; OpenSSL, apps/pkcs12.c.
[[nodiscard]] Result<Store> decode(ByteView bytes, const DecodeOptions& options);

/// The DER of all certificates, one right after the other, of a text that holds CERTIFICATE blocks and comments and
/// nothing else, as bundles of authorities do: some 0.5 µs a certificate. nullopt where it holds anything else, or
/// anything broken: decode() has the answer then. They are decoded in place, so that a bundle is in memory once.
[[nodiscard]] std::optional<Bytes> certificates_of_bundle(Bytes bytes);

/// Encodes `store`: each key, then its certificates leaf first, with comments that read back as alias, creation time,
/// attributes and trust. Keys are encrypted if there is a password for them and plain otherwise; a certificate trusted
/// for some purposes only is a TRUSTED CERTIFICATE, which few but OpenSSL read, as all others would trust it for any.
///
/// Losses:  secret keys, opaque bags.
/// Errors:  cannot_represent if nothing would be left, or for keys that are locked in Java's way; those of unlocking.
[[nodiscard]] Result<Encoded> encode(const Store& store, const EncodeOptions& options);

extern const Format kFormat;

}  // namespace ks::pem
