#include <gtest/gtest.h>

#include <string>

#include "ks/base/text.h"

namespace ks::text {
namespace {

using std::string_literals::operator""s;

std::string decoded(std::string_view text) {
  const auto bytes = from_base64(text);
  return bytes ? std::string(as_text(*bytes)) : "error: " + bytes.error().message;
}

struct Rfc4648Case {
  std::string plain;
  std::string base64;
};
class Rfc4648 : public testing::TestWithParam<Rfc4648Case> {};
TEST_P(Rfc4648, Section10) {
  EXPECT_EQ(to_base64(as_bytes(GetParam().plain)), GetParam().base64);
  EXPECT_EQ(decoded(GetParam().base64), GetParam().plain);
}
const Rfc4648Case kBase64Rfc4648[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};
INSTANTIATE_TEST_SUITE_P(Base64, Rfc4648, testing::ValuesIn(kBase64Rfc4648));

TEST(Base64, UsesTheWholeAlphabet) {
  Bytes bytes;
  for (unsigned value = 0; value < 64; value += 4) {
    bytes.push_back(static_cast<std::uint8_t>(value << 2 | (value + 1) >> 4));
    bytes.push_back(static_cast<std::uint8_t>((value + 1) << 4 | (value + 2) >> 2));
    bytes.push_back(static_cast<std::uint8_t>((value + 2) << 6 | (value + 3)));
  }
  EXPECT_EQ(to_base64(bytes), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

TEST(Base64, PutsLineBreaksBetweenLinesOnly) {
  const Bytes bytes(48, 0);  // 64 characters
  EXPECT_EQ(to_base64(bytes, 64), std::string(64, 'A'));
  EXPECT_EQ(to_base64(bytes, 60), std::string(60, 'A') + "\n" + std::string(4, 'A'));
  EXPECT_EQ(to_base64(bytes, 32), std::string(32, 'A') + "\n" + std::string(32, 'A'));
  EXPECT_EQ(to_base64(Bytes(1), 2), "AA\n==");
  EXPECT_EQ(to_base64({}, 64), "");
}

TEST(Base64, GoesThereAndBackAtEveryLengthAndLine) {
  Bytes bytes;
  for (unsigned size = 0; size < 200; ++size) {
    for (const std::size_t line : {0U, 1U, 3U, 4U, 5U, 63U, 64U, 65U, 76U}) {
      const auto back = from_base64(to_base64(bytes, line));
      ASSERT_TRUE(back) << size << " " << line;
      ASSERT_EQ(*back, bytes) << size << " " << line;
    }
    bytes.push_back(static_cast<std::uint8_t>(size * 37 + 11));
  }
}

TEST(Base64, DoesWithoutPadding) {
  EXPECT_EQ(decoded("Zg"), "f");
  EXPECT_EQ(decoded("Zg="), "f");
  EXPECT_EQ(decoded("Zm8"), "fo");
  EXPECT_EQ(decoded("Zm9vYg"), "foob");
}

TEST(Base64, SkipsWhiteSpaceAnywhere) {
  EXPECT_EQ(decoded(" Z m\t9\r\nv\v\fY g = = \n"), "foob");
  EXPECT_EQ(decoded("\n\n"), "");
}

struct BadCase {
  const char* name;
  std::string text;
  std::size_t offset;
};
class BadBase64 : public testing::TestWithParam<BadCase> {};
TEST_P(BadBase64, IsRefusedWhereItGoesWrong) {
  const auto result = from_base64(GetParam().text);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::damaged);
  EXPECT_EQ(result.error().message, "not base64 at byte " + std::to_string(GetParam().offset));
}
const BadCase kBase64BadBase64[] = {
    {"OneCharacter", "Z", 1},
    {"SixBitsTooMany", "Zm9vY\n", 6},
    {"SixBitsAndPadding", "Zm9vY===", 5},
    {"PaddingAlone", "=", 0},
    {"PaddingOfNothing", "Zm9v=", 4},
    {"TooMuchPadding", "Zm8==", 4},
    {"WayTooMuchPadding", "Zg===", 4},
    {"TextAfterPadding", "Zg==Zg==", 4},
    {"PaddingInTheMiddle", "Z=g=", 1},
    {"Nul", "Zm\0v"s, 2},
    {"HighBit", "Zm9vYm\xc3\xa9", 6},
    {"UrlAlphabet", "Zm9v-_", 4},
    {"InTheFastPath", "Zm9vZm9vZm9vZm!v", 14},
    {"Armour", "-----BEGIN", 0},
};
INSTANTIATE_TEST_SUITE_P(Base64, BadBase64, testing::ValuesIn(kBase64BadBase64),
                         [](const auto& row) { return row.param.name; });

TEST(Base64, RefusesEveryOtherByteInEveryPlace) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int value = 0; value < 256; ++value) {
    const char c = static_cast<char>(value);
    const bool digit = alphabet.find(c) != std::string::npos;
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    for (std::size_t place = 0; place < 4; ++place) {
      std::string text = "AAAAAAAA";
      text[place] = c;
      EXPECT_EQ(from_base64(text).has_value(), digit || space) << value << " " << place;
    }
  }
}

}  // namespace
}  // namespace ks::text
