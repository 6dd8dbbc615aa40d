// Each profile of docs/reference/profiles.md is read by every reader it promises that Debian has.
#include "ks/formats/profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "judges.h"
#include "written.h"

namespace ks {
namespace {

using test::Content;
using test::contents;
using test::File;
using test::Version;
using ::testing::HasSubstr;
using ::testing::Matcher;

using Answers = std::vector<std::string>;

/// Asks a tool that takes one file at a time.
template <std::string (*Judge)(const File&)>
Answers one_by_one(const std::vector<File>& files) {
  Answers all;
  std::ranges::transform(files, std::back_inserter(all), Judge);
  return all;
}

Answers sun(const std::vector<File>& files) { return test::java(files, "PKCS12", "SUN"); }
Answers bouncy_castle(const std::vector<File>& files) { return test::java(files, "PKCS12", "BC"); }

std::string entries(const Store& store) { return std::to_string(store.entries().size()) + "\n"; }
std::string read(const Store& /*store*/) { return "read"; }

bool anything(const Content& /*content*/) { return true; }
bool ascii(const Content& content) { return content.name != "EcIdentity"; }
bool keys(const Content& content) { return holds_keys(content.store); }
bool no_ec_keys(const Content& content) { return content.name == "RsaIdentity" || content.name == "Anchors"; }

/// A tool, what it says of a store that it reads, and which profiles promise to be read by it.
struct Reader {
  std::string name;
  Answers (*ask)(const std::vector<File>&);
  std::string (*answer)(const Store&);
  bool (*takes)(const Content&);
  std::vector<std::string_view> profiles;
  std::string version;   ///< The command that prints it.
  Version pbmac1_since;  ///< The first that verifies PBMAC1 (RFC 9879).
  std::string refusal;   ///< What those before it say of a file that has one.
};

void PrintTo(const Reader& reader, std::ostream* out) { *out << reader.name; }

// Windows, macOS and Android are not to be had here: what is written for them is what is written for java8, and Android's
// own PKCS#12 is that of BouncyCastle. keytool, NSS and GnuTLS get one profile of each encoding that they read.
const Reader kReaders[] = {
    {.name = "Java",
     .ask = sun,
     .answer = test::as_java_shows,
     .takes = anything,
     .profiles = {"default", "modern", "java8", "java17", "windows2016", "macos", "openssl1", "openssl3", "android",
                  "node", "fips", "2016", "2023", "2026"},
     .version = "java -version",
     .pbmac1_since = {26},
     .refusal = "Algorithm HmacPBE1.2.840.113549.1.5.14 not available"},
    {.name = "Keytool",
     .ask = one_by_one<test::keytool>,
     .answer = entries,
     .takes = anything,
     .profiles = {"default", "java8"},
     .version = "java -version",
     .pbmac1_since = {},
     .refusal = {}},
    {.name = "BouncyCastle",
     .ask = bouncy_castle,
     .answer = test::as_java_shows,
     .takes = no_ec_keys,  // those it writes its own way
     .profiles = {"default", "java8", "android", "2016", "2023", "2026"},
     .version = "readlink -f /usr/share/java/bcprov.jar",
     .pbmac1_since = {1, 81},
     .refusal = "no such algorithm: 1.2.840.113549.1.5.14"},
    {.name = "Openssl",
     .ask = one_by_one<test::openssl>,
     .answer = test::as_openssl_prints,
     .takes = ascii,  // OpenSSL prints one byte of each character of a name
     .profiles = {"default", "modern", "java8", "openssl1", "openssl3", "fips", "2016", "2023", "2026"},
     .version = "openssl version",
     .pbmac1_since = {3, 4},
     .refusal = "Algorithm (PBMAC1 : 0)"},
    {.name = "Node",
     .ask = one_by_one<test::node>,
     .answer = read,
     .takes = keys,  // it takes no PKCS#12 without one
     .profiles = {"default", "java8", "node", "2016", "2023", "2026"},
     .version = "node -p process.versions.openssl",
     .pbmac1_since = {3, 4},
     .refusal = "exit 1"},
    {.name = "Nss",
     .ask = one_by_one<test::nss>,
     .answer = test::as_nss_counts,
     .takes = anything,
     .profiles = {"default", "java8", "2026"},
     .version = test::kNssVersion,
     .pbmac1_since = {3, 101},
     .refusal = "SEC_ERROR_BAD_PASSWORD"},
    {.name = "Gnutls",
     .ask = one_by_one<test::gnutls>,
     .answer = read,
     .takes = anything,
     .profiles = {"default", "java8", "2026"},
     .version = "certtool --version",
     .pbmac1_since = {3, 8, 6},
     .refusal = "verify_mac: The hash algorithm is unknown"},
};

bool has_pbmac1(std::string_view profile) { return profile_named(profile).value().mac.scheme == Mac::Scheme::pbmac1; }

struct Expected {
  std::string title;
  Matcher<std::string> answer;
};

using WrittenPkcs12 = test::Written;

class Profiles : public test::Written, public ::testing::WithParamInterface<Reader> {};

TEST_P(Profiles, AreReadByWhomTheyPromise) {
  const auto& reader = GetParam();
  const auto version = test::version_printed_by(reader.version);
  std::vector<Expected> expected;
  std::vector<File> files;
  for (const auto profile : reader.profiles) {
    const bool refused = has_pbmac1(profile) && version < reader.pbmac1_since;
    for (const auto& content : contents()) {
      if (!reader.takes(content)) continue;
      files.push_back(written_for(profile, content));
      expected.push_back(
          {.title = std::string(profile) + " " + content.name,
           .answer = refused ? Matcher<std::string>(HasSubstr(reader.refusal)) : reader.answer(content.store)});
    }
  }
  const auto answers = reader.ask(files);
  ASSERT_EQ(answers.size(), expected.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_THAT(answers[i], expected[i].answer) << expected[i].title << ", version " << test::to_string(version);
  }
}

INSTANTIATE_TEST_SUITE_P(Reader, Profiles, ::testing::ValuesIn(kReaders),
                         [](const auto& reader) { return reader.param.name; });

TEST(ProfileTable, HasAReaderForEach) {
  for (const auto& profile : profiles()) {
    EXPECT_TRUE(std::ranges::any_of(kReaders, [&](const auto& reader) {
      return std::ranges::count(reader.profiles, profile.name) == 1;
    })) << profile.name;
  }
}

TEST_F(WrittenPkcs12, ForFipsIsReadInFipsModeWhichRefusesTheDefault) {
  const auto version = test::version_printed_by("openssl version");
  if (version < Version{3, 4}) {
    GTEST_SKIP() << "OpenSSL verifies PBMAC1 since 3.4, and this is " << test::to_string(version);
  }
  for (const auto& content : contents()) {
    if (!ascii(content)) continue;
    EXPECT_EQ(test::openssl_in_fips_mode(written_for("fips", content)), test::as_openssl_prints(content.store));
    EXPECT_THAT(test::openssl_in_fips_mode(written_for("default", content)), HasSubstr("no PKCS12KDF support"));
  }
}

}  // namespace
}  // namespace ks
