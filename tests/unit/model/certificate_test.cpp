#include "ks/model/certificate.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "asn1/der_reader.h"
#include "ks/base/text.h"
#include "support/linear.h"
#include "support/pem.h"
#include "unit/model/made_by_hand.h"

namespace ks {
namespace {

using asn1::sequence;
using test::CertificateParts;
using test::extension;
using test::text_value;

Certificate certificate(const std::string& name) {
  return Certificate::from_der(test::testdata_pem("pki/" + name + ".crt")).value();
}

Certificate made(const CertificateParts& parts) { return Certificate::from_der(parts.der()).value(); }

// The outside.

struct Outside {
  const char* name;
  std::string hex;
};
void PrintTo(const Outside& c, std::ostream* out) { *out << c.name; }
class NoCertificate : public testing::TestWithParam<Outside> {};
TEST_P(NoCertificate, IsDamaged) {
  const auto bytes = text::from_hex(GetParam().hex).value();
  const auto copied = Certificate::from_der(ByteView(bytes));
  const auto moved = Certificate::from_der(Bytes(bytes));
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().code, Errc::damaged);
  EXPECT_EQ(moved.error(), copied.error());
}
const Outside kOutsides[] = {
    {"Nothing", ""},
    {"OneByte", "30"},
    {"Set", "3100"},
    {"BytesAfterIt", "300000"},
    {"TooLong", "30020500ff"},
    {"LongerThanThere", "3005"},
    {"Indefinite", "30800000"},
    {"LongLength", "30810100"},
};
INSTANTIATE_TEST_SUITE_P(Der, NoCertificate, testing::ValuesIn(kOutsides), testing::PrintToStringParamName());

TEST(Certificate, IsItsDer) {
  const auto a = certificate("server");
  const auto b = Certificate::from_der(a.der()).value();
  EXPECT_EQ(a, b);
  EXPECT_FALSE(a == certificate("server-renewed"));
  EXPECT_TRUE(equal(a.der(), test::testdata_pem("pki/server.crt")));
}

TEST(Certificate, MayBeUnreadableAndStillTravel) {
  const auto empty = Certificate::from_der(Bytes{0x30, 0}).value();
  ASSERT_FALSE(empty.fields());
  EXPECT_EQ(empty.fields().error().code, Errc::damaged);
  EXPECT_TRUE(empty.describe().starts_with("unreadable certificate: certificate: ")) << empty.describe();
}

/// One Result for all copies, whoever asks first.
TEST(Certificate, SaysOneThingToAllThreads) {
  const auto shared = certificate("all-names");
  std::vector<const void*> seen(8);
  std::vector<std::thread> threads;
  for (auto& slot : seen) {
    threads.emplace_back([copy = shared, &slot] {
      (void)copy.sha256();
      slot = &copy.fields();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, std::vector<const void*>(8, &shared.fields()));
  EXPECT_TRUE(shared.fields());
}

// What it says: OpenSSL and Botan agree, see certificate_differential_test.cpp. Here is what they do not show.

struct Said {
  const char* file;
  const char* text;
};
void PrintTo(const Said& c, std::ostream* out) { *out << c.file; }
class Describe : public testing::TestWithParam<Said> {};
TEST_P(Describe, NamesTheSubjectOrWhatThereIs) { EXPECT_EQ(certificate(GetParam().file).describe(), GetParam().text); }
TEST_P(Describe, IsTheSameInASummary) {
  const auto asked = certificate(GetParam().file);
  const auto summary = summary_of(asked);
  EXPECT_EQ(summary.description, GetParam().text);
  EXPECT_EQ(summary.not_after, asked.fields()->not_after);
}
const Said kSaid[] = {
    {"root", "CN=Root CA"},
    {"empty-subject", "dns:empty.example"},
    {"no-cn", "O=Only an organisation,C=DE"},
};
INSTANTIATE_TEST_SUITE_P(Files, Describe, testing::ValuesIn(kSaid), [](const auto& one) {
  std::string text = one.param.file;
  std::ranges::replace(text, '-', '_');
  return text;
});

TEST(CertificateSummary, SaysWhatIsWrong) {
  for (const auto& broken : {Bytes{0x30, 0}, sequence({sequence({})})}) {
    const auto unreadable = Certificate::from_der(broken).value();
    EXPECT_EQ(summary_of(unreadable).description, unreadable.describe());
    EXPECT_EQ(summary_of(unreadable).not_after, std::nullopt);
  }
}

TEST(Describe, FallsBackToTheSerialNumber) {
  EXPECT_EQ(made({.serial = asn1::integer(std::uint64_t{0xabc}), .subject = sequence({})}).describe(),
            "serial number 0abc");
}

std::string names_of(const Certificate& one) {
  std::string text;
  for (const auto& name : one.fields().value().subject_alternative_names) {
    text += std::to_string(static_cast<int>(name.kind)) + " " + name.text + "\n";
  }
  return text;
}

Certificate with_names(ByteView general_names) {
  return made({.extensions = {extension(oids::kSubjectAltName, asn1::sequence_of(general_names))}});
}

struct NameCase {
  const char* name;
  Bytes general_name;
  std::string expected;
};
void PrintTo(const NameCase& c, std::ostream* out) { *out << c.name; }
class AlternativeName : public testing::TestWithParam<NameCase> {};
TEST_P(AlternativeName, IsShown) { EXPECT_EQ(names_of(with_names(GetParam().general_name)), GetParam().expected); }
const NameCase kNames[] = {
    {"Dns", asn1::wrap(0x82, as_bytes("a.example")), "2 a.example\n"},
    {"DnsWithNul", asn1::wrap(0x82, as_bytes(std::string_view("a\0b", 3))), std::string("2 a\0b\n", 6)},
    {"Email", asn1::wrap(0x81, as_bytes("a@b")), "1 a@b\n"},
    {"Uri", asn1::wrap(0x86, as_bytes("http://a/")), "6 http://a/\n"},
    {"Ipv4", asn1::wrap(0x87, Bytes{192, 0, 2, 1}), "7 192.0.2.1\n"},
    {"Ipv6", asn1::wrap(0x87, text::from_hex("20010db8000000000000000000000001").value()), "7 2001:db8::1\n"},
    {"AddressOfFiveBytes", asn1::wrap(0x87, Bytes(5, 1)), "7 #0101010101\n"},
    {"Directory", asn1::wrap(0xa4, test::name_of("a,b")), "4 CN=a\\,b\n"},
    {"RegisteredId", asn1::wrap(0x88, Bytes{0x2a, 3, 4}), "8 1.2.3.4\n"},
    {"Upn",
     asn1::wrap(0xa0,
                [] {
                  auto content = asn1::oid(oids::kUserPrincipalName);
                  append(content, asn1::explicit_context(0, asn1::utf8_string("u@example")));
                  return content;
                }()),
     "0 1.3.6.1.4.1.311.20.2.3:u@example\n"},
    {"X400", asn1::wrap(0xa3, Bytes{0x30, 0}), "3 #3000\n"},
    {"Edi", asn1::wrap(0xa5, Bytes{0x05, 0}), "5 #0500\n"},
};
INSTANTIATE_TEST_SUITE_P(EachKind, AlternativeName, testing::ValuesIn(kNames), testing::PrintToStringParamName());

// What is wrong with it and yet readable.

std::string problems_of(const Result<CertificateFields>& fields) {
  if (!fields) return "error: " + fields.error().message;
  std::string text;
  for (const auto& problem : fields->problems) text += problem + "\n";
  return text;
}

std::string views_of(const CertificateFields& fields) {
  std::string text;
  for (const auto& name : fields.subject_alternative_names) text += "name:" + name.text + " ";
  if (fields.key_usage) text += "usage:" + std::to_string(*fields.key_usage) + " ";
  for (const auto& oid : fields.extended_key_usage) text += "purpose:" + oid + " ";
  if (fields.basic_constraints) {
    text += fields.basic_constraints->ca ? "ca" : "no-ca";
    if (fields.basic_constraints->path_length) text += std::to_string(*fields.basic_constraints->path_length);
    text += " ";
  }
  if (fields.subject_key_id) text += "id:" + text::to_hex(*fields.subject_key_id) + " ";
  if (fields.authority_key_id) text += "issuer:" + text::to_hex(*fields.authority_key_id) + " ";
  return text;
}

const auto kDns = asn1::wrap(0x82, as_bytes("a.example"));

struct ExtensionCase {
  const char* name;
  std::vector<Bytes> extensions;
  std::string views;
  std::string problem{};  // the start of the only one
};
void PrintTo(const ExtensionCase& c, std::ostream* out) { *out << c.name; }
class CertificateExtension : public testing::TestWithParam<ExtensionCase> {};
TEST_P(CertificateExtension, IsReadOrLeftOutByItself) {
  const auto parsed = made({.extensions = GetParam().extensions});
  ASSERT_TRUE(parsed.fields()) << parsed.fields().error().message;
  EXPECT_EQ(parsed.fields()->extensions.size(), GetParam().extensions.size());
  EXPECT_EQ(views_of(*parsed.fields()), GetParam().views);
  const auto problems = problems_of(parsed.fields());
  EXPECT_EQ(problems.empty(), GetParam().problem.empty()) << problems;
  EXPECT_TRUE(problems.starts_with(GetParam().problem)) << problems;
}

Bytes bit_string(std::initializer_list<std::uint8_t> content) { return asn1::wrap(asn1::kBitString, Bytes(content)); }
Bytes usage(std::initializer_list<std::uint8_t> content) { return extension(oids::kKeyUsage, bit_string(content)); }
Bytes constraints(std::initializer_list<ByteView> parts) {
  return extension(oids::kBasicConstraints, sequence(parts), true);
}

const ExtensionCase kExtensions[] = {
    {"None", {}, ""},
    {"Unknown", {extension("1.2.3.4", Bytes{1, 2, 3}, true)}, ""},
    {"UsageOfOneByte", {usage({1, 0x06})}, "usage:96 "},
    {"UsageOfNineBits", {usage({7, 0x00, 0x80})}, "usage:256 "},
    {"UsageWithUnusedBitsSet", {usage({1, 0x07})}, "usage:96 "},
    {"UsageOfManyBytes", {usage({0, 0x80, 0, 0xff, 0xff})}, "usage:1 "},
    {"UsageOfNoBits", {usage({0})}, "usage:0 "},
    {"UsageOfNothing", {usage({})}, "", "keyUsage: "},
    {"UsageWithNineUnusedBits", {usage({9, 0x80})}, "", "keyUsage: "},
    {"UsageUnusedBitsOfNothing", {usage({1})}, "", "keyUsage: "},
    {"UsageThatIsAnInteger", {extension(oids::kKeyUsage, asn1::integer(std::uint64_t{1}))}, "", "keyUsage: "},
    {"ConstraintsOfNothing", {constraints({})}, "no-ca "},
    {"ConstraintsSayFalse", {constraints({asn1::boolean(false)})}, "no-ca "},
    {"ConstraintsTrueAsOne", {constraints({asn1::wrap(asn1::kBoolean, Bytes{1})})}, "ca "},
    {"ConstraintsOfPath", {constraints({asn1::boolean(true), asn1::integer(std::uint64_t{0})})}, "ca0 "},
    {"ConstraintsOfNegativePath",
     {constraints({asn1::boolean(true), asn1::wrap(asn1::kInteger, Bytes{0xff})})},
     "",
     "basicConstraints: "},
    {"ConstraintsAndMore", {constraints({asn1::boolean(true), asn1::null()})}, "", "basicConstraints: "},
    {"Purposes",
     {extension(oids::kExtendedKeyUsage, sequence({asn1::oid(oids::kServerAuth), asn1::oid("1.2.3")}))},
     "purpose:1.3.6.1.5.5.7.3.1 purpose:1.2.3 "},
    {"PurposeThatIsNone",
     {extension(oids::kExtendedKeyUsage, sequence({asn1::oid(oids::kServerAuth), asn1::null()}))},
     "",
     "extKeyUsage: "},
    {"KeyIds",
     {extension(oids::kSubjectKeyId, asn1::octet_string(Bytes{1, 2})),
      extension(oids::kAuthorityKeyId, sequence({asn1::wrap(0x80, Bytes{3, 4})}))},
     "id:0102 issuer:0304 "},
    {"AuthorityByIssuerAndSerial",
     {extension(oids::kAuthorityKeyId,
                sequence({asn1::wrap(0xa1, asn1::wrap(0xa4, test::name_of("i"))), asn1::wrap(0x82, Bytes{9})}))},
     ""},
    {"AuthorityOfNothing", {extension(oids::kAuthorityKeyId, sequence({}))}, ""},
    {"BrokenBesideGood",
     {extension(oids::kSubjectAltName, Bytes{0xff}), usage({1, 0x06})},
     "usage:96 ",
     "subjectAltName: "},
    {"BytesAfterIt", {extension(oids::kSubjectKeyId, Bytes{0x04, 0x01, 0x01, 0x00})}, "", "subjectKeyIdentifier: "},
    {"Twice",
     {extension(oids::kSubjectAltName, sequence({kDns})), extension(oids::kSubjectAltName, sequence({kDns}))},
     "",
     "subjectAltName occurs more than once"},
    {"UnknownKindOfName",
     {extension(oids::kSubjectAltName, sequence({asn1::wrap(0x89, Bytes(1))}))},
     "",
     "subjectAltName: "},
    {"ConstructedDns", {extension(oids::kSubjectAltName, sequence({asn1::wrap(0xa2, kDns)}))}, "", "subjectAltName: "},
    {"BrokenDirectoryName",
     {extension(oids::kSubjectAltName, sequence({kDns, asn1::wrap(0xa4, Bytes{0x30, 1, 0})}))},
     "",
     "subjectAltName: directoryName: "},
};
INSTANTIATE_TEST_SUITE_P(ByHand, CertificateExtension, testing::ValuesIn(kExtensions),
                         testing::PrintToStringParamName());

using Change = std::function<void(CertificateParts&)>;

struct ReadableCase {
  const char* name;
  Change change;
  std::string problem{};
};
void PrintTo(const ReadableCase& c, std::ostream* out) { *out << c.name; }
class OddCertificate : public testing::TestWithParam<ReadableCase> {};
TEST_P(OddCertificate, IsReadable) {
  CertificateParts parts;
  GetParam().change(parts);
  const auto problems = problems_of(made(parts).fields());
  EXPECT_EQ(problems.empty(), GetParam().problem.empty()) << problems;
  EXPECT_TRUE(problems.starts_with(GetParam().problem)) << problems;
}
const ReadableCase kReadable[] = {
    {"Ordinary", [](auto&) {}},
    {"Version1", [](auto& p) { p.version = {}; }},
    {"Version1Said", [](auto& p) { p.version = asn1::explicit_context(0, asn1::integer(std::uint64_t{0})); }},
    {"Version4", [](auto& p) { p.version = asn1::explicit_context(0, asn1::integer(std::uint64_t{3})); }, "version 4"},
    {"ExtensionsInVersion1",
     [](auto& p) {
       p.version = {};
       p.extensions = {usage({0, 1})};
     },
     "extensions in a certificate of version 1"},
    {"NegativeSerial", [](auto& p) { p.serial = asn1::wrap(asn1::kInteger, Bytes{0xff}); }},
    {"LongSerial", [](auto& p) { p.serial = asn1::wrap(asn1::kInteger, Bytes(64, 0x55)); }},
    {"UniqueIds",
     [](auto& p) {
       p.unique_ids = asn1::wrap(0x81, Bytes{0, 1});
       append(p.unique_ids, asn1::wrap(0x82, Bytes{0, 1}));
     }},
    {"EmptyNames", [](auto& p) { p.issuer = p.subject = sequence({}); }},
    {"AnotherAlgorithmOutside", [](auto& p) { p.outer_algorithm = asn1::algorithm_identifier("1.2.3"); },
     "the signature algorithm inside"},
    {"SignatureOfUnusedBits",
     [](auto& p) {
       p.signature = bit_string({3, 0xf8});
     }},
    {"BrokenRsaKey",
     [](auto& p) {
       p.spki = sequence({asn1::algorithm_identifier(oids::kRsa), asn1::bit_string(Bytes(3))});
     },
     "public key: "},
    {"KeyOfUnusedBits",
     [](auto& p) {
       p.spki = sequence({asn1::algorithm_identifier(oids::kEd25519), bit_string({4, 0xf0})});
     },
     "public key: "},
};
INSTANTIATE_TEST_SUITE_P(ByHand, OddCertificate, testing::ValuesIn(kReadable), testing::PrintToStringParamName());

TEST(OddCertificate, KeepsTheAlgorithmOfABrokenKey) {
  const auto parsed =
      made({.spki = sequence({asn1::algorithm_identifier(oids::kRsa), asn1::bit_string(Bytes(3))})}).fields().value();
  EXPECT_EQ(parsed.key.algorithm, "RSA");
  EXPECT_EQ(parsed.key.bits, 0U);
}

struct BrokenCase {
  const char* name;
  Change change;
};
void PrintTo(const BrokenCase& c, std::ostream* out) { *out << c.name; }
class BrokenCertificate : public testing::TestWithParam<BrokenCase> {};
TEST_P(BrokenCertificate, IsDamaged) {
  CertificateParts parts;
  GetParam().change(parts);
  const auto broken = made(parts);
  ASSERT_FALSE(broken.fields());
  EXPECT_EQ(broken.fields().error().code, Errc::damaged);
  EXPECT_TRUE(broken.fields().error().message.starts_with("certificate: ")) << broken.fields().error().message;
}
const BrokenCase kBroken[] = {
    {"NoSerial", [](auto& p) { p.serial = {}; }},
    {"EmptySerial", [](auto& p) { p.serial = asn1::wrap(asn1::kInteger, {}); }},
    {"PaddedSerial",
     [](auto& p) {
       p.serial = asn1::wrap(asn1::kInteger, Bytes{0, 1});
     }},
    {"NegativeVersion",
     [](auto& p) { p.version = asn1::explicit_context(0, asn1::wrap(asn1::kInteger, Bytes{0xff})); }},
    {"HugeVersion", [](auto& p) { p.version = asn1::explicit_context(0, asn1::integer(std::uint64_t{1} << 40)); }},
    {"VersionAndMore",
     [](auto& p) {
       auto two = asn1::integer(std::uint64_t{2});
       append(two, asn1::null());
       p.version = asn1::explicit_context(0, two);
     }},
    {"NoAlgorithm", [](auto& p) { p.inner_algorithm = {}; }},
    {"IssuerThatIsNone", [](auto& p) { p.issuer = sequence({asn1::null()}); }},
    {"SubjectThatIsNone", [](auto& p) { p.subject = sequence({asn1::null()}); }},
    {"NoNotAfter", [](auto& p) { p.not_after = {}; }},
    {"ThreeTimes", [](auto& p) { append(p.not_after, p.not_before); }},
    {"KeyWithoutAlgorithm", [](auto& p) { p.spki = sequence({asn1::bit_string({})}); }},
    {"KeyWithoutBits", [](auto& p) { p.spki = sequence({asn1::algorithm_identifier(oids::kEd25519)}); }},
    {"KeyAndMore",
     [](auto& p) {
       p.spki = sequence({asn1::algorithm_identifier(oids::kEd25519), asn1::bit_string({}), asn1::null()});
     }},
    {"ExtensionsThatAreNone", [](auto& p) { p.extensions = {asn1::null()}; }},
    {"ExtensionWithoutValue", [](auto& p) { p.extensions = {sequence({asn1::oid("1.2.3")})}; }},
    {"ExtensionAndMore",
     [](auto& p) {
       p.extensions = {sequence({asn1::oid("1.2.3"), asn1::octet_string({}), asn1::null()})};
     }},
    {"MoreAfterExtensions",
     [](auto& p) {
       p.extensions = {usage({0, 1})};
       p.after_extensions = asn1::null();
     }},
    {"UnknownField", [](auto& p) { p.unique_ids = asn1::wrap(0x84, Bytes(1)); }},
    {"NoSignature", [](auto& p) { p.signature = {}; }},
    {"MoreAfterSignature", [](auto& p) { p.after_signature = asn1::null(); }},
};
INSTANTIATE_TEST_SUITE_P(ByHand, BrokenCertificate, testing::ValuesIn(kBroken), testing::PrintToStringParamName());

// Times: RFC 5280's, and what old roots have instead.

struct TimeCase {
  const char* name;
  asn1::Tag tag;
  std::string_view digits;
  std::string expected;
};
void PrintTo(const TimeCase& c, std::ostream* out) { *out << c.name; }
class CertificateTime : public testing::TestWithParam<TimeCase> {};
TEST_P(CertificateTime, IsReadInEveryForm) {
  const auto parsed = made({.not_after = text_value(GetParam().tag, GetParam().digits)});
  EXPECT_EQ(parsed.fields() ? to_text(parsed.fields()->not_after) : "damaged", GetParam().expected);
}
constexpr auto kUtc = asn1::kUtcTime;
constexpr auto kGeneralized = asn1::kGeneralizedTime;
const TimeCase kTimes[] = {
    {"Utc", kUtc, "240229235959Z", "2024-02-29T23:59:59Z"},
    {"Utc1950", kUtc, "500101000000Z", "1950-01-01T00:00:00Z"},
    {"Utc2049", kUtc, "491231235959Z", "2049-12-31T23:59:59Z"},
    {"UtcWithoutSeconds", kUtc, "9601010000Z", "1996-01-01T00:00:00Z"},
    {"UtcEast", kUtc, "960101013000+0130", "1996-01-01T00:00:00Z"},
    {"UtcWest", kUtc, "9512311600-0800", "1996-01-01T00:00:00Z"},
    {"UtcWithoutZone", kUtc, "240229235959", "damaged"},
    {"UtcWithFraction", kUtc, "240229235959.5Z", "damaged"},
    {"UtcZoneOfTheMoon", kUtc, "240229235959+2500", "damaged"},
    {"UtcShortZone", kUtc, "240229235959+01", "damaged"},
    {"UtcAndMore", kUtc, "240229235959Z0", "damaged"},
    {"UtcLetters", kUtc, "24022923595aZ", "damaged"},
    {"Utc30February", kUtc, "240230000000Z", "damaged"},
    {"UtcMonth13", kUtc, "241301000000Z", "damaged"},
    {"UtcHour24", kUtc, "240101240000Z", "damaged"},
    {"UtcSecond60", kUtc, "240101000060Z", "damaged"},
    {"UtcEmpty", kUtc, "", "damaged"},
    {"Generalized", kGeneralized, "20500101000000Z", "2050-01-01T00:00:00Z"},
    {"GeneralizedBefore2050", kGeneralized, "20240101000000Z", "2024-01-01T00:00:00Z"},
    {"GeneralizedFraction", kGeneralized, "20240101000000.250Z", "2024-01-01T00:00:00.250Z"},
    {"GeneralizedFineFraction", kGeneralized, "20240101000000.123456789Z", "2024-01-01T00:00:00.123Z"},
    {"GeneralizedEmptyFraction", kGeneralized, "20240101000000.Z", "damaged"},
    {"Generalized9999", kGeneralized, "99991231235959Z", "9999-12-31T23:59:59Z"},
    {"GeneralizedYear0", kGeneralized, "00000101000000Z", "0000-01-01T00:00:00Z"},
    {"AnotherType", asn1::kUtf8String, "240229235959Z", "damaged"},
};
INSTANTIATE_TEST_SUITE_P(Forms, CertificateTime, testing::ValuesIn(kTimes), testing::PrintToStringParamName());

// Who issued whom.

TEST(MayHaveIssued, GoesByNameAndKeyId) {
  EXPECT_TRUE(may_have_issued(certificate("root"), certificate("intermediate")));
  EXPECT_TRUE(may_have_issued(certificate("root"), certificate("root")));
  EXPECT_TRUE(may_have_issued(certificate("intermediate"), certificate("server")));
  EXPECT_TRUE(may_have_issued(certificate("intermediate-cross"), certificate("server"))) << "same name and key";
  EXPECT_FALSE(may_have_issued(certificate("root"), certificate("server")));
  EXPECT_FALSE(may_have_issued(certificate("root-rekeyed"), certificate("intermediate"))) << "same name, another key";
  EXPECT_FALSE(may_have_issued(certificate("server"), certificate("intermediate")));
}

TEST(MayHaveIssued, GoesByNameAloneWhereAKeyIdIsMissing) {
  const auto issuer = made({.subject = test::name_of("Issuer")});
  const auto subject =
      made({.issuer = test::name_of("ISSUER"),
            .extensions = {extension(oids::kAuthorityKeyId, sequence({asn1::wrap(0x80, Bytes(20))}))}});
  EXPECT_TRUE(may_have_issued(issuer, subject));
  EXPECT_FALSE(may_have_issued(issuer, Certificate::from_der(Bytes{0x30, 0}).value()));
}

TEST(IssuerOf, ReadsTheIssuerOfACrl) {
  EXPECT_EQ(issuer_of({.der = test::testdata_pem("pki/root.crl")})->text(), "CN=Root CA");
  EXPECT_EQ(issuer_of({.der = test::testdata_pem("pki/other-root.crl")})->text(), "CN=Other Root CA");
  const auto none = issuer_of({.der = Bytes{0x30, 0}});
  EXPECT_EQ(none.error().code, Errc::damaged);
  EXPECT_TRUE(none.error().message.starts_with("crl: ")) << none.error().message;
}

// Hostile input: whatever it says, it is an answer.

/// Every prefix of every part that has a length, its length mended, and every octet changed.
TEST(HostileCertificate, IsNeverMoreThanAnError) {
  const auto whole = test::testdata_pem("pki/all-names.crt");
  const auto content = asn1::peek_value(whole).value().content;
  for (std::size_t size = 0; size < content.size(); ++size) {
    const auto cut = Certificate::from_der(asn1::sequence_of(content.first(size))).value();
    EXPECT_FALSE(cut.fields()) << size;
  }
  const auto tbs = asn1::peek_value(content).value();
  const auto rest = content.subspan(tbs.whole.size());
  for (std::size_t size = 0; size < tbs.content.size(); ++size) {
    (void)Certificate::from_der(sequence({asn1::sequence_of(tbs.content.first(size)), rest}))->describe();
  }
  for (std::size_t at = 4; at < whole.size(); ++at) {
    for (const auto octet : Bytes{0x00, 0x01, 0x30, 0x7f, 0x80, 0x84, 0xff}) {
      auto changed = whole;
      changed[at] = octet;
      (void)Certificate::from_der(std::move(changed))->describe();
    }
  }
}

TEST(HostileCertificate, MayBeNestedWithoutEnd) {
  Bytes nested;
  for (int i = 0; i < 10'000; ++i) nested = asn1::sequence_of(nested);
  EXPECT_FALSE(Certificate::from_der(nested)->fields());
  const auto inside = made({.extensions = {extension(oids::kSubjectAltName, sequence({asn1::wrap(0xa4, nested)}))}});
  EXPECT_TRUE(problems_of(inside.fields()).starts_with("subjectAltName: ")) << problems_of(inside.fields());
}

TEST(HostileCertificate, MayHaveAnEndlessObjectIdentifier) {
  Bytes content(100'000, 0xff);
  content.push_back(1);
  const auto oid = asn1::wrap(asn1::kObjectIdentifier, content);
  const auto endless = made({.extensions = {sequence({oid, asn1::octet_string({})})}});
  ASSERT_TRUE(endless.fields());
  EXPECT_EQ(endless.fields()->extensions[0].oid, "#" + text::to_hex(oid));
}

Bytes certificate_with_names(std::size_t n) {
  Bytes names;
  for (std::size_t i = 0; i < n; ++i) append(names, asn1::wrap(0x82, as_bytes(std::to_string(i) + ".example")));
  return CertificateParts{.extensions = {extension(oids::kSubjectAltName, asn1::sequence_of(names))}}.der();
}

Bytes certificate_with_extensions(std::size_t n) {
  CertificateParts parts;
  for (std::size_t i = 0; i < n; ++i) parts.extensions.push_back(extension("1.2." + std::to_string(i), Bytes(2)));
  return parts.der();
}

TEST(HostileCertificate, IsReadInLinearTime) {
  const auto use = [](const Bytes& der) { EXPECT_TRUE(Certificate::from_der(der)->fields()); };
  EXPECT_LT(test::growth(50'000, certificate_with_names, use), test::kLinear);
  EXPECT_LT(test::growth(50'000, certificate_with_extensions, use), test::kLinear);
}

}  // namespace
}  // namespace ks
