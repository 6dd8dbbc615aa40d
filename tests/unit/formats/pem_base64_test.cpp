#include "formats/pem_base64.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "formats/pem_text.h"
#include "ks/base/text.h"

namespace ks::pem {
namespace {

struct Base64Case {
  std::string name;
  std::string text;
  std::string expected;  // hex, or the message
};

void PrintTo(const Base64Case& one, std::ostream* out) { *out << one.name; }

std::string hex_or_error(std::string_view text) {
  const auto bytes = decode_base64(text);
  return bytes ? text::to_hex(bytes->reveal()) : bytes.error().message;
}

// The first seven are the vectors of RFC 4648, 10.
const Base64Case kCases[] = {
    {"Empty", "", ""},
    {"One", "Zg==", "66"},
    {"Two", "Zm8=", "666f"},
    {"Three", "Zm9v", "666f6f"},
    {"Four", "Zm9vYg==", "666f6f62"},
    {"Five", "Zm9vYmE=", "666f6f6261"},
    {"Six", "Zm9vYmFy", "666f6f626172"},
    {"WholeAlphabetEnds", "+/+/", "fbffbf"},
    {"PaddingMayBeMissing", "Zm9vYg", "666f6f62"},
    {"WhiteSpaceAnywhere", " Z\tm\r\n9\nv\v\fY g = = \n", "666f6f62"},
    {"LinesThatCutGroups", "Zm9\nvYmF\ny", "666f6f626172"},
    {"BitsThatAreLeftOver", "Zn==", "66"},
    {"OneCharacter", "Z", "cut short"},
    {"FiveCharacters", "Zm9vY", "cut short"},
    {"WrongCharacter", "Zm9v*mFy", "not base64 at offset 4"},
    {"WrongCharacterInAGroup", "Zm9vYm-y", "not base64 at offset 6"},
    {"UrlAlphabet", "_-_-", "not base64 at offset 0"},
    {"HighByte", "Zm9v\xff", "not base64 at offset 4"},
    {"ZeroByte", std::string("Zm\0v", 4), "not base64 at offset 2"},
    {"PaddingFirst", "=Zm9", "not base64 at offset 0"},
    {"PaddingAfterOne", "Z===", "not base64 at offset 1"},
    {"MoreAfterPadding", "Zg==Zm9v", "not base64 at offset 4"},
    {"MoreInsideOfPadding", "Zg=A", "not base64 at offset 3"},
};

class Base64 : public testing::TestWithParam<Base64Case> {};

TEST_P(Base64, DecodesOrSaysWhere) { EXPECT_EQ(hex_or_error(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(Pem, Base64, testing::ValuesIn(kCases), [](const auto& one) { return one.param.name; });

TEST(PemText, WritesBlocksOfEveryLengthAsBase64InLinesOf64) {
  Bytes der;
  for (unsigned length = 0; length < 200; ++length) {
    Text out;
    out.block("X", der);
    const auto lines = text::to_base64(der, 64);
    EXPECT_EQ(as_text(out.bytes()), "-----BEGIN X-----\n" + lines + (lines.empty() ? "" : "\n") + "-----END X-----\n");
    EXPECT_EQ(hex_or_error(lines), text::to_hex(der));
    der.push_back(static_cast<std::uint8_t>(length * 37));
  }
}

TEST(PemText, GrowsBeyondItsFirstCapacity) {
  Text out;
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    out << "line " << std::to_string(i) << "\n";
    expected += "line " + std::to_string(i) + "\n";
  }
  EXPECT_EQ(as_text(out.bytes()), expected);
}

TEST(IsBase64, TakesTextOfTheAlphabetAndOfSomeLength) {
  EXPECT_TRUE(is_base64("QUJDREVGR0hJSktMTU5P\nUFFSU1RVVldYWVo=\n"));
  EXPECT_FALSE(is_base64("QUJDREVGR0hJSktMTU5P\nUFFSU1RVVldYWVo=\nQUJD"));
  EXPECT_FALSE(is_base64("QUJDREVGR0hJSktMTU5P,UFFSU1RVVldYWVo="));
  EXPECT_FALSE(is_base64("certificate"));
  EXPECT_FALSE(is_base64(""));
}

}  // namespace
}  // namespace ks::pem
