#pragma once

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/formats/format.h"

/// Java KeyStore, what `keytool -storetype JKS` writes; versions 1 and 2. Numbers are big-endian.
///
///     file        = magic:u32 version:u32 count:u32 entry[count] digest:20
///     entry       = tag:u32 alias:text created:u64 (tag 1: key | tag 2: certificate)
///     key         = length:u32 EncryptedPrivateKeyInfo[length] count:u32 certificate[count]
///     certificate = (version 2: type:text) length:u32 DER[length]
///     text        = length:u16 modified UTF-8[length]
///     digest      = SHA-1(password in UTF-16BE, "Mighty Aphrodite", all before the digest)
namespace ks::jks {

/// Whether `bytes` may be a JKS file. Looks at four bytes and promises nothing more.
[[nodiscard]] bool looks_like(ByteView bytes) noexcept;

/// Decodes a JKS file. Keys stay encrypted and carry the password to try on them.
///
/// Shape:   `bytes` is the whole file; what follows the digest is ignored with a warning, as Java ignores it.
///          Aliases are kept as they stand. Where one occurs twice the last entry has it, as in Java; the earlier ones
///          come at the end under free names ("web-2"), with a warning.
/// Units:   `created` is milliseconds since 1970-01-01 UTC.
/// Errors:  damaged; unsupported_format (version, entry tag, certificate type); limit (entries, which counts the
///          certificates of chains too); wrong_password if the digest differs, or the bytes were changed: the format
///          cannot tell which. Without a password nothing is checked and a missing digest is only a warning.
/// Source:  OpenJDK, sun.security.provider.JavaKeyStore.engineLoad.
[[nodiscard]] Result<Store> decode(ByteView bytes, const DecodeOptions& options);

/// Encodes `store` as version 2. What JKS cannot hold is left out and named in the losses.
///
/// Shape:   Entries keep their order. Aliases are folded as Java looks them up; of two that fold to one the later gets a
///          free name. Private keys are encrypted under their password by Java's own protector; one that is so already,
///          under that password or under one nobody gave, keeps its bytes.
/// Errors:  usage without a password (the empty one is a password); wrong_key_password for a key locked in another way;
///          cannot_represent if an alias takes more than 65535 bytes or a value more than 2 GiB.
/// Source:  OpenJDK, sun.security.provider.JavaKeyStore.engineStore.
[[nodiscard]] Result<Encoded> encode(const Store& store, const EncodeOptions& options);

extern const Format kFormat;

}  // namespace ks::jks
