#include "ks/base/limits.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace ks {
namespace {

std::string done_or_error(const Result<void>& result) {
  return result ? "done" : std::string(name(result.error().code)) + ": " + result.error().message;
}

TEST(SetLimit, KnowsEveryLimitByItsName) {
  Limits limits;
  const auto set = [&limits](std::string_view name, std::uint64_t value) {
    EXPECT_EQ(done_or_error(set_limit(limits, name, value)), "done") << name;
  };
  set("file-size", 1);
  set("entries", 2);
  set("depth", 3);
  set("iterations", 4);
  set("total-iterations", 5);
  set("scrypt-memory", 6);
  set("attribute-size", std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(limits, (Limits{.file_size = 1,
                            .entries = 2,
                            .depth = 3,
                            .iterations = 4,
                            .total_iterations = 5,
                            .scrypt_memory = 6,
                            .attribute_size = std::numeric_limits<std::uint64_t>::max()}));
}

TEST(SetLimit, NamesTheLimitsThereAre) {
  Limits limits;
  const auto result = set_limit(limits, "file_size", 1);
  EXPECT_EQ(done_or_error(result), "not_found: no limit is called file_size");
  EXPECT_EQ(result.error().hint,
            "the limits are: file-size entries depth iterations total-iterations scrypt-memory attribute-size");
  EXPECT_EQ(limits, Limits{});
}

TEST(Limits, AreWhatTheReferenceSays) {
  const Limits limits;
  EXPECT_EQ(limits.iterations, 5'000'000U);
  EXPECT_EQ(limits.total_iterations, 20'000'000U);
  EXPECT_EQ(limits.scrypt_memory, 67'108'864U);
  EXPECT_EQ(limits.depth, 32U);
}

TEST(RoundBudget, AllowsTheLimitOfOneDerivationAndNoRoundMore) {
  RoundBudget budget({.iterations = 100, .total_iterations = 1000});
  EXPECT_EQ(done_or_error(budget.spend(100)), "done");
  const auto result = budget.spend(101);
  EXPECT_EQ(done_or_error(result), "limit: a key derivation asks for 101 iterations, the limit is 100");
  EXPECT_EQ(result.error().hint, "--limit iterations=101 allows it");
  EXPECT_EQ(done_or_error(budget.spend(std::numeric_limits<std::uint64_t>::max())),
            "limit: a key derivation asks for 18446744073709551615 iterations, the limit is 100");
}

TEST(RoundBudget, AllowsTheLimitOfTheFileAndNoRoundMore) {
  RoundBudget budget({.iterations = 100, .total_iterations = 250});
  EXPECT_EQ(done_or_error(budget.spend(100)), "done");
  EXPECT_EQ(done_or_error(budget.spend(100)), "done");
  const auto result = budget.spend(51);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::limit);
  EXPECT_NE(result.error().hint.find("total-iterations"), std::string::npos);
  EXPECT_EQ(done_or_error(budget.spend(50)), "done") << "what was refused is not spent";
  EXPECT_FALSE(budget.spend(1));
}

TEST(RoundBudget, RefusesNoRoundsAtAll) {
  RoundBudget budget({});
  EXPECT_EQ(done_or_error(budget.spend(0)), "damaged: a key derivation of zero rounds protects nothing");
  EXPECT_EQ(done_or_error(budget.spend(1)), "done");
}

}  // namespace
}  // namespace ks
