#include "ks/base/time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

namespace ks {
namespace {

Time at(std::int64_t ms) { return Time(milliseconds(ms)); }

std::string count_or_error(const Result<Time>& time) {
  return time ? std::to_string(time->time_since_epoch().count()) : "error: " + std::string(name(time.error().code));
}

struct TimeCase {
  std::int64_t ms;
  const char* text;
};
class TimeText : public testing::TestWithParam<TimeCase> {};
TEST_P(TimeText, IsWrittenAndReadBack) {
  EXPECT_EQ(to_text(at(GetParam().ms)), GetParam().text);
  EXPECT_EQ(is_rfc3339(at(GetParam().ms)), GetParam().text[0] != '@');
  EXPECT_EQ(count_or_error(parse_time(GetParam().text)), std::to_string(GetParam().ms));
}
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
const TimeCase kTimeTimeText[] = {
    {0, "1970-01-01T00:00:00Z"},
    {1, "1970-01-01T00:00:00.001Z"},
    {-1, "1969-12-31T23:59:59.999Z"},
    {1714564800250, "2024-05-01T12:00:00.250Z"},
    {951782400000, "2000-02-29T00:00:00Z"},
    {4107542399000, "2100-02-28T23:59:59Z"},
    {-62167219200000, "0000-01-01T00:00:00Z"},
    {-62167219200001, "@-62167219200001ms"},
    {253402300799999, "9999-12-31T23:59:59.999Z"},
    {253402300800000, "@253402300800000ms"},
    {kMost, "@9223372036854775807ms"},
    {kLeast, "@-9223372036854775808ms"},
};
INSTANTIATE_TEST_SUITE_P(Time, TimeText, testing::ValuesIn(kTimeTimeText));

struct ParseCase {
  const char* text;
  const char* expected;
};
class ParseTime : public testing::TestWithParam<ParseCase> {};
TEST_P(ParseTime, GivesTheMomentOrTheError) {
  EXPECT_EQ(count_or_error(parse_time(GetParam().text)), GetParam().expected) << GetParam().text;
}
constexpr const char* kDamaged = "error: damaged";
const ParseCase kTimeParseTime[] = {
    {"1970-01-01t00:00:01z", "1000"},
    {"1970-01-01T00:00:00.5Z", "500"},
    {"1970-01-01T00:00:00.25Z", "250"},
    {"1970-01-01T00:00:00.0019999999999999999Z", "1"},
    {"1970-01-01T00:00:00+00:00", "0"},
    {"1970-01-01T00:00:00-00:00", "0"},
    {"1970-01-01T02:30:00+02:30", "0"},
    {"1969-12-31T16:00:00-08:00", "0"},
    {"2016-12-31T23:59:60Z", "1483228800000"},      // RFC 3339, 5.8
    {"1990-12-31T15:59:60-08:00", "662688000000"},  // RFC 3339, 5.8
    {"", kDamaged},
    {"1970-01-01", kDamaged},
    {"1970-01-01T00:00:00", kDamaged},
    {"1970-01-01T00:00Z", kDamaged},
    {"1970-01-01 00:00:00Z", kDamaged},
    {"1970-1-01T00:00:00Z", kDamaged},
    {"1970-01-01T00:00:00ZZ", kDamaged},
    {"1970-01-01T00:00:00.Z", kDamaged},
    {"1970-01-01T00:00:0.25Z", kDamaged},
    {"1970-01-01T00:00:00,5Z", kDamaged},
    {"1970-01-01T00:00:00+0000", kDamaged},
    {"1970-01-01T00:00:00+24:00", kDamaged},
    {"1970-01-01T00:00:00+00:60", kDamaged},
    {"1970-01-01T00:00:00+", kDamaged},
    {"1970-00-01T00:00:00Z", kDamaged},
    {"1970-13-01T00:00:00Z", kDamaged},
    {"1970-01-00T00:00:00Z", kDamaged},
    {"2023-02-29T00:00:00Z", kDamaged},
    {"1970-01-01T24:00:00Z", kDamaged},
    {"1970-01-01T00:60:00Z", kDamaged},
    {"1970-01-01T00:00:60Z", kDamaged},
    {"1970-01-01T00:59:61Z", kDamaged},
    {"-970-01-01T00:00:00Z", kDamaged},
    {"+1970-01-01T00:00:00Z", kDamaged},
    {"@ms", kDamaged},
    {"@1", kDamaged},
    {"1ms", kDamaged},
    {"@1 ms", kDamaged},
    {"@+1ms", kDamaged},
    {"@0x1ms", kDamaged},
    {"@9223372036854775808ms", kDamaged},
};
INSTANTIATE_TEST_SUITE_P(Time, ParseTime, testing::ValuesIn(kTimeParseTime));

TEST(ParseTime, ShowsWhatItRefusesEscaped) {
  const auto time = parse_time("\x1b[2J");
  ASSERT_FALSE(time);
  EXPECT_EQ(time.error().message, "not an RFC 3339 time: \\x1b[2J");
  EXPECT_NE(time.error().hint, "");
}

class CurrentTime : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* value = std::getenv("SOURCE_DATE_EPOCH")) before_ = value;
  }
  void TearDown() override {
    if (before_) ::setenv("SOURCE_DATE_EPOCH", before_->c_str(), 1);
    else ::unsetenv("SOURCE_DATE_EPOCH");
  }
  std::optional<std::string> before_;
};

TEST_F(CurrentTime, IsTheClock) {
  ::unsetenv("SOURCE_DATE_EPOCH");
  const auto before = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  const auto time = current_time();
  const auto after = std::chrono::system_clock::now();
  ASSERT_TRUE(time);
  EXPECT_LE(before, *time);
  EXPECT_LE(*time, after);
}

TEST_F(CurrentTime, ObeysSourceDateEpoch) {
  ::setenv("SOURCE_DATE_EPOCH", "1714564800", 1);
  EXPECT_EQ(count_or_error(current_time()), "1714564800000");
  ::setenv("SOURCE_DATE_EPOCH", "0", 1);
  EXPECT_EQ(count_or_error(current_time()), "0");
  ::setenv("SOURCE_DATE_EPOCH", "253402300799", 1);
  EXPECT_EQ(count_or_error(current_time()), "253402300799000");
}

TEST_F(CurrentTime, RefusesASourceDateEpochThatIsNone) {
  for (const char* bad : {"", " ", "now", "-1", "1.5", "1 ", "+1", "253402300800", "99999999999999999999"}) {
    ::setenv("SOURCE_DATE_EPOCH", bad, 1);
    EXPECT_EQ(count_or_error(current_time()), "error: usage") << bad;
  }
}

}  // namespace
}  // namespace ks
