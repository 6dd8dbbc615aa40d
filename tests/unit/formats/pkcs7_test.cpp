#include "ks/formats/pkcs7.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "ks/formats/pem.h"
#include "support/listing.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks {
namespace {

using namespace std::literals;
using test::listing;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class Pkcs7Sample : public testing::TestWithParam<test::Sample> {};

TEST_P(Pkcs7Sample, HoldsWhatWentIn) {
  const auto& sample = GetParam();
  const auto bytes = test::testdata_bytes(sample.path.lexically_relative(test::testdata("")).string());
  const bool is_pem = pem::looks_like(bytes);
  const auto store = is_pem ? pem::decode(bytes, {}) : pkcs7::decode(bytes, {});
  EXPECT_EQ(listing(store), sample.expected) << (store ? "" : store.error().message);
}

INSTANTIATE_TEST_SUITE_P(Testdata, Pkcs7Sample, testing::ValuesIn(test::samples("pkcs7")),
                         [](const auto& one) { return test::test_name(one.param.path.filename().string()); });

// Files made by hand.

Bytes root() { return test::testdata_bytes("der/root.crt"); }
const Bytes kNone = asn1::set_in_given_order({});
const Bytes kData = asn1::oid("1.2.840.113549.1.7.1");

struct Parts {
  Bytes content = asn1::sequence({kData});
  Bytes certificates{};
  Bytes crls{};
  Bytes signers = kNone;
  Bytes behind{};
};

Bytes file(const Parts& parts) {
  const auto certificates = parts.certificates.empty() ? Bytes() : asn1::explicit_context(0, parts.certificates);
  const auto crls = parts.crls.empty() ? Bytes() : asn1::explicit_context(1, parts.crls);
  const auto data =
      asn1::sequence({asn1::integer(1), kNone, parts.content, certificates, crls, parts.signers, parts.behind});
  return asn1::sequence({asn1::oid("1.2.840.113549.1.7.2"), asn1::explicit_context(0, data)});
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const auto& part : parts) append(all, part);
  return all;
}

/// "Root CA | warning | …" or "damaged: pkcs7: …".
std::string summary(const Result<Store>& store) {
  if (!store) return std::string(name(store.error().code)) + ": " + store.error().message;
  std::string text;
  for (const auto& entry : *store) text += (text.empty() ? "" : " ") + entry.alias.text();
  if (!store->crls.empty()) text += " and " + std::to_string(store->crls.size()) + " CRLs";
  for (const auto& warning : store->origin.warnings) text += " | " + warning;
  return text;
}

struct DecodeCase {
  std::string name;
  Bytes bytes;
  std::string expected;
};

void PrintTo(const DecodeCase& one, std::ostream* out) { *out << one.name; }

const DecodeCase kCases[] = {
    {"Empty", file({}), " | no certificate is inside"},
    {"OneCertificate", file({.certificates = root()}), "Root CA"},
    {"TwiceTheSame", file({.certificates = joined({root(), root()})}), "Root CA Root CA-2"},
    {"CrlOnly", file({.crls = test::testdata_bytes("der/root.crl")}), " and 1 CRLs"},
    {"SignersAndContent",
     file({.content = asn1::sequence({kData, asn1::explicit_context(0, asn1::octet_string(Bytes{1}))}),
           .certificates = root(),
           .signers = asn1::set_in_given_order({asn1::sequence({})})}),
     "Root CA | the signed content is ignored | the signatures are not checked"},
    {"OtherCertificates",
     file({.certificates =
               joined({asn1::explicit_context(0, asn1::null()), root(), asn1::explicit_context(2, asn1::null())})}),
     "Root CA | 2 certificates that are not X.509 are ignored"},
    {"OtherRevocationInformation", file({.certificates = root(), .crls = asn1::explicit_context(1, asn1::null())}),
     "Root CA | 1 pieces of revocation information that are not X.509 are ignored"},
    {"SomethingBehind", file({.certificates = root(), .behind = asn1::null()}),
     "damaged: pkcs7: 2 bytes too many in SignedData"},
    {"NoSigners", file({.signers = {}}), "damaged: pkcs7: signers should have tag 0x31"},
    {"Nothing", {}, "damaged: pkcs7: "},
    {"Certificate", root(), "not_a_store: pkcs7: this is no SignedData"},
    {"Enveloped", test::testdata_bytes("pkcs7/enveloped.p7b"),
     "unsupported_format: pkcs7: this PKCS#7 is encrypted or holds data, not certificates"},
    {"BytesBehind", joined({file({.certificates = root()}), Bytes{0}}), "damaged: pkcs7: "},
};

class Pkcs7Decode : public testing::TestWithParam<DecodeCase> {};

TEST_P(Pkcs7Decode, GivesTheStoreOrTheError) {
  EXPECT_THAT(summary(pkcs7::decode(GetParam().bytes, {})), StartsWith(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(Pkcs7, Pkcs7Decode, testing::ValuesIn(kCases), [](const auto& one) { return one.param.name; });

TEST(Pkcs7DecodeLimit, CountsCertificatesAndCrls) {
  const auto bytes = file({.certificates = joined({root(), root()}), .crls = test::testdata_bytes("der/root.crl")});
  EXPECT_TRUE(pkcs7::decode(bytes, {.limits = {.entries = 3}}));
  EXPECT_THAT(summary(pkcs7::decode(bytes, {.limits = {.entries = 2}})),
              StartsWith("limit: pkcs7: more than 2 entries"));
  EXPECT_THAT(summary(pkcs7::decode(bytes, {.limits = {.entries = 1}})),
              StartsWith("limit: pkcs7: more than 1 entries"));
}

TEST(Pkcs7LooksLike, LooksForSignedData) {
  EXPECT_TRUE(pkcs7::looks_like(file({})));
  EXPECT_TRUE(pkcs7::looks_like(test::testdata_bytes("pkcs7/bouncycastle-ber.p7b")));
  EXPECT_FALSE(pkcs7::looks_like(test::testdata_bytes("pkcs12/default.p12")));
  EXPECT_FALSE(pkcs7::looks_like(root()));
  EXPECT_FALSE(pkcs7::looks_like({}));
}

// Writing.

Certificate certificate_of(const std::string& name) {
  return Certificate::from_der(test::testdata_pem("pki/" + name)).value();
}

Store store_of(std::vector<Entry> entries) {
  Store store;
  for (auto& entry : entries) EXPECT_TRUE(store.add(std::move(entry)));
  return store;
}

TEST(Pkcs7Encode, WritesWhatOpensslWrites) {
  // testdata/pkcs7/generate.sh: openssl crl2pkcs7 of these three
  const auto store =
      store_of({{.alias = Alias("server.example"), .value = CertificateEntry{certificate_of("server.crt")}},
                {.alias = Alias("Intermediate CA"), .value = CertificateEntry{certificate_of("intermediate.crt")}},
                {.alias = Alias("Root CA"), .value = CertificateEntry{certificate_of("root.crt")}}});
  const auto encoded = pkcs7::encode(store, {});
  ASSERT_TRUE(encoded);
  EXPECT_EQ(encoded->bytes, test::testdata_bytes("pkcs7/openssl-der.p7b"));
  EXPECT_THAT(encoded->losses, IsEmpty());
  EXPECT_FALSE(encoded->holds_secrets);
}

TEST(Pkcs7Encode, WritesCertificatesOfChainsOnceAndCrls) {
  auto store =
      store_of({{.alias = Alias("web"),
                 .value =
                     PrivateKeyEntry{
                         .key = PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/server.key")))).value(),
                         .chain = {certificate_of("server.crt"), certificate_of("root.crt")}}},
                {.alias = Alias("ca"), .value = TrustedCertificateEntry{.certificate = certificate_of("root.crt")}}});
  store.crls = {{.der = test::testdata_bytes("der/root.crl")}};
  const auto again = pkcs7::decode(pkcs7::encode(store, {})->bytes, {});
  EXPECT_EQ(summary(again), "server.example Root CA and 1 CRLs");
}

TEST(Pkcs7Encode, WritesEveryEntryThoughItsCertificateIsThereTwice) {
  const auto store =
      store_of({{.alias = Alias("a"), .value = TrustedCertificateEntry{.certificate = certificate_of("root.crt")}},
                {.alias = Alias("b"), .value = CertificateEntry{certificate_of("root.crt")}}});
  EXPECT_EQ(summary(pkcs7::decode(pkcs7::encode(store, {})->bytes, {})), "Root CA Root CA-2");
}

TEST(Pkcs7Encode, LeavesOutCrlsThatWouldBreakTheFile) {
  Store store;
  store.crls = {{.der = {1, 2, 3}}, {.der = test::testdata_bytes("der/root.crl")}};
  const auto encoded = pkcs7::encode(store, {});
  EXPECT_THAT(encoded->losses, ElementsAre(Loss{Loss::Weight::content, "", "a CRL that is none is left out"}));
  EXPECT_EQ(summary(pkcs7::decode(encoded->bytes, {})), " and 1 CRLs");
}

TEST(Pkcs7Encode, WritesAnEmptyStore) {
  const auto encoded = pkcs7::encode(Store(), {});
  ASSERT_TRUE(encoded);
  EXPECT_EQ(encoded->bytes, file({}));
}

TEST(Pkcs7Encode, NamesWhatIsLost) {
  auto store =
      store_of({{.alias = Alias("web"),
                 .created = Time(milliseconds(1)),
                 .value =
                     PrivateKeyEntry{
                         .key = PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/server.key")))).value(),
                         .chain = {certificate_of("server.crt")}}},
                {.alias = Alias("ca"),
                 .attributes = {{.oid = "1.2.3", .values = {}}},
                 .value = TrustedCertificateEntry{.certificate = certificate_of("root.crt"), .trusted_for = {"1.2.3"}}},
                {.alias = Alias("aes"), .value = SecretKeyEntry{SecretKey::from_raw("1.2.3", Secret("0123"sv))}}});
  store.opaque = {{.oid = "1.2.4", .value = asn1::null(), .attributes = {}}};
  using enum Loss::Weight;
  EXPECT_THAT(
      pkcs7::encode(store, {})->losses,
      ElementsAre(Loss{content, "web", "the private key is left out"},
                  Loss{content, "ca", "what it is trusted for is not kept"},
                  Loss{content, "aes", "the secret key is left out"},
                  Loss{content, "", "a bag of type 1.2.4 is left out"}, Loss{detail, "", "aliases are not kept"},
                  Loss{detail, "", "creation times are not kept"}, Loss{detail, "", "attributes are not kept"},
                  Loss{detail, "", "which certificates are trusted is not kept"}));
}

}  // namespace
}  // namespace ks
