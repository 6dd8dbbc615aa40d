#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/formats/pkcs12.h"
#include "pkcs12_by_hand.h"
#include "support/pem.h"

namespace ks::test {
namespace {

using namespace by_hand;

Bytes key(const std::string& name) { return testdata_pem("pki/" + name + ".key"); }
Bytes real(const std::string& name) { return testdata_pem("pki/" + name + ".crt"); }
Bytes plain_key(const std::string& name, std::initializer_list<Bytes> attributes = {}) {
  return bag(oids::kKeyBag, key(name), attributes);
}
Bytes locked(const std::string& name, std::initializer_list<Bytes> attributes = {}) {
  return locked_key_bag(locked_key(key(name), "pw"), attributes);
}

/// "web: CN=leaf CN=root; root!: CN=root": aliases and chains, "!" for trusted, "+" for other certificates,
/// "?" for one that cannot be read.
std::string pairs(const Result<Store>& store) {
  if (!store) return store.error().message;
  std::string text;
  for (const auto& entry : *store) {
    if (!text.empty()) text += "; ";
    text += entry.alias.text();
    if (std::holds_alternative<TrustedCertificateEntry>(entry.value)) text += "!";
    if (std::holds_alternative<CertificateEntry>(entry.value)) text += "+";
    text += ":";
    for (const auto& certificate : entry.certificates()) {
      text += " " + (certificate.fields() ? certificate.describe() : "?");
    }
  }
  return text;
}

struct PairingCase {
  std::string name;
  Bytes file;
  std::string with_password;
  std::string without;
};

void PrintTo(const PairingCase& each, std::ostream* out) { *out << each.name; }

std::vector<PairingCase> cases() {
  const auto cert = [](std::string_view subject, std::string_view issuer, std::initializer_list<Bytes> attributes = {},
                       std::string_view spki = "key") {
    return certificate_bag(certificate(subject, issuer, spki), attributes);
  };
  return {
      {"ByIdentifier",
       pfx({safe({locked("ec256", {id("1"), named("a")}), locked("server", {id("2"), named("b")})}),
            safe({cert("x", "root", {id("2")}), cert("y", "root", {id("1")})})}),
       "b: CN=x; a: CN=y", "b: CN=x; a: CN=y"},
      {"ByName",
       pfx({safe({locked("ec256", {named("a")}), locked("server", {named("b")})}),
            safe({cert("x", "root", {named("b")}), cert("y", "root", {named("a")})})}),
       "b: CN=x; a: CN=y", "b: CN=x; a: CN=y"},
      {"ByNameWhereTheIdentifierIsShared",
       pfx({safe({locked("ec256", {id("1"), named("a")}), locked("server", {id("1"), named("b")})}),
            safe({cert("x", "root", {id("1"), named("b")}), cert("y", "root", {id("1"), named("a")})})}),
       "b: CN=x; a: CN=y", "b: CN=x; a: CN=y"},
      {"ByPublicKeyWhereTheIdentifierIsShared",  // Windows numbers the keys of each store from 1
       pfx({safe({locked("ec256", {id("1"), named("a")}), locked("server", {id("1"), named("b")})}),
            safe({certificate_bag(real("server"), {id("1")}), certificate_bag(real("ec256"), {id("1")})})}),
       "b: CN=server.example; a: CN=ec256.example", "a: CN=server.example; b: CN=ec256.example"},
      {"ByPublicKeyWhereNothingIsSaid",
       pfx({safe({locked("ec256", {named("a")}), locked("server", {named("b")})}),
            safe({certificate_bag(real("server")), certificate_bag(real("ec256"))})}),
       "b: CN=server.example; a: CN=ec256.example",
       "a:; b:; server.example+: CN=server.example; ec256.example+: CN=ec256.example"},
      {"ByPublicKeyWhateverThePlainKeySays",
       pfx({safe({plain_key("ec256", {id("1"), named("a")})}),
            safe({certificate_bag(real("server"), {id("1")}), certificate_bag(real("ec256"), {id("2")})})}),
       "server.example+: CN=server.example; a: CN=ec256.example",
       "server.example+: CN=server.example; a: CN=ec256.example"},
      {"NotWhereThePlainKeyIsOfAnother",
       pfx({safe({plain_key("ec256", {id("1"), named("a")})}), safe({certificate_bag(real("server"), {id("1")})})}),
       "a:; server.example+: CN=server.example", "a:; server.example+: CN=server.example"},
      {"OfTwoForOneKeyTheOneItNames",
       pfx({safe({plain_key("server", {id("2"), named("a")})}),
            safe({certificate_bag(real("server"), {id("1")}), certificate_bag(real("server-renewed"), {id("2")})})}),
       "server.example+: CN=server.example; a: CN=server.example",
       "server.example+: CN=server.example; a: CN=server.example"},
      {"UnreadableOnesAsTheFileSays",
       pfx({safe({plain_key("ec256", {id("1"), named("a")}), plain_key("server", {id("1"), named("b")}),
                  certificate_bag(asn1::sequence({asn1::null()}), {id("1")}),
                  certificate_bag(asn1::sequence({asn1::null(), asn1::null()}), {id("1")})})}),
       "a: ?; b: ?", "a: ?; b: ?"},
      {"TheOnlyLeafForTheOnlyKeyUnlessItIsSeenToBeAnothers",
       pfx({safe({cert("root", "root"), cert("leaf", "middle"), cert("middle", "root"), locked("ec256")})}),
       "root+: CN=root; leaf+: CN=leaf; middle+: CN=middle; key:", "leaf: CN=leaf CN=middle CN=root"},
      {"NoneOfSeveralLeavesWithoutItsPassword",
       pfx({safe({certificate_bag(real("server")), certificate_bag(real("ec256")), locked("ec256", {named("a")})})}),
       "server.example+: CN=server.example; a: CN=ec256.example",
       "a: CN=server.example; ec256.example+: CN=ec256.example"},
      {"AKeyAlone", pfx({safe({locked("ec256", {named("a")})})}), "a:", "a:"},
      {"ATrustedCertificateIsNoLeafByChance", pfx({safe({locked("ec256", {named("a")}), cert("x", "x", {trusted()})})}),
       "a:; x!: CN=x", "a:; x!: CN=x"},
      {"TheNameOfTheLeafWhereTheKeyHasNone",
       pfx({safe({locked("ec256", {id("1")}), cert("x", "x", {id("1"), named("n")})})}), "n: CN=x", "n: CN=x"},
      {"TheNameOfATrustedLeafStaysWithIt",
       pfx({safe({plain_key("server"), certificate_bag(real("server"), {named("n"), trusted()})})}),
       "server.example: CN=server.example; n!: CN=server.example",
       "server.example: CN=server.example; n!: CN=server.example"},
      {"NamesOfTheFileBeforeSuggestions",
       pfx({safe({certificate_bag(real("server")), cert("x", "x", {named("server.example")}),
                  cert("y", "y", {named("x")}), cert("z", "z", {named("x")}), cert("z", "z", {named("x-2")})})}),
       "server.example-2+: CN=server.example; server.example+: CN=x; x+: CN=y; x-3+: CN=z; x-2+: CN=z",
       "server.example-2+: CN=server.example; server.example+: CN=x; x+: CN=y; x-3+: CN=z; x-2+: CN=z"},
      {"ALoopOfIssuers",
       pfx({safe({locked("ec256", {id("1"), named("a")}), cert("x", "y", {id("1")}), cert("y", "z"), cert("z", "y")})}),
       "a: CN=x CN=y CN=z", "a: CN=x CN=y CN=z"},
      {"ACrossSignedIssuerAsItFollows",
       pfx({safe({cert("m", "other"), locked("ec256", {id("1"), named("a")}), cert("x", "m", {id("1")}),
                  cert("m", "root"), cert("root", "root"), cert("other", "other")})}),
       "m+: CN=m; a: CN=x CN=m CN=root; other+: CN=other", "m+: CN=m; a: CN=x CN=m CN=root; other+: CN=other"},
      {"ATrustedRootIsShownTwice",
       pfx({safe(
           {locked("ec256", {id("1"), named("a")}), cert("x", "root", {id("1")}), cert("root", "root", {trusted()})})}),
       "a: CN=x CN=root; root!: CN=root", "a: CN=x CN=root; root!: CN=root"},
      {"CopiesInAChainAreShownOnce",
       pfx({safe({locked("ec256", {id("1"), named("a")}), cert("x", "root", {id("1")}), cert("root", "root"),
                  cert("root", "root"), cert("x", "root")})}),
       "a: CN=x CN=root", "a: CN=x CN=root"},
      {"ACopyWithANameIsAnEntry",
       pfx({safe({cert("root", "root", {named("ca")}), locked("ec256", {id("1"), named("a")}),
                  cert("x", "root", {id("1")}), cert("root", "root")})}),
       "ca+: CN=root; a: CN=x CN=root", "ca+: CN=root; a: CN=x CN=root"},
  };
}

class Pkcs12Pairing : public testing::TestWithParam<PairingCase> {};

TEST_P(Pkcs12Pairing, GivesKeysTheirCertificates) {
  EXPECT_EQ(pairs(decode(GetParam().file, "pw")), GetParam().with_password);
  EXPECT_EQ(pairs(pkcs12::kFormat.decode(GetParam().file, {})), GetParam().without);
}

INSTANTIATE_TEST_SUITE_P(All, Pkcs12Pairing, testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.name; });

TEST(Pkcs12PairingCost, IsBoundedByTheBudgetOfTheFile) {
  const Protection thousand{.iterations = 1000};
  std::vector<Bytes> bags{certificate_bag(real("server"), {id("1")}), certificate_bag(real("ec256"), {id("1")})};
  for (int i = 0; i < 3; ++i) {
    bags.push_back(locked_key_bag(locked_key(key("ec256"), "pw", thousand), {id("1"), named(std::to_string(i))}));
  }
  const auto store = pkcs12::kFormat.decode(pfx({safe(bags)}),
                                            {.password = share(Secret("pw")), .limits = {.total_iterations = 2000}});
  // Two may be unlocked to find their certificate; the third takes the first that is left.
  EXPECT_EQ(pairs(store), "2: CN=server.example; 0: CN=ec256.example; 1: CN=ec256.example");
}

TEST(Pkcs12PairingCost, IsNoParsingWithoutKeys) {
  // Nothing in this certificate can be parsed; a file of anchors must not look.
  const auto broken = Bytes{0x30, 3, 2, 1, 1};
  const auto store = decode(pfx({safe({certificate_bag(broken, {named("a"), trusted()})})}));
  ASSERT_TRUE(store);
  EXPECT_EQ(store->entries()[0].alias.text(), "a");
}

TEST(Pkcs12PairingCost, IsNotTheSquareOfItsCertificates) {
  // Every certificate may have issued every other, and every key names them all.
  std::vector<Bytes> bags;
  for (int i = 0; i < 3000; ++i) {
    bags.push_back(certificate_bag(certificate("x", "x", std::to_string(i)), {id("1"), named("n")}));
    bags.push_back(locked_key_bag(locked_key(key("ec256"), "pw"), {id("1"), named("n")}));
  }
  const auto store = pkcs12::kFormat.decode(pfx({safe(bags)}), {});
  ASSERT_TRUE(store);
  EXPECT_GT(store->size(), 3000U);
}

}  // namespace
}  // namespace ks::test
