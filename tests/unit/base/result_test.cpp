#include "ks/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>

namespace ks {
namespace {

Result<int> number(bool works) {
  if (!works) return failure(Errc::limit, "no number", "ask again");
  return 7;
}

Result<void> nothing(bool works) {
  if (!works) return failure(Errc::io, "nothing came");
  return {};
}

Result<std::unique_ptr<int>> only_moves() { return std::make_unique<int>(5); }

Result<std::string> one_argument(bool works) {
  KS_TRY(nothing(works));
  KS_TRY(number(works));  // a value nobody wants
  return "through";
}

Result<std::string> two_arguments(bool works) {
  KS_TRY(const auto first, number(true));
  KS_TRY(auto second, number(works));
  KS_TRY(const auto moved, only_moves());
  second += first + *moved;
  return std::to_string(second);
}

Result<void> assigns(bool works, int& to) {
  KS_TRY(to, number(works));
  return {};
}

Result<int> counts_calls(int& calls) {
  const auto call = [&calls]() -> Result<int> { return ++calls; };
  KS_TRY(const int value, call());
  KS_TRY(call());
  return value;
}

Result<int> in_branches(int which) {
  if (which == 0) KS_TRY(nothing(false));
  if (which == 1) {
    KS_TRY(const auto value, number(true));
    return value;
  }
  for (int i = 0; i < 3; ++i) KS_TRY(nothing(i != which));
  return -1;
}

TEST(KsTry, OfOneArgumentPassesTheErrorOn) {
  EXPECT_EQ(one_argument(true), "through");
  const auto failed = one_argument(false);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), (Error{.code = Errc::io, .message = "nothing came"}));
}

TEST(KsTry, OfTwoArgumentsKeepsTheValue) {
  EXPECT_EQ(two_arguments(true), "19");
  const auto failed = two_arguments(false);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), (Error{.code = Errc::limit, .message = "no number", .hint = "ask again"}));
}

TEST(KsTry, AssignsToWhatIsThere) {
  int value = 1;
  EXPECT_FALSE(assigns(false, value));
  EXPECT_EQ(value, 1);
  EXPECT_TRUE(assigns(true, value));
  EXPECT_EQ(value, 7);
}

TEST(KsTry, CallsOnce) {
  int calls = 0;
  EXPECT_EQ(counts_calls(calls), 1);
  EXPECT_EQ(calls, 2);
}

TEST(KsTry, StandsWhereAStatementDoes) {
  EXPECT_EQ(in_branches(0).error().code, Errc::io);
  EXPECT_EQ(in_branches(1), 7);
  EXPECT_EQ(in_branches(2).error().message, "nothing came");
  EXPECT_EQ(in_branches(3), -1);
}

TEST(Error, IsSeenFromFurtherOutWithAllItHas) {
  const Error error{
      .code = Errc::damaged, .message = "too short", .file = "a.p12", .alias = "web", .hint = "get it again"};
  const auto outer = within("pkcs12", within("bag 1", error));
  EXPECT_EQ(outer.message, "pkcs12: bag 1: too short");
  EXPECT_EQ(outer.code, Errc::damaged);
  EXPECT_EQ(outer.file, "a.p12");
  EXPECT_EQ(outer.alias, "web");
  EXPECT_EQ(outer.hint, "get it again");
}

TEST(Errc, HasTheNamesOfTheJsonSchema) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(Errc::verification); ++code) names.insert(name(static_cast<Errc>(code)));
  EXPECT_EQ(names, (std::set<std::string_view>{"not_a_store", "unsupported_format", "unsupported_algorithm",
                                               "wrong_password", "wrong_key_password", "damaged", "limit", "not_found",
                                               "clash", "cannot_represent", "io", "usage", "verification"}));
}

TEST(Result, ThrowsForThoseWhoLikeExceptions) {
  EXPECT_EQ(number(true).value(), 7);
  EXPECT_THROW((void)number(false).value(), tl::bad_expected_access<Error>);
}

}  // namespace
}  // namespace ks
