#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/formats/pkcs12.h"
#include "pkcs12_by_hand.h"
#include "support/listing.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks::test {
namespace {

using namespace by_hand;

Bytes leaf() { return testdata_pem("pki/ec256.crt"); }
Bytes boolean_in(std::string_view type) { return attribute(type, {asn1::boolean(true)}); }
Bytes followed_by(Bytes bytes, ByteView more) {
  append(bytes, more);
  return bytes;
}

struct DamageCase {
  std::string name;
  Bytes bytes;
  std::string expected;  ///< A listing, or the error and what its message has to say.
};

void PrintTo(const DamageCase& each, std::ostream* out) { *out << each.name; }

std::string outcome(const Result<Store>& store) {
  return store ? listing(*store) : "error: " + std::string(name(store.error().code)) + ": " + store.error().message;
}

std::vector<DamageCase> shell_cases() {
  const auto good = pfx({safe({certificate_bag(leaf(), {named("a")})})});
  const auto data = asn1::octet_string(asn1::sequence({}));
  const auto cbc = asn1::algorithm_identifier(oids::kPbes2);
  return {
      {"Empty", {}, "error: damaged"},
      {"NoSequence", asn1::octet_string(Bytes{1, 2}), "error: damaged"},
      {"BytesAfterTheEnd", followed_by(good, Bytes{0x0a}), "1 bytes after the BER value"},
      {"Version4", asn1::sequence({asn1::integer(std::uint64_t{4}), content_info(oids::kData, data)}),
       "error: unsupported_format: pkcs12: version 4"},
      {"NegativeVersion", asn1::sequence({Bytes{2, 1, 0xfd}, content_info(oids::kData, data)}), "error: damaged"},
      {"PublicKeyIntegrity",
       asn1::sequence({asn1::integer(std::uint64_t{3}), content_info(oids::kSignedData, asn1::sequence({}))}),
       "error: unsupported_format: pkcs12: authSafe is protected by public keys and not by a password"},
      {"AuthSafeOfUnknownType",
       asn1::sequence({asn1::integer(std::uint64_t{3}), content_info("1.2.3.4", asn1::null())}),
       "error: unsupported_format: pkcs12: authSafe of content type 1.2.3.4"},
      // CVE-2024-0727 and CVE-2025-69421: what may be absent by the grammar of PKCS#7 is read as if it were there.
      {"AuthSafeWithoutContent", asn1::sequence({asn1::integer(std::uint64_t{3}), content_info(oids::kData, {})}),
       "error: damaged: pkcs12: content should have tag 0xa0, nothing is left"},
      {"SafeWithoutContent", pfx({content_info(oids::kData, {})}),
       "error: damaged: pkcs12: content should have tag 0xa0"},
      {"EncryptedDataWithoutContent", pfx({encrypted_safe(cbc, Bytes{})}),
       "error: damaged: pkcs12: encrypted content should have tag 0x80, nothing is left"},
      // CVE-2026-22795: one type taken for another.
      {"AuthSafeOfNull", asn1::sequence({asn1::integer(std::uint64_t{3}), content_info(oids::kData, asn1::null())}),
       "error: damaged: pkcs12: authSafe should have tag 0x04, has 0x05"},
      {"EncryptedDataOfBoolean", pfx({encrypted_safe(cbc, asn1::boolean(true))}),
       "error: damaged: pkcs12: encrypted content should have tag 0x80, has 0x01"},
      {"PublicKeyPrivacy", pfx({content_info(oids::kEnvelopedData, asn1::sequence({}))}),
       "error: unsupported_format: pkcs12: a safe is protected by public keys"},
      {"SafeOfUnknownType", pfx({content_info("1.2.3.4", asn1::null())}),
       "error: unsupported_format: pkcs12: a safe of content type 1.2.3.4"},
      {"SafeWithBytesAfterIt",
       pfx({content_info(oids::kData, asn1::octet_string(followed_by(asn1::sequence({}), data)))}),
       "error: damaged: pkcs12: safe 1: "},
      {"NoSafes", pfx({}), ""},
      {"EmptySafe", pfx({safe(std::vector<Bytes>{})}), ""},
  };
}

std::vector<DamageCase> bag_cases() {
  const auto broken = asn1::octet_string(Bytes{1, 2, 3});
  const auto x509 = [](ByteView value) {
    return bag(oids::kCertBag, asn1::sequence({asn1::oid(oids::kX509CertificateInBag), value}));
  };
  const auto in_file = [](Bytes bag) { return pfx({safe({certificate_bag(leaf(), {named("a")}), std::move(bag)})}); };
  return {
      {"BagWithoutValue", in_file(asn1::sequence({asn1::oid(oids::kCertBag)})),
       "error: damaged: pkcs12: safe 1: bag 2: bag value should have tag 0xa0, nothing is left"},
      {"BagWithTwoValues", in_file(bag("1.2.3", followed_by(asn1::null(), asn1::null()))),
       "error: damaged: pkcs12: safe 1: bag 2: 2 bytes too many in bag value"},
      {"CertificateOfAnotherType", in_file(x509(asn1::explicit_context(0, asn1::boolean(true)))),
       "error: damaged: pkcs12: safe 1: bag 2: its value should have tag 0x04, has 0x01"},
      {"CertificateMissing", in_file(x509({})),
       "error: damaged: pkcs12: safe 1: bag 2: its value should have tag 0xa0"},
      {"CertificateThatIsNone", in_file(certificate_bag(Bytes{1, 2, 3})), "a certificate or CRL that is no DER"},
      {"CertificateWithBytesAfterIt", in_file(certificate_bag(followed_by(leaf(), Bytes{0}))),
       "a certificate or CRL that is no DER"},
      {"KeyThatIsNone", in_file(bag(oids::kKeyBag, asn1::sequence({broken}))),
       "error: damaged: pkcs12: bag 2 of the file: private key: "},
      {"EncryptedKeyThatIsNone", in_file(locked_key_bag(asn1::sequence({broken}))),
       "error: damaged: pkcs12: bag 2 of the file: algorithm of the encrypted key should have tag 0x30, has 0x04"},
      {"AttributeWithoutValues", in_file(bag("1.2.3", asn1::null(), {asn1::sequence({asn1::oid("1.2.4")})})),
       "error: damaged: pkcs12: safe 1: bag 2: attribute values should have tag 0x31, nothing is left"},
      {"AttributesOfAnotherType",
       in_file(asn1::sequence({asn1::oid("1.2.3"), asn1::explicit_context(0, asn1::null()), asn1::null()})),
       "error: damaged: pkcs12: safe 1: bag 2: bag attributes should have tag 0x31, has 0x05"},
      {"TruncatedIdentifier",
       in_file(asn1::sequence({Bytes{6, 2, 0x2a, 0x86}, asn1::explicit_context(0, asn1::null())})),
       "error: damaged: pkcs12: safe 1: bag 2: a bag type that is no object identifier"},
      {"UnknownBag", in_file(bag("1.2.3.4", asn1::null())),
       "a  certificate  -  CN=ec256.example  b1f36804d60e0266\nbag  1.2.3.4  "},
      {"SdsiCertificate",
       in_file(bag(oids::kCertBag,
                   asn1::sequence({asn1::oid(oids::kSdsiCertificateInBag), asn1::explicit_context(0, broken)}))),
       "bag  1.2.840.113549.1.12.10.1.3  "},
      {"SecretOfAnotherKind",
       in_file(bag(oids::kSecretBag, asn1::sequence({asn1::oid("1.2.3"), asn1::explicit_context(0, broken)}))),
       "bag  1.2.840.113549.1.12.10.1.5  "},
      {"NestedSafe", in_file(bag(oids::kSafeContentsBag, asn1::sequence({certificate_bag(leaf(), {named("b")})}))),
       "a  certificate  -  CN=ec256.example  b1f36804d60e0266\nb  certificate  -  CN=ec256.example  "
       "b1f36804d60e0266\n"},
  };
}

class Pkcs12Damage : public testing::TestWithParam<DamageCase> {};

TEST_P(Pkcs12Damage, IsNamedWithItsPlace) {
  const auto found = outcome(decode(GetParam().bytes));
  if (GetParam().expected.empty()) EXPECT_EQ(found, "");
  else EXPECT_NE(found.find(GetParam().expected), std::string::npos) << found;
}

std::string case_name(const testing::TestParamInfo<DamageCase>& each) { return each.param.name; }

INSTANTIATE_TEST_SUITE_P(Shell, Pkcs12Damage, testing::ValuesIn(shell_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Bags, Pkcs12Damage, testing::ValuesIn(bag_cases()), case_name);

TEST(Pkcs12Attributes, OfAnotherTypeAreNeverForcedIntoTheirMeaning) {
  // CVE-2024-0727, CVE-2026-22795: a BOOLEAN where BMPString and OCTET STRING belong.
  const auto store =
      decode(pfx({safe({certificate_bag(leaf(), {boolean_in(oids::kFriendlyName), boolean_in(oids::kLocalKeyId),
                                                 boolean_in(oids::kOracleTrustedKeyUsage)})})}));
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(listing(*store), "ec256.example  certificate  -  CN=ec256.example  b1f36804d60e0266\n");
  const auto& attributes = store->entries().front().attributes;
  ASSERT_EQ(attributes.size(), 3U);
  for (const auto& attribute : attributes) EXPECT_EQ(attribute.values, std::vector<Bytes>{asn1::boolean(true)});
  EXPECT_EQ(store->origin.warnings.size(), 5U);  // one each, no MAC, and that Java sees nothing
}

TEST(Pkcs12Attributes, WithoutOrWithTwoValuesAreKeptAsTheyAre) {
  const auto two = attribute(oids::kFriendlyName, {asn1::bmp_string(Bytes{0, 'a'}), asn1::bmp_string(Bytes{0, 'b'})});
  const auto store = decode(pfx({safe(
      {certificate_bag(leaf(), {two}), certificate_bag(leaf(), {attribute(oids::kLocalKeyId, {}), named("c")})})}));
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(store->entries()[0].attributes.front().values.size(), 2U);
  EXPECT_EQ(store->entries()[1].attributes.front().values.size(), 0U);
  EXPECT_EQ(store->entries()[1].alias.text(), "c");
}

TEST(Pkcs12Attributes, OfOneKindTwiceNameTheEntryOnce) {
  const auto store = decode(pfx({safe({certificate_bag(leaf(), {named("first"), named("second")})})}));
  ASSERT_TRUE(store);
  EXPECT_EQ(store->entries()[0].alias.text(), "first");
  ASSERT_EQ(store->entries()[0].attributes.size(), 1U);
  EXPECT_EQ(store->entries()[0].attributes[0].oid, oids::kFriendlyName);
}

struct NameCase {
  std::string name;
  Bytes utf16;
  std::string alias;
};

const NameCase kNames[] = {
    {"Terminated", {0, 'a', 0, 0}, "a"},  // Windows
    {"OnlyOneTerminatorGoes", {0, 'a', 0, 0, 0, 0}, std::string("a\0", 2)},
    {"NulInside", {0, 'a', 0, 0, 0, 'b'}, std::string("a\0b", 3)},
    {"AboveU07ff", {0x4e, 0x16, 0x75, 0x4c}, "世界"},  // CVE-2025-69419: the lengths of UTF-8 were counted wrongly
    {"SurrogatePair", {0xd8, 0x3d, 0xde, 0x00}, "😀"},
    {"LoneSurrogate", {0xd8, 0x3d, 0, 'a'}, "ec256.example"},
    {"OddLength", {0, 'a', 0}, "ec256.example"},
    {"Empty", {}, ""},
};

class Pkcs12Names : public testing::TestWithParam<NameCase> {};

TEST_P(Pkcs12Names, AreReadAsUtf16) {
  const auto name = attribute(oids::kFriendlyName, {asn1::bmp_string(GetParam().utf16)});
  const auto store = decode(pfx({safe({certificate_bag(leaf(), {name})})}));
  ASSERT_TRUE(store);
  EXPECT_EQ(store->entries()[0].alias.text(), GetParam().alias);
}

INSTANTIATE_TEST_SUITE_P(All, Pkcs12Names, testing::ValuesIn(kNames), [](const auto& each) { return each.param.name; });

TEST(Pkcs12Names, AreMadeUniqueWithoutTakingOneThatIsGiven) {
  const auto der = leaf();
  const auto store = decode(pfx(
      {safe({certificate_bag(der), certificate_bag(der, {named("ec256.example")}), certificate_bag(der, {named("x")}),
             certificate_bag(der, {named("x")}), certificate_bag(der, {named("X")}), certificate_bag(der)})}));
  ASSERT_TRUE(store);
  std::string aliases;
  for (const auto& entry : *store) aliases += entry.alias.text() + (entry.alias.is_suggested() ? "? " : " ");
  EXPECT_EQ(aliases, "ec256.example-2? ec256.example x x-2 X ec256.example-3? ");
}

TEST(Pkcs12Bags, MayBeManyInOneSafe) {
  std::vector<Bytes> bags;  // CVE-2026-42015: a fixed array of 32
  for (int i = 0; i < 40; ++i) bags.push_back(certificate_bag(leaf(), {named(std::to_string(i)), trusted()}));
  const auto store = decode(pfx({safe(bags)}));
  ASSERT_TRUE(store);
  EXPECT_EQ(store->size(), 40U);
  EXPECT_EQ(store->entries().back().alias.text(), "39");
}

TEST(Pkcs12Damage, AnyPrefixIsAnErrorOrASmallerStore) {
  for (const auto* sample : {"default", "legacy", "plain-no-mac", "java-everything"}) {
    const auto file = testdata_bytes(std::string("pkcs12/") + sample + ".p12");
    const DecodeOptions unchecked{.password = share(Secret("changeit")), .check_integrity = false};
    for (std::size_t size = 0; size < file.size(); ++size) {
      const auto store = pkcs12::kFormat.decode(ByteView(file).first(size), unchecked);
      ASSERT_FALSE(store) << sample << " cut to " << size;
      ASSERT_EQ(store.error().code, Errc::damaged) << store.error().message;
    }
  }
}

}  // namespace
}  // namespace ks::test
