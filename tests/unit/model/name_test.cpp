#include "ks/model/name.h"

#include <gtest/gtest.h>

#include <string>

#include "ks/base/text.h"
#include "support/linear.h"
#include "unit/model/made_by_hand.h"

namespace ks {
namespace {

using asn1::sequence;
using test::attribute;
using test::rdn;
using test::text_value;

constexpr std::string_view kCountry = "2.5.4.6";
constexpr std::string_view kOrganization = "2.5.4.10";
constexpr std::string_view kUnit = "2.5.4.11";
constexpr std::string_view kDomain = "0.9.2342.19200300.100.1.25";
const auto kCn = oids::kCommonName;

Name parsed(ByteView der) { return Name::from_der(der).value(); }

/// A name of one CN whose value is `value`.
Bytes cn(ByteView value) { return sequence({rdn({attribute(kCn, value)})}); }

// RFC 4514.

struct TextCase {
  const char* name;
  Bytes der;
  std::string text;
};
void PrintTo(const TextCase& c, std::ostream* out) { *out << c.name; }
class NameText : public testing::TestWithParam<TextCase> {};
TEST_P(NameText, IsRfc4514) { EXPECT_EQ(parsed(GetParam().der).text(), GetParam().text); }

Bytes example_net(ByteView first) { return sequence({rdn(kDomain, "net"), rdn(kDomain, "example"), first}); }

const TextCase kTexts[] = {
    // RFC 4514, 4
    {"Uid", example_net(rdn("0.9.2342.19200300.100.1.1", "jsmith")), "UID=jsmith,DC=example,DC=net"},
    {"MultiValued", example_net(rdn({attribute(kUnit, "Sales"), attribute(kCn, "J.  Smith")})),
     "OU=Sales+CN=J.  Smith,DC=example,DC=net"},
    {"QuotesAndComma", example_net(rdn(kCn, "James \"Jim\" Smith, III")),
     "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net"},
    {"CarriageReturn", example_net(rdn(kCn, "Before\rAfter")), "CN=Before\\0dAfter,DC=example,DC=net"},
    {"UnknownType", sequence({rdn({attribute("1.3.6.1.4.1.1466.0", asn1::octet_string(as_bytes("Hi")))})}),
     "1.3.6.1.4.1.1466.0=#04024869"},
    {"Accents", sequence({rdn("2.5.4.4", "Lučić")}), "SN=Lučić"},
    // What 2.4 escapes
    {"Empty", sequence({}), ""},
    {"EmptyValue", test::name_of(""), "CN="},
    {"LeadingHash", test::name_of("#1"), "CN=\\#1"},
    {"HashInside", test::name_of("1#"), "CN=1#"},
    {"SpacesAtEdges", test::name_of("  a  "), "CN=\\  a \\ "},
    {"OneSpace", test::name_of(" "), "CN=\\ "},
    {"EverySpecial", test::name_of("\"+,;<>\\="), "CN=\\\"\\+\\,\\;\\<\\>\\\\="},
    {"Nul", test::name_of(std::string_view("a\0b", 3)), "CN=a\\00b"},
    {"EscapeSequence", test::name_of("\x1b[2J"), "CN=\\1b[2J"},
    // Types of strings
    {"Printable", cn(text_value(asn1::kPrintableString, "abc")), "CN=abc"},
    {"Ia5", cn(text_value(asn1::kIa5String, "a@b")), "CN=a@b"},
    {"TeletexIsLatin1", cn(text_value(asn1::kTeletexString, "\xe4")), "CN=ä"},
    {"Bmp", cn(asn1::bmp_string(as_bytes(std::string_view("\x00\xe4\x20\xac", 4)))), "CN=ä€"},
    {"Universal", cn(text_value(asn1::kUniversalString, std::string_view("\0\1\xf6\0", 4))), "CN=😀"},
    {"Numeric", cn(text_value(asn1::kNumericString, "42")), "CN=42"},
    // Values that are no strings, or broken ones, show their DER
    {"Integer", cn(asn1::integer(std::uint64_t{5})), "CN=#020105"},
    {"BrokenUtf8", cn(text_value(asn1::kUtf8String, "\xff")), "CN=#0c01ff"},
    {"OddBmp", cn(text_value(asn1::kBmpString, "abc")), "CN=#1e03616263"},
};
INSTANTIATE_TEST_SUITE_P(Rfc4514, NameText, testing::ValuesIn(kTexts), testing::PrintToStringParamName());

/// 2.25 and a UUID (X.667): readable, though the arc does not fit 64 bits.
TEST(Name, KeepsTypesOfUuids) {
  const auto content = text::from_hex("6983b0d9c1e2f3a4b5c6d7e8f90a").value();
  const auto name =
      parsed(sequence({rdn({sequence({asn1::wrap(asn1::kObjectIdentifier, content), asn1::utf8_string("x")})})}));
  EXPECT_EQ(name.attributes()[0].oid, "#060e6983b0d9c1e2f3a4b5c6d7e8f90a");
  EXPECT_EQ(name.attributes()[0].value, "x");
}

TEST(Name, ListsItsAttributesInOrder) {
  const auto name = parsed(sequence({rdn(kCountry, "DE"), rdn({attribute(kUnit, "a"), attribute(kCn, "b")})}));
  ASSERT_EQ(name.attributes().size(), 3U);
  EXPECT_EQ(name.attributes()[0].oid, kCountry);
  EXPECT_FALSE(name.attributes()[1].multi);
  EXPECT_TRUE(name.attributes()[2].multi);
  EXPECT_EQ(name.attributes()[2].value, "b");
  EXPECT_EQ(name.common_name(), "b");
}

TEST(Name, HasTheLastOfSeveralCommonNames) {
  EXPECT_EQ(parsed(sequence({rdn(kCn, "first"), rdn(kCn, "last"), rdn(kOrganization, "o")})).common_name(), "last");
  EXPECT_EQ(parsed(sequence({rdn(kOrganization, "o")})).common_name(), "");
}

// RFC 5280, 7.1.

struct MatchCase {
  const char* name;
  Bytes a;
  Bytes b;
  bool match;
};
void PrintTo(const MatchCase& c, std::ostream* out) { *out << c.name; }
class NameMatch : public testing::TestWithParam<MatchCase> {};
TEST_P(NameMatch, IsDecidedByTheCanonicalForm) {
  const auto a = parsed(GetParam().a);
  const auto b = parsed(GetParam().b);
  EXPECT_EQ(a.matches(b), GetParam().match);
  EXPECT_EQ(b.matches(a), GetParam().match);
  EXPECT_EQ(a.canonical() == b.canonical(), GetParam().match);
}
const auto kAcme = test::name_of("Acme Corp");
const MatchCase kMatches[] = {
    {"Same", kAcme, test::name_of("Acme Corp"), true},
    {"Case", kAcme, test::name_of("aCME cORP"), true},
    {"SpacesInside", kAcme, test::name_of("Acme  \t\n Corp"), true},
    {"SpacesAround", kAcme, test::name_of("  Acme Corp "), true},
    {"NoSpace", kAcme, test::name_of("AcmeCorp"), false},
    {"StringType", kAcme, cn(text_value(asn1::kPrintableString, "Acme Corp")), true},
    {"BmpString", test::name_of("ä"), cn(asn1::bmp_string(Bytes{0, 0xe4})), true},
    {"CaseBeyondAscii", test::name_of("ä"), test::name_of("Ä"), false},
    {"AnotherType", kAcme, sequence({rdn(kOrganization, "Acme Corp")}), false},
    {"NotAString", cn(asn1::integer(std::uint64_t{5})), cn(asn1::integer(std::uint64_t{5})), true},
    {"HexThatIsAString", cn(asn1::integer(std::uint64_t{5})), test::name_of("#020105"), false},
    {"OrderInOneRdn", sequence({rdn({attribute(kUnit, "a"), attribute(kCn, "b")})}),
     sequence({rdn({attribute(kCn, "b"), attribute(kUnit, "a")})}), true},
    {"OrderOfRdns", sequence({rdn(kUnit, "a"), rdn(kCn, "b")}), sequence({rdn(kCn, "b"), rdn(kUnit, "a")}), false},
    {"OneRdnOrTwo", sequence({rdn({attribute(kUnit, "a"), attribute(kCn, "b")})}),
     sequence({rdn(kUnit, "a"), rdn(kCn, "b")}), false},
    {"Prefix", sequence({rdn(kUnit, "a")}), sequence({rdn(kUnit, "a"), rdn(kCn, "b")}), false},
    {"ValueThatLooksLikeTwo", sequence({rdn(kUnit, "a"), rdn(kUnit, "b")}), sequence({rdn(kUnit, "a,2.5.4.11=s1:b")}),
     false},
    {"Empty", sequence({}), sequence({}), true},
    {"EmptyAndNot", sequence({}), test::name_of(""), false},
};
INSTANTIATE_TEST_SUITE_P(Rfc5280, NameMatch, testing::ValuesIn(kMatches), testing::PrintToStringParamName());

TEST(Name, IsEqualOnlyByItsDer) {
  EXPECT_EQ(parsed(kAcme), parsed(test::name_of("Acme Corp")));
  EXPECT_FALSE(parsed(kAcme) == parsed(test::name_of("ACME CORP")));
}

// What is no name.

struct Broken {
  const char* name;
  Bytes der;
};
void PrintTo(const Broken& c, std::ostream* out) { *out << c.name; }
class BrokenName : public testing::TestWithParam<Broken> {};
TEST_P(BrokenName, IsDamaged) {
  const auto name = Name::from_der(GetParam().der);
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error().code, Errc::damaged);
}
const Broken kBroken[] = {
    {"Nothing", {}},
    {"Set", asn1::set_in_given_order({})},
    {"BytesAfterIt", {0x30, 0, 0}},
    {"RdnThatIsASequence", sequence({sequence({attribute(kCn, "a")})})},
    {"NoValue", sequence({rdn({sequence({asn1::oid(kCn)})})})},
    {"TwoValues", sequence({rdn({sequence({asn1::oid(kCn), asn1::null(), asn1::null()})})})},
    {"NoType", sequence({rdn({sequence({asn1::null(), asn1::null()})})})},
    {"EmptyType", sequence({rdn({sequence({asn1::wrap(asn1::kObjectIdentifier, {}), asn1::null()})})})},
    {"PaddedType",
     sequence({rdn({sequence({asn1::wrap(asn1::kObjectIdentifier, Bytes{0x55, 0x80, 1}), asn1::null()})})})},
    {"OpenType", sequence({rdn({sequence({asn1::wrap(asn1::kObjectIdentifier, Bytes(12, 0xff)), asn1::null()})})})},
};
INSTANTIATE_TEST_SUITE_P(Der, BrokenName, testing::ValuesIn(kBroken), testing::PrintToStringParamName());

TEST(Name, IsLinearInItsRdns) {
  const auto make = [](std::size_t n) {
    Bytes rdns;
    for (std::size_t i = 0; i < n; ++i) append(rdns, rdn(kUnit, "unit " + std::to_string(i)));
    return sequence({rdns.empty() ? ByteView{} : ByteView(rdns)});
  };
  const auto use = [](const Bytes& der) { EXPECT_GT(Name::from_der(der).value().text().size(), der.size() / 4); };
  EXPECT_LT(test::growth(20'000, make, use), test::kLinear);
}

TEST(Name, IsLinearInTheAttributesOfOneRdn) {
  const auto make = [](std::size_t n) {
    Bytes attributes;
    for (std::size_t i = 0; i < n; ++i) append(attributes, attribute(kUnit, "unit " + std::to_string(i)));
    return sequence({asn1::wrap(asn1::kSet, attributes)});
  };
  const auto use = [](const Bytes& der) { EXPECT_FALSE(Name::from_der(der).value().text().empty()); };
  EXPECT_LT(test::growth(20'000, make, use), test::kLinear);
}

}  // namespace
}  // namespace ks
