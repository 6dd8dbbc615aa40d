#include <gtest/gtest.h>

#include "ks/ops/ops.h"
#include "pile.h"

namespace ks {
namespace {

using test::outline;
using test::pile;

Store identity_and_root() {
  return assemble(pile({"server.crt", "server.key", "intermediate.crt", "other-root.crt", "root.crl"}),
                  {.extras = Extras::trust})
      .value()
      .store;
}

struct SelectCase {
  const char* name;
  Parts parts;
  const char* expected;
};

const SelectCase kCases[] = {
    {.name = "Everything",
     .parts = {},
     .expected = "server.example  private-key: server.example < Intermediate CA\n"
                 "Other Root CA  trusted-certificate: Other Root CA\n"},
    {.name = "KeyOnly",
     .parts = {.leaf = false, .chain = false, .trusted = false},
     .expected = "server.example  private-key:\n"},
    {.name = "KeyAndLeaf",
     .parts = {.chain = false, .trusted = false},
     .expected = "server.example  private-key: server.example\n"},
    {.name = "LeafOnly",
     .parts = {.key = false, .chain = false, .trusted = false},
     .expected = "server.example  certificate: server.example\n"},
    {.name = "ChainOnly",
     .parts = {.key = false, .trusted = false},
     .expected = "server.example  certificate: server.example\n"
                 "server.example-chain-1  certificate: Intermediate CA\n"},
    {.name = "TrustedOnly",
     .parts = {.key = false, .leaf = false, .chain = false},
     .expected = "Other Root CA  trusted-certificate: Other Root CA\n"},
};

class Select : public ::testing::TestWithParam<SelectCase> {};

TEST_P(Select, TakesThePartsAskedFor) {
  EXPECT_EQ(outline(select(identity_and_root(), {}, GetParam().parts).value()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Parts, Select, ::testing::ValuesIn(kCases), [](const auto& test) { return test.param.name; });

TEST(Select, KeepsAliasesThatDifferByCase) {
  Store store;
  for (const char* alias : {"Foo", "foo"}) {
    ASSERT_TRUE(store.add({.alias = Alias(alias), .value = identity_and_root().entries()[1].value}));
  }
  EXPECT_EQ(select(store, {}, {}).value(), store);
}

TEST(SelectByAlias, TakesThoseNamedInTheOrderOfTheStore) {
  const std::vector<Alias> aliases = {Alias("Other Root CA"), Alias("SERVER.example")};
  EXPECT_EQ(select(identity_and_root(), aliases, {}).value().size(), 2U);
  EXPECT_EQ(outline(select(identity_and_root(), std::span(aliases).first(1), {}).value()),
            "Other Root CA  trusted-certificate: Other Root CA\n");
}

TEST(SelectByAlias, NamesTheOneThatIsNotThere) {
  const std::vector<Alias> aliases = {Alias("nobody")};
  const auto result = select(identity_and_root(), aliases, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::not_found);
}

TEST(SelectByAlias, TakesRevocationListsOnlyWithEverything) {
  EXPECT_EQ(select(identity_and_root(), {}, {}).value().crls.size(), 1U);
  EXPECT_EQ(select(identity_and_root(), {}, {.key = false}).value().crls.size(), 0U);
}

}  // namespace
}  // namespace ks
