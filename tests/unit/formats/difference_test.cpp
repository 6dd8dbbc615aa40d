// What the fuzzers and the tests of every format are judged by has to see what it should.

#include "support/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/text.h"
#include "support/pem.h"

namespace ks::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Certificate crt(const std::string& name) { return Certificate::from_der(testdata_pem("pki/" + name + ".crt")).value(); }
PrivateKey key(const std::string& name) {
  return PrivateKey::from_pkcs8(Secret(testdata_pem("pki/" + name + ".key"))).value();
}

const Attribute kNote{.oid = "1.2.3", .values = {asn1::null()}};
const Attribute kOther{.oid = "1.2.4", .values = {}};

std::vector<Entry> entries() {
  return {{.alias = Alias("web"),
           .created = Time(milliseconds(1)),
           .attributes = {kNote, kOther},
           .value = PrivateKeyEntry{.key = key("server"), .chain = {crt("server"), crt("intermediate")}}},
          {.alias = Alias("ca"), .value = TrustedCertificateEntry{crt("root")}}};
}

Store store_of(const std::vector<Entry>& entries) {
  Store store;
  for (const auto& entry : entries) EXPECT_TRUE(store.add(entry));
  return store;
}

PrivateKeyEntry& identity(std::vector<Entry>& all) { return std::get<PrivateKeyEntry>(all[0].value); }

struct ChangeCase {
  std::string name;
  std::function<void(std::vector<Entry>&)> change;
  std::vector<std::string> expected{};                 // without a loss
  std::vector<std::string> expected_despite_detail{};  // where a detail of "web" and "ca" is lost
};

void PrintTo(const ChangeCase& one, std::ostream* out) { *out << one.name; }

const std::string kWebIsGone = "\"web\" (private-key) is gone";
const std::string kWebHasChanged = "\"web\" (private-key) has changed";
const std::string kCaIsGone = "\"ca\" (trusted-certificate) is gone";
const std::string kCaHasChanged = "\"ca\" (trusted-certificate) has changed";

const ChangeCase kCases[] = {
    {"Nothing", [](auto&) {}},
    {"Order", [](auto& all) { std::swap(all[0], all[1]); }},
    {"OrderOfAttributes",
     [](auto& all) {
       all[0].attributes = {kOther, kNote};
     }},
    {"LongerChain", [](auto& all) { identity(all).chain.push_back(crt("root")); }},
    {"TimeWhereNoneWas", [](auto& all) { all[1].created = Time(milliseconds(2)); }},
    {"Key",
     [](auto& all) { identity(all).key = key("ec256"); },
     {kWebIsGone, "\"web\" (private-key) is new"},
     {kWebIsGone, "\"web\" (private-key) is new"}},
    {"Identity", [](auto& all) { all.erase(all.begin()); }, {kWebIsGone}, {kWebIsGone}},
    {"TrustedCertificate", [](auto& all) { all.pop_back(); }, {kCaIsGone}, {kCaIsGone}},
    {"CertificateOfTheChain", [](auto& all) { identity(all).chain.pop_back(); }, {kWebIsGone}, {kWebIsGone}},
    {"OrderOfTheChain", [](auto& all) { std::swap(identity(all).chain[0], identity(all).chain[1]); }, {kWebIsGone}},
    {"NewCertificate",
     [](auto& all) { all.push_back({.alias = Alias("more"), .value = CertificateEntry{crt("ec256")}}); },
     {"\"more\" (certificate) is new"},
     {"\"more\" (certificate) is new"}},
    {"NewCertificateInTheChain",
     [](auto& all) { identity(all).chain.push_back(crt("ec256")); },
     {"\"web\" (private-key) is new"},
     {"\"web\" (private-key) is new"}},
    {"Alias", [](auto& all) { all[0].alias = Alias("Web"); }, {kWebHasChanged}},
    {"Time", [](auto& all) { all[0].created = Time(milliseconds(2)); }, {kWebHasChanged}},
    {"TimeIsLost", [](auto& all) { all[0].created.reset(); }, {kWebHasChanged}},
    {"Attribute", [](auto& all) { all[0].attributes.pop_back(); }, {kWebHasChanged}},
    {"NewAttribute", [](auto& all) { all[1].attributes = {kNote}; }, {kCaHasChanged}},
    {"AttributeOfTheChain",
     [](auto& all) {
       identity(all).chain_attributes = {{}, {kNote}};
     },
     {kWebHasChanged}},
    {"Trust", [](auto& all) { all[1].value = CertificateEntry{crt("root")}; }, {kCaHasChanged}},
    {"Purpose",
     [](auto& all) { std::get<TrustedCertificateEntry>(all[1].value).trusted_for = {"1.2.3"}; },
     {kCaHasChanged}},
};

class Difference : public testing::TestWithParam<ChangeCase> {};

TEST_P(Difference, IsSeen) {
  auto all = entries();
  GetParam().change(all);
  EXPECT_EQ(unexplained(store_of(entries()), store_of(all), {}), GetParam().expected);
}

TEST_P(Difference, IsExcusedByADetailAsFarAsThatGoes) {
  auto all = entries();
  GetParam().change(all);
  const std::vector<Loss> details = {{Loss::Weight::detail, "web", ""}, {Loss::Weight::detail, "ca", ""}};
  EXPECT_EQ(unexplained(store_of(entries()), store_of(all), details), GetParam().expected_despite_detail);
}

INSTANTIATE_TEST_SUITE_P(Of, Difference, testing::ValuesIn(kCases), [](const auto& one) { return one.param.name; });

TEST(DifferenceOfStores, IsExcusedByALossOfContentOfThatEntryOnly) {
  const std::vector<Loss> losses = {{Loss::Weight::content, "web", ""}};
  EXPECT_THAT(unexplained(store_of(entries()), Store(), losses), ElementsAre(kCaIsGone));
}

TEST(DifferenceOfStores, IsInCrlsAndBagsToo) {
  auto before = store_of(entries());
  before.crls = {{.der = asn1::null()}};
  before.opaque = {{.oid = "1.2.3", .value = asn1::null(), .attributes = {}}};
  const auto after = store_of(entries());
  EXPECT_THAT(unexplained(before, after, {}), ElementsAre("revocation lists have changed", "opaque bags have changed"));
  EXPECT_THAT(unexplained(before, after, {{Loss::Weight::content, "", ""}}), IsEmpty());
}

TEST(DifferenceOfNames, IsNoneWhereNobodyGaveThem) {
  auto all = entries();
  all[1].alias = Alias::suggested("ca");
  const auto before = store_of(all);
  all[1].alias = Alias("Root CA");
  EXPECT_THAT(unexplained(before, store_of(all), {}), IsEmpty());
}

TEST(DifferenceOfNames, IsNoneWhereALeafHasTheAliasOfItsEntry) {
  auto all = entries();
  identity(all).chain_attributes = {
      {{.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(text::to_utf16be("web").value())}}}, {}};
  EXPECT_THAT(unexplained(store_of(all), store_of(entries()), {}), IsEmpty());
  identity(all).chain_attributes[0].push_back(kNote);
  EXPECT_THAT(unexplained(store_of(all), store_of(entries()), {}), ElementsAre(kWebHasChanged));
}

TEST(DifferenceOfChains, IsNoneWhereTheLeafIsAnothers) {
  auto all = entries();
  identity(all).chain = {crt("ec256"), crt("intermediate")};
  const auto before = store_of(all);
  identity(all).chain.clear();
  all.push_back({.alias = Alias("a"), .value = CertificateEntry{crt("ec256")}});
  EXPECT_THAT(unexplained(before, store_of(all), {}), ElementsAre(kWebIsGone));  // where is the other one?
  all.push_back({.alias = Alias("b"), .value = CertificateEntry{crt("intermediate")}});
  EXPECT_THAT(unexplained(before, store_of(all), {}), IsEmpty());
}

/// The reader has the password, the entry did not.
TEST(DifferenceOfChains, IsNoneWhereTheReaderSeesThatTheLeafIsAnothers) {
  const auto locked = lock(key("server"), Secret("pw"), {.iterations = 1}).value();
  auto all = entries();
  all.pop_back();
  all[0].value = PrivateKeyEntry{.key = PrivateKey::from_locked(locked), .chain = {crt("ec256")}};
  const auto before = store_of(all);
  all[0].value = PrivateKeyEntry{.key = PrivateKey::from_locked(locked)};
  all.push_back({.alias = Alias("a"), .value = CertificateEntry{crt("ec256")}});
  EXPECT_THAT(unexplained(before, store_of(all), {}), ElementsAre(kWebIsGone));
  identity(all).key = PrivateKey::from_locked(locked, share(Secret("pw")));
  EXPECT_THAT(unexplained(before, store_of(all), {}), IsEmpty());
}

TEST(DifferenceOfCopies, PairsThoseOfOneName) {
  auto all = entries();
  all[1] = {.alias = Alias("bare"), .value = PrivateKeyEntry{.key = key("server")}};
  const auto before = store_of({all[1], all[0]});
  EXPECT_THAT(unexplained(before, store_of(all), {}), IsEmpty());
}

}  // namespace
}  // namespace ks::test
