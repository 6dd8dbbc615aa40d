#include "crypto/hash_chain.h"

#include <gtest/gtest.h>

#include <string>

#include "peer.h"

namespace ks::crypto {
namespace {

class HashChain : public testing::TestWithParam<std::string> {
 protected:
  Digest digest() const { return Digest::named(GetParam()).value(); }

  std::string hashed(ByteView tail, std::uint64_t rounds, ChainWay way) const {
    auto value = some_bytes(digest().size(), 1);
    hash_chain(digest(), value, tail, rounds, way);
    return hex(value);
  }
  std::string keyed(ByteView key, std::uint64_t rounds, ChainWay way) const {
    auto value = some_bytes(digest().size(), 2);
    hmac_chain(digest(), key, value, rounds, way);
    return hex(value);
  }
};

TEST_P(HashChain, IsTheSameEveryWay) {
  const auto tails = some_bytes(140, 3);  // beyond a block of every digest
  for (std::size_t size = 0; size <= tails.size(); ++size) {
    const auto tail = ByteView(tails).first(size);
    for (const std::uint64_t rounds : {0U, 1U, 2U, 7U}) {
      const auto expected = hashed(tail, rounds, ChainWay::general);
      ASSERT_EQ(hashed(tail, rounds, ChainWay::portable), expected) << size << " " << rounds;
      ASSERT_EQ(hashed(tail, rounds, ChainWay::quickest), expected) << size << " " << rounds;
    }
  }
}

TEST_P(HashChain, IsTheSameEveryWayWithAKey) {
  const auto keys = some_bytes(200, 4);
  for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 128U, 129U, 200U}) {
    const auto key = ByteView(keys).first(size);
    for (const std::uint64_t rounds : {0U, 1U, 2U, 7U}) {
      const auto expected = keyed(key, rounds, ChainWay::general);
      ASSERT_EQ(keyed(key, rounds, ChainWay::portable), expected) << size << " " << rounds;
      ASSERT_EQ(keyed(key, rounds, ChainWay::quickest), expected) << size << " " << rounds;
    }
  }
}

TEST_P(HashChain, IsDigestsOfDigests) {
  const auto tail = some_bytes(9, 5);
  auto expected = some_bytes(digest().size(), 1);
  for (int i = 0; i < 3; ++i) expected = digest().of({expected, tail});
  EXPECT_EQ(hashed(tail, 3, ChainWay::general), hex(expected));
}

TEST_P(HashChain, IsTheExclusiveOrOfAllMacs) {
  const auto key = some_bytes(9, 6);
  auto u = some_bytes(digest().size(), 2);
  auto expected = u;
  for (int i = 0; i < 3; ++i) {
    u = digest().hmac(key, u);
    for (std::size_t k = 0; k < u.size(); ++k) expected[k] ^= u[k];
  }
  EXPECT_EQ(keyed(key, 3, ChainWay::general), hex(expected));
}

INSTANTIATE_TEST_SUITE_P(Digest, HashChain, testing::ValuesIn(kDigests),
                         [](const auto& of) { return test_name(of.param); });

}  // namespace
}  // namespace ks::crypto
