// No certificate is parsed that nobody asks about. In this program the parser is ours: libks's own is in a source by
// itself, and the linker takes the functions below for it. They count, and find every certificate broken.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "ks/ks.h"
#include "model/certificate_fields.h"
#include "support/pem.h"
#include "unit/formats/pkcs12_by_hand.h"

namespace ks {
namespace {

int parsed = 0;

}  // namespace

Result<CertificateFields> model::read_certificate(ByteView) {
  ++parsed;
  return failure(Errc::damaged, "not looked at");
}

Result<model::Outline> model::read_outline(ByteView) {
  ++parsed;
  return failure(Errc::damaged, "not looked at");
}

namespace {

constexpr std::size_t kMany = 200;

Certificate certificate(const std::string& file) { return Certificate::from_der(test::testdata_pem(file)).value(); }

/// The root under another signature each.
Certificate another(std::size_t number) {
  auto der = test::testdata_pem("pki/root.crt");
  for (auto i = der.size() - 4; i < der.size(); ++i, number >>= 8) der[i] = static_cast<std::uint8_t>(number);
  return Certificate::from_der(std::move(der)).value();
}

enum class Named { no, yes };

Store many(Named named) {
  Store store;
  for (std::size_t i = 0; i < kMany; ++i) {
    store.add_renamed({.alias = named == Named::yes ? Alias(std::to_string(i)) : Alias::suggested("certificate"),
                       .value = TrustedCertificateEntry{.certificate = another(i)}});
  }
  return store;
}

Store many_and_an_identity() {
  auto store = many(Named::yes);
  auto key = PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/client.key")))).value();
  store.add_renamed({.alias = Alias("client"),
                     .value = PrivateKeyEntry{.key = std::move(key),
                                              .chain = {certificate("pki/client.crt"), certificate("pki/issuing.crt"),
                                                        certificate("pki/intermediate.crt")}}});
  return store;
}

EncodeOptions quick() {
  EncodeOptions options{.password = share(Secret("pw"))};
  options.keys = options.certificates = Protection{.iterations = 1};
  options.mac = Mac{.iterations = 1};
  return options;
}

/// How many certificates are parsed while `store` is read back from `format`.
int parsed_on_opening(const Store& store, std::string_view format) {
  const auto bytes = encode(format, store, quick()).value().bytes;
  parsed = 0;
  EXPECT_GE(decode(bytes, {.password = share(Secret("pw"))}).value().size(), kMany);
  return parsed;
}

class Unparsed : public testing::TestWithParam<const char*> {};

TEST_P(Unparsed, TrustedCertificatesStay) {
  EXPECT_EQ(parsed_on_opening(many(Named::yes), GetParam()), 0);
  EXPECT_EQ(parsed_on_opening(many(Named::no), GetParam()), 0);
}

TEST_P(Unparsed, OthersStayWhereAChainIsLookedFor) {
  EXPECT_LE(parsed_on_opening(many_and_an_identity(), GetParam()), 8);
}

INSTANTIATE_TEST_SUITE_P(Formats, Unparsed, testing::Values("jks", "pkcs12", "pem"),
                         [](const auto& row) { return row.param; });

/// As `openssl pkcs12 -export -nokeys` writes them; a name is made of the subject then.
TEST(UnparsedPkcs12, CertificatesWithoutNamesStay) {
  std::vector<Bytes> bags;
  for (std::size_t i = 0; i < kMany; ++i) bags.push_back(test::by_hand::certificate_bag(another(i).der()));
  const auto file = test::by_hand::pfx({test::by_hand::safe(bags)});
  parsed = 0;
  const auto store = decode(file).value();
  EXPECT_EQ(store.size(), kMany);
  EXPECT_EQ(store.entries().front().alias.text(), "Root CA");
  EXPECT_EQ(parsed, 0);
}

TEST(UnparsedCertificate, IsParsedOnceAsked) {
  parsed = 0;
  const auto asked = certificate("pki/root.crt");
  const auto copy = asked;
  EXPECT_EQ(parsed, 0);
  EXPECT_FALSE(asked.fields());
  EXPECT_FALSE(copy.fields());
  EXPECT_EQ(parsed, 1);
}

}  // namespace
}  // namespace ks
