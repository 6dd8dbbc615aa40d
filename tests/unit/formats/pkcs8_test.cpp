#include "formats/pkcs8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "asn1/der_writer.h"
#include "ks/formats/profiles.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks::pkcs8 {
namespace {

using namespace std::literals;
using testing::HasSubstr;

SharedSecret secret(std::string_view text) { return share(Secret(text)); }

PrivateKey plain_key() { return PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/ec256.key")))).value(); }

PrivateKey locked_key(const Protection& protection, SharedSecret offered = nullptr) {
  return PrivateKey::from_locked(lock(plain_key(), Secret("old"sv), protection).value(), std::move(offered));
}

const Protection kFast{.cipher = "aes-128-cbc", .iterations = 3};

TEST(Pkcs8FromDer, ReadsAKeyWithoutParametersWithThoseBeforeIt) {
  const auto curve = asn1::oid("1.2.840.10045.3.1.7");
  const auto short_key = asn1::sequence({asn1::integer(1), asn1::octet_string(Bytes(32, 0x11))});
  const auto key = from_der(Secret(ByteView(short_key)), pieces::Shape::ec_private_key, curve, {});
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->info()->curve, "P-256");
  EXPECT_FALSE(from_der(Secret(ByteView(short_key)), pieces::Shape::ec_private_key, {}, {}));
}

TEST(Pkcs8FromDer, PrefersTheParametersOfTheKeyItself) {
  const auto key = from_der(Secret(ByteView(test::testdata_bytes("der/sec1-ec384.key"))), pieces::Shape::ec_private_key,
                            asn1::oid("1.2.840.10045.3.1.7"), {});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->info()->curve, "P-384");
}

TEST(Pkcs8FromDer, KeepsTheLimitsForUnlocking) {
  const auto key = from_der(Secret(ByteView(locked_key({.iterations = 11}).locked_bytes().bytes)),
                            pieces::Shape::encrypted_private_key_info, {}, {.iterations = 10});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->unlock(Secret("old"sv)).error().code, Errc::limit);
}

TEST(Pkcs8Locking, TellsProtectionRoundsAndWeakness) {
  const auto pbes2 = locking_of(locked_key(kFast).locked_bytes(), {});
  EXPECT_EQ(pbes2.protection, kFast);
  EXPECT_EQ(pbes2.rounds, 3U);
  EXPECT_EQ(pbes2.weakness, "");
  const auto rc2 = locking_of(
      locked_key({.scheme = Protection::Scheme::pkcs12_pbe, .cipher = "rc2-40-cbc", .iterations = 4}).locked_bytes(),
      {});
  EXPECT_EQ(rc2.rounds, 4U);
  EXPECT_THAT(rc2.weakness, HasSubstr("RC2-40"));
  const auto dek =
      locking_of({.form = LockedKey::Form::dek_info, .bytes = {}, .dek_info = "DES-CBC,00", .label = ""}, {});
  EXPECT_FALSE(dek.protection);
  EXPECT_EQ(dek.rounds, 1U);
  EXPECT_EQ(dek.weakness, "DES-CBC under one round of MD5");
  EXPECT_EQ(locking_of({.bytes = asn1::null()}, {}).rounds, 0U);
}

TEST(Pkcs8Locking, CountsScryptByItsWork) {
  const auto key = locking_of({.bytes = test::testdata_bytes("der/scrypt.key")}, {});
  EXPECT_GE(key.rounds, 1024U);
}

TEST(Pkcs8ForOutput, IsPlainWithoutAPassword) {
  EXPECT_EQ(for_output(plain_key(), Alias("a"), {}), plain_key());
  EXPECT_EQ(for_output(locked_key(kFast, secret("old")), Alias("a"), {}), plain_key());
}

TEST(Pkcs8ForOutput, IsPlainIfAskedForNoProtection) {
  const EncodeOptions options{.password = secret("new"), .keys = Protection{.scheme = Protection::Scheme::none}};
  EXPECT_EQ(for_output(plain_key(), Alias("a"), options), plain_key());
}

TEST(Pkcs8ForOutput, LocksUnderThePassword) {
  const auto out = for_output(plain_key(), Alias("a"), {.password = secret("new"), .keys = kFast});
  ASSERT_TRUE(out);
  EXPECT_EQ(locking_of(out->locked_bytes(), {}).protection, kFast);
  EXPECT_EQ(out->unlock(Secret("new"sv)), plain_key());
}

TEST(Pkcs8ForOutput, TakesTheDefaultProfileForJavasOwnSchemes) {
  const EncodeOptions options{.password = secret("new"), .keys = Protection{.scheme = Protection::Scheme::jks}};
  const auto out = for_output(plain_key(), Alias("a"), options);
  ASSERT_TRUE(out);
  const auto protection = locking_of(out->locked_bytes(), {}).protection;
  ASSERT_TRUE(protection);
  EXPECT_EQ(protection->cipher, profiles().front().keys.cipher);
  EXPECT_EQ(protection->iterations, profiles().front().iterations_with_keys);
}

TEST(Pkcs8ForOutput, LetsThroughWhatIsLockedAsWanted) {
  const auto key = locked_key(kFast, secret("old"));
  EXPECT_EQ(for_output(key, Alias("a"), {.password = secret("old"), .keys = kFast}), key);
  const auto other = for_output(key, Alias("a"), {.password = secret("new"), .keys = kFast});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->unlock(Secret("new"sv)), plain_key());
}

TEST(Pkcs8ForOutput, LetsLockedKeysThroughButJavas) {
  const auto locked = locked_key(kFast);
  EXPECT_EQ(for_output(locked, Alias("a"), {.password = secret("new")}), locked);
  for (const auto scheme : {Protection::Scheme::jks, Protection::Scheme::jceks}) {
    const auto out = for_output(locked_key({.scheme = scheme, .iterations = 5}), Alias("we\nb"), {});
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, Errc::cannot_represent);
    EXPECT_EQ(out.error().alias, "we\nb");
    EXPECT_THAT(out.error().message, HasSubstr(R"(we\x0ab)"));
  }
}

TEST(Pkcs8ForOutput, NamesTheAliasOfAWrongPassword) {
  const auto out = for_output(locked_key(kFast, secret("wrong")), Alias("web"), {});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Errc::wrong_key_password);
  EXPECT_EQ(out.error().alias, "web");
}

}  // namespace
}  // namespace ks::pkcs8
