// Every target over its seeds and over all that a fuzzer ever found, without a fuzzer.

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

#include "fuzz/seeds.h"
#include "fuzz/targets.h"
#include "ks/base/bytes.h"

namespace ks::fuzz {

void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

namespace {

class Fuzz : public ::testing::TestWithParam<Target> {};

TEST_P(Fuzz, TakesItsSeeds) {
  const auto all = seeds(GetParam().name);
  EXPECT_FALSE(all.empty());
  for (const auto& seed : all) EXPECT_EQ(GetParam().run(seed.data(), seed.size()), 0);
}

TEST_P(Fuzz, TakesTheBeginningsOfItsSeeds) {
  for (const auto& seed : seeds(GetParam().name)) {
    for (std::size_t size = 0; size < seed.size(); size += seed.size() / 8 + 1) {
      EXPECT_EQ(GetParam().run(seed.data(), size), 0);
    }
  }
}

/// findings/TARGET/WHAT: the smallest input that once failed, kept so that it never does again.
TEST_P(Fuzz, TakesWhatWasFoundBefore) {
  const auto folder = std::filesystem::path(KS_FINDINGS) / GetParam().name;
  if (!std::filesystem::exists(folder)) return;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    ASSERT_TRUE(in.is_open()) << file.path();
    const Bytes bytes(std::istreambuf_iterator<char>(in), {});
    std::fprintf(stderr, "%s\n", file.path().c_str());  // an abort would not say which
    EXPECT_EQ(GetParam().run(bytes.data(), bytes.size()), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Target, Fuzz, ::testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace ks::fuzz
