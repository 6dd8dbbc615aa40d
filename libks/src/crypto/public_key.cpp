#include "crypto/public_key.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "crypto/libcrypto.h"

namespace ks::crypto {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyManager = std::unique_ptr<EVP_KEYMGMT, Deleter<EVP_KEYMGMT_free>>;
using Decoder = std::unique_ptr<OSSL_DECODER_CTX, Deleter<OSSL_DECODER_CTX_free>>;
using Encoder = std::unique_ptr<OSSL_ENCODER_CTX, Deleter<OSSL_ENCODER_CTX_free>>;

// libcrypto computes y = g^x of DSA and DH for numbers of any size, in cubic time. The most that it generates, 10,000
// bits each, fit here.
constexpr std::size_t kMostDiscreteLogKey = 4096;

struct Value {
  ByteView content, whole;
};

/// The DER value at the start of `bytes`, which has this universal tag.
std::optional<Value> value_at_start(ByteView bytes, int tag) {
  const ErrorMark mark;
  const auto* at = bytes.data();
  long length = 0;
  int found_tag = 0, found_class = 0;
  const int flags = ASN1_get_object(&at, &length, &found_tag, &found_class, static_cast<long>(bytes.size()));
  constexpr int kFailed = 0x80, kIndefinite = 0x01;
  if ((flags & (kFailed | kIndefinite)) != 0 || found_tag != tag || found_class != V_ASN1_UNIVERSAL)
    return std::nullopt;
  const auto header = static_cast<std::size_t>(at - bytes.data());
  const auto size = static_cast<std::size_t>(length);
  return Value{.content = bytes.subspan(header, size), .whole = bytes.first(header + size)};
}

/// What of a PrivateKeyInfo matters here (RFC 5958, 2).
struct KeyInfo {
  Value algorithm;  ///< AlgorithmIdentifier
  Value algorithm_oid;
  Value key;  ///< OCTET STRING
};

std::optional<KeyInfo> read_key_info(ByteView pkcs8) {
  const auto info = value_at_start(pkcs8, V_ASN1_SEQUENCE);
  if (!info) return std::nullopt;
  const auto version = value_at_start(info->content, V_ASN1_INTEGER);
  if (!version) return std::nullopt;
  const auto after_version = info->content.subspan(version->whole.size());
  const auto algorithm = value_at_start(after_version, V_ASN1_SEQUENCE);
  if (!algorithm) return std::nullopt;
  const auto oid = value_at_start(algorithm->content, V_ASN1_OBJECT);
  const auto key = value_at_start(after_version.subspan(algorithm->whole.size()), V_ASN1_OCTET_STRING);
  if (!oid || !key) return std::nullopt;
  return KeyInfo{.algorithm = *algorithm, .algorithm_oid = *oid, .key = *key};
}

/// The same key as version 0 without attributes and public key: what version 1 adds, libcrypto refuses.
Secret plain_key_info(const KeyInfo& info) {
  constexpr std::array<std::uint8_t, 3> kVersion0 = {V_ASN1_INTEGER, 1, 0};
  const auto content = kVersion0.size() + info.algorithm.whole.size() + info.key.whole.size();
  Secret out(static_cast<std::size_t>(ASN1_object_size(1, static_cast<int>(content), V_ASN1_SEQUENCE)));
  auto* at = out.reveal_mutable().data();
  ASN1_put_object(&at, 1, static_cast<int>(content), V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  for (const ByteView part : {ByteView(kVersion0), info.algorithm.whole, info.key.whole}) {
    at = std::ranges::copy(part, at).out;
  }
  return out;
}

std::string oid_text(ByteView whole) {
  const auto* at = whole.data();
  const std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>> object(
      d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(whole.size())));
  std::array<char, 128> text{};
  if (object == nullptr || OBJ_obj2txt(text.data(), text.size(), object.get(), /*no_name=*/1) <= 0) return "?";
  return text.data();
}

bool is_discrete_log(std::string_view oid) {
  return oid == "1.2.840.10040.4.1" /* DSA */ || oid == "1.2.840.113549.1.3.1" /* DH, PKCS #3 */ ||
         oid == "1.2.840.10046.2.1" /* DH, X9.42 */;
}

/// `structure` and `type` are libcrypto's names; a null `type` is any.
Key decode(ByteView der, const char* structure, const char* type) {
  EVP_PKEY* key = nullptr;
  const Decoder decoder(
      OSSL_DECODER_CTX_new_for_pkey(&key, "DER", structure, type, EVP_PKEY_KEYPAIR, private_context(), nullptr));
  const auto* at = der.data();
  auto left = der.size();
  const bool done = decoder != nullptr && OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1;
  Key owned(key);
  return done && left == 0 ? std::move(owned) : nullptr;
}

bool is_known(const std::string& oid) {
  return KeyManager(EVP_KEYMGMT_fetch(private_context(), oid.c_str(), nullptr)) != nullptr;
}

Result<Bytes> encode_public_key(const EVP_PKEY* key) {
  std::uint8_t* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return failure(Errc::damaged, "a private key whose public key libcrypto cannot compute");
  const std::unique_ptr<std::uint8_t, Deleter<[](void* p) { OPENSSL_free(p); }>> owned(der);
  return Bytes(der, der + size);
}

Result<Secret> encode_pkcs8(const EVP_PKEY* key) {
  const Encoder encoder(OSSL_ENCODER_CTX_new_for_pkey(key, EVP_PKEY_KEYPAIR, "DER", "PrivateKeyInfo", nullptr));
  std::uint8_t* der = nullptr;
  std::size_t size = 0;
  if (encoder == nullptr || OSSL_ENCODER_to_data(encoder.get(), &der, &size) != 1) {
    return failure(Errc::damaged, "a private key that libcrypto cannot write as PKCS#8");
  }
  Secret out(ByteView(der, size));
  OPENSSL_clear_free(der, size);
  return out;
}

struct Traditional {
  std::string_view label;
  const char* type;
};
constexpr Traditional kTraditional[] = {
    {"RSA PRIVATE KEY", "RSA"}, {"EC PRIVATE KEY", "EC"}, {"DSA PRIVATE KEY", "DSA"}};

}  // namespace

Result<Bytes> public_key_of(ByteView pkcs8) {
  const auto info = read_key_info(pkcs8);
  if (!info) return failure(Errc::damaged, "a private key that is no PrivateKeyInfo");
  const ErrorMark mark;
  const auto oid = oid_text(info->algorithm_oid.whole);
  if (is_discrete_log(oid) && pkcs8.size() > kMostDiscreteLogKey) {
    return failure(Errc::unsupported_algorithm, "a key of algorithm " + oid + " with " + std::to_string(pkcs8.size()) +
                                                    " bytes, above the " + std::to_string(kMostDiscreteLogKey) +
                                                    " that are computed with");
  }
  const auto key = decode(plain_key_info(*info).reveal(), "PrivateKeyInfo", nullptr);
  if (key != nullptr) return encode_public_key(key.get());
  if (!is_known(oid)) return failure(Errc::unsupported_algorithm, "keys of algorithm " + oid);
  return failure(Errc::damaged, "a private key of algorithm " + oid + " that libcrypto cannot read");
}

Result<Secret> traditional_to_pkcs8(ByteView der, std::string_view label) {
  const auto* row = std::ranges::find(kTraditional, label, &Traditional::label);
  if (row == std::end(kTraditional)) {
    return failure(Errc::unsupported_algorithm, "private keys in the form of \"" + std::string(label) + "\"");
  }
  const ErrorMark mark;
  const auto key = decode(der, "type-specific", row->type);
  if (key == nullptr) {
    return failure(Errc::damaged, std::string(label) + " that libcrypto cannot read",
                   label.starts_with("EC") ? "a key without its curve needs the EC PARAMETERS block" : "");
  }
  return encode_pkcs8(key.get());
}

}  // namespace ks::crypto
