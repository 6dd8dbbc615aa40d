#include <gtest/gtest.h>

#include <string>

#include "asn1/oids.h"
#include "ks/base/text.h"
#include "ks/model/key.h"
#include "support/testdata.h"

namespace ks {
namespace {

SecretKey aes_key() { return SecretKey::from_raw("2.16.840.1.101.3.4.1", Secret(ByteView(Bytes(16, 0xa5)))); }

TEST(SecretKey, TakesWhatJavaStored) {
  const auto locked = SecretKey::from_locked({.bytes = test::testdata_bytes("keys/secret-key.p8")});
  EXPECT_TRUE(locked.locked());
  EXPECT_EQ(locked.algorithm_oid(), "");
  const auto key = locked.unlock(Secret(std::string_view("secret")));
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(as_text(key->raw()), "the stored secret");
  EXPECT_EQ(key->algorithm(), "PBEWithMD5AndDES");
  EXPECT_EQ(locked.unlock(Secret(std::string_view("wrong"))).error().code, Errc::wrong_key_password);
}

/// As in the secret bag of keytool -genseckey -keyalg AES.
TEST(SecretKey, IsWrappedAsJavaWrapsIt) {
  EXPECT_EQ(text::to_hex(aes_key().to_key_info().reveal()),
            "3021020100300a0608608648016503040104"
            "10a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5");
}

TEST(SecretKey, ComesBackFromEveryProtection) {
  const Secret password{std::string_view("secret")};
  using To = Protection::Scheme;
  for (const auto scheme : {To::pbes2, To::jceks, To::jks}) {
    const auto locked = lock(aes_key(), password, {.scheme = scheme, .iterations = 100});
    ASSERT_TRUE(locked) << locked.error().message;
    EXPECT_EQ(SecretKey::from_locked(*locked).unlock(password).value(), aes_key());
  }
}

TEST(SecretKey, LongKeysKeepTheirLength) {
  Bytes raw(70'000);
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>(i * 7);
  const auto key = SecretKey::from_raw(std::string(oids::kHmacSha256), Secret(ByteView(raw)));
  const Secret password{std::string_view("secret")};
  const auto locked = lock(key, password, {.iterations = 1}).value();
  EXPECT_EQ(SecretKey::from_locked(locked).unlock(password).value(), key);
}

TEST(SecretKey, ComparesAlgorithmAndBytes) {
  EXPECT_EQ(aes_key(), aes_key());
  EXPECT_FALSE(aes_key() == SecretKey::from_raw("1.3.14.3.2.17", Secret(ByteView(Bytes(16, 0xa5)))));
  EXPECT_FALSE(aes_key() == SecretKey::from_raw(aes_key().algorithm_oid(), Secret(ByteView(Bytes(16, 0xa4)))));
  EXPECT_FALSE(aes_key() == SecretKey::from_locked({.bytes = Bytes(1)}));
}

TEST(SecretKey, NeedsAPasswordWhileLocked) {
  const auto locked = SecretKey::from_locked({.bytes = test::testdata_bytes("keys/secret-key.p8")});
  EXPECT_EQ(locked.unlock().error().code, Errc::wrong_key_password);
  EXPECT_EQ(lock(locked, Secret(), {}).error().code, Errc::wrong_key_password);
  const auto offered = locked.offer(share(Secret(std::string_view("secret"))));
  EXPECT_FALSE(offered.locked());
  EXPECT_TRUE(offered.unlock());
}

TEST(SecretKey, OfAnAlgorithmWithoutOidCannotBeWrapped) {
  const auto key = SecretKey::from_raw("Skein", Secret(ByteView(Bytes(16))));
  EXPECT_EQ(key.algorithm(), "Skein");
  EXPECT_EQ(lock(key, Secret(), {}).error().code, Errc::cannot_represent);
}

}  // namespace
}  // namespace ks
