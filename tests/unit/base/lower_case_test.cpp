#include <gtest/gtest.h>

#include <string>

#include "ks/base/text.h"

namespace ks::text {
namespace {

/// What Java 17.0.21 gives for String.toLowerCase(Locale.ENGLISH), all of them run.
struct LowerCase {
  const char* name;
  std::string text;
  std::string lower;
};
class ToLowerAsJava : public testing::TestWithParam<LowerCase> {};
TEST_P(ToLowerAsJava, GivesWhatJavaGives) { EXPECT_EQ(to_lower_as_java(GetParam().text), GetParam().lower); }

const LowerCase kLowerCases[] = {
    {"Empty", "", ""},
    {"Ascii", "My-Alias_09 @[`{", "my-alias_09 @[`{"},
    {"Latin1", "ÀÞ×ß÷ÿ", "àþ×ß÷ÿ"},
    {"EveryOtherLetter", "ĀāŹźŸ", "āāźźÿ"},
    {"SharpS", "STRASSE straße ẞ", "strasse straße ß"},
    {"DottedCapitalI", "İSTANBUL", "i̇stanbul"},
    {"DotlessIStays", "IıI", "iıi"},
    {"TitleCaseDigraphs", "ǅǄǆ ǈ ǋ ǲ", "ǆǆǆ ǉ ǌ ǳ"},
    {"KelvinAndOhmAndAngstrom", "KΩÅ", "kωå"},
    {"Cyrillic", "КЛЮЧ Ё", "ключ ё"},
    {"Armenian", "ԱՖ", "աֆ"},
    {"Georgian", "ᲐᲿ Ⴀ", "აჿ ⴀ"},
    {"Cherokee", "ᎠᏰ", "ꭰᏸ"},
    {"RomanNumerals", "ⅠⅫ", "ⅰⅻ"},
    {"CircledLetters", "ⒶⓏ", "ⓐⓩ"},
    {"FullWidth", "ＡＺ", "ａｚ"},
    {"AboveTheBmp", "\xf0\x90\x90\x80\xf0\x9e\xa4\x80", "\xf0\x90\x90\xa8\xf0\x9e\xa4\xa2"},
    {"GreekWithAccents", "ΆΈΉΊΌΎΏ", "άέήίόύώ"},
    {"NoCase", "日本 שלום あ", "日本 שלום あ"},
    {"NotUtf8", "A\xff\xc3", "a\xff\xc3"},
    {"SigmaAlone", "Σ", "σ"},
    {"TwoSigmas", "ΣΣ", "σς"},
    {"SigmaFirst", "ΣΑ", "σα"},
    {"SigmaLast", "ΟΔΟΣ", "οδος"},
    {"SigmaInside", "ΟΣΟ", "οσο"},
    {"TwoWords", "ΟΔΟΣ ΟΔΟΣ", "οδος οδος"},
    {"SigmaAfterLatin", "aΣ", "aς"},
    {"SmallSigmasStay", "οσ ος", "οσ ος"},
    {"SigmaBeforeStop", "ΟΔΟΣ.", "οδος."},
    {"SigmaBeforeStopAndLetter", "ΟΔΟΣ.ΓΡ", "οδοσ.γρ"},
    {"SigmaBeforeHyphenAndLetter", "ΟΔΟΣ-ΑΕ", "οδοσ-αε"},
    {"SigmaBeforeHyphenAndDigit", "ΟΔΟΣ-2024", "οδος-2024"},
    {"SigmaBeforeUnderscoreAndLetter", "ΟΔΟΣ_ΑΕ", "οδοσ_αε"},
    {"SigmaBeforeTwoHyphensAndLetter", "ΟΔΟΣ--ΑΕ", "οδος--αε"},
    {"SigmaBeforeApostropheAndLetter", "Σ'Α ΑΣ'Α", "σ'α ασ'α"},
    {"SigmaBeforeCommaAndLetter", "ΑΣ,Α", "ας,α"},
    {"SigmaBeforeDigit", "ΑΣ1", "ας1"},
    {"SigmaBeforeDigitAndLetter", "ΑΣ1Α", "ασ1α"},
    {"SigmaBeforeNumberAndLetter", "ΑΣ1,2Α", "ασ1,2α"},
    {"SigmaBeforeHyphenInNumber", "ΑΣ1-2Α", "ας1-2α"},
    {"SigmaAfterDigit", "1Σ", "1σ"},
    {"SigmaAfterLetterAndDigit", "Α1Σ", "α1ς"},
    {"SigmaAfterHyphen", "Α-Σ", "α-ς"},
    {"SigmaAfterSlash", "Α/Σ", "α/σ"},
    {"SigmaAfterSpace", "Α Σ", "α σ"},
    {"SigmaAfterRomanNumeral", "ⅣΣ", "ⅳς"},
    {"SigmaAfterCircledLetter", "ⒶΣ", "ⓐσ"},
    {"SigmaAndCombiningAccent", "ΑΣ\u0301 ΑΣ\u0301Α", "ας\u0301 ασ\u0301α"},
    {"SigmaAfterAccentOfNothing", "Α/\u0301Σ", "α/\u0301σ"},
    {"HyphenWithAccent", "ΑΣ-\u0301Α", "ας-\u0301α"},
    {"AccentBeforeHyphen", "ΑΣ\u0301-Α", "ασ\u0301-α"},
    {"SigmaAndYpogegrammeni", "Σ\u0345 ΑΣ\u0345 \u0345Σ", "σ\u0345 ασ\u0345 \u0345σ"},
    {"SigmaAndJoiner", "ΑΣ\u200dΑ \u200dΣ", "ασ\u200dα \u200dσ"},
    {"SigmaAndSoftHyphen", "ΑΣ\u00adΑ ΑΣ\u00ad", "ασ\u00adα ας\u00ad"},
    {"SigmaBetweenUncasedLetters", "אΣא ΑאΣא", "אσא αאςא"},
    {"SigmaBeforeIdeograph", "ΑΣ日Α", "ας日α"},
    {"SigmaBeforeKana", "ΑΣあΑ",
     "ας"
     "あα"},
    {"SigmaBeforeBrokenBytes",
     "ΑΣ\xff"
     "Α",
     "ας\xff"
     "α"},
    {"SigmaAfterDottedCapitalI", "İΣ", "i̇ς"},
};
INSTANTIATE_TEST_SUITE_P(Text, ToLowerAsJava, testing::ValuesIn(kLowerCases),
                         [](const auto& row) { return row.param.name; });

TEST(ToLowerAsJava, KeepsWhatItMade) {
  for (const auto& row : kLowerCases) EXPECT_EQ(to_lower_as_java(row.lower), row.lower) << row.name;
}

}  // namespace
}  // namespace ks::text
