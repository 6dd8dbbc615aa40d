#include "ks/model/key.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/libcrypto.h"
#include "ks/base/text.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks {
namespace {

using crypto::Deleter;

constexpr std::string_view kPassword =
    "s\xc3\xb6"
    "cret";

PrivateKey plain_key(const std::string& name) {
  return PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/" + name + ".key")))).value();
}

std::string code_of(const Result<PrivateKey>& result) {
  return result ? "unlocked" : std::string(name(result.error().code));
}

LockedKey encrypted_pkcs8(Bytes der) { return {.form = LockedKey::Form::encrypted_pkcs8, .bytes = std::move(der)}; }

// Every file of testdata/keys.

std::string password_of(const std::string& stem) {
  if (stem.starts_with("empty-")) return "";
  const bool ascii = stem.starts_with("jks-") || stem.starts_with("jceks-") || stem.starts_with("hand-jceks-");
  return ascii ? "secret" : std::string(kPassword);
}

std::string key_in(const std::string& stem) {
  return stem == "dek-rsa" ? "server" : stem == "dek-dsa" ? "dsa" : "ec256";
}

/// A PEM block with a DEK-Info header, as the PEM module hands it over.
LockedKey read_dek_info(const std::filesystem::path& path) {
  const auto text = std::string(as_text(test::testdata_bytes(path.string())));
  const auto between = [&](const std::string& from, const std::string& to) {
    const auto begin = text.find(from) + from.size();
    return text.substr(begin, text.find(to, begin) - begin);
  };
  return {.form = LockedKey::Form::dek_info,
          .bytes = text::from_base64(between("\n\n", "-----END")).value(),
          .dek_info = between("DEK-Info: ", "\n"),
          .label = between("-----BEGIN ", "-----")};
}

LockedKey read_locked(const std::filesystem::path& path) {
  return path.extension() == ".pem" ? read_dek_info(path) : encrypted_pkcs8(test::testdata_bytes(path.string()));
}

std::vector<std::string> encrypted_keys() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(test::testdata("keys"))) {
    const auto extension = file.path().extension();
    const bool key = extension == ".p8" || extension == ".pem";
    if (key && file.path().stem() != "secret-key") names.push_back(file.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

class EncryptedKey : public testing::TestWithParam<std::string> {
 protected:
  std::filesystem::path path_ = std::filesystem::path("keys") / GetParam();
  PrivateKey key_ = PrivateKey::from_locked(read_locked(path_));
};
TEST_P(EncryptedKey, OpensWithItsPassword) {
  const auto unlocked = key_.unlock(Secret(password_of(path_.stem())));
  ASSERT_TRUE(unlocked) << unlocked.error().message;
  EXPECT_EQ(*unlocked, plain_key(key_in(path_.stem())));
}
TEST_P(EncryptedKey, RefusesAnotherPassword) {
  EXPECT_EQ(code_of(key_.unlock(Secret(std::string_view("wrong")))), "wrong_key_password");
}
TEST_P(EncryptedKey, NeverOpensWhenCut) {
  auto locked = read_locked(path_);
  const Secret password(password_of(path_.stem()));
  while (!locked.bytes.empty()) {
    locked.bytes.pop_back();
    EXPECT_NE(code_of(PrivateKey::from_locked(locked).unlock(password)), "unlocked") << locked.bytes.size();
  }
}
INSTANTIATE_TEST_SUITE_P(Testdata, EncryptedKey, testing::ValuesIn(encrypted_keys()),
                         [](const auto& file) { return test::test_name(file.param); });
TEST(EncryptedKeys, AreThere) { EXPECT_GE(encrypted_keys().size(), 71U); }

// Locked, offered, plain.

TEST(PrivateKey, StaysLockedUntilAPasswordIsOffered) {
  const auto key = PrivateKey::from_locked(read_locked("keys/one-round.p8"));
  EXPECT_TRUE(key.locked());
  EXPECT_FALSE(key.plain());
  EXPECT_EQ(key.info(), std::nullopt);
  EXPECT_EQ(key.public_key().error().code, Errc::wrong_key_password);
  EXPECT_EQ(code_of(key.unlock()), "wrong_key_password");

  const auto offered = key.offer(share(Secret(kPassword)));
  EXPECT_FALSE(offered.locked());
  EXPECT_FALSE(offered.plain()) << "nothing is derived before somebody asks";
  EXPECT_EQ(code_of(offered.unlock()), "unlocked");
  EXPECT_TRUE(key.locked()) << "offering changes a copy";
}

TEST(PrivateKey, ComparesByPlainOrLockedBytes) {
  const auto locked = PrivateKey::from_locked(read_locked("keys/one-round.p8"));
  const auto unlocked = locked.unlock(Secret(kPassword)).value();
  EXPECT_EQ(locked, locked.offer(share(Secret(kPassword))));
  EXPECT_EQ(unlocked, plain_key("ec256"));
  EXPECT_FALSE(locked == unlocked);
  EXPECT_FALSE(locked == PrivateKey::from_locked(read_locked("keys/scrypt.p8")));
  EXPECT_FALSE(plain_key("ec256") == plain_key("ec384"));
}

TEST(PrivateKey, UnlocksToItselfWhenPlain) {
  const auto key = plain_key("server");
  EXPECT_FALSE(key.locked());
  EXPECT_EQ(key.unlock().value(), key);
  EXPECT_EQ(key.unlock(Secret(std::string_view("anything"))).value(), key);
  EXPECT_TRUE(key.offer(share(Secret(kPassword))).plain());
}

// What libcrypto says about the same keys.

std::vector<std::string> plain_keys() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(test::testdata("pki"))) {
    if (file.path().extension() == ".key") names.push_back(file.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

TEST(PrivateKey, GivesThePublicKeyThatLibcryptoComputes) {
  for (const auto& name : plain_keys()) {
    SCOPED_TRACE(name);
    const auto key = plain_key(name);
    const auto* at = key.pkcs8().data();
    const std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>> theirs(
        d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(key.pkcs8().size())));
    const auto ours = key.public_key();
    if (!theirs) {  // ML-DSA, unless libcrypto is newer
      EXPECT_EQ(ours.error().code, Errc::unsupported_algorithm);
      continue;
    }
    Bytes spki(static_cast<std::size_t>(i2d_PUBKEY(theirs.get(), nullptr)));
    auto* out = spki.data();
    i2d_PUBKEY(theirs.get(), &out);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(text::to_hex(*ours), text::to_hex(spki));
  }
}

TEST(PrivateKey, GivesThePublicKeyOfItsCertificate) {
  for (const char* name : {"server", "ec256", "ec521", "brainpool", "ed25519", "ed448", "dsa", "rsapss"}) {
    const auto certificate = Certificate::from_der(test::testdata_pem("pki/" + std::string(name) + ".crt")).value();
    EXPECT_EQ(plain_key(name).public_key().value(), certificate.fields()->spki) << name;
    EXPECT_EQ(plain_key(name).info(), certificate.fields()->key) << name;
  }
}

/// Version 2 carries its public key (RFC 8410, 10.3: the same key with it and without).
TEST(PrivateKey, TakesThePublicKeyOfVersion2AsItStands) {
  const auto version1 = text::from_base64("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC").value();
  const auto version2 = text::from_base64(
                            "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/"
                            "HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEA"
                            "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")
                            .value();
  const auto public_key = "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
  EXPECT_EQ(text::to_hex(PrivateKey::from_pkcs8(Secret(ByteView(version1)))->public_key().value()), public_key);
  EXPECT_EQ(text::to_hex(PrivateKey::from_pkcs8(Secret(ByteView(version2)))->public_key().value()), public_key);
}

TEST(PrivateKey, CarriesAlgorithmsItCannotUse) {
  const auto pkcs8 = asn1::sequence(
      {asn1::integer(std::uint64_t{0}), asn1::algorithm_identifier("1.2.3.4"), asn1::octet_string(Bytes(32, 7))});
  const auto key = PrivateKey::from_pkcs8(Secret(ByteView(pkcs8))).value();
  EXPECT_EQ(key.info()->algorithm, "1.2.3.4");
  EXPECT_EQ(key.public_key().error().code, Errc::unsupported_algorithm);
  const auto locked = lock(key, Secret(kPassword), {.iterations = 1}).value();
  EXPECT_EQ(PrivateKey::from_locked(locked).unlock(Secret(kPassword)).value(), key);
}

struct NotPkcs8 {
  const char* name;
  std::string hex;
};
void PrintTo(const NotPkcs8& c, std::ostream* out) { *out << c.name; }
class PrivateKeyFromPkcs8 : public testing::TestWithParam<NotPkcs8> {};
TEST_P(PrivateKeyFromPkcs8, RefusesWhatIsNone) {
  const auto key = PrivateKey::from_pkcs8(Secret(ByteView(text::from_hex(GetParam().hex).value())));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Errc::damaged);
  EXPECT_TRUE(key.error().message.starts_with("private key: ")) << key.error().message;
}
const NotPkcs8 kNotPkcs8[] = {
    {"Nothing", ""},
    {"NoSequence", "040100"},
    {"BytesAfterIt",
     "300c020100300506032b65700400"
     "00"},
    {"Version2", "300c020102300506032b65700400"},
    {"NegativeVersion", "300c0201ff300506032b65700400"},
    {"NoAlgorithm",
     "30070201003000"
     "0400"},
    {"NoKey", "300a020100300506032b6570"},
    {"KeyOfAnotherType", "300c020100300506032b65700300"},
    {"BytesAtItsEnd", "300e020100300506032b657004000500"},
    {"IndefiniteLength", "3080020100300506032b657004000000"},
};
INSTANTIATE_TEST_SUITE_P(Der, PrivateKeyFromPkcs8, testing::ValuesIn(kNotPkcs8), testing::PrintToStringParamName());

// Encryptions that must not be done.

Bytes with_pbkdf2(std::uint64_t rounds) {
  const auto derivation =
      asn1::algorithm_identifier(oids::kPbkdf2, asn1::sequence({asn1::octet_string(Bytes(8)), asn1::integer(rounds)}));
  return asn1::algorithm_identifier(
      oids::kPbes2,
      asn1::sequence({derivation, asn1::algorithm_identifier(oids::kAes256Cbc, asn1::octet_string(Bytes(16)))}));
}

Bytes with_scrypt(std::uint64_t n, std::uint64_t r, std::uint64_t p) {
  const auto derivation = asn1::algorithm_identifier(
      oids::kScrypt,
      asn1::sequence({asn1::octet_string(Bytes(8)), asn1::integer(n), asn1::integer(r), asn1::integer(p)}));
  return asn1::algorithm_identifier(
      oids::kPbes2,
      asn1::sequence({derivation, asn1::algorithm_identifier(oids::kAes256Cbc, asn1::octet_string(Bytes(16)))}));
}

Bytes encrypted_with(ByteView algorithm, std::size_t size = 32) {
  return asn1::sequence({algorithm, asn1::octet_string(Bytes(size, 1))});
}

struct Refusal {
  const char* name;
  Bytes der;
  Errc expected;
  std::string named{};  // what the message has to say
};
void PrintTo(const Refusal& c, std::ostream* out) { *out << c.name; }
class UnlockPkcs8 : public testing::TestWithParam<Refusal> {};
TEST_P(UnlockPkcs8, SaysWhyNot) {
  const auto key = PrivateKey::from_locked(encrypted_pkcs8(GetParam().der)).unlock(Secret(kPassword));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, GetParam().expected) << key.error().message;
  EXPECT_NE(key.error().message.find(GetParam().named), std::string::npos) << key.error().message;
}
Bytes pbes2_with_cipher(std::string_view oid) {
  const auto derivation = asn1::algorithm_identifier(
      oids::kPbkdf2, asn1::sequence({asn1::octet_string(Bytes(8)), asn1::integer(std::uint64_t{1})}));
  return asn1::algorithm_identifier(
      oids::kPbes2, asn1::sequence({derivation, asn1::algorithm_identifier(oid, asn1::octet_string(Bytes(16)))}));
}
Bytes pbes2_with_prf(std::string_view oid) {
  const auto derivation = asn1::algorithm_identifier(
      oids::kPbkdf2, asn1::sequence({asn1::octet_string(Bytes(8)), asn1::integer(std::uint64_t{1}),
                                     asn1::algorithm_identifier(oid, asn1::null())}));
  return asn1::algorithm_identifier(
      oids::kPbes2,
      asn1::sequence({derivation, asn1::algorithm_identifier(oids::kAes256Cbc, asn1::octet_string(Bytes(16)))}));
}
const Refusal kRefusals[] = {
    {"ZeroRounds", encrypted_with(with_pbkdf2(0)), Errc::damaged},
    {"TooManyRounds", encrypted_with(with_pbkdf2(5'000'001)), Errc::limit, "5000001"},
    {"RoundsBeyond63Bits", encrypted_with(with_pbkdf2(1ULL << 63)), Errc::damaged},
    {"ScryptMemory", encrypted_with(with_scrypt(1ULL << 20, 8, 1)), Errc::limit, "1073741824"},
    {"ScryptMemoryOverflow", encrypted_with(with_scrypt(1ULL << 60, 1ULL << 60, 16)), Errc::limit},
    {"ScryptOfNoMemory", encrypted_with(with_scrypt(0, 0, 0)), Errc::damaged},
    {"ScryptOfNoPowerOfTwo", encrypted_with(with_scrypt(1000, 8, 1)), Errc::damaged},
    {"NoWholeBlocks", encrypted_with(with_pbkdf2(1), 33), Errc::damaged},
    {"NoBytes", encrypted_with(with_pbkdf2(1), 0), Errc::damaged},
    {"JksTooShort", encrypted_with(asn1::algorithm_identifier(oids::kJksProtector, asn1::null()), 39), Errc::damaged},
    {"NotAStructure", asn1::octet_string(Bytes(40)), Errc::damaged},
    {"UnknownAlgorithm", encrypted_with(asn1::algorithm_identifier("1.2.3.4")), Errc::unsupported_algorithm, "1.2.3.4"},
    {"Md2", encrypted_with(asn1::algorithm_identifier(oids::kPbeMd2Des)), Errc::unsupported_algorithm,
     "pbeWithMD2AndDES-CBC (1.2.840.113549.1.5.1)"},
    {"Rc5", encrypted_with(pbes2_with_cipher(oids::kRc5CbcPad)), Errc::unsupported_algorithm, "RC5-CBC"},
    {"Gcm", encrypted_with(pbes2_with_cipher("2.16.840.1.101.3.4.1.46")), Errc::unsupported_algorithm,
     "the AEAD cipher AES-256-GCM"},
    {"UnknownCipher", encrypted_with(pbes2_with_cipher("1.2.3.4")), Errc::unsupported_algorithm, "the cipher 1.2.3.4"},
    {"GostPrf", encrypted_with(pbes2_with_prf(oids::kHmacGost94)), Errc::unsupported_algorithm, "HMAC-GOST R 34.11-94"},
    {"LongIv", encrypted_with(pbes2_with_cipher(oids::kDesEde3Cbc)), Errc::damaged, "an IV of 16 bytes for 3DES"},
};
INSTANTIATE_TEST_SUITE_P(Hostile, UnlockPkcs8, testing::ValuesIn(kRefusals), testing::PrintToStringParamName());

TEST(PrivateKey, SpendsItsOwnLimits) {
  const auto locked = read_locked("keys/pbes2-aes-256-cbc.p8");  // 2048 rounds
  const auto strict = PrivateKey::from_locked(locked, share(Secret(kPassword)), {.iterations = 2047});
  const auto enough = PrivateKey::from_locked(locked, share(Secret(kPassword)), {.iterations = 2048});
  EXPECT_EQ(code_of(strict.unlock()), "limit");
  EXPECT_EQ(code_of(enough.unlock()), "unlocked");
}

/// A form of the password that is not the first costs a second derivation, which the budget must cover.
TEST(PrivateKey, TriesFewerFormsThanItCannotPay) {
  const auto locked = read_locked("keys/latin1-pbes2.p8");
  const auto once = PrivateKey::from_locked(locked, share(Secret(kPassword)), {.total_iterations = 2048});
  const auto twice = PrivateKey::from_locked(locked, share(Secret(kPassword)), {.total_iterations = 4096});
  EXPECT_EQ(code_of(once.unlock()), "wrong_key_password");
  EXPECT_EQ(code_of(twice.unlock()), "unlocked");
}

// DEK-Info.

struct DekInfoCase {
  const char* name;
  std::string header;
  Errc expected;
};
void PrintTo(const DekInfoCase& c, std::ostream* out) { *out << c.name; }
class UnlockDekInfo : public testing::TestWithParam<DekInfoCase> {};
TEST_P(UnlockDekInfo, SaysWhyNot) {
  auto locked = read_locked("keys/dek-aes-256-cbc.pem");
  locked.dek_info = GetParam().header;
  EXPECT_EQ(PrivateKey::from_locked(locked).unlock(Secret(kPassword)).error().code, GetParam().expected);
}
const DekInfoCase kDekInfo[] = {
    {"UnknownCipher", "ROT13,00", Errc::unsupported_algorithm},
    {"NoIv", "AES-256-CBC", Errc::damaged},
    {"ShortIv", "AES-256-CBC,0011", Errc::damaged},
    {"IvThatIsNoHex", "AES-256-CBC,xyz", Errc::damaged},
    {"Empty", "", Errc::unsupported_algorithm},
    {"AnotherIv", "AES-256-CBC,00112233445566778899AABBCCDDEEFF", Errc::wrong_key_password},
};
INSTANTIATE_TEST_SUITE_P(Headers, UnlockDekInfo, testing::ValuesIn(kDekInfo), testing::PrintToStringParamName());

// Writing.

using To = Protection::Scheme;

std::vector<Protection> every_protection() {
  std::vector<Protection> all = {
      {.scheme = To::jks},
      {.scheme = To::jceks, .iterations = 1000},
  };
  for (const char* cipher : {"des-ede3-cbc", "rc2-40-cbc", "rc2-128-cbc"}) {
    all.push_back({.scheme = To::pkcs12_pbe, .cipher = cipher, .iterations = 1000});
  }
  for (const char* prf : {"sha1", "sha224", "sha256", "sha384", "sha512", "sha512-256", "sha3-256"}) {
    all.push_back({.scheme = To::pbes2, .cipher = "aes-256-cbc", .prf = prf, .iterations = 1000});
  }
  for (const char* cipher :
       {"aes-128-cbc", "aes-192-cbc", "des-ede3-cbc", "camellia-256-cbc", "aria-128-cbc", "sm4-cbc"}) {
    all.push_back({.scheme = To::pbes2, .cipher = cipher, .prf = "sha256", .iterations = 1000});
  }
  return all;
}

TEST(Lock, IsUndoneByUnlock) {
  const auto key = plain_key("ec256");
  for (const auto& protection : every_protection()) {
    SCOPED_TRACE(protection.cipher + " " + protection.prf);
    const auto locked = lock(key, Secret(kPassword), protection);
    ASSERT_TRUE(locked) << locked.error().message;
    EXPECT_EQ(PrivateKey::from_locked(*locked).unlock(Secret(kPassword)).value(), key);
    EXPECT_NE(lock(key, Secret(kPassword), protection)->bytes, locked->bytes) << "the salt is not random";
  }
}

/// libcrypto reads what its default provider has the ciphers for.
TEST(Lock, IsReadByOpenSsl) {
  const auto key = plain_key("ec256");
  for (const auto& protection : every_protection()) {
    const bool java = protection.scheme == To::jceks || protection.scheme == To::jks;
    const bool legacy = protection.cipher.starts_with("rc2") || protection.prf == "sha3-256";
    if (java || legacy) continue;
    SCOPED_TRACE(protection.cipher + " " + protection.prf);
    const auto der = lock(key, Secret(kPassword), protection)->bytes;
    const auto* at = der.data();
    const std::unique_ptr<X509_SIG, Deleter<X509_SIG_free>> locked(
        d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())));
    ASSERT_NE(locked, nullptr);
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Deleter<PKCS8_PRIV_KEY_INFO_free>> plain(
        PKCS8_decrypt(locked.get(), kPassword.data(), static_cast<int>(kPassword.size())));
    ASSERT_NE(plain, nullptr);
    Bytes pkcs8(static_cast<std::size_t>(i2d_PKCS8_PRIV_KEY_INFO(plain.get(), nullptr)));
    auto* out = pkcs8.data();
    i2d_PKCS8_PRIV_KEY_INFO(plain.get(), &out);
    EXPECT_TRUE(equal(pkcs8, key.pkcs8()));
  }
}

/// AlgorithmIdentifier of what lock() makes, salts and IVs as their length.
TEST(Lock, WritesParametersThatEveryReaderTakes) {
  const auto locked = lock(plain_key("ec256"), Secret(kPassword), {.iterations = 10'000}).value();
  asn1::Document document(locked.bytes);
  auto root = document.root();
  auto algorithm = root.sequence("EncryptedPrivateKeyInfo").sequence("algorithm");
  EXPECT_EQ(algorithm.oid("PBES2"), oids::kPbes2);
  auto parameters = algorithm.sequence("parameters");
  auto derivation = parameters.sequence("derivation");
  EXPECT_EQ(derivation.oid("PBKDF2"), oids::kPbkdf2);
  auto pbkdf2 = derivation.sequence("PBKDF2 parameters");
  EXPECT_EQ(pbkdf2.octet_string("salt").size(), 16U);
  EXPECT_EQ(pbkdf2.unsigned_integer("rounds"), 10'000U);
  EXPECT_EQ(pbkdf2.unsigned_integer("key length"), 32U);
  EXPECT_EQ(text::to_hex(pbkdf2.rest()), "300c06082a864886f70d02090500") << "hmacWithSHA256 and its NULL";
  auto encryption = parameters.sequence("encryption");
  EXPECT_EQ(encryption.oid("AES"), oids::kAes256Cbc);
  EXPECT_EQ(encryption.octet_string("IV").size(), 16U);
  EXPECT_TRUE(document.status());
}

struct LockRefusal {
  const char* name;
  Protection protection;
  std::string password;
  Errc expected;
};
void PrintTo(const LockRefusal& c, std::ostream* out) { *out << c.name; }
class LockRefuses : public testing::TestWithParam<LockRefusal> {};
TEST_P(LockRefuses, WithAnError) {
  const auto locked = lock(plain_key("ec256"), Secret(GetParam().password), GetParam().protection);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, GetParam().expected);
}
const LockRefusal kLockRefusals[] = {
    {"NoEncryption", {.scheme = To::none}, "secret", Errc::usage},
    {"NoRounds", {.iterations = 0}, "secret", Errc::usage},
    {"UnknownCipher", {.cipher = "rot13"}, "secret", Errc::unsupported_algorithm},
    {"UnknownPrf", {.prf = "crc32"}, "secret", Errc::unsupported_algorithm},
    {"Pbes2CipherInPkcs12", {.scheme = To::pkcs12_pbe, .cipher = "aes-256-cbc"}, "secret", Errc::unsupported_algorithm},
    {"PasswordThatIsNotUtf8", {.scheme = To::pkcs12_pbe, .cipher = "des-ede3-cbc"}, "\xff", Errc::usage},
};
INSTANTIATE_TEST_SUITE_P(Arguments, LockRefuses, testing::ValuesIn(kLockRefusals), testing::PrintToStringParamName());

TEST(Lock, NeedsAPlainKey) {
  const auto locked = PrivateKey::from_locked(read_locked("keys/one-round.p8"), share(Secret(kPassword)));
  EXPECT_EQ(lock(locked, Secret(kPassword), {}).error().code, Errc::wrong_key_password);
}

}  // namespace
}  // namespace ks
