#include "ks/formats/profiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ks {
namespace {

std::string text_of(const Protection& protection) {
  switch (protection.scheme) {
    case Protection::Scheme::pbes2: return "pbes2 " + protection.cipher + " " + protection.prf;
    case Protection::Scheme::pkcs12_pbe: return "pbes1 " + protection.cipher;
    default: return "other";
  }
}

std::string text_of(const Mac& mac) { return (mac.scheme == Mac::Scheme::pbmac1 ? "pbmac1 " : "kdf ") + mac.digest; }

/// "pbes2 aes-256-cbc sha256, kdf sha256, 100000/10000", or the error.
std::string text_of(const Result<Profile>& profile) {
  if (!profile) return std::string(name(profile.error().code)) + ": " + profile.error().message;
  EXPECT_EQ(profile->keys, profile->certificates);
  EXPECT_EQ(profile->keys.iterations, profile->iterations_with_keys);
  EXPECT_EQ(profile->mac.iterations, profile->iterations_with_keys);
  return text_of(profile->keys) + ", " + text_of(profile->mac) + ", " + std::to_string(profile->keys.iterations) + "/" +
         std::to_string(profile->iterations_without_keys);
}

constexpr auto kAes = "pbes2 aes-256-cbc sha256, kdf sha256, 100000/10000";
constexpr auto kPbmac1 = "pbes2 aes-256-cbc sha256, pbmac1 sha256, 100000/10000";
constexpr auto kTripleDes = "pbes1 des-ede3-cbc, kdf sha1, 100000/10000";

struct ProfileCase {
  std::string name;
  std::vector<std::string> readers;
  std::string expected;
};

const ProfileCase kCases[] = {
    {"Default", {}, kAes},
    {"Modern", {"modern"}, "pbes2 aes-256-cbc sha256, kdf sha256, 600000/10000"},
    {"Java8", {"java8"}, kTripleDes},
    {"Java17", {"java17"}, kAes},
    {"Windows2016", {"windows2016"}, kTripleDes},
    {"MacOs", {"macos"}, kTripleDes},
    {"OpenSsl1", {"openssl1"}, kAes},
    {"OpenSsl3", {"openssl3"}, kAes},
    {"Android", {"android"}, kTripleDes},
    {"Node", {"node"}, kAes},
    {"Fips", {"fips"}, kPbmac1},
    {"Era2016", {"2016"}, kTripleDes},
    {"Era2023", {"2023"}, kAes},
    {"Era2026", {"2026"}, kPbmac1},
    {"StrongestOfTwo", {"openssl3", "java17"}, kAes},
    {"WeakestReaderDecides", {"openssl3", "windows2016", "java17"}, kTripleDes},
    {"MostRoundsOfAll", {"java8", "modern"}, "pbes1 des-ede3-cbc, kdf sha1, 600000/10000"},
    {"FipsAndNew", {"fips", "2026"}, kPbmac1},
    {"NothingInCommon", {"node", "java8", "fips"}, "cannot_represent: no encoding is read by both node and fips"},
    {"UnknownName", {"java17", "java7"}, "usage: no profile is called java7"},
};

class Profiles : public testing::TestWithParam<ProfileCase> {};

TEST_P(Profiles, GivesTheStrongestThatAllRead) {
  EXPECT_EQ(text_of(strongest_for(GetParam().readers)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Named, Profiles, testing::ValuesIn(kCases), [](const auto& each) { return each.param.name; });

TEST(Profiles, TellWhichReaderDecides) {
  EXPECT_EQ(profile_named("node")->name, "node");
  EXPECT_EQ(strongest_for(std::vector<std::string>{"node", "android", "java8"})->name, "android");
  EXPECT_NE(profile_named("x").error().hint.find("modern java8 java17 windows2016"), std::string::npos);
}

TEST(Profiles, AreListedWithTheDefaultFirst) {
  ASSERT_EQ(profiles().size(), 14U);
  EXPECT_EQ(profiles().front().name, "default");
  EXPECT_EQ(text_of(profiles().front()), kAes);
}

TEST(Profiles, SpendFewerRoundsWhereNothingIsSecret) {
  EncodeOptions options;
  constexpr bool kHoldsKeys = true;
  apply(profiles().front(), kHoldsKeys, options);
  EXPECT_EQ(options.keys->iterations, 100'000U);
  EXPECT_EQ(options.mac->iterations, 100'000U);
  apply(profiles().front(), !kHoldsKeys, options);
  EXPECT_EQ(options.certificates->iterations, 10'000U);
  EXPECT_EQ(options.mac->iterations, 10'000U);
}

std::string obstacle(const Origin& origin, std::string_view reader) {
  const auto all = who_reads(origin);
  const auto found = std::ranges::find(all, reader, &Reading::name);
  return found == all.end() ? "no such reader" : found->obstacle;
}

TEST(WhoReads, NamesWhatStandsInTheWay) {
  const Protection rc2{.scheme = Protection::Scheme::pkcs12_pbe, .cipher = "rc2-40-cbc"};
  const Protection aes{};
  const Origin old{.keys = rc2, .certificates = rc2, .mac = Mac{.digest = "sha1"}};
  EXPECT_EQ(obstacle(old, "openssl3"), "RC2 encryption");
  EXPECT_EQ(obstacle(old, "java8"), "");
  const Origin now{.keys = aes, .certificates = aes, .mac = Mac{}};
  EXPECT_EQ(obstacle(now, "windows2016"), "PBES2 encryption, a SHA-2 MAC");
  EXPECT_EQ(obstacle(now, "node"), "");
  const Origin plain{.keys = Protection{.scheme = Protection::Scheme::none}, .mac = Mac{.scheme = Mac::Scheme::none}};
  EXPECT_EQ(obstacle(plain, "java17"), "keys that are not encrypted");
  EXPECT_EQ(obstacle({}, "fips"), "");
}

TEST(HoldsKeys, SeesAnyKey) {
  Store store;
  EXPECT_FALSE(holds_keys(store));
  store.add_renamed({.alias = Alias("k"), .value = SecretKeyEntry{SecretKey::from_raw("1.2", Secret("0123"))}});
  EXPECT_TRUE(holds_keys(store));
}

}  // namespace
}  // namespace ks
