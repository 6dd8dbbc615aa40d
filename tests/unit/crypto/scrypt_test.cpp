#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <limits>
#include <string>

#include "crypto/kdf.h"
#include "peer.h"

namespace ks::crypto {
namespace {

std::string derived(std::string_view password, std::string_view salt, const ScryptCost& cost, std::size_t length) {
  const auto key = scrypt(as_bytes(password), as_bytes(salt), cost, length);
  return key ? hex(key->reveal()) : std::string(name(key.error().code));
}

TEST(Scrypt, GivesTheKeysOfRfc7914Section12) {
  EXPECT_EQ(derived("", "", {.n = 16, .r = 1, .p = 1}, 64),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
            "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
  EXPECT_EQ(derived("password", "NaCl", {.n = 1024, .r = 8, .p = 16}, 64),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
            "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
  EXPECT_EQ(derived("pleaseletmein", "SodiumChloride", {.n = 16384, .r = 8, .p = 1}, 64),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
            "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
}

TEST(Scrypt, GoesBeyondTheMemoryThatLibcryptoAllowsUnasked) {
  Bytes expected(33);
  constexpr std::uint64_t kEnough = 128ULL << 20;
  ASSERT_EQ(EVP_PBE_scrypt_ex("pw", 2, as_bytes("salt").data(), 4, 65536, 8, 1, kEnough, expected.data(),
                              expected.size(), peer::context(), nullptr),
            1);
  EXPECT_EQ(derived("pw", "salt", {.n = 65536, .r = 8, .p = 1}, expected.size()), hex(expected));
}

TEST(Scrypt, DerivesNothingWhenNothingIsAskedFor) {
  EXPECT_EQ(derived("pw", "salt", {.n = 16, .r = 1, .p = 1}, 0), "");
}

TEST(Scrypt, RefusesWhatTheRfcDoesNotAllow) {
  constexpr auto kHuge = std::numeric_limits<std::uint64_t>::max();
  constexpr ScryptCost kRefused[] = {
      {},
      {.n = 1, .r = 8, .p = 1},   // N > 1
      {.n = 15, .r = 8, .p = 1},  // a power of two
      {.n = kHuge, .r = 8, .p = 1},
      {.n = 16, .r = 0, .p = 1},
      {.n = 16, .r = 1, .p = 0},
      {.n = 1 << 16, .r = 1, .p = 1},   // N < 2^(128·r/8)
      {.n = 16, .r = 1, .p = 1 << 30},  // p ≤ (2^32 - 1)·32 / (128·r)
      {.n = 16, .r = 1 << 15, .p = 1 << 15},
      {.n = 16, .r = kHuge, .p = 1},
      {.n = 16, .r = 1, .p = kHuge},
      {.n = 16, .r = kHuge, .p = kHuge},
  };
  for (const auto& cost : kRefused) EXPECT_EQ(derived("", "", cost, 16), "damaged") << cost.n << " " << cost.r;
}

TEST(ScryptMemory, IsTheProductOrAsMuchAsCanBeSaid) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(scrypt_memory({.n = 16384, .r = 8, .p = 1}), 16ULL << 20);
  EXPECT_EQ(scrypt_memory({.n = 65536, .r = 8, .p = 1}), 64ULL << 20);
  EXPECT_EQ(scrypt_memory({.n = 1024, .r = 8, .p = 16}), 16ULL << 20);
  EXPECT_EQ(scrypt_memory({.n = 1ULL << 56, .r = 1, .p = 1}), 1ULL << 63);
  EXPECT_EQ(scrypt_memory({.n = 1ULL << 57, .r = 1, .p = 1}), kMost);
  EXPECT_EQ(scrypt_memory({.n = 1ULL << 32, .r = 1ULL << 32, .p = 1ULL << 32}), kMost);
  EXPECT_EQ(scrypt_memory({.n = kMost, .r = kMost, .p = kMost}), kMost);
  EXPECT_EQ(scrypt_memory({}), 0U);
}

}  // namespace
}  // namespace ks::crypto
