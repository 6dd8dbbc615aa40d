#include "crypto/kdf.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <string>

#include "peer.h"

namespace ks::crypto {
namespace {

Digest digest(const std::string& name) { return Digest::named(name).value(); }
struct Pbkdf2Case {
  std::string name, digest, password, salt;
  unsigned iterations;
  std::string expected;
};
class Pbkdf2Vector : public testing::TestWithParam<Pbkdf2Case> {};
TEST_P(Pbkdf2Vector, Holds) {
  const auto& test = GetParam();
  const auto key = pbkdf2(digest(test.digest), as_bytes(test.password), as_bytes(test.salt), test.iterations,
                          test.expected.size() / 2);
  EXPECT_EQ(hex(key), test.expected);
}
const Pbkdf2Case kPbkdf2Cases[] = {
    // RFC 6070, 2; but for the one with 16,777,216 rounds
    {"Rfc6070_1", "sha1", "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"},
    {"Rfc6070_2", "sha1", "password", "salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"},
    {"Rfc6070_3", "sha1", "password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1"},
    {"Rfc6070_5", "sha1", "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
     "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
    {"Rfc6070_6", "sha1", std::string("pass\0word", 9), std::string("sa\0lt", 5), 4096,
     "56fa6aa75548099dcc37d7f03425e0c3"},
    // RFC 7914, 11
    {"Rfc7914_1", "sha256", "passwd", "salt", 1,
     "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
     "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
    {"Rfc7914_2", "sha256", "Password", "NaCl", 80000,
     "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
     "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
};
INSTANTIATE_TEST_SUITE_P(Rfc, Pbkdf2Vector, testing::ValuesIn(kPbkdf2Cases),
                         [](const auto& of) { return of.param.name; });

/// A derivation, and what the peer makes of it.
struct Derivation {
  std::string digest;
  Bytes password, salt;
  std::uint64_t iterations;
  std::size_t length;
};

OSSL_PARAM octets(const char* name, const Bytes& bytes) {
  static std::uint8_t none = 0;
  return OSSL_PARAM_construct_octet_string(name, bytes.empty() ? &none : const_cast<std::uint8_t*>(bytes.data()),
                                           bytes.size());
}

std::string peer_derives(const char* kdf_name, const Derivation& of, int number_of_purpose) {
  auto* kdf = EVP_KDF_fetch(peer::context(), kdf_name, nullptr);
  auto* context = EVP_KDF_CTX_new(kdf);
  auto iterations = of.iterations;
  int no_checks = 1;  // of PBKDF2: salts and keys may be short
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, const_cast<char*>(of.digest.c_str()), 0),
      octets(OSSL_KDF_PARAM_PASSWORD, of.password),
      octets(OSSL_KDF_PARAM_SALT, of.salt),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iterations),
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS12_ID, &number_of_purpose),
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &no_checks),
      OSSL_PARAM_construct_end(),
  };
  Bytes out(of.length);
  const int done = EVP_KDF_derive(context, out.data(), out.size(), parameters);
  EVP_KDF_CTX_free(context);
  EVP_KDF_free(kdf);
  return done == 1 ? hex(out) : "the peer refuses";
}

std::string shown(const Derivation& of) {
  return of.digest + " password of " + std::to_string(of.password.size()) + ", salt of " +
         std::to_string(of.salt.size()) + ", " + std::to_string(of.iterations) + " rounds, " +
         std::to_string(of.length) + " bytes";
}

/// Around every edge: of blocks of 64, 72, 104, 128, 136 and 144 bytes, of digests, of padding.
constexpr std::size_t kPasswordSizes[] = {0, 1, 20, 63, 64, 65, 72, 105, 127, 128, 129, 136, 144, 145, 200};
constexpr std::size_t kSaltSizes[] = {0, 1, 8, 20, 64, 129};
constexpr std::uint64_t kRounds[] = {1, 2, 3, 50};
constexpr std::size_t kLengths[] = {1, 8, 16, 20, 24, 32, 33, 64, 65, 150};

class DerivationWith : public testing::TestWithParam<std::string> {
 protected:
  /// Calls `check` with every password size once, and with every salt size, count of rounds and length several times.
  template <class Check>
  void for_many_derivations(Check check) const {
    unsigned turn = 0;
    for (const auto password : kPasswordSizes) {
      for (const auto rounds : kRounds) {
        for (const auto length : kLengths) {
          const auto salt = kSaltSizes[turn++ % std::size(kSaltSizes)];
          check(Derivation{.digest = GetParam(),
                           .password = some_bytes(password, turn),
                           .salt = some_bytes(salt, turn + 1),
                           .iterations = rounds,
                           .length = length});
        }
      }
    }
  }
};

TEST_P(DerivationWith, Pbkdf2AgreesWithEvp) {
  for_many_derivations([](const Derivation& of) {
    ASSERT_EQ(hex(pbkdf2(digest(of.digest), of.password, of.salt, of.iterations, of.length)),
              peer_derives("PBKDF2", of, 1))
        << shown(of);
  });
}

TEST_P(DerivationWith, Pkcs12KdfAgreesWithEvp) {
  for_many_derivations([](const Derivation& of) {
    if (of.password.empty() && of.salt.empty()) return;  // the peer fails; see HoldsWithNeitherPasswordNorSalt
    const auto purpose = static_cast<Pkcs12Purpose>(1 + of.length % 3);
    ASSERT_EQ(hex(pkcs12_kdf(digest(of.digest), purpose, of.password, of.salt, of.iterations, of.length)),
              peer_derives("PKCS12KDF", of, static_cast<int>(purpose)))
        << shown(of);
  });
}
INSTANTIATE_TEST_SUITE_P(Digest, DerivationWith, testing::ValuesIn(peer::digests(kDigests)),
                         [](const auto& of) { return test_name(of.param); });

TEST(Pkcs12Kdf, GivesTheKeysThatOpenSslTests) {
  // OpenSSL's own test vectors of PKCS12KDF (evpkdf_pkcs12.txt); "smeg" and "queeg" with their two zero bytes.
  const auto smeg = unhex("0073006d006500670000");
  const auto queeg = unhex("007100750065006500670000");
  EXPECT_EQ(hex(pkcs12_kdf(Digest::sha1(), Pkcs12Purpose::key, smeg, unhex("0a58cf64530d823f"), 1, 24)),
            "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
  EXPECT_EQ(hex(pkcs12_kdf(Digest::sha1(), Pkcs12Purpose::iv, smeg, unhex("0a58cf64530d823f"), 1, 8)),
            "79993dfe048d3b76");
  EXPECT_EQ(hex(pkcs12_kdf(Digest::sha1(), Pkcs12Purpose::mac, smeg, unhex("3d83c0e4546ac140"), 1, 20)),
            "8d967d88f6caa9d714800ab3d48051d63f73a312");
  EXPECT_EQ(hex(pkcs12_kdf(Digest::sha1(), Pkcs12Purpose::key, queeg, unhex("05dec959acff72f7"), 1000, 24)),
            "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4");
}

TEST(Pkcs12Kdf, HoldsWithNeitherPasswordNorSalt) {
  const Bytes diversifier(64, 3);
  const auto a = Digest::sha1().of({Digest::sha1().of({diversifier})});
  EXPECT_EQ(hex(pkcs12_kdf(Digest::sha1(), Pkcs12Purpose::mac, {}, {}, 2, 40)), hex(a) + hex(a));
}

/// RFC 8018, 5.1, word by word.
std::string pbkdf1_of_the_rfc(Digest digest, ByteView password, ByteView salt, unsigned iterations,
                              std::size_t length) {
  auto t = digest.of({password, salt});
  for (unsigned i = 1; i < iterations; ++i) t = digest.of({t});
  return hex(ByteView(t).first(length));
}

TEST(Pbkdf1, IsTheDigestOfTheDigestAgainAndAgain) {
  const auto password = some_bytes(21, 4);
  const auto salt = some_bytes(8, 5);
  for (const std::string name : {"md4", "md5", "sha1", "sha256", "ripemd160", "sha3-256"}) {
    for (const unsigned rounds : {1U, 2U, 1000U}) {
      EXPECT_EQ(hex(pbkdf1(digest(name), password, salt, rounds, 16)),
                pbkdf1_of_the_rfc(digest(name), password, salt, rounds, 16))
          << name << " " << rounds;
    }
  }
}

TEST(Pbkdf1, GivesTheKnownKey) {
  // From di-mgt.com.au's page on password-based encryption, which many implementations test against.
  EXPECT_EQ(hex(pbkdf1(Digest::sha1(), as_bytes("password"), unhex("78578e5a5d63cb06"), 1000, 16)),
            "dc19847e05c64d2faf10ebfb4a3d2a20");
}

TEST(DekInfoKey, AgreesWithEvpBytesToKey) {
  auto* cipher = EVP_CIPHER_fetch(peer::context(), "AES-256-CBC", nullptr);
  auto* md5 = EVP_MD_fetch(peer::context(), "MD5", nullptr);
  const auto salt = some_bytes(8, 6);
  for (const std::size_t size : {0U, 1U, 8U, 64U, 200U}) {
    const auto password = some_bytes(size, 7);
    std::array<std::uint8_t, 32> expected;
    ASSERT_EQ(EVP_BytesToKey(cipher, md5, salt.data(), size == 0 ? salt.data() : password.data(),
                             static_cast<int>(size), 1, expected.data(), nullptr),
              32);
    for (const std::size_t length : {0U, 5U, 8U, 16U, 17U, 24U, 32U}) {
      EXPECT_EQ(hex(dek_info_key(password, salt, length)), hex(ByteView(expected).first(length))) << size;
    }
  }
  EVP_MD_free(md5);
  EVP_CIPHER_free(cipher);
}

}  // namespace
}  // namespace ks::crypto
