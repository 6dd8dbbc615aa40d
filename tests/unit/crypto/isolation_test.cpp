#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include <cstdlib>
#include <string>

#include "crypto/cipher.h"
#include "crypto/digest.h"
#include "crypto/kdf.h"
#include "crypto/libcrypto.h"
#include "crypto/public_key.h"
#include "crypto/random.h"
#include "peer.h"

// What we do to the process that we are part of: nothing that it could notice. Each of these runs in a process of its
// own, because what it looks at happens once.
namespace ks::crypto {
namespace {

class Isolation : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

/// Ends the process; the exit code says whether `holds`.
[[noreturn]] void conclude(bool holds) { std::_Exit(holds ? 0 : 1); }

std::string cbc(const std::string& name, std::size_t size) {
  const auto cipher = Cipher::named(name).value();
  const auto text = some_bytes(size, 1);
  const auto key = some_bytes(cipher.key_size(), 2);
  const auto iv = some_bytes(cipher.iv_size(), 3);
  const auto encrypted = cipher.encrypt(key, iv, text).value();
  if (hex(cipher.decrypt(key, iv, encrypted).value()) != hex(text)) return "not what it was";
  return hex(Digest::sha256().of({encrypted}));
}

void open_an_ordinary_store() {
  (void)Digest::sha256().hmac(as_bytes("key"), as_bytes("text"));
  (void)pbkdf2(Digest::sha256(), as_bytes("pw"), as_bytes("salt"), 10, 32);
  (void)pkcs12_kdf(Digest::sha1(), Pkcs12Purpose::mac, as_bytes("pw"), as_bytes("salt"), 10, 20);
  (void)jceks_kdf(as_bytes("pw"), as_bytes("saltsalt"), 10, /*old_inversion=*/false);
  (void)random_bytes(20);
  (void)cbc("rc2-40-cbc", 1000);
  (void)cbc("des-ede3-cbc", 1000);
  (void)cbc("aes-256-cbc", 1000);
}

TEST_F(Isolation, AnOrdinaryStoreNeedsNoLibraryContext) {
  const auto body = [] {
    open_an_ordinary_store();
    conclude(!private_context_is_ready());
  };
  EXPECT_EXIT(body(), testing::ExitedWithCode(0), "");
}

TEST_F(Isolation, AesIsTheSameWithAndWithoutTheLibraryContext) {
  const auto body = [] {
    const auto plain = cbc("aes-128-cbc", 999) + cbc("aes-192-cbc", 16) + cbc("aes-256-cbc", 50'000);
    bool holds = !private_context_is_ready();
    (void)cbc("aes-256-cbc", 200'000);  // too much for the plain functions
    holds &= private_context_is_ready();
    conclude(holds && plain == cbc("aes-128-cbc", 999) + cbc("aes-192-cbc", 16) + cbc("aes-256-cbc", 50'000));
  };
  EXPECT_EXIT(body(), testing::ExitedWithCode(0), "");
}

TEST_F(Isolation, TheProcessWideContextStaysAsItWas) {
  const auto body = [] {
    open_an_ordinary_store();
    (void)Digest::named("md4")->of({as_bytes("abc")});
    (void)Digest::named("sha3-256")->of({as_bytes("abc")});
    (void)scrypt(as_bytes("pw"), as_bytes("salt"), {.n = 16, .r = 1, .p = 1}, 16);
    (void)public_key_of(
        unhex("302e020100300506032b657004220420"
              "790bd386faa1287a4e715a0f1344503cdb488e8230682b9c73e6eb8df68d2acb"));
    const bool providers =
        OSSL_PROVIDER_available(nullptr, "legacy") == 0 && EVP_MD_fetch(nullptr, "MD4", nullptr) == nullptr;
    conclude(providers && OSSL_LIB_CTX_set0_default(nullptr) != private_context());
  };
  EXPECT_EXIT(body(), testing::ExitedWithCode(0), "");
}

void fail_in_every_way() {
  EXPECT_FALSE(Cipher::named("aes-256-cbc")->decrypt(Bytes(32), Bytes(16), Bytes(16)));
  EXPECT_FALSE(public_key_of(unhex("3000")));
  EXPECT_FALSE(public_key_of(unhex("300d020100300506032b6570040101")));
  EXPECT_FALSE(traditional_to_pkcs8(unhex("3000"), "RSA PRIVATE KEY"));
  EXPECT_FALSE(scrypt({}, {}, {}, 1));
}

TEST(ErrorQueue, StaysEmptyWhenWeFail) {
  ERR_clear_error();
  fail_in_every_way();
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(ErrorQueue, KeepsWhatTheProgramHadThere) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  fail_in_every_way();
  EXPECT_EQ(ERR_GET_REASON(ERR_peek_last_error()), 42);
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 42);
  EXPECT_EQ(ERR_get_error(), 0U);
}

TEST(RandomBytes, AreAsManyAsAskedForAndDifferEachTime) {
  for (const std::size_t size : {0U, 1U, 20U, 255U, 256U, 257U, 1000U}) EXPECT_EQ(random_bytes(size).size(), size);
  EXPECT_NE(hex(random_bytes(32)), hex(random_bytes(32)));
  const auto longer = random_bytes(512);  // more than the kernel gives at once: the end must not stay zero
  EXPECT_NE(hex(ByteView(longer).last(32)), hex(Bytes(32)));
}

}  // namespace
}  // namespace ks::crypto
