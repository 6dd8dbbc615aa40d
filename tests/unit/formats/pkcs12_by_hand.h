#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/model/protection.h"
#include "ks/model/store.h"

/// PKCS#12 files put together piece by piece, as no tool writes them. All give DER.
namespace ks::test::by_hand {

/// A PFX around `safes`, which are ContentInfos. `mac_data` may be empty.
[[nodiscard]] Bytes pfx(std::initializer_list<Bytes> safes, ByteView mac_data = {});
/// A PFX around authSafe's octets as they are.
[[nodiscard]] Bytes pfx_of(ByteView authenticated, ByteView mac_data = {});
/// The octets that a MAC covers.
[[nodiscard]] Bytes authenticated(std::initializer_list<Bytes> safes);

[[nodiscard]] Bytes content_info(std::string_view type, ByteView content);
/// ContentInfo of Data with SafeContents in it, plain or encrypted.
[[nodiscard]] Bytes safe(std::initializer_list<Bytes> bags);
[[nodiscard]] Bytes safe(const std::vector<Bytes>& bags);
[[nodiscard]] Bytes encrypted_safe(std::initializer_list<Bytes> bags, std::string_view password,
                                   const Protection& protection = {.iterations = 1});
/// The same around any ciphertext.
[[nodiscard]] Bytes encrypted_safe(ByteView algorithm, ByteView encrypted_content);

[[nodiscard]] Bytes bag(std::string_view type, ByteView value, std::initializer_list<Bytes> attributes = {});
[[nodiscard]] Bytes certificate_bag(ByteView der, std::initializer_list<Bytes> attributes = {});
/// An EncryptedPrivateKeyInfo of `pkcs8`.
[[nodiscard]] Bytes locked_key(ByteView pkcs8, std::string_view password,
                               const Protection& protection = {.iterations = 1});
[[nodiscard]] Bytes locked_key_bag(ByteView encrypted, std::initializer_list<Bytes> attributes = {});

[[nodiscard]] Bytes attribute(std::string_view oid, std::initializer_list<Bytes> values);
[[nodiscard]] Bytes named(std::string_view utf8);
[[nodiscard]] Bytes id(std::string_view octets);
[[nodiscard]] Bytes trusted();

/// MacData of PBMAC1 with PBKDF2, any part of it free to be wrong.
struct Pbmac1 {
  Bytes salt;        ///< DER.
  Bytes iterations;  ///< DER; may be empty.
  Bytes key_length;  ///< DER; may be empty.
  std::string_view prf = "1.2.840.113549.2.9";
  std::string_view hmac = "1.2.840.113549.2.9";
  Bytes mac;
};
[[nodiscard]] Bytes mac_data(const Pbmac1& parts);
/// MacData of the PKCS#12 derivation.
[[nodiscard]] Bytes mac_data(std::string_view digest_oid, ByteView mac, ByteView salt, ByteView iterations);

/// A certificate with a broken signature: only names and the octets of the public key count.
[[nodiscard]] Bytes certificate(std::string_view subject, std::string_view issuer, std::string_view key = "key");

/// Decodes without any check of passwords: `password` null unless given.
[[nodiscard]] Result<Store> decode(ByteView file);
[[nodiscard]] Result<Store> decode(ByteView file, std::string_view password);

}  // namespace ks::test::by_hand
