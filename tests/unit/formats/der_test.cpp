#include "ks/formats/der.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "asn1/der_writer.h"
#include "support/listing.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks {
namespace {

using namespace std::literals;
using test::listing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class DerSample : public testing::TestWithParam<test::Sample> {};

TEST_P(DerSample, HoldsWhatWentIn) {
  const auto& sample = GetParam();
  const auto bytes = test::testdata_bytes(sample.path.lexically_relative(test::testdata("")).string());
  const auto store = der::decode(bytes, test::decode_options(sample));
  EXPECT_EQ(listing(store), sample.expected) << (store ? "" : store.error().message);
  EXPECT_TRUE(der::looks_like(bytes));
}

INSTANTIATE_TEST_SUITE_P(Testdata, DerSample, testing::ValuesIn(test::samples("der")),
                         [](const auto& one) { return test::test_name(one.param.path.filename().string()); });

struct ErrorCase {
  std::string name;
  Bytes bytes;
  std::string expected;
};

void PrintTo(const ErrorCase& one, std::ostream* out) { *out << one.name; }

Bytes joined(Bytes first, ByteView second) {
  append(first, second);
  return first;
}

const ErrorCase kErrors[] = {
    {"Nothing", {}, "not_a_store: der: no SEQUENCE"},
    {"Text", to_bytes("hello"), "not_a_store: der: no SEQUENCE"},
    {"CutShort", Bytes{0x30, 0x82, 0x01, 0x00, 0x30}, "damaged: der: the value is cut short: 5 bytes are here"},
    {"EmptySequence", asn1::sequence({}), "not_a_store: der: nothing we know"},
    {"LineFeedBehind", joined(test::testdata_bytes("der/root.crt"), as_bytes("\n")),
     "damaged: der: 1 bytes follow the value that ends at offset 750"},
    {"CertificateBehind", joined(test::testdata_bytes("der/root.crt"), test::testdata_bytes("der/root.crt")),
     "damaged: der: 750 bytes follow the value that ends at offset 750"},
    {"Pkcs12", test::testdata_bytes("pkcs12/default.p12"), "unsupported_format: der: this is PKCS#12"},
    {"Pkcs7", test::testdata_bytes("pkcs7/openssl-der.p7b"), "unsupported_format: der: this is PKCS#7"},
    {"PublicKey", test::testdata_bytes("der/public-key.der"), "unsupported_format: der: a public key"},
    {"Request", test::testdata_bytes("der/request.der"), "unsupported_format: der: a certificate request"},
    {"IndefiniteLengthThatNeverEnds", Bytes{0x30, 0x80, 0x30, 0x80, 0x04, 0x01, 0x00}, "damaged: der: "},
};

class DerError : public testing::TestWithParam<ErrorCase> {};

TEST_P(DerError, SaysWhatItIs) {
  const auto store = der::decode(GetParam().bytes, {});
  ASSERT_FALSE(store);
  EXPECT_THAT(std::string(name(store.error().code)) + ": " + store.error().message, StartsWith(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(Der, DerError, testing::ValuesIn(kErrors), [](const auto& one) { return one.param.name; });

TEST(DerDecode, ReadsBer) {
  const auto der = test::testdata_bytes("der/root.crt");
  Bytes ber = {0x30, 0x80};
  append(ber, ByteView(der).subspan(4));
  append(ber, Bytes{0, 0});
  EXPECT_EQ(listing(der::decode(ber, {})), listing(der::decode(der, {})));
  EXPECT_TRUE(der::looks_like(ber));
}

TEST(DerLooksLike, WantsASequence) {
  EXPECT_FALSE(der::looks_like({}));
  EXPECT_FALSE(der::looks_like(as_bytes("-----BEGIN")));
  EXPECT_FALSE(der::looks_like(as_bytes("0123456789")));
  EXPECT_FALSE(der::looks_like(test::testdata_bytes("jks/chain.jks")));
}

// Writing.

Certificate root() { return Certificate::from_der(test::testdata_bytes("der/root.crt")).value(); }
PrivateKey server_key() {
  return PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/server.key")))).value();
}

Store store_of(Entry entry) {
  Store store;
  EXPECT_TRUE(store.add(std::move(entry)));
  return store;
}

TEST(DerEncode, WritesOneCertificate) {
  const auto store = store_of({.alias = Alias("Root CA"), .value = CertificateEntry{root()}});
  const auto encoded = der::encode(store, {.password = share(Secret("unused"sv))});
  ASSERT_TRUE(encoded);
  EXPECT_EQ(encoded->bytes, test::testdata_bytes("der/root.crt"));
  EXPECT_THAT(encoded->losses, IsEmpty());
  EXPECT_FALSE(encoded->holds_secrets);
}

TEST(DerEncode, WritesOneCrl) {
  Store store;
  store.crls = {{.der = test::testdata_bytes("der/root.crl")}};
  EXPECT_EQ(der::encode(store, {})->bytes, test::testdata_bytes("der/root.crl"));
}

TEST(DerEncode, WritesOneKeyPlainOrEncrypted) {
  const auto store = store_of({.alias = Alias("key"), .value = PrivateKeyEntry{.key = server_key()}});
  const auto plain = der::encode(store, {});
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->bytes, to_bytes(server_key().pkcs8()));
  EXPECT_TRUE(plain->holds_secrets);
  EXPECT_THAT(plain->losses, IsEmpty());
  const auto locked = der::encode(store, {.password = share(Secret("new"sv)), .keys = Protection{.iterations = 3}});
  ASSERT_TRUE(locked);
  EXPECT_TRUE(locked->holds_secrets);
  const auto again = der::decode(locked->bytes, {.password = share(Secret("new"sv))});
  EXPECT_EQ(listing(again), listing(store));
}

TEST(DerEncode, NamesWhatACertificateAloneDoesNotKeep) {
  const auto details = der::encode(store_of({.alias = Alias("web"),
                                             .created = Time(milliseconds(1)),
                                             .attributes = {{.oid = "1.2.3", .values = {}}},
                                             .value = TrustedCertificateEntry{.certificate = root()}}),
                                   {});
  using enum Loss::Weight;
  EXPECT_THAT(details->losses, ElementsAre(Loss{detail, "web", "the alias is not kept"},
                                           Loss{detail, "web", "the creation time is not kept"},
                                           Loss{detail, "web", "attributes are not kept"},
                                           Loss{detail, "web", "that it is trusted is not kept"}));
  const auto restricted =
      der::encode(store_of({.alias = Alias("Root CA"),
                            .value = TrustedCertificateEntry{.certificate = root(), .rejected_for = {"2.5.29.37.0"}}}),
                  {});
  EXPECT_THAT(restricted->losses, ElementsAre(Loss{content, "Root CA", "what it is trusted for is not kept"}));
}

TEST(DerEncode, SaysNothingOfASuggestedAlias) {
  const auto store = store_of({.alias = Alias::suggested("Root CA-2"), .value = CertificateEntry{root()}});
  EXPECT_THAT(der::encode(store, {})->losses, IsEmpty());
}

TEST(DerEncode, RefusesMoreThanOneThing) {
  auto two = store_of({.alias = Alias("a"), .value = CertificateEntry{root()}});
  two.crls = {{.der = test::testdata_bytes("der/root.crl")}};
  auto bag = store_of({.alias = Alias("a"), .value = CertificateEntry{root()}});
  bag.opaque = {{.oid = "1.2.3", .value = asn1::null(), .attributes = {}}};
  const auto identity =
      store_of({.alias = Alias("a"), .value = PrivateKeyEntry{.key = server_key(), .chain = {root()}}});
  const auto secret =
      store_of({.alias = Alias("a"), .value = SecretKeyEntry{SecretKey::from_raw("1.2.3", Secret("0123"sv))}});
  for (const auto& store : {two, bag, identity, secret, Store()}) {
    const auto encoded = der::encode(store, {});
    ASSERT_FALSE(encoded);
    EXPECT_EQ(encoded.error().code, Errc::cannot_represent);
    EXPECT_THAT(encoded.error().message, StartsWith("der: one certificate or one key makes a file, here are "));
    EXPECT_FALSE(encoded.error().hint.empty());
  }
}

TEST(DerEncode, RefusesWhatOnlyALabelCouldName) {
  const auto odd = asn1::sequence({asn1::null()});
  Store crl;
  crl.crls = {{.der = odd}};
  for (const auto& store :
       {crl, store_of({.alias = Alias("a"), .value = CertificateEntry{Certificate::from_der(odd).value()}})}) {
    const auto encoded = der::encode(store, {});
    ASSERT_FALSE(encoded);
    EXPECT_EQ(encoded.error().code, Errc::cannot_represent);
  }
}

TEST(DerEncode, RefusesAKeyThatOnlyPemCanHold) {
  const LockedKey dek{
      .form = LockedKey::Form::dek_info, .bytes = {1}, .dek_info = "DES-CBC,00", .label = "RSA PRIVATE KEY"};
  const auto store = store_of({.alias = Alias("web"), .value = PrivateKeyEntry{.key = PrivateKey::from_locked(dek)}});
  const auto encoded = der::encode(store, {});
  ASSERT_FALSE(encoded);
  EXPECT_EQ(encoded.error().code, Errc::cannot_represent);
  EXPECT_EQ(encoded.error().alias, "web");
  EXPECT_THAT(encoded.error().message, HasSubstr("of PEM"));
}

}  // namespace
}  // namespace ks
