#include "formats/pem_comments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/text.h"

namespace ks::pem {
namespace {

using namespace std::literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Everything that comments say, a line each.
std::string listing(const Comments& comments) {
  std::string all;
  if (comments.said.name) all += "name " + text::escape(*comments.said.name) + "\n";
  if (!comments.said.local_key_id.empty()) all += "id " + text::to_hex(comments.said.local_key_id) + "\n";
  if (comments.said.created) all += "created " + to_text(*comments.said.created) + "\n";
  for (const auto& attribute : comments.said.attributes) {
    all += attribute.oid;
    for (const auto& value : attribute.values) all += " " + text::to_hex(value);
    all += "\n";
  }
  if (comments.trust.trusted) all += "trusted\n";
  if (comments.trust.apart) all += "apart\n";
  for (const auto& oid : comments.trust.purposes) all += "for " + oid + "\n";
  for (const auto& name : comments.ignored) all += "ignored " + name + "\n";
  return all;
}

struct CommentCase {
  std::string name;
  std::string text;
  std::string expected;
};

void PrintTo(const CommentCase& one, std::ostream* out) { *out << one.name; }

const CommentCase kCases[] = {
    {"Nothing", "", ""},
    {"NoSection", "friendlyName: web\nlocalKeyID: 01\n", ""},
    {"Name", "Bag Attributes\n    friendlyName: web\n", "name web\n"},
    {"WindowsLines", "Bag Attributes\r\n    friendlyName: web\r\nKey Attributes: <No Attributes>\r\n", "name web\n"},
    {"Tabs", "\tBag Attributes\n\t\tfriendlyName:\tweb \t\n", "name web\n"},
    {"EmptyName", "Bag Attributes\n    friendlyName: \n", "name \n"},
    {"NameWithColonsAndSpaces", "Bag Attributes\n    friendlyName: a: b  c\n", "name a: b  c\n"},
    {"Utf8Name", "Bag Attributes\n    friendlyName: \u043a\u043b\u044e\u0447\n", "name \u043a\u043b\u044e\u0447\n"},
    {"Latin1Name", "Bag Attributes\n    friendlyName: w\xe9\x62\n", "name w\u00e9b\n"},
    {"LocalKeyId", "Bag Attributes\n    localKeyID: 01 0A FF \n", "id 010aff\n1.2.840.113549.1.9.21 0403010aff\n"},
    {"LocalKeyIdWithATime", "Bag Attributes\n    localKeyID: 54 69 6D 65 20 31 37 31 34 35 36 34 38 30 30 30 30 30 \n",
     "id 54696d652031373134353634383030303030\ncreated 2024-05-01T12:00:00Z\n"},
    {"LocalKeyIdWithATimeAfterZeros", "Bag Attributes\n    localKeyID: 54 69 6D 65 20 30 37 \n",
     "id 54696d65203037\ncreated 1970-01-01T00:00:00.007Z\n"},
    {"LocalKeyIdWithATimeOfAnotherForm", "Bag Attributes\n    localKeyID: 54 69 6D 65 20 37 2E \n",
     "id 54696d6520372e\n1.2.840.113549.1.9.21 040754696d6520372e\n"},
    {"LocalKeyIdWithATimeBeyondAll",
     "Bag Attributes\n    localKeyID: 54 69 6D 65 20 39 39 39 39 39 39 39 39 39 39 39 39 39 39 39 39 39 39 39 39 \n",
     "id 54696d6520" + text::to_hex(as_bytes("99999999999999999999")) + "\n1.2.840.113549.1.9.21 0419" +
         text::to_hex(as_bytes("Time 99999999999999999999")) + "\n"},
    {"LocalKeyIdThatIsNoHex", "Bag Attributes\n    localKeyID: zz\n", "ignored localKeyID\n"},
    {"MicrosoftNames", "Bag Attributes\n    Microsoft Local Key set: <No Values>\n    Microsoft CSP Name: A\u00e9\n",
     "1.3.6.1.4.1.311.17.2\n1.3.6.1.4.1.311.17.1 1e04004100e9\n"},
    {"AnyAttributeOfOurs", "Bag Attributes\n    1.2.3.4: #0c026869 #0500\n", "1.2.3.4 0c026869 0500\n"},
    {"AnyAttributeWithoutValues", "Bag Attributes\n    1.2.3.4: <No Values>\n", "1.2.3.4\n"},
    {"AnyAttributeAsText", "Bag Attributes\n    1.2.3.4: hello\n", "ignored 1.2.3.4\n"},
    {"ValueThatIsNoDer", "Bag Attributes\n    1.2.3.4: #0c05\n    1.2.3.5: #0\n", "ignored 1.2.3.4\nignored 1.2.3.5\n"},
    {"TypesThatAreNone",
     "Bag Attributes\n    1..2: #0500\n    3.4: #0500\n    1.2.99999999999999999999: #0500\n    1: #0500\n",
     "ignored 1..2\nignored 3.4\nignored 1.2.99999999999999999999\nignored 1\n"},
    {"AttributeWithALongName", "Bag Attributes\n    challengePassword: hi\n", "ignored challengePassword\n"},
    {"TrustOfOpenSsl30", "Bag Attributes\n    2.16.840.1.113894.746875.1.1: <Unsupported tag 6>\n", "trusted\napart\n"},
    {"TrustOfOpenSsl32", "Bag Attributes\n    Trusted key usage (Oracle): Any Extended Key Usage (2.5.29.37.0)\n",
     "trusted\napart\n"},
    {"TrustForTwoPurposesOfOpenSsl32",
     "Bag Attributes\n    Trusted key usage (Oracle): TLS Web Server Authentication (1.3.6.1.5.5.7.3.1)\n"
     "TLS Web Client Authentication (1.3.6.1.5.5.7.3.2)\n",
     "trusted\napart\nfor 1.3.6.1.5.5.7.3.1\nfor 1.3.6.1.5.5.7.3.2\n"},
    {"TrustForAnythingAmongOthers",
     "Bag Attributes\n    2.16.840.1.113894.746875.1.1: 1.3.6.1.5.5.7.3.1 2.5.29.37.0 1.2.3\n", "trusted\napart\n"},
    {"TrustForNothing", "Bag Attributes\n    2.16.840.1.113894.746875.1.1: none\n", "apart\n"},
    {"TheLastSectionCounts",
     "Bag Attributes\n    friendlyName: a\n    1.2.3: #0500\nBag Attributes\n    localKeyID: 01 \n",
     "id 01\n1.2.840.113549.1.9.21 040101\n"},
    {"KeyAttributesAreOfAnotherKind",
     "Bag Attributes\n    friendlyName: a\nKey Attributes\n    X509v3 Key Usage: 10 \n", "name a\n"},
    {"NamesAreNotAttributes",
     "Bag Attributes\n    friendlyName: a\nsubject=CN = x\n\n    friendlyName: b\nissuer=CN = y\n", "name a\n"},
    {"NoAttributes", "Bag Attributes: <No Attributes>\nsubject=CN = a\n", ""},
    {"TooLong", "Bag Attributes\n    friendlyName: " + std::string(4 << 16, 'a') + "\n", "ignored friendlyName\n"},
};

class ReadComments : public testing::TestWithParam<CommentCase> {};

TEST_P(ReadComments, GivesWhatTheySay) {
  EXPECT_EQ(listing(read_comments(GetParam().text, "", {})), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Pem, ReadComments, testing::ValuesIn(kCases), [](const auto& one) { return one.param.name; });

TEST(ReadCommentsOfHeaders, TakesAFriendlyNameAsCertigoWritesIt) {
  EXPECT_EQ(listing(read_comments("", "\nfriendlyName: web\noriginFile: a.p12\n", {})), "name web\n");
}

Comments round_trip(const pieces::Remarks& said, const pieces::Trust& trust) {
  Text out;
  write_comments(out, said, trust);
  return read_comments(as_text(out.bytes()), "", {});
}

TEST(WriteComments, ReadsBackEveryAttribute) {
  const Attributes attributes = {
      {.oid = std::string(oids::kMicrosoftCspName), .values = {asn1::bmp_string(text::to_utf16be("A\nB").value())}},
      {.oid = std::string(oids::kMicrosoftCspName), .values = {asn1::utf8_string("of another type")}},
      {.oid = std::string(oids::kMicrosoftLocalKeySet), .values = {}},
      {.oid = std::string(oids::kMicrosoftLocalKeySet), .values = {asn1::null()}},
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(Bytes{1, 2})}},
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(to_bytes("Time 5"))}},
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::boolean(true)}},
      {.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {asn1::null()}},
      {.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {}},
      {.oid = "1.2.3", .values = {asn1::null(), asn1::integer(5)}},
      {.oid = "1.2.4", .values = {}},
  };
  const auto again = round_trip({.name = "web", .attributes = attributes}, {});
  EXPECT_EQ(again.said.attributes, attributes);
  EXPECT_EQ(again.said.name, "web");
  EXPECT_EQ(again.said.local_key_id, (Bytes{1, 2}));
  EXPECT_FALSE(again.said.created);
  EXPECT_FALSE(again.trust.apart);
  EXPECT_THAT(again.ignored, IsEmpty());
}

TEST(WriteComments, KeepsATimeBesideALocalKeyId) {
  const Attributes attributes = {{.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(Bytes{1, 2})}}};
  const auto again = round_trip({.local_key_id = to_bytes("Time 1714564800000"), .attributes = attributes}, {});
  EXPECT_EQ(again.said.created, Time(milliseconds(1714564800000)));
  EXPECT_EQ(again.said.attributes, attributes);
}

TEST(WriteComments, ReadsBackTrust) {
  const auto any = round_trip({}, {.trusted = true, .apart = true});
  EXPECT_TRUE(any.trust.trusted);
  EXPECT_THAT(any.trust.purposes, IsEmpty());
  const auto some = round_trip({}, {.trusted = true, .apart = true, .purposes = {"1.2.3", "1.2.4"}});
  EXPECT_THAT(some.trust.purposes, ElementsAre("1.2.3", "1.2.4"));
  const auto none = round_trip({}, {.apart = true});
  EXPECT_TRUE(none.trust.apart);
  EXPECT_FALSE(none.trust.trusted);
}

TEST(WriteComments, SaysNothingAboutNothing) {
  Text out;
  write_comments(out, {}, {});
  EXPECT_TRUE(out.empty());
}

struct EscapeCase {
  std::string name;
  std::string plain;
  std::string escaped;
};

void PrintTo(const EscapeCase& one, std::ostream* out) { *out << one.name; }

const EscapeCase kEscapes[] = {
    {"Plain", "web server", "web server"},
    {"Empty", "", ""},
    {"Utf8", "\u043a\u043b\u044e\u0447 \U0001f511", "\u043a\u043b\u044e\u0447 \U0001f511"},
    {"LineFeed", "a\nb", R"(a\u{a}b)"},
    {"CarriageReturnAndZero", "a\r\0b"s, R"(a\u{d}\u{0}b)"},
    {"EscapeSequence", "\x1b[31m\x7f", R"(\u{1b}[31m\u{7f})"},
    {"C1", "\u0085\u009b", R"(\u{85}\u{9b})"},
    {"RightToLeftOverride", "a\u202eb\u2066\u2028", R"(a\u{202e}b\u{2066}\u{2028})"},
    {"SpacesAtTheEnds", "  a b  ", R"(\u{20} a b \u{20})"},
    {"OneSpace", " ", R"(\u{20})"},
    {"BeginOfABlock", "-----BEGIN CERTIFICATE-----", R"(\u{2d}----BEGIN CERTIFICATE\u{2d}----)"},
    {"ManyDashes", "-------", R"(\u{2d}\u{2d}\u{2d}----)"},
    {"FewDashes", "a----b", "a----b"},
    {"DomainUser", R"(DOMAIN\user)", R"(DOMAIN\user)"},
    {"Backslashes", R"(\\server\share\)", R"(\\server\share\)"},
    {"LooksLikeAnEscape", R"(\u{a})", R"(\u{5c}u{a})"},
    {"LooksLikeAByte", R"(\x{ff})", R"(\u{5c}x{ff})"},
    {"BytesThatAreNoUtf8", "a\xff\x80", R"(a\x{ff}\x{80})"},
};

class EscapeComment : public testing::TestWithParam<EscapeCase> {};

TEST_P(EscapeComment, IsSafeAndComesBack) {
  EXPECT_EQ(escape_comment(GetParam().plain), GetParam().escaped);
  EXPECT_EQ(unescape_comment(GetParam().escaped), GetParam().plain);
}

INSTANTIATE_TEST_SUITE_P(Pem, EscapeComment, testing::ValuesIn(kEscapes),
                         [](const auto& one) { return one.param.name; });

TEST(UnescapeComment, LeavesWhatIsNoEscapeOfOurs) {
  for (const auto* text : {R"(\u{)", R"(\u{})", R"(\u{zz})", R"(\u{d800})", R"(\u{110000})", R"(\u{0000000a})",
                           R"(\x{100})", R"(\n)", R"(\u{a)"}) {
    EXPECT_EQ(unescape_comment(text), text);
  }
}

}  // namespace
}  // namespace ks::pem
