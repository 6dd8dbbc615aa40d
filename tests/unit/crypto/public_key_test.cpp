#include "crypto/public_key.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <string>

#include "crypto/libcrypto.h"
#include "peer.h"
#include "support/testdata.h"

namespace ks::crypto {
namespace {

using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

/// The DER in the one PEM block of testdata/pki/`name`.
Bytes pki(const std::string& name) {
  const auto pem = test::testdata_bytes("pki/" + name);
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  char *label = nullptr, *header = nullptr;
  std::uint8_t* der = nullptr;
  long size = 0;
  EXPECT_EQ(PEM_read_bio(in.get(), &label, &header, &der, &size), 1) << name;
  Bytes bytes(der, der + size);
  OPENSSL_free(label);
  OPENSSL_free(header);
  OPENSSL_free(der);
  return bytes;
}

template <class Object>
std::string encoded(const Object* object, int (*encode)(const Object*, std::uint8_t**)) {
  std::uint8_t* der = nullptr;
  const int size = encode(object, &der);
  auto text = size > 0 ? hex({der, static_cast<std::size_t>(size)}) : "not encoded";
  OPENSSL_free(der);
  return text;
}

Key key_from(ByteView pkcs8) {
  const auto* at = pkcs8.data();
  return Key(d2i_AutoPrivateKey_ex(nullptr, &at, static_cast<long>(pkcs8.size()), peer::context(), nullptr));
}

std::string public_key_of_certificate(const std::string& name) {
  const auto der = pki(name);
  const auto* at = der.data();
  const std::unique_ptr<X509, Deleter<X509_free>> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return encoded(X509_get_X509_PUBKEY(certificate.get()), i2d_X509_PUBKEY);
}

std::string hex_or_error(const Result<Bytes>& der) {
  return der ? hex(*der) : std::string(name(der.error().code)) + ": " + der.error().message;
}
std::string hex_or_error(const Result<Secret>& der) {
  return der ? hex(*der) : std::string(name(der.error().code)) + ": " + der.error().message;
}

class PublicKeyOf : public testing::TestWithParam<std::string> {};

TEST_P(PublicKeyOf, IsTheOneInTheCertificate) {
  EXPECT_EQ(hex_or_error(public_key_of(pki(GetParam() + ".key"))), public_key_of_certificate(GetParam() + ".crt"));
}
INSTANTIATE_TEST_SUITE_P(Certified, PublicKeyOf,
                         testing::Values("server", "rsapss", "dsa", "ec256", "ec384", "ec521", "secp256k1", "brainpool",
                                         "ed25519", "ed448"));

class PublicKeyAlone : public testing::TestWithParam<std::string> {};

TEST_P(PublicKeyAlone, IsWhatLibcryptoSays) {
  const auto pkcs8 = pki(GetParam() + ".key");
  EXPECT_EQ(hex_or_error(public_key_of(pkcs8)), encoded<EVP_PKEY>(key_from(pkcs8).get(), i2d_PUBKEY));
}
INSTANTIATE_TEST_SUITE_P(Uncertified, PublicKeyAlone, testing::Values("x25519", "x448", "dh", "ec-explicit", "rsa3"),
                         [](const auto& of) { return test_name(of.param); });

// RFC 8410, 10.3: an Ed25519 key as version 1, with an attribute and its public key, and its public key from 10.1.
const std::string_view kEd25519Algorithm = "300506032b6570";
const std::string_view kEd25519Key = "04220420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";
const std::string_view kEd25519Public =
    "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

TEST(PublicKey, IgnoresAttributesAndTheEmbeddedPublicKey) {
  const auto version1 = unhex(
      "3072020101300506032b657004220420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842"
      "a01f301d060a2a864886f70d01090914310f0c0d437572646c652043686169727381210019bf44096984cdfe8541bac167dc3b96c850"
      "86aa30b6b6cb0c5c38ad703166e1");
  EXPECT_EQ(hex_or_error(public_key_of(version1)), kEd25519Public);
}

TEST(PublicKey, NamesTheAlgorithmItDoesNotKnow) {
  const auto unknown = unhex("302e020100300506032b657f" + std::string(kEd25519Key));
  EXPECT_EQ(hex_or_error(public_key_of(unknown)), "unsupported_algorithm: keys of algorithm 1.3.101.127");
}

TEST(PublicKey, SaysThatAKnownAlgorithmHasABrokenKey) {
  const auto short_key = unhex("300d020100" + std::string(kEd25519Algorithm) + "040101");
  EXPECT_EQ(hex_or_error(public_key_of(short_key)),
            "damaged: a private key of algorithm 1.3.101.112 that libcrypto cannot read");
}

TEST(PublicKey, SurvivesEveryPrefix) {
  for (const std::string name : {"ec256.key", "rsa3.key", "ed25519.key", "dsa.key"}) {
    const auto whole = pki(name);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      ASSERT_FALSE(public_key_of(ByteView(whole).first(size))) << name << " " << size;
    }
  }
}

TEST(PublicKey, DoesNotComputeWithHugeNumbers) {
  // DSA with p, q, g and x of 4000 bytes each: one power takes ten seconds, and eight times as many for twice the size.
  const auto integer = [](std::size_t size) {
    return "02"
           "82" +
           hex(Bytes{0x0f, 0xa0}) + "7f" + hex(Bytes(size - 1, 0xff));
  };
  const auto number = integer(4000);
  const std::string dsa = "06072a8648ce380401";
  const auto sequence = [](const std::string& content) {
    const auto size = content.size() / 2;
    return "3083" +
           hex(Bytes{static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 8),
                     static_cast<std::uint8_t>(size)}) +
           content;
  };
  const auto key = "0482" + hex(Bytes{0x0f, 0xa4}) + number;
  const auto info = unhex(sequence("020100" + sequence(dsa + sequence(number + number + number)) + key));
  const auto refused = public_key_of(info);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unsupported_algorithm);
}

struct TraditionalCase {
  std::string key, label;
};
class Traditional : public testing::TestWithParam<TraditionalCase> {};
TEST_P(Traditional, BecomesThePkcs8ItWas) {
  const auto pkcs8 = pki(GetParam().key + ".key");
  const auto traditional = unhex(encoded<EVP_PKEY>(key_from(pkcs8).get(), i2d_PrivateKey));
  ASSERT_NE(hex(traditional), hex(pkcs8));
  EXPECT_EQ(hex_or_error(traditional_to_pkcs8(traditional, GetParam().label)), hex(pkcs8));
}
const TraditionalCase kTraditionalCases[] = {
    {"server", "RSA PRIVATE KEY"}, {"rsa3", "RSA PRIVATE KEY"},     {"ec256", "EC PRIVATE KEY"},
    {"ec521", "EC PRIVATE KEY"},   {"brainpool", "EC PRIVATE KEY"}, {"ec-explicit", "EC PRIVATE KEY"},
    {"dsa", "DSA PRIVATE KEY"},
};
INSTANTIATE_TEST_SUITE_P(Keys, Traditional, testing::ValuesIn(kTraditionalCases),
                         [](const auto& of) { return test_name(of.param.key); });

TEST(TraditionalKey, OfAnotherKindIsRefused) {
  EXPECT_EQ(hex_or_error(traditional_to_pkcs8(unhex("3000"), "PRIVATE KEY")),
            "unsupported_algorithm: private keys in the form of \"PRIVATE KEY\"");
  EXPECT_EQ(hex_or_error(traditional_to_pkcs8(unhex("3000"), "RSA PRIVATE KEY")),
            "damaged: RSA PRIVATE KEY that libcrypto cannot read");
  const auto rsa = unhex(encoded<EVP_PKEY>(key_from(pki("rsa3.key")).get(), i2d_PrivateKey));
  EXPECT_EQ(hex_or_error(traditional_to_pkcs8(rsa, "EC PRIVATE KEY")),
            "damaged: EC PRIVATE KEY that libcrypto cannot read");
  EXPECT_FALSE(traditional_to_pkcs8(ByteView(rsa).first(rsa.size() - 1), "RSA PRIVATE KEY"));
}

TEST(TraditionalKey, WithoutItsCurveAsksForIt) {
  // SEQUENCE { 1, OCTET STRING of 32 bytes }: an ECPrivateKey whose curve stands in a block of its own.
  const auto refused = traditional_to_pkcs8(unhex("30250201010420" + std::string(64, '1')), "EC PRIVATE KEY");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::damaged);
  EXPECT_EQ(refused.error().hint, "a key without its curve needs the EC PARAMETERS block");
}

}  // namespace
}  // namespace ks::crypto
