#include <gtest/gtest.h>

#include "ks/ops/ops.h"
#include "pile.h"

namespace ks {
namespace {

using test::outline;
using test::pile;

/// One certificate under one given alias.
Store one(const char* alias, const char* file) {
  Store store;
  EXPECT_TRUE(store.add(Entry{.alias = Alias(alias), .value = pile({file}).entries()[0].value}));
  return store;
}

std::string merged(OnClash on_clash) {
  const auto result = merge(one("ca", "root.crt"), one("ca", "other-root.crt"), on_clash);
  return result ? outline(*result) : std::string(name(result.error().code)) + " " + result.error().alias;
}

TEST(Merge, ObeysTheClashPolicy) {
  EXPECT_EQ(merged(OnClash::fail), "clash ca");
  EXPECT_EQ(merged(OnClash::keep_ours), "ca  certificate: Root CA\n");
  EXPECT_EQ(merged(OnClash::take_theirs), "ca  certificate: Other Root CA\n");
  EXPECT_EQ(merged(OnClash::rename_theirs), "ca  certificate: Root CA\nca-2  certificate: Other Root CA\n");
}

TEST(Merge, TakesEqualEntriesOnce) {
  EXPECT_EQ(outline(merge(one("ca", "root.crt"), one("ca", "root.crt"), OnClash::fail).value()),
            "ca  certificate: Root CA\n");
}

TEST(Merge, NeverClashesOverANameThatNobodyGave) {
  const auto twins = merge(pile({"root.crt"}), pile({"root-rekeyed.crt"}), OnClash::fail);
  ASSERT_TRUE(twins);
  EXPECT_EQ(outline(*twins), "Root CA  certificate: Root CA\nRoot CA-2  certificate: Root CA\n");
}

TEST(Merge, LetsAGivenNameDisplaceASuggestedOne) {
  const auto store = merge(pile({"root.crt"}), one("Root CA", "other-root.crt"), OnClash::fail);
  ASSERT_TRUE(store);
  EXPECT_EQ(outline(*store), "Root CA  certificate: Other Root CA\nRoot CA-2  certificate: Root CA\n");
}

TEST(Merge, UnitesRevocationLists) {
  const auto store = merge(pile({"root.crl", "other-root.crl"}), pile({"root.crl"}), OnClash::fail);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->crls.size(), 2U);
}

TEST(Merge, KeepsItsArgumentAsItWas) {
  const auto ours = one("ca", "root.crt");
  ASSERT_TRUE(merge(ours, one("b", "other-root.crt"), OnClash::fail));
  EXPECT_EQ(ours.size(), 1U);
}

}  // namespace
}  // namespace ks
