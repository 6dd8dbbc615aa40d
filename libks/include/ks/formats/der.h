#pragma once

#include "ks/formats/format.h"

/// One bare DER value: certificate, CRL, PKCS#8 (plain or encrypted) or traditional key.
namespace ks::der {

/// Whether `bytes` begins like one DER or BER SEQUENCE. Every format written in DER does: ask this one last.
[[nodiscard]] bool looks_like(ByteView bytes) noexcept;

/// Decodes one certificate, CRL or private key; what it is is told by its structure.
/// Errors: not_a_store names what else it is; unsupported_format for PKCS#7 and PKCS#12, which are formats of their own;
///         damaged, also if anything follows the value; unsupported_algorithm; limit.
[[nodiscard]] Result<Store> decode(ByteView bytes, const DecodeOptions& options);

/// Encodes the only certificate, CRL or private key of `store`, a key as PKCS#8: encrypted if there is a password.
/// Losses: alias, dates, attributes, trust.
/// Errors: cannot_represent if there is more than one, or a key locked as only PEM or Java can hold it; those of
///         unlocking.
[[nodiscard]] Result<Encoded> encode(const Store& store, const EncodeOptions& options);

extern const Format kFormat;

}  // namespace ks::der
