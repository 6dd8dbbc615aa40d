#include <gtest/gtest.h>

#include <string>

#include "crypto/cipher.h"
#include "crypto/digest.h"
#include "crypto/kdf.h"
#include "ks/base/text.h"
#include "peer.h"

// Keys that `keytool -genkeypair -keyalg Ed25519 -storepass changeit` of OpenJDK 17 wrote, cut out of its stores, and
// what java.security.KeyStore.getKey gave for them.
namespace ks::crypto {
namespace {

TEST(JksKeyStream, RevealsAKeyOfKeytool) {
  const auto key = unhex(
      "68e2ddaa5c42fdb65ad30488abc80a94853c779e"  // salt
      "b58f05d5ed0be03a9c2abfbee4457a1a14a450ea896c25dd62f7ed7e70004424ebd11140e278ee17d0e089e25a0c2cce"
      "d677e8e55c5b29099566e60b06c0813b22da4506");  // SHA-1(password ‖ plain key)
  const auto salt = ByteView(key).first(20);
  const auto text = ByteView(key).subspan(20, key.size() - 40);
  const auto password = text::to_utf16be("changeit").value();
  const auto plain = jks_key_stream(password, salt, text);
  EXPECT_EQ(hex(plain),
            "302e020100300506032b657004220420790bd386faa1287a4e715a0f1344503cdb488e8230682b9c73e6eb8df68d2acb");
  EXPECT_EQ(hex(Digest::sha1().of({password, plain.reveal()})), hex(ByteView(key).last(20)));
}

TEST(JksKeyStream, IsItsOwnInverseAtEveryLength) {
  const auto password = some_bytes(70, 1);
  const auto salt = some_bytes(20, 2);
  const auto text = some_bytes(64, 3);
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto there = jks_key_stream(password, salt, ByteView(text).first(size));
    EXPECT_EQ(hex(jks_key_stream(password, salt, there.reveal())), hex(ByteView(text).first(size)));
  }
}

Result<Secret> decrypted_by_jceks(ByteView password, ByteView salt, unsigned rounds, ByteView ciphertext) {
  const auto derived = jceks_kdf(password, salt, rounds, /*old_inversion=*/false);
  KS_TRY(const auto cipher, Cipher::named("des-ede3-cbc"));
  return cipher.decrypt(derived.reveal().first(24), derived.reveal().subspan(24), ciphertext);
}

TEST(JceksKdf, RevealsAKeyOfKeytool) {
  const auto plain = decrypted_by_jceks(
      as_bytes("changeit"), unhex("49206550d61b5817"), 10000,
      unhex("d4dccac5f08985631ebfabc8963e26b6d058741d9a7604a85af8863bffc72f9772e0ad3fdfcfbb701bd74bf7d8af2a9e79aa340f"
            "319b88f3"));
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(hex(*plain),
            "302e020100300506032b657004220420e754d03d44035447cb3b6cb6995927b8c074a6eccbf1ac4910d2c79af3c3acfb");
}

/// PBES1Core.deriveCipherKey for one half of the salt, word by word.
Bytes half_key(ByteView password, ByteView half, unsigned rounds) {
  auto value = to_bytes(half);
  for (unsigned i = 0; i < rounds; ++i) value = Digest::md5().of({value, password});
  return value;
}

TEST(JceksKdf, DigestsEachHalfOfTheSaltWithPasswordsOfAnyLength) {
  const auto salt = some_bytes(8, 4);
  for (const std::size_t size : {0U, 1U, 38U, 39U, 40U, 47U, 48U, 64U, 200U}) {  // 39: one block with MD5's padding
    const auto password = some_bytes(size, 5);
    const auto expected =
        hex(half_key(password, ByteView(salt).first(4), 11)) + hex(half_key(password, ByteView(salt).last(4), 11));
    EXPECT_EQ(hex(jceks_kdf(password, salt, 11, /*old_inversion=*/false)), expected) << size;
    EXPECT_EQ(hex(jceks_kdf(password, salt, 11, /*old_inversion=*/true)), expected) << size;
  }
}

TEST(JceksKdf, InvertsOneOfTwoEqualHalves) {
  const auto salt = unhex("0a0b0c0d 0a0b0c0d");
  const auto second = hex(half_key(as_bytes("pw"), unhex("0a0b0c0d"), 3));
  EXPECT_EQ(hex(jceks_kdf(as_bytes("pw"), salt, 3, /*old_inversion=*/false)),
            hex(half_key(as_bytes("pw"), unhex("0d0c0b0a"), 3)) + second);
  EXPECT_EQ(hex(jceks_kdf(as_bytes("pw"), salt, 3, /*old_inversion=*/true)),
            hex(half_key(as_bytes("pw"), unhex("0d0a0b0d"), 3)) + second);
}

TEST(JceksKdf, TakesSaltsOfAnySize) {
  for (const std::size_t size : {0U, 1U, 2U, 7U, 16U}) {
    EXPECT_EQ(jceks_kdf(as_bytes("pw"), some_bytes(size, 6), 2, /*old_inversion=*/true).size(), 32U) << size;
  }
}

}  // namespace
}  // namespace ks::crypto
