#include "crypto/digest.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <string>

#include "crypto/hash.h"
#include "peer.h"

namespace ks::crypto {
namespace {

Digest digest(const std::string& name) { return Digest::named(name).value(); }

struct Abc {
  std::string name, expected;
};
class DigestOfAbc : public testing::TestWithParam<Abc> {};
TEST_P(DigestOfAbc, IsTheOneOfItsStandard) {
  const auto& [name, expected] = GetParam();
  EXPECT_EQ(hex(digest(name).of({as_bytes("abc")})), expected);
  EXPECT_EQ(hex(digest(name).of({as_bytes("a"), {}, as_bytes("bc")})), expected);
  EXPECT_EQ(digest(name).name(), name);
  EXPECT_EQ(digest(name).size(), expected.size() / 2);
}
// RFC 1320, RFC 1321, FIPS 180-4, FIPS 202, RFC 7693, the RIPEMD-160 paper, ISO 10118-3, GB/T 32905.
const Abc kAbc[] = {
    {"md4", "a448017aaf21d8525fc10ae87aa6729d"},
    {"md5", "900150983cd24fb0d6963f7d28e17f72"},
    {"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
    {"sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"sha384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    {"sha512",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {"sha512-224", "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"},
    {"sha512-256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
    {"sha3-224", "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"},
    {"sha3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
    {"sha3-384", "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25"},
    {"sha3-512",
     "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
     "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"},
    {"blake2b512",
     "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
     "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"},
    {"blake2s256", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"},
    {"ripemd160", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
    {"whirlpool",
     "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c"
     "7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5"},
    {"sm3", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
};
INSTANTIATE_TEST_SUITE_P(All, DigestOfAbc, testing::ValuesIn(kAbc),
                         [](const auto& of) { return test_name(of.param.name); });

TEST(Digest, AgreesWithEvpAtEveryLength) {
  const auto message = some_bytes(300, 1);
  for (const auto& name : peer::digests(kDigests)) {
    for (std::size_t size = 0; size <= message.size(); ++size) {
      std::array<std::uint8_t, EVP_MAX_MD_SIZE> expected;
      std::size_t expected_size = 0;
      ASSERT_EQ(
          EVP_Q_digest(peer::context(), name.c_str(), nullptr, message.data(), size, expected.data(), &expected_size),
          1);
      ASSERT_EQ(hex(digest(name).of({ByteView(message).first(size)})), hex({expected.data(), expected_size}))
          << name << " of " << size << " bytes";
    }
  }
}

TEST(Digest, HmacAgreesWithEvp) {
  const auto message = some_bytes(77, 2);
  const auto keys = some_bytes(200, 3);
  for (const auto& name : peer::digests(kDigests)) {
    const auto block = digest(name).block_size();
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, block - 1, block, block + 1, keys.size()}) {
      const auto key = ByteView(keys).first(size);
      std::array<std::uint8_t, EVP_MAX_MD_SIZE> expected;
      std::size_t expected_size = 0;
      ASSERT_NE(EVP_Q_mac(peer::context(), "HMAC", nullptr, name.c_str(), nullptr, key.data(), key.size(),
                          message.data(), message.size(), expected.data(), expected.size(), &expected_size),
                nullptr);
      EXPECT_EQ(hex(digest(name).hmac(key, message)), hex({expected.data(), expected_size})) << name << " " << size;
    }
  }
}

struct HmacCase {
  std::string digest;
  Bytes key, message;
  std::string expected;
};
class HmacVector : public testing::TestWithParam<HmacCase> {};
TEST_P(HmacVector, Holds) {
  const auto& test = GetParam();
  EXPECT_EQ(hex(digest(test.digest).hmac(test.key, test.message)), test.expected);
}
const std::string_view kLongKeyTest = "Test Using Larger Than Block-Size Key - Hash Key First";
const HmacCase kHmacCases[] = {
    // RFC 2202, 2: 1, 2, 6
    {"md5", Bytes(16, 0x0b), to_bytes("Hi There"), "9294727a3638bb1c13f48ef8158bfc9d"},
    {"md5", to_bytes("Jefe"), to_bytes("what do ya want for nothing?"), "750c783e6ab0b503eaa86e310a5db738"},
    {"md5", Bytes(80, 0xaa), to_bytes(kLongKeyTest), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"},
    // RFC 2202, 3: 1, 2, 6
    {"sha1", Bytes(20, 0x0b), to_bytes("Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00"},
    {"sha1", to_bytes("Jefe"), to_bytes("what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {"sha1", Bytes(80, 0xaa), to_bytes(kLongKeyTest), "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    // RFC 4231, 4.2 and 4.7
    {"sha224", Bytes(20, 0x0b), to_bytes("Hi There"), "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22"},
    {"sha256", Bytes(20, 0x0b), to_bytes("Hi There"),
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"sha256", Bytes(131, 0xaa), to_bytes(kLongKeyTest),
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"sha384", Bytes(20, 0x0b), to_bytes("Hi There"),
     "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6"},
    {"sha512", Bytes(131, 0xaa), to_bytes(kLongKeyTest),
     "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
     "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
};
INSTANTIATE_TEST_SUITE_P(Rfc, HmacVector, testing::ValuesIn(kHmacCases));

TEST(Digest, RefusesNamesItDoesNotHave) {
  for (const std::string_view name : {"md2", "SHA1", "sha-1", "", "sha2"}) {
    const auto found = Digest::named(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, Errc::unsupported_algorithm);
    EXPECT_EQ(found.error().message, "no digest " + std::string(name) + " here");
  }
}

TEST(Digest, HasShortcutsForTheCommonOnes) {
  EXPECT_EQ(Digest::md5().name(), "md5");
  EXPECT_EQ(Digest::sha1().name(), "sha1");
  EXPECT_EQ(Digest::sha256().name(), "sha256");
  EXPECT_EQ(Digest::sha512().name(), "sha512");
}

std::string finished(Hash hash, const std::string& name) {
  Bytes out(digest(name).size());
  hash.finish(out);
  return hex(out);
}

TEST(Hash, CopiesGoOnFromTheSamePoint) {
  for (const std::string name : {"sha256", "sha3-256"}) {
    Hash prefix(digest(name));
    prefix.update(as_bytes("ab"));
    Hash assigned(digest("sha1"));  // of another kind, which must not matter
    assigned = prefix;
    prefix.update(as_bytes("c"));
    assigned.update(as_bytes("d"));
    EXPECT_EQ(finished(prefix, name), hex(digest(name).of({as_bytes("abc")})));
    EXPECT_EQ(finished(assigned, name), hex(digest(name).of({as_bytes("abd")})));
  }
}

}  // namespace
}  // namespace ks::crypto
