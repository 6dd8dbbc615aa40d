#include "ks/base/text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace ks::text {
namespace {

using std::string_literals::operator""s;

std::string hex_or_error(const Result<Bytes>& bytes) {
  return bytes ? to_hex(*bytes) : "error: " + bytes.error().message;
}
std::string text_or_error(const Result<std::string>& text) { return text ? *text : "error: " + text.error().message; }

struct Utf8Case {
  const char* name;
  std::string bytes;
  bool valid;
};
class IsUtf8 : public testing::TestWithParam<Utf8Case> {};
TEST_P(IsUtf8, KnowsWhatIsWellFormed) {
  const auto& [name, bytes, valid] = GetParam();
  EXPECT_EQ(is_utf8(as_bytes(bytes)), valid);
  // The same behind and before ASCII runs, so that every alignment of the fast path meets it.
  for (std::size_t i = 0; i < 17; ++i) {
    EXPECT_EQ(is_utf8(as_bytes(std::string(i, 'a') + bytes + std::string(i, 'z'))), valid) << i;
  }
  EXPECT_EQ(to_utf16be(bytes).has_value(), valid);
  EXPECT_EQ(to_modified_utf8(bytes).has_value(), valid);
}
const Utf8Case kTextIsUtf8[] = {
    {"Empty", "", true},
    {"Nul", "\0"s, true},
    {"Del", "\x7f", true},
    {"FirstOfTwo", "\xc2\x80", true},
    {"LastOfTwo", "\xdf\xbf", true},
    {"FirstOfThree", "\xe0\xa0\x80", true},
    {"LastOfThree", "\xef\xbf\xbf", true},
    {"FirstOfFour", "\xf0\x90\x80\x80", true},
    {"LastOfFour", "\xf4\x8f\xbf\xbf", true},
    {"BeforeSurrogates", "\xed\x9f\xbf", true},
    {"AfterSurrogates", "\xee\x80\x80", true},
    {"TailAlone", "\x80", false},
    {"LastTailAlone", "\xbf", false},
    {"OverlongNul", "\xc0\x80", false},
    {"OverlongDel", "\xc1\xbf", false},
    {"OverlongOfThree", "\xe0\x9f\xbf", false},
    {"OverlongOfFour", "\xf0\x8f\xbf\xbf", false},
    {"FirstSurrogate", "\xed\xa0\x80", false},
    {"LastSurrogate", "\xed\xbf\xbf", false},
    {"BeyondUnicode", "\xf4\x90\x80\x80", false},
    {"FiveBytes", "\xf8\x88\x80\x80\x80", false},
    {"SixBytes", "\xfc\x84\x80\x80\x80\x80", false},
    {"Fe", "\xfe", false},
    {"Ff", "\xff", false},
    {"TwoCut", "\xc3", false},
    {"ThreeCut", "\xe2\x82", false},
    {"FourCut", "\xf0\x9f\x92", false},
    {"LeadAsTail", "\xc3\xc3", false},
    {"AsciiAsTail", "\xe2\x82 ", false},
};
INSTANTIATE_TEST_SUITE_P(Text, IsUtf8, testing::ValuesIn(kTextIsUtf8), [](const auto& row) { return row.param.name; });

TEST(Utf16, GoesThereAndBackForEveryCharacter) {
  for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
    if (code >= 0xd800 && code < 0xe000) continue;
    Bytes utf16;
    const auto push = [&utf16](std::uint32_t unit) {
      utf16.push_back(static_cast<std::uint8_t>(unit >> 8));
      utf16.push_back(static_cast<std::uint8_t>(unit));
    };
    if (code >= 0x10000) push(0xd7c0 + (code >> 10));
    push(code >= 0x10000 ? 0xdc00 + (code & 0x3ff) : code);
    const auto utf8 = from_utf16be(utf16);
    ASSERT_TRUE(utf8) << code;
    ASSERT_TRUE(is_utf8(as_bytes(*utf8))) << code;
    const auto back = to_utf16be(*utf8);
    ASSERT_TRUE(back) << code;
    ASSERT_EQ(*back, utf16) << code;
  }
}

TEST(Utf16, IsBigEndian) {
  EXPECT_EQ(hex_or_error(to_utf16be("A\xc3\xa9\xf0\x9f\x98\x80")), "004100e9d83dde00");
  EXPECT_EQ(text_or_error(from_utf16be(Bytes{0x00, 0x41, 0x00, 0xe9, 0xd8, 0x3d, 0xde, 0x00})),
            "A\xc3\xa9\xf0\x9f\x98\x80");
}

TEST(Utf16, RefusesWhatIsNone) {
  EXPECT_EQ(text_or_error(from_utf16be(Bytes{0x00})), "error: UTF-16 text of an odd number of bytes");
  EXPECT_EQ(text_or_error(from_utf16be(Bytes{0x00, 0x41, 0xd8, 0x3d})),
            "error: UTF-16 text with half a character at byte 2");
  EXPECT_EQ(text_or_error(from_utf16be(Bytes{0xde, 0x00, 0x00, 0x41})),
            "error: UTF-16 text with half a character at byte 0");
  EXPECT_EQ(text_or_error(from_utf16be(Bytes{0xd8, 0x3d, 0x00, 0x41})),
            "error: UTF-16 text with half a character at byte 0");
  EXPECT_EQ(text_or_error(from_utf16be(Bytes{0xd8, 0x3d, 0xd8, 0x3d})),
            "error: UTF-16 text with half a character at byte 0");
  EXPECT_EQ(from_utf16be(Bytes{0x00}).error().code, Errc::damaged);
  EXPECT_EQ(hex_or_error(to_utf16be("ab\xff")), "error: not UTF-8 at byte 2");
}

TEST(Utf32, IsBigEndian) {
  EXPECT_EQ(text_or_error(from_utf32be({})), "");
  EXPECT_EQ(text_or_error(from_utf32be(Bytes{0, 0, 0, 'A', 0, 0, 0x20, 0xac, 0, 0x10, 0xff, 0xff})),
            "A\xe2\x82\xac\xf4\x8f\xbf\xbf");
}

TEST(Utf32, RefusesWhatIsNone) {
  EXPECT_EQ(text_or_error(from_utf32be(Bytes{0, 0, 0})), "error: UTF-32 text whose length is no multiple of four");
  const auto none = [](std::string_view offset) {
    return "error: UTF-32 text with a number that is no character at byte " + std::string(offset);
  };
  EXPECT_EQ(text_or_error(from_utf32be(Bytes{0, 0x11, 0, 0})), none("0"));
  EXPECT_EQ(text_or_error(from_utf32be(Bytes{0xff, 0xff, 0xff, 0xff})), none("0"));
  EXPECT_EQ(text_or_error(from_utf32be(Bytes{0, 0, 0, 'A', 0, 0, 0xd8, 0})), none("4"));
  EXPECT_EQ(text_or_error(from_utf32be(Bytes{0, 0, 0xdf, 0xff})), none("0"));
}

struct ModifiedCase {
  const char* name;
  std::string modified;
  std::string utf8;
};
class ModifiedUtf8 : public testing::TestWithParam<ModifiedCase> {};
TEST_P(ModifiedUtf8, IsReadAsJavaReadsIt) {
  EXPECT_EQ(text_or_error(from_modified_utf8(as_bytes(GetParam().modified))), GetParam().utf8);
}
const ModifiedCase kTextModifiedUtf8[] = {
    {"Empty", "", ""},
    {"Ascii", "web", "web"},
    {"Nul",
     "a\xc0\x80"
     "b",
     "a\0b"s},
    {"RawNul", "a\0b"s, "a\0b"s},
    {"TwoBytes", "\xc3\xa9", "\xc3\xa9"},
    {"ThreeBytes", "\xe2\x82\xac", "\xe2\x82\xac"},
    {"Pair", "\xed\xa0\xbd\xed\xb8\x80", "\xf0\x9f\x98\x80"},
    {"HighAlone", "\xed\xa0\xbd!", "\xef\xbf\xbd!"},
    {"HighAtTheEnd", "\xed\xa0\xbd", "\xef\xbf\xbd"},
    {"LowAlone", "\xed\xb8\x80", "\xef\xbf\xbd"},
    {"HighHighLow", "\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
    {"LowHigh", "\xed\xb8\x80\xed\xa0\xbd", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"OverlongAsJavaTakesIt", "\xc1\x81", "A"},
    {"FourBytes", "a\xf0\x9f\x98\x80", "error: not Java's UTF-8 at byte 1"},
    {"TailAlone", "\x80", "error: not Java's UTF-8 at byte 0"},
    {"TwoCut", "ab\xc3", "error: not Java's UTF-8 at byte 2"},
    {"ThreeCut", "\xe2\x82", "error: not Java's UTF-8 at byte 0"},
    {"ThreeBroken", "\xe2\x82(", "error: not Java's UTF-8 at byte 0"},
};
INSTANTIATE_TEST_SUITE_P(Text, ModifiedUtf8, testing::ValuesIn(kTextModifiedUtf8),
                         [](const auto& row) { return row.param.name; });

TEST(ModifiedUtf8, IsWrittenAsJavaWritesIt) {
  EXPECT_EQ(hex_or_error(to_modified_utf8("a\0b"s)), "61c08062");
  EXPECT_EQ(hex_or_error(to_modified_utf8("\xc3\xa9\xe2\x82\xac")), "c3a9e282ac");
  EXPECT_EQ(hex_or_error(to_modified_utf8("\xf0\x9f\x98\x80")), "eda0bdedb880");
  EXPECT_EQ(hex_or_error(to_modified_utf8("\xf4\x8f\xbf\xbf")), "edafbfedbfbf");
  EXPECT_EQ(hex_or_error(to_modified_utf8("ok\xc0\x80")), "error: not UTF-8 at byte 2");
}

TEST(Latin1, IsItsOwnByteNumbers) {
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  const auto utf8 = from_latin1(all);
  EXPECT_TRUE(is_utf8(as_bytes(utf8)));
  EXPECT_EQ(utf8.size(), 128U + 2 * 128U);
  EXPECT_EQ(to_latin1(utf8), all);
  EXPECT_EQ(to_latin1("\xc4\x80"), std::nullopt);  // U+0100
  EXPECT_EQ(to_latin1("\xff"), std::nullopt);
}

struct EscapeCase {
  const char* name;
  std::string text;
  std::string shown;
};
class Escape : public testing::TestWithParam<EscapeCase> {};
TEST_P(Escape, LeavesNothingThatActs) { EXPECT_EQ(escape(GetParam().text), GetParam().shown); }
const EscapeCase kTextEscape[] = {
    {"Plain", "CN=example.org, O=\xc3\x89t\xc3\xa9 \xf0\x9f\x98\x80",
     "CN=example.org, O=\xc3\x89t\xc3\xa9 \xf0\x9f\x98\x80"},
    {"Colour", "\x1b[31mred", "\\x1b[31mred"},
    {"Nul", "a\0b"s, "a\\x00b"},
    {"NewLines", "a\r\nb\t", "a\\x0d\\x0ab\\x09"},
    {"UnitSeparator", "\x1f ", "\\x1f "},
    {"Del", "\x7f~", "\\x7f~"},
    {"C1", "\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", "\\u{0080}\\u{009b}\\u{009f}\xc2\xa0"},
    {"Backslash", "\\x1b", "\\\\x1b"},
    {"BidiEmbedding", "\xe2\x80\xaa\xe2\x80\xae", "\\u{202a}\\u{202e}"},
    {"BidiIsolates", "\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}"},
    {"BidiMarks", "\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f", "\\u{061c}\\u{200e}\\u{200f}"},
    {"Separators", "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}"},
    {"NotUtf8", "a\xff\xc3(", "a\\xff\\xc3("},
    {"RawC1",
     "\x9b"
     "31m",
     "\\x9b31m"},
    {"Surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    {"CutAtTheEnd", "ok\xe2\x82", "ok\\xe2\\x82"},
    {"ZeroWidth", "\xe2\x80\x8b\xe2\x81\xa0\xef\xbb\xbf", "\\u{200b}\\u{2060}\\u{feff}"},
    {"SoftHyphen", "a\xc2\xad\xc2\xae", "a\\u{00ad}\xc2\xae"},
    {"MongolianSeparator", "\xe1\xa0\x8e\xe1\xa0\x90", "\\u{180e}\xe1\xa0\x90"},
    {"Fillers", "\xe3\x85\xa4\xef\xbe\xa0\xe1\x85\x9f", "\\u{3164}\\u{ffa0}\\u{115f}"},
    {"VariationSelectors", "\xef\xb8\x80\xef\xb8\x8f\xef\xb8\x90", "\\u{fe00}\\u{fe0f}\xef\xb8\x90"},
    {"Annotation", "\xef\xbf\xb9\xef\xbf\xbc\xef\xbf\xbd", "\\u{fff9}\xef\xbf\xbc\xef\xbf\xbd"},
    {"Tags", "\xf3\xa0\x80\x81\xf3\xa0\xbf\xbf\xf3\xa1\x80\x80", "\\u{0e0001}\\u{0e0fff}\xf3\xa1\x80\x80"},
};
INSTANTIATE_TEST_SUITE_P(Text, Escape, testing::ValuesIn(kTextEscape), [](const auto& row) { return row.param.name; });

TEST(Escape, NeverLetsAControlCharacterOut) {
  for (std::uint32_t unit = 0; unit < 0x10000; ++unit) {
    const char pair[] = {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xff)};
    const auto shown = escape({pair, 2});
    ASSERT_TRUE(is_utf8(as_bytes(shown))) << unit;
    for (const char c : shown) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << unit;
  }
}

TEST(Shown, LeavesBackslashesAndWhatWasShownBefore) {
  EXPECT_EQ(shown("O=Foo\\, Inc."), "O=Foo\\, Inc.");
  for (const auto& row : kTextEscape) EXPECT_EQ(shown(shown(row.text)), shown(row.text)) << row.name;
  EXPECT_EQ(shown("\x1b\xe2\x80\x8b"), escape("\x1b\xe2\x80\x8b"));
}

TEST(EscapeJson, ChangesHowItIsWrittenAndNotWhatItMeans) {
  EXPECT_EQ(escape_json("{\n  \"a\": \"\xc3\xa9\\n\"\n}"), "{\n  \"a\": \"\xc3\xa9\\n\"\n}");
  EXPECT_EQ(escape_json("\"\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\x8b\""), "\"\\u007f\\u009b\\u202e\\u200b\"");
  EXPECT_EQ(escape_json("\"\xf3\xa0\x80\x81\""), "\"\\udb40\\udc01\"");
  EXPECT_EQ(escape_json("\"a\xff\""), "\"a\xef\xbf\xbd\"");
}

TEST(Hex, IsLowerCase) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0xa1, 0xff}), "00a1ff");
  EXPECT_EQ(to_hex({}), "");
}

TEST(Hex, IsReadInEitherCaseAndWithSeparators) {
  EXPECT_EQ(hex_or_error(from_hex("")), "");
  EXPECT_EQ(hex_or_error(from_hex("00A1fF")), "00a1ff");
  EXPECT_EQ(hex_or_error(from_hex("DE:AD:be:ef")), "deadbeef");
  EXPECT_EQ(hex_or_error(from_hex(" de ad ")), "dead");
}

TEST(Hex, RefusesWhatIsNone) {
  EXPECT_EQ(hex_or_error(from_hex("abc")), "error: not hexadecimal at byte 2");
  EXPECT_EQ(hex_or_error(from_hex("a:b")), "error: not hexadecimal at byte 0");
  EXPECT_EQ(hex_or_error(from_hex("00g0")), "error: not hexadecimal at byte 2");
  EXPECT_EQ(hex_or_error(from_hex("0x10")), "error: not hexadecimal at byte 0");
  for (const char bad : {'/', ';', '@', 'G', '`', 'g'}) EXPECT_FALSE(from_hex(std::string(2, bad))) << bad;
  EXPECT_EQ(from_hex("z").error().code, Errc::damaged);
}

}  // namespace
}  // namespace ks::text
