#include <gtest/gtest.h>

#include "ks/ops/ops.h"
#include "pile.h"

namespace ks {
namespace {

using test::outline;
using test::pile;

Assembled assembled(const Store& store, const AssembleOptions& options = {}) {
  auto result = assemble(store, options);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? *std::move(result) : Assembled{};
}

TEST(Assemble, PairsAKeyWithItsCertificateInEitherOrder) {
  const auto expected = "server.example  private-key: server.example < Intermediate CA < Root CA\n";
  EXPECT_EQ(outline(assembled(pile({"server.key", "server.crt", "intermediate.crt", "root.crt"})).store), expected);
  EXPECT_EQ(outline(assembled(pile({"root.crt", "intermediate.crt", "server.crt", "server.key"})).store), expected);
}

TEST(Assemble, PairsEveryKindOfKeyByItsPublicKey) {
  for (const std::string name : {"ec256", "ec384", "ec521", "secp256k1", "ed25519", "ed448", "dsa", "rsapss"}) {
    const auto store = assembled(pile({(name + ".crt").c_str(), (name + ".key").c_str()})).store;
    EXPECT_EQ(outline(store), name + ".example  private-key: " + name + ".example\n");
  }
}

TEST(Assemble, KeepsAliasesThatDifferByCase) {
  auto store = pile({"root.crt", "other-root.crt"});
  ASSERT_TRUE(store.rename(Alias("Root CA"), Alias("Foo")));
  ASSERT_TRUE(store.rename(Alias("Other Root CA"), Alias("foo")));
  EXPECT_EQ(assembled(store, {.extras = Extras::as_they_are}).store, store);
}

TEST(Assemble, NamesTheMissingIssuer) {
  const auto result = assembled(pile({"server.crt", "server.key", "root.crt"}));
  ASSERT_EQ(result.missing.size(), 1U);
  EXPECT_EQ(to_text(result.missing[0]), "server.example: no issuer for CN=server.example");
}

TEST(Assemble, SaysNothingOfAChainThatIsAsItWas) {
  const auto short_chain = assembled(pile({"server.crt", "server.key"})).store;
  EXPECT_EQ(assembled(short_chain).missing, std::vector<Missing>{});
  EXPECT_EQ(assembled(short_chain).store, short_chain);
}

TEST(Assemble, NamesTheIssuerThatAChainStillMissesAfterItGrew) {
  const auto short_chain = assembled(pile({"server.crt", "server.key"})).store;
  const auto more = merge(short_chain, pile({"intermediate.crt"}), OnClash::fail).value();
  const auto result = assembled(more);
  ASSERT_EQ(result.missing.size(), 1U);
  EXPECT_EQ(to_text(result.missing[0]), "server.example: no issuer for CN=Intermediate CA");
}

TEST(Assemble, NamesTheKeyWithoutACertificate) {
  const auto result = assembled(pile({"server.key", "client.crt"}));
  ASSERT_EQ(result.missing.size(), 1U);
  EXPECT_EQ(to_text(result.missing[0]), "key: no certificate for this key");
  EXPECT_EQ(outline(result.store), "key  private-key:\nclient  certificate: client\n");
}

TEST(Assemble, KeepsCertificatesOfNoKeyBesideAnIdentityUntrusted) {
  const auto store = assembled(pile({"server.crt", "server.key", "other-root.crt"})).store;
  EXPECT_EQ(outline(store), "server.example  private-key: server.example\nOther Root CA  certificate: Other Root CA\n");
}

TEST(Assemble, TrustsThemWhenAsked) {
  const auto store = assembled(pile({"server.crt", "server.key", "other-root.crt"}), {.extras = Extras::trust}).store;
  EXPECT_EQ(outline(store),
            "server.example  private-key: server.example\nOther Root CA  trusted-certificate: Other Root CA\n");
}

TEST(Assemble, TrustsEverythingWhereThereIsNoKey) {
  const auto store = assembled(pile({"root.crt", "other-root.crt"})).store;
  EXPECT_EQ(outline(store),
            "Root CA  trusted-certificate: Root CA\nOther Root CA  trusted-certificate: Other Root CA\n");
}

TEST(Assemble, TellsCasOfOneNameApartByTheirKeyIdentifiers) {
  const auto store = assembled(pile({"root-rekeyed.crt", "intermediate.crt", "server.crt", "server.key", "root.crt"}));
  const auto chain = store.store.find(Alias("server.example"))->certificates();
  ASSERT_EQ(chain.size(), 3U);
  EXPECT_EQ(chain[2], pile({"root.crt"}).entries()[0].certificates()[0]);
}

TEST(Assemble, SharesAnIntermediateBetweenTwoKeys) {
  const auto store = assembled(pile({"server.crt", "server.key", "ec256.crt", "ec256.key", "intermediate.crt"})).store;
  EXPECT_EQ(outline(store),
            "server.example  private-key: server.example < Intermediate CA\n"
            "ec256.example  private-key: ec256.example < Intermediate CA\n");
}

TEST(Assemble, LeavesAChainAsGivenWhenAsked) {
  auto store = assembled(pile({"server.crt", "server.key"})).store;
  store = merge(store, pile({"intermediate.crt"}), OnClash::fail).value();
  const auto kept = assembled(store, {.order = ChainOrder::as_given}).store;
  EXPECT_EQ(outline(kept),
            "server.example  private-key: server.example\nIntermediate CA  certificate: Intermediate CA\n");
}

TEST(Assemble, DropsNothingWhenACertificateIsOfAnotherKey) {
  Store wrong;
  auto entry = assembled(pile({"server.crt", "server.key"})).store.entries()[0];
  std::get<PrivateKeyEntry>(entry.value).chain = pile({"client.crt"}).entries()[0].certificates();
  ASSERT_TRUE(wrong.add(entry));
  const auto result = assembled(wrong);
  ASSERT_FALSE(result.missing.empty());
  EXPECT_EQ(to_text(result.missing[0]), "server.example: its certificate CN=client is of another key");
  EXPECT_EQ(outline(result.store), "server.example  private-key:\nserver.example-2  certificate: client\n");
}

TEST(Assemble, EndsWhereIssuersGoRoundInACircle) {
  // intermediate-cross and other-root do not close a circle by themselves; a self-issued twin of the root does.
  const auto result = assembled(
      pile({"server.crt", "server.key", "intermediate.crt", "intermediate-cross.crt", "other-root.crt", "root.crt"}));
  EXPECT_TRUE(result.missing.empty());
  EXPECT_EQ(std::get<PrivateKeyEntry>(result.store.entries()[0].value).chain.size(), 3U);
}

}  // namespace
}  // namespace ks
