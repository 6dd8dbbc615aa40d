#include "crypto/cipher.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>

#include "peer.h"

namespace ks::crypto {
namespace {

Cipher cipher(const std::string& name) { return Cipher::named(name).value(); }

std::string text_or_error(const Result<Secret>& plain) {
  return plain ? hex(*plain) : std::string(name(plain.error().code));
}

/// Every name that cipher.h promises, but the aliases.
std::vector<std::string> all_names() {
  std::vector<std::string> names = {"rc2-40-cbc", "rc2-64-cbc", "rc4", "rc4-40"};
  const auto add = [&names](std::initializer_list<std::string> families, std::initializer_list<std::string> modes) {
    for (const auto& family : families) {
      for (const auto& mode : modes) names.push_back(family + "-" + mode);
    }
  };
  for (const std::string family : {"aes-", "aria-", "camellia-"}) {
    add({family + "128", family + "192", family + "256"}, {"cbc", "ecb", "cfb", "ofb", "ctr"});
  }
  add({"sm4"}, {"cbc", "ecb", "cfb", "ofb", "ctr"});
  add({"des", "des-ede", "des-ede3", "bf", "cast5", "seed", "rc2"}, {"cbc", "ecb", "cfb", "ofb"});
  return names;
}

/// What the peer makes of it; its name for two keys of DES in ECB is another.
std::string peer_encrypts(const std::string& name, ByteView key, ByteView iv, ByteView plaintext) {
  const auto* peers_name = name == "des-ede-ecb" ? "des-ede" : name == "des-ede3-ecb" ? "des-ede3" : name.c_str();
  auto* method = EVP_CIPHER_fetch(peer::context(), peers_name, nullptr);
  auto* context = EVP_CIPHER_CTX_new();
  Bytes out(plaintext.size() + 32);
  int size = 0;
  int rest = 0;
  bool done =
      EVP_EncryptInit_ex2(context, method, nullptr, nullptr, nullptr) == 1 &&
      EVP_CIPHER_CTX_set_key_length(context, static_cast<int>(key.size())) == 1 &&
      EVP_EncryptInit_ex2(context, nullptr, key.data(), iv.data(), nullptr) == 1 &&
      EVP_EncryptUpdate(context, out.data(), &size, plaintext.data(), static_cast<int>(plaintext.size())) == 1 &&
      EVP_EncryptFinal_ex(context, out.data() + size, &rest) == 1;
  EVP_CIPHER_CTX_free(context);
  EVP_CIPHER_free(method);
  out.resize(static_cast<std::size_t>(size) + static_cast<std::size_t>(rest));
  return done ? hex(out) : "the peer fails";
}

class CipherNamed : public testing::TestWithParam<std::string> {};

TEST_P(CipherNamed, AgreesWithEvpBothWays) {
  ASSERT_TRUE(peer::has_legacy()) << "OpenSSL's legacy provider is not installed: nothing to compare old ciphers with";
  const auto ours = cipher(GetParam());
  EXPECT_EQ(ours.name(), GetParam());
  const auto key = some_bytes(ours.key_size(), 1);
  const auto iv = some_bytes(ours.iv_size(), 2);
  const auto text = some_bytes(70, 3);
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto plaintext = ByteView(text).first(size);
    const auto ciphertext = ours.encrypt(key, iv, plaintext);
    ASSERT_TRUE(ciphertext) << ciphertext.error().message;
    ASSERT_EQ(hex(*ciphertext), peer_encrypts(GetParam(), key, iv, plaintext)) << size;
    ASSERT_EQ(text_or_error(ours.decrypt(key, iv, *ciphertext)), hex(plaintext)) << size;
  }
}

TEST_P(CipherNamed, RefusesKeysAndIvsOfOtherSizes) {
  const auto ours = cipher(GetParam());
  const auto key = some_bytes(ours.key_size() + 1, 1);
  const auto iv = some_bytes(ours.iv_size() + 1, 2);
  const auto right_key = ByteView(key).first(ours.key_size());
  const auto right_iv = ByteView(iv).first(ours.iv_size());
  const Bytes text(16);
  EXPECT_EQ(text_or_error(ours.decrypt(key, right_iv, text)), "damaged");
  EXPECT_EQ(text_or_error(ours.decrypt(right_key.first(right_key.size() - 1), right_iv, text)), "damaged");
  EXPECT_EQ(text_or_error(ours.decrypt(right_key, iv, text)), "damaged");
  EXPECT_EQ(ours.encrypt(right_key, iv, text).error().code, Errc::damaged);
  EXPECT_EQ(ours.encrypt({}, right_iv, text).error().code, Errc::damaged);
}

INSTANTIATE_TEST_SUITE_P(All, CipherNamed, testing::ValuesIn(all_names()),
                         [](const auto& of) { return test_name(of.param); });

TEST(Cipher, KnowsWhatIsWeak) {
  for (const std::string name : {"rc4", "rc4-40", "rc2-40-cbc", "rc2-64-cbc", "des-cbc", "des-ecb"}) {
    EXPECT_TRUE(cipher(name).weak()) << name;
  }
  for (const std::string name : {"aes-128-cbc", "des-ede-cbc", "des-ede3-cbc", "rc2-cbc", "bf-cbc", "cast5-cbc",
                                 "seed-cbc", "camellia-256-cbc", "aria-128-ecb", "sm4-cbc"}) {
    EXPECT_FALSE(cipher(name).weak()) << name;
  }
  EXPECT_TRUE(cipher("cast5-cbc").with_key_size(5)->weak());
  EXPECT_TRUE(Cipher::rc2_cbc(16, 40).weak());
  EXPECT_FALSE(Cipher::rc2_cbc(16, 128).weak());
}

TEST(Cipher, RefusesNamesItDoesNotHave) {
  for (const std::string_view name : {"", "-", "aes", "aes-128", "aes-128-", "AES-128-CBC", "aes-128-gcm", "des", "rc2",
                                      "rc2-40-ecb", "rc4-cbc", "rc5-cbc", "des-ede3-ctr"}) {
    const auto found = Cipher::named(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, Errc::unsupported_algorithm);
    EXPECT_EQ(found.error().message, "no cipher " + std::string(name) + " here");
  }
}

TEST(Cipher, ReadsTheShortNamesOfTripleDes) {
  EXPECT_EQ(cipher("des-ede3").name(), "des-ede3-ecb");
  EXPECT_EQ(cipher("des-ede").name(), "des-ede-ecb");
}

TEST(Cipher, TakesOtherKeySizesWhereTheAlgorithmDoes) {
  const auto text = some_bytes(40, 4);
  const auto iv = some_bytes(8, 5);
  struct Sizes {
    std::string name;
    std::size_t least, most;
  };
  for (const auto& [name, least, most] : {Sizes{"bf-cbc", 1, 56}, Sizes{"cast5-cbc", 5, 16}, Sizes{"rc4", 1, 128}}) {
    for (auto size = least; size <= most; ++size) {
      const auto ours = cipher(name).with_key_size(size).value();
      const auto key = some_bytes(size, 6);
      const auto its_iv = ByteView(iv).first(ours.iv_size());
      EXPECT_EQ(hex(ours.encrypt(key, its_iv, text).value()), peer_encrypts(name, key, its_iv, text)) << name << size;
    }
    EXPECT_EQ(cipher(name).with_key_size(least - 1).error().code, Errc::unsupported_algorithm);
    EXPECT_EQ(cipher(name).with_key_size(most + 1).error().code, Errc::unsupported_algorithm);
  }
  EXPECT_TRUE(cipher("aes-128-cbc").with_key_size(16));
  EXPECT_EQ(cipher("aes-128-cbc").with_key_size(24).error().message, "aes-128-cbc with a key of 24 bytes");
}

struct Rc2Case {
  unsigned effective_bits;
  std::string key, plain, cipher;
};
class Rc2Vector : public testing::TestWithParam<Rc2Case> {};
TEST_P(Rc2Vector, Holds) {
  const auto& test = GetParam();
  const auto key = unhex(test.key);
  const auto rc2 = Cipher::rc2_cbc(key.size(), test.effective_bits);
  const auto encrypted = rc2.encrypt(key, Bytes(8), unhex(test.plain));  // with no IV, the first block is ECB's
  ASSERT_TRUE(encrypted);
  EXPECT_EQ(hex(ByteView(*encrypted).first(8)), test.cipher);
  EXPECT_EQ(text_or_error(rc2.decrypt(key, Bytes(8), *encrypted)), test.plain);
}
// RFC 2268, 5
const Rc2Case kRc2Cases[] = {
    {63, "0000000000000000", "0000000000000000", "ebb773f993278eff"},
    {64, "ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"},
    {64, "3000000000000000", "1000000000000001", "30649edf9be7d2c2"},
    {64, "88", "0000000000000000", "61a8a244adacccf0"},
    {64, "88bca90e90875a", "0000000000000000", "6ccf4308974c267f"},
    {64, "88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "1a807d272bbe5db1"},
    {128, "88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"},
    {129, "88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e", "0000000000000000", "5b78d3a43dfff1f1"},
};
INSTANTIATE_TEST_SUITE_P(Rfc2268, Rc2Vector, testing::ValuesIn(kRc2Cases));

TEST(Rc2, FollowsTheKeySizeUnlessToldOtherwise) {
  const auto key = some_bytes(5, 7);
  const auto expected = cipher("rc2-40-cbc").encrypt(key, Bytes(8), as_bytes("text")).value();
  EXPECT_EQ(hex(cipher("rc2-cbc").with_key_size(5)->encrypt(key, Bytes(8), as_bytes("text")).value()), hex(expected));
  EXPECT_EQ(hex(Cipher::rc2_cbc(5, 40).encrypt(key, Bytes(8), as_bytes("text")).value()), hex(expected));
  EXPECT_NE(hex(Cipher::rc2_cbc(5, 41).encrypt(key, Bytes(8), as_bytes("text")).value()), hex(expected));
}

TEST(Rc2, RefusesStrengthsAndKeysItHasNot) {
  struct Refused {
    std::size_t key_size;
    unsigned effective_bits;
  };
  for (const auto [key_size, bits] : {Refused{0, 40}, Refused{129, 40}, Refused{5, 0}, Refused{5, 1025}}) {
    const auto plain = Cipher::rc2_cbc(key_size, bits).decrypt(Bytes(key_size), Bytes(8), Bytes(8));
    EXPECT_EQ(text_or_error(plain), "unsupported_algorithm") << key_size << " " << bits;
  }
  EXPECT_TRUE(Cipher::rc2_cbc(128, 1024).encrypt(Bytes(128), Bytes(8), {}));
}

/// Decrypts, in ECB, the encryption of `text`, which brings its own idea of padding.
std::string decrypted_with_padding(const std::string& family, std::size_t block, ByteView text) {
  const auto name = family + "-ecb";
  const auto key = some_bytes(cipher(name).key_size(), 8);
  auto encrypted = cipher(name).encrypt(key, {}, text).value();
  encrypted.resize(encrypted.size() - block);  // the block of padding that encrypt() added to whole blocks
  return text_or_error(cipher(name).decrypt(key, {}, encrypted));
}

TEST(Padding, IsCheckedToTheLastByte) {
  const std::string twelve = "000102030405060708090a0b";
  EXPECT_EQ(decrypted_with_padding("aes-128", 16, unhex(twelve + "04040404")), twelve);
  EXPECT_EQ(decrypted_with_padding("aes-128", 16, Bytes(16, 16)), "");
  EXPECT_EQ(decrypted_with_padding("aes-128", 16, unhex(twelve + "04040401")), twelve + "040404");
  for (const std::string end : {"04040400", "03040404", "04030404", "04040304", "00000011", "000000ff"}) {
    EXPECT_EQ(decrypted_with_padding("aes-128", 16, unhex(twelve + end)), "wrong_password") << end;
  }
  EXPECT_EQ(decrypted_with_padding("des-ede3", 8, unhex("0909090909090909 0909090909090909")), "wrong_password");
  EXPECT_EQ(decrypted_with_padding("des-ede3", 8, unhex("0001020304050607 0808080808080808")), "0001020304050607");
}

TEST(Padding, NeedsWholeBlocks) {
  for (const std::string name : {"aes-256-cbc", "des-ede3-cbc", "rc2-40-cbc"}) {
    const auto ours = cipher(name);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, ours.block_size() - 1, ours.block_size() + 1}) {
      const auto plain = ours.decrypt(Bytes(ours.key_size()), Bytes(ours.iv_size()), Bytes(size));
      EXPECT_EQ(text_or_error(plain), "wrong_password") << name << " " << size;
    }
  }
}

TEST(Padding, IsNotForStreams) {
  for (const std::string name : {"rc4", "aes-128-ctr", "des-cfb"}) {
    const auto ours = cipher(name);
    EXPECT_EQ(ours.block_size(), 1U);
    EXPECT_EQ(text_or_error(ours.decrypt(Bytes(ours.key_size()), Bytes(ours.iv_size()), {})), "");
    EXPECT_EQ(ours.decrypt(Bytes(ours.key_size()), Bytes(ours.iv_size()), Bytes(5))->size(), 5U);
  }
}

}  // namespace
}  // namespace ks::crypto
