#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "ks/formats/format.h"
#include "ks/formats/jks.h"
#include "support/testdata.h"

namespace ks {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

TEST(Formats, AreTheseByName) {
  std::vector<std::string> names;
  for (const auto& format : formats()) names.emplace_back(format.name);
  EXPECT_THAT(names, UnorderedElementsAre("jks", "pem", "der", "pkcs7", "pkcs12"));
}

TEST(Formats, HaveAWholeRowEach) {
  for (const auto& format : formats()) {
    EXPECT_NE(format.looks_like, nullptr) << format.name;
    EXPECT_NE(format.decode, nullptr) << format.name;
    EXPECT_NE(format.encode, nullptr) << format.name;
    EXPECT_THAT(format.title, Not(IsEmpty())) << format.name;
    EXPECT_THAT(format.extensions, Each(StartsWith("."))) << format.name;
    EXPECT_TRUE(format.has_password || !format.needs_password) << format.name;
  }
}

TEST(Formats, AreFoundByNameOrNamedInTheHint) {
  for (const auto& format : formats()) EXPECT_EQ(format_named(format.name).value(), &format);
  EXPECT_EQ(format_named("JKS").value()->name, "jks");
  EXPECT_EQ(format_named("p12").value()->name, "pkcs12");
  EXPECT_EQ(format_named("P7B").value()->name, "pkcs7");
  EXPECT_FALSE(format_named(""));
  EXPECT_FALSE(format_named(".p12"));
  const auto unknown = format_named("bks");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::unsupported_format);
  EXPECT_THAT(unknown.error().hint, HasSubstr("jks"));
  EXPECT_THAT(unknown.error().hint, HasSubstr("pkcs12"));
}

struct ExtensionCase {
  std::string_view path;
  std::string_view format;  // "" where there is none
};

void PrintTo(const ExtensionCase& one, std::ostream* out) { *out << one.path; }

class FormatForExtension : public ::testing::TestWithParam<ExtensionCase> {};

TEST_P(FormatForExtension, GoesByTheLastOneInAnyCase) {
  const auto format = format_for_extension(GetParam().path);
  EXPECT_EQ(format ? (*format)->name : "", GetParam().format) << GetParam().path;
  if (!format) {
    EXPECT_EQ(format.error().code, Errc::usage);
    EXPECT_THAT(format.error().hint, HasSubstr("--to"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Paths, FormatForExtension,
    ::testing::Values(ExtensionCase{"a.pem", "pem"}, ExtensionCase{"a.crt", "pem"}, ExtensionCase{"a.cer", "pem"},
                      ExtensionCase{"a.key", "pem"}, ExtensionCase{"a.der", "der"}, ExtensionCase{"a.p12", "pkcs12"},
                      ExtensionCase{"a.pfx", "pkcs12"}, ExtensionCase{"a.jks", "jks"}, ExtensionCase{"a.p7b", "pkcs7"},
                      ExtensionCase{"a.p7c", "pkcs7"}, ExtensionCase{"dir/A.B.P12", "pkcs12"},
                      ExtensionCase{"a.p12.pem", "pem"}, ExtensionCase{"a", ""}, ExtensionCase{"a.", ""},
                      ExtensionCase{"", ""}, ExtensionCase{"-", ""}, ExtensionCase{".pem", ""},
                      ExtensionCase{"dir.pem/file", ""}, ExtensionCase{"dir/.jks", ""}, ExtensionCase{"a.txt", ""}));

TEST(Formats, NoTwoShareAnExtension) {
  for (const auto& format : formats()) {
    for (const auto extension : format.extensions) {
      EXPECT_EQ(format_for_extension("a" + std::string(extension)).value(), &format) << extension;
    }
  }
}

TEST(Decode, SetsWhereTheStoreCameFrom) {
  const auto store = decode(test::testdata_bytes("jks/one-anchor.jks"), {.password = share(Secret("changeit"))});
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(store->origin.format, "jks");
  EXPECT_EQ(store->origin.integrity, Integrity::verified);
}

TEST(Decode, RefusesWhatIsLargerThanTheLimit) {
  const auto bytes = test::testdata_bytes("jks/one-anchor.jks");
  DecodeOptions options;
  options.limits.file_size = bytes.size();
  EXPECT_TRUE(decode(bytes, options));
  options.limits.file_size = bytes.size() - 1;
  const auto refused = decode(bytes, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::limit);
  EXPECT_EQ(refused.error().hint, "--limit file-size=" + std::to_string(bytes.size()) + " allows it");
}

TEST(Encode, GoesByName) {
  const auto as_jks = encode("jks", Store{}, {.password = share(Secret(""))});
  ASSERT_TRUE(as_jks) << as_jks.error().message;
  EXPECT_TRUE(jks::looks_like(as_jks->bytes));
  EXPECT_EQ(encode("jceks", Store{}).error().code, Errc::unsupported_format);
}

}  // namespace
}  // namespace ks
