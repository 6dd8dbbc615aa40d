#include "model/pbe.h"

#include <gtest/gtest.h>

#include <string>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "support/testdata.h"

namespace ks::pbe {
namespace {

constexpr std::string_view kPassword =
    "s\xc3\xb6"
    "cret";

/// The two fields of an EncryptedPrivateKeyInfo of testdata/keys.
struct EncryptedFile {
  Bytes algorithm;
  Bytes ciphertext;
};
EncryptedFile read_file(const std::string& stem) {
  const auto der = test::testdata_bytes("keys/" + stem + ".p8");
  asn1::Document document(der);
  auto root = document.root();
  auto in = root.sequence("EncryptedPrivateKeyInfo");
  auto algorithm = to_bytes(in.take(asn1::kSequence, "algorithm").whole);
  return {.algorithm = std::move(algorithm), .ciphertext = to_bytes(in.octet_string("ciphertext"))};
}

Scheme scheme_of(const std::string& stem) { return read_scheme(read_file(stem).algorithm, {}).value(); }

std::string text_of(const std::optional<Protection>& protection) {
  if (!protection) return "none we write";
  const auto scheme = static_cast<int>(protection->scheme);
  return std::to_string(scheme) + " " + protection->cipher + " " + protection->prf + " " +
         std::to_string(protection->iterations);
}

struct Description {
  std::string stem;
  std::string described;
  bool weak;
  std::string protection;
};
void PrintTo(const Description& c, std::ostream* out) { *out << c.stem; }
class SchemeOf : public testing::TestWithParam<Description> {};
TEST_P(SchemeOf, IsDescribed) {
  const auto scheme = scheme_of(GetParam().stem);
  EXPECT_EQ(describe(scheme), GetParam().described);
  EXPECT_EQ(weak(scheme), GetParam().weak);
  EXPECT_EQ(text_of(to_protection(scheme)), GetParam().protection);
}
const Description kDescriptions[] = {
    {"pbes2-aes-256-cbc", "AES-256-CBC", false, "1 aes-256-cbc sha256 2048"},
    {"pbes2-camellia-192-cbc", "CAMELLIA-192-CBC", false, "1 camellia-192-cbc sha256 2048"},
    {"pbes2-des-ede3-cbc", "3DES", false, "1 des-ede3-cbc sha256 2048"},
    {"pbes2-des-cbc", "DES", true, "1 des-cbc sha256 2048"},
    {"pbes2-rc2-40-cbc", "RC2-40", true, "none we write"},
    {"pbes2-rc2-cbc", "RC2-128", false, "none we write"},
    {"prf-hmacWithSHA512-256", "AES-256-CBC", false, "1 aes-256-cbc sha512-256 2048"},
    {"prf-hmacWithSHA1", "AES-256-CBC", false, "1 aes-256-cbc sha1 2048"},
    {"scrypt", "AES-256-CBC", false, "none we write"},
    {"v1-PBE-SHA1-3DES", "3DES", false, "2 des-ede3-cbc sha256 2048"},
    {"v1-PBE-SHA1-2DES", "two-key 3DES", false, "none we write"},
    {"v1-PBE-SHA1-RC2-40", "RC2-40", true, "2 rc2-40-cbc sha256 2048"},
    {"v1-PBE-SHA1-RC2-128", "RC2-128", false, "2 rc2-128-cbc sha256 2048"},
    {"v1-PBE-SHA1-RC4-40", "RC4-40", true, "none we write"},
    {"v1-PBE-SHA1-RC4-128", "RC4", true, "none we write"},
    {"v1-PBE-MD5-RC2-64", "RC2-64", true, "none we write"},
    {"v1-PBE-SHA1-DES", "DES", true, "none we write"},
    {"jks-protector", "the JKS key protector", true, "3 aes-256-cbc sha256 10000"},
    {"hand-jceks-equal-halves", "3DES", false, "4 aes-256-cbc sha256 1000"},
};
INSTANTIATE_TEST_SUITE_P(Testdata, SchemeOf, testing::ValuesIn(kDescriptions), [](const auto& one) {
  auto text = one.param.stem;
  std::ranges::replace(text, '-', '_');
  return text;
});

// Which form of the password it was.

struct FormCase {
  std::string stem;
  std::string_view password;
  PasswordForm form;
  bool usual;
};
void PrintTo(const FormCase& c, std::ostream* out) { *out << c.stem; }
class DecryptForm : public testing::TestWithParam<FormCase> {};
TEST_P(DecryptForm, IsTold) {
  const auto file = read_file(GetParam().stem);
  RoundBudget budget{Limits{}};
  const auto sequence = [](ByteView plaintext) { return asn1::is_one_sequence(plaintext); };
  const auto decrypted =
      decrypt(scheme_of(GetParam().stem), file.ciphertext, Secret(GetParam().password), budget, sequence);
  ASSERT_TRUE(decrypted) << decrypted.error().message;
  EXPECT_EQ(describe(decrypted->form), describe(GetParam().form));
  EXPECT_EQ(decrypted->usual, GetParam().usual);
}
const FormCase kForms[] = {
    {"pbes2-aes-256-cbc", kPassword, PasswordForm::as_given, true},
    {"latin1-pbes2", kPassword, PasswordForm::latin1, false},
    {"latin1-pbes2",
     "s\xf6"
     "cret",
     PasswordForm::as_given, true},
    {"hand-bmp-terminated", kPassword, PasswordForm::bmp_terminated, false},
    {"v1-PBE-SHA1-3DES", kPassword, PasswordForm::bmp_terminated, true},
    {"latin1-pkcs12", kPassword, PasswordForm::bmp_terminated, true},
    {"v1-PBE-SHA1-DES", kPassword, PasswordForm::as_given, true},
    {"empty-pbes2", "", PasswordForm::as_given, true},
    {"empty-pkcs12", "", PasswordForm::bmp_terminated, true},
    {"jks-protector", "secret", PasswordForm::bmp, true},
    {"jceks-protector", "secret", PasswordForm::as_given, true},
};
INSTANTIATE_TEST_SUITE_P(Testdata, DecryptForm, testing::ValuesIn(kForms));

TEST(Decrypt, TriesAsManyFormsAsTheBudgetPaysFor) {
  const auto file = read_file("hand-bmp-terminated");  // the third form of three, 1000 rounds each
  const auto always = [](ByteView plaintext) { return asn1::is_one_sequence(plaintext); };
  for (const std::uint64_t rounds : {2999U, 3000U}) {
    RoundBudget budget(Limits{.total_iterations = rounds});
    const auto decrypted =
        decrypt(scheme_of("hand-bmp-terminated"), file.ciphertext, Secret(kPassword), budget, always);
    EXPECT_EQ(decrypted.has_value(), rounds == 3000);
    if (!decrypted) {
      EXPECT_EQ(decrypted.error().code, Errc::wrong_password);
    }
  }
}

TEST(Decrypt, StartsWithTheFormItIsTold) {
  const auto file = read_file("hand-bmp-terminated");
  const auto always = [](ByteView plaintext) { return asn1::is_one_sequence(plaintext); };
  RoundBudget budget(Limits{.total_iterations = 1000});
  EXPECT_TRUE(decrypt(scheme_of("hand-bmp-terminated"), file.ciphertext, Secret(kPassword), budget, always,
                      PasswordForm::bmp_terminated));
}

TEST(Decrypt, GoesOnWhereTheCallerDoesNotLikeWhatComesOut) {
  const auto file = read_file("pbes2-aes-256-cbc");
  RoundBudget budget{Limits{}};
  const auto never = [](ByteView) { return false; };
  const auto decrypted = decrypt(scheme_of("pbes2-aes-256-cbc"), file.ciphertext, Secret(kPassword), budget, never);
  EXPECT_EQ(decrypted.error().code, Errc::wrong_password);
}

TEST(Decrypt, RefusesToStartWhatTheBudgetCannotPay) {
  const auto file = read_file("pbes2-aes-256-cbc");
  RoundBudget budget(Limits{.total_iterations = 2047});
  const auto always = [](ByteView) { return true; };
  const auto decrypted = decrypt(scheme_of("pbes2-aes-256-cbc"), file.ciphertext, Secret(kPassword), budget, always);
  EXPECT_EQ(decrypted.error().code, Errc::limit);
}

/// scrypt counts, too: N·r·p, 131072 for OpenSSL's default.
TEST(Decrypt, TakesScryptFromTheBudget) {
  const auto file = read_file("scrypt");
  const auto always = [](ByteView) { return true; };
  RoundBudget enough(Limits{.total_iterations = 131'072});
  RoundBudget little(Limits{.total_iterations = 131'071});
  EXPECT_TRUE(decrypt(scheme_of("scrypt"), file.ciphertext, Secret(kPassword), enough, always));
  EXPECT_EQ(decrypt(scheme_of("scrypt"), file.ciphertext, Secret(kPassword), little, always).error().code, Errc::limit);
}

TEST(Encrypt, WritesWhatItWasAskedFor) {
  const auto aes = Protection{.cipher = "aes-192-cbc", .prf = "sha384", .iterations = 77};
  const auto algorithm = encrypt(as_bytes("plain"), Secret(kPassword), aes).value().algorithm;
  EXPECT_EQ(to_protection(read_scheme(algorithm, {}).value()), aes);
}

TEST(Scheme, RefusesParametersOfAnotherShape) {
  for (const auto& der :
       {asn1::algorithm_identifier(oids::kPbes2), asn1::algorithm_identifier(oids::kPbes2, asn1::null()),
        asn1::algorithm_identifier(oids::kPkcs12TripleDes, asn1::octet_string(Bytes(8))),
        asn1::algorithm_identifier(oids::kJceksProtector,
                                   asn1::sequence({asn1::octet_string(Bytes(7)), asn1::integer(std::uint64_t{1})})),
        asn1::null(), Bytes{}}) {
    const auto scheme = read_scheme(der, {});
    ASSERT_FALSE(scheme);
    EXPECT_EQ(scheme.error().code, Errc::damaged) << scheme.error().message;
  }
}

}  // namespace
}  // namespace ks::pbe
