#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "ks/ops/ops.h"
#include "pile.h"
#include "support/linear.h"

namespace ks {
namespace {

using test::outline;
using test::pile;

/// The server's key and certificate as an entry "web" that has a date.
Store server() {
  auto entry = assemble(pile({"server.crt", "server.key"})).value().store.entries()[0];
  entry.alias = Alias("web");
  entry.created = Time(std::chrono::milliseconds(1'700'000'000'000));
  Store store;
  EXPECT_TRUE(store.add(std::move(entry)));
  return store;
}

const PrivateKeyEntry& identity(const Store& store) { return std::get<PrivateKeyEntry>(store.entries()[0].value); }

Certificate certificate(const char* file) { return pile({file}).entries()[0].certificates()[0]; }

TEST(Renew, GivesTheKeyItsNewChainAndKeepsTheRest) {
  const auto renewed =
      renew(server(), pile({"server-renewed.crt", "intermediate.crt", "root.crt"}), {.on_clash = OnClash::take_theirs})
          .value();
  EXPECT_EQ(outline(renewed.store), "web  private-key: server.example < Intermediate CA < Root CA\n");
  EXPECT_EQ(identity(renewed.store).chain.front(), certificate("server-renewed.crt"));
  EXPECT_EQ(identity(renewed.store).key, identity(server()).key);
  EXPECT_EQ(renewed.store.entries()[0].created, server().entries()[0].created);
  EXPECT_EQ(outline(renewed.rest), "");
  EXPECT_EQ(renewed.fates, (std::vector<Fate>{{Fate::What::renewed, Alias("web"), Alias("web")}}));
  EXPECT_TRUE(renewed.missing.empty());
}

TEST(Renew, ObeysTheClashPolicy) {
  const auto news = pile({"server-renewed.crt"});
  const auto refused = renew(server(), news, {.on_clash = OnClash::fail});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::clash);
  EXPECT_EQ(refused.error().alias, "web");
  const auto kept = renew(server(), news, {.on_clash = OnClash::keep_ours}).value();
  EXPECT_EQ(kept.store, server());
  EXPECT_EQ(outline(kept.rest), "");
  const auto beside = renew(server(), news, {.on_clash = OnClash::rename_theirs}).value();
  EXPECT_EQ(beside.store, server());
  EXPECT_EQ(beside.rest, news);
}

TEST(Renew, LeavesWhatIsOfNoKeyHere) {
  const auto others = pile({"client.crt", "issuing.crt", "client.key"});
  const auto renewed = renew(server(), others, {.on_clash = OnClash::take_theirs}).value();
  EXPECT_EQ(renewed.store, server());
  EXPECT_EQ(renewed.rest, others);
  EXPECT_TRUE(renewed.fates.empty());
}

TEST(Renew, LeavesWhatSomebodyNamedOtherwise) {
  Store named;
  ASSERT_TRUE(named.add(Entry{.alias = Alias("pinned"), .value = pile({"server-renewed.crt"}).entries()[0].value}));
  EXPECT_EQ(renew(server(), named, {.on_clash = OnClash::take_theirs})->rest, named);
  const auto asked = renew(server(), named, {.on_clash = OnClash::take_theirs, .alias = Alias("web")}).value();
  EXPECT_EQ(identity(asked.store).chain.front(), certificate("server-renewed.crt"));
}

TEST(Renew, TakesOnlyTheKeyThatIsMeant) {
  const auto news = pile({"server-renewed.crt"});
  EXPECT_EQ(renew(server(), news, {.on_clash = OnClash::take_theirs, .alias = Alias("other")})->rest, news);
}

TEST(Renew, KnowsWhatIsNoNews) {
  const auto renewed = renew(server(), pile({"server.crt", "server.key"}), {}).value();
  EXPECT_EQ(renewed.store, server());
  EXPECT_EQ(outline(renewed.rest), "");
  EXPECT_EQ(renewed.fates, (std::vector<Fate>{{Fate::What::there_already, Alias("web"), Alias("web")}}));
}

TEST(Renew, NamesAMissingIssuer) {
  const auto renewed = renew(server(), pile({"server-renewed.crt"}), {.on_clash = OnClash::take_theirs}).value();
  ASSERT_EQ(renewed.missing.size(), 1U);
  EXPECT_EQ(renewed.missing[0].alias, Alias("web"));
}

/// The certificate of `file` for another public key, one for each number.
Certificate numbered(const char* file, std::size_t number) {
  const auto original = certificate(file);
  Bytes der(original.der().begin(), original.der().end());
  const auto spki = original.fields()->spki;
  const auto at =
      std::search(der.begin(), der.end(), spki.begin(), spki.end()) + static_cast<std::ptrdiff_t>(spki.size()) - 16;
  for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return Certificate::from_der(std::move(der)).value();
}

TEST(Renew, IsLinearInKeysAndCertificates) {
  struct Stores {
    Store store, news;
  };
  const auto make = [](std::size_t count) {
    Stores made;
    for (std::size_t i = 0; i < count; ++i) {
      const auto alias = std::to_string(i);
      PrivateKeyEntry key{.key = PrivateKey::from_locked({.bytes = Bytes(16, 1)}),
                          .chain = {numbered("server.crt", i)}};
      EXPECT_TRUE(made.store.add({.alias = Alias(alias), .value = std::move(key)}));
      EXPECT_TRUE(made.news.add(
          {.alias = Alias::suggested(alias), .value = CertificateEntry{numbered("server-renewed.crt", i)}}));
    }
    return made;
  };
  const auto use = [](const Stores& made) {
    const auto renewed = renew(made.store, made.news, {.on_clash = OnClash::take_theirs}).value();
    EXPECT_EQ(renewed.fates.size(), made.store.size());
    EXPECT_TRUE(renewed.rest.empty());
  };
  EXPECT_LT(test::growth(1'000, make, use), test::kLinear);
}

TEST(Merge, KeepsAKeyFromACertificate) {
  Store theirs;
  ASSERT_TRUE(theirs.add(Entry{.alias = Alias("web"), .value = pile({"client.crt"}).entries()[0].value}));
  const auto refused = merge(server(), theirs, OnClash::take_theirs);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::clash);
  const auto allowed = merge(server(), theirs, {.on_clash = OnClash::take_theirs, .key_loss = KeyLoss::allowed});
  EXPECT_EQ(outline(allowed->store), "web  certificate: client\n");
}

TEST(Merge, TellsTheFateOfEachEntry) {
  using What = Fate::What;
  const auto other = pile({"other-root.crt"}).entries()[0].value;
  Store theirs;
  ASSERT_TRUE(theirs.add(Entry{.alias = Alias("WEB"), .value = other}));
  const auto fate = [&](OnClash on_clash, AliasCase alias_case) {
    const auto merged =
        merge(server(), theirs, {.on_clash = on_clash, .key_loss = KeyLoss::allowed, .alias_case = alias_case});
    return merged ? merged->fates.at(0) : Fate{};
  };
  EXPECT_EQ(fate(OnClash::fail, AliasCase::matters), (Fate{What::added, Alias("WEB"), Alias("WEB")}));
  EXPECT_EQ(fate(OnClash::keep_ours, AliasCase::is_folded), (Fate{What::kept, Alias("web"), Alias("web")}));
  EXPECT_EQ(fate(OnClash::take_theirs, AliasCase::is_folded), (Fate{What::replaced, Alias("web"), Alias("web")}));
  EXPECT_EQ(fate(OnClash::rename_theirs, AliasCase::is_folded), (Fate{What::renamed, Alias("WEB"), Alias("WEB-2")}));
  EXPECT_FALSE(merge(server(), theirs, {.alias_case = AliasCase::is_folded}));
}

}  // namespace
}  // namespace ks
