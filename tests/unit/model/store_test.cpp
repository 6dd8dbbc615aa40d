#include "ks/model/store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/linear.h"
#include "unit/model/made_by_hand.h"

namespace ks {
namespace {

/// A certificate that says which one it is.
Certificate numbered(std::uint64_t number) {
  return Certificate::from_der(asn1::sequence({asn1::integer(number)})).value();
}

Entry entry(std::string alias, std::uint64_t number = 0) {
  return {.alias = Alias(std::move(alias)), .value = CertificateEntry{numbered(number)}};
}

Store store_of(const std::vector<std::string>& aliases) {
  Store store;
  for (const auto& alias : aliases) EXPECT_TRUE(store.add(entry(alias, store.size())));
  return store;
}

std::string aliases_of(const Store& store) {
  std::string text;
  for (const auto& one : store) text += (text.empty() ? "" : " ") + one.alias.text();
  return text;
}

/// The alias of what find() gives.
std::string found(const Store& store, const std::string& alias) {
  const auto* one = store.find(Alias(alias));
  return one == nullptr ? "nothing" : one->alias.text();
}

TEST(Store, KeepsTheOrderOfItsEntries) {
  const auto store = store_of({"b", "a", "c"});
  EXPECT_EQ(aliases_of(store), "b a c");
  EXPECT_EQ(store.size(), 3U);
  EXPECT_FALSE(store.empty());
  EXPECT_TRUE(Store().empty());
}

TEST(Store, IsNotEmptyWithoutEntries) {
  Store store;
  store.crls.push_back({.der = {0x30, 0}});
  EXPECT_TRUE(store.entries().empty());
  EXPECT_FALSE(store.empty());
}

TEST(Store, FindsExactlyThenByFolding) {
  const auto store = store_of({"Web", "mail", "MAIL", "ä"});
  EXPECT_EQ(found(store, "Web"), "Web");
  EXPECT_EQ(found(store, "wEB"), "Web");
  EXPECT_EQ(found(store, "Ä"), "ä");
  EXPECT_EQ(found(store, "mail"), "mail");
  EXPECT_EQ(found(store, "MAIL"), "MAIL");
  EXPECT_EQ(found(store, "Mail"), "nothing") << "two entries fold with it";
  EXPECT_EQ(found(store, "none"), "nothing");
}

TEST(Store, SaysWhichAliasesThereAre) {
  const auto missing = store_of({"a\nb", "c"}).at(Alias("x"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_EQ(missing.error().alias, "x");
  EXPECT_EQ(missing.error().hint, "the aliases are: \"a\\x0ab\", \"c\"");
  EXPECT_EQ(Store().at(Alias("x")).error().hint, "the store has no entries");
  EXPECT_EQ(store_of({"x"}).at(Alias("X"))->alias.text(), "x");
}

TEST(Store, NamesTenAliasesAtMost) {
  std::vector<std::string> aliases;
  for (int i = 0; i < 12; ++i) aliases.push_back("e" + std::to_string(i));
  const auto hint = store_of(aliases).at(Alias("x")).error().hint;
  EXPECT_TRUE(hint.ends_with("\"e9\" and 2 more")) << hint;
}

TEST(Store, SaysThatAnAliasIsAmbiguous) {
  const auto error = store_of({"web", "WEB"}).at(Alias("Web")).error();
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_NE(error.message.find("upper and lower case"), std::string::npos) << error.message;
}

TEST(Store, RefusesATakenAlias) {
  auto store = store_of({"web"});
  const auto added = store.add(entry("web"));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Errc::clash);
  EXPECT_EQ(added.error().alias, "web");
  EXPECT_EQ(store.size(), 1U);
  EXPECT_TRUE(store.add(entry("WEB"))) << "aliases that only fold with one another may stand side by side";
}

TEST(Store, RenamesWhatIsTaken) {
  auto store = store_of({"web", "web-3"});
  for (const char* alias : {"web", "WEB", "Web", "other", "web-2"}) store.add_renamed(entry(alias));
  EXPECT_EQ(aliases_of(store), "web web-3 web-2 WEB-4 Web-5 other web-2-2");
}

TEST(Store, RenamesOnlyTheSameAliasWhereCaseMatters) {
  auto store = store_of({"web"});
  for (const char* alias : {"WEB", "web", "Web"}) store.add_renamed(entry(alias), AliasCase::matters);
  store.add_renamed({.alias = Alias::suggested("wEB"), .value = CertificateEntry{numbered(0)}}, AliasCase::matters);
  EXPECT_EQ(aliases_of(store), "web WEB web-2 Web wEB-3");
}

TEST(Store, KnowsWhetherAliasesDifferByCaseAlone) {
  auto store = store_of({"web", "other"});
  EXPECT_FALSE(store.has_aliases_that_fold());
  ASSERT_TRUE(store.add(entry("WEB")));
  EXPECT_TRUE(store.has_aliases_that_fold());
  ASSERT_TRUE(store.remove(Alias("web")));
  EXPECT_FALSE(store.has_aliases_that_fold());
}

TEST(Store, KeepsWhetherARenamedAliasWasSuggested) {
  Store store;
  store.add_renamed({.alias = Alias::suggested("key"), .value = CertificateEntry{numbered(0)}});
  store.add_renamed({.alias = Alias::suggested("key"), .value = CertificateEntry{numbered(1)}});
  store.add_renamed(entry("key"));
  EXPECT_TRUE(store.entries()[1].alias.is_suggested());
  EXPECT_FALSE(store.entries()[2].alias.is_suggested());
}

TEST(Store, UsesAFreedSuffixAgain) {
  auto store = store_of({"a"});
  store.add_renamed(entry("a"));
  ASSERT_TRUE(store.remove(Alias("a-2")));
  store.add_renamed(entry("a"));
  EXPECT_EQ(aliases_of(store), "a a-2");
}

TEST(Store, ReplacesInPlaceOrAppends) {
  auto store = store_of({"a", "b"});
  store.replace(entry("a", 100));
  store.replace(entry("c", 101));
  EXPECT_EQ(aliases_of(store), "a b c");
  EXPECT_EQ(std::get<CertificateEntry>(store.entries()[0].value).certificate, numbered(100));
}

TEST(Store, RemovesAndFindsTheRest) {
  auto store = store_of({"a", "b", "C"});
  ASSERT_TRUE(store.remove(Alias("a")));
  EXPECT_EQ(aliases_of(store), "b C");
  EXPECT_EQ(found(store, "a"), "nothing");
  EXPECT_EQ(found(store, "b"), "b");
  ASSERT_TRUE(store.remove(Alias("c")));
  EXPECT_EQ(aliases_of(store), "b");
  EXPECT_EQ(store.remove(Alias("a")).error().code, Errc::not_found);
}

TEST(Store, RenamesInPlace) {
  auto store = store_of({"a", "b"});
  ASSERT_TRUE(store.rename(Alias("A"), Alias("z")));
  EXPECT_EQ(aliases_of(store), "z b");
  EXPECT_EQ(found(store, "z"), "z");
  EXPECT_EQ(found(store, "a"), "nothing");
  EXPECT_EQ(store.rename(Alias("z"), Alias("b")).error().code, Errc::clash);
  EXPECT_EQ(store.rename(Alias("q"), Alias("r")).error().code, Errc::not_found);
  EXPECT_TRUE(store.rename(Alias("b"), Alias("b")));
  EXPECT_TRUE(store.rename(Alias("b"), Alias("B"))) << "changing only the case is no clash with itself";
  EXPECT_EQ(aliases_of(store), "z B");
}

TEST(Store, IsEqualWhereverItCameFrom) {
  auto a = store_of({"x", "y"});
  auto b = store_of({"x", "y"});
  b.origin.format = "jks";
  EXPECT_EQ(a, b);
  b.crls.push_back({});
  EXPECT_FALSE(a == b);
  EXPECT_FALSE(store_of({"x", "y"}) == store_of({"y", "x"}));
}

TEST(Store, NamesItsIntegrity) {
  EXPECT_EQ(name(Integrity::absent), "absent");
  EXPECT_EQ(name(Integrity::unchecked), "unchecked");
  EXPECT_EQ(name(Integrity::verified), "verified");
}

TEST(Store, TakesAnyNumberOfEntriesInLinearTime) {
  const auto make = [](std::size_t n) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < n; ++i) entries.push_back(entry("alias " + std::to_string(i)));
    return entries;
  };
  const auto use = [](const std::vector<Entry>& entries) {
    Store store;
    for (const auto& one : entries) EXPECT_TRUE(store.add(one));
  };
  EXPECT_LT(test::growth(20'000, make, use), test::kLinear);
}

TEST(Store, RenamesInLinearTimeWhenAllHaveOneAlias) {
  const auto make = [](std::size_t n) { return n; };
  const auto use = [](std::size_t n) {
    Store store;
    const auto same = entry("same");
    for (std::size_t i = 0; i < n; ++i) store.add_renamed(same);
    EXPECT_EQ(store.entries().back().alias.text(), "same-" + std::to_string(n));
  };
  EXPECT_LT(test::growth(20'000, make, use), test::kLinear);
}

TEST(Alias, FoldsAsJavaDoes) {
  EXPECT_EQ(Alias("WEB").folded(), Alias("web"));
  EXPECT_TRUE(Alias("ÄÖ").folds_with(Alias("äö")));
  EXPECT_FALSE(Alias("a").folds_with(Alias("b")));
  EXPECT_FALSE(Alias("WEB") == Alias("web"));
}

TEST(Alias, ComparesWhetherSuggestedOrNot) {
  EXPECT_EQ(Alias::suggested("a"), Alias("a"));
  EXPECT_TRUE(Alias::suggested("a").is_suggested());
  EXPECT_FALSE(Alias("a").is_suggested());
  EXPECT_LT(Alias("a"), Alias("b"));
}

}  // namespace
}  // namespace ks
