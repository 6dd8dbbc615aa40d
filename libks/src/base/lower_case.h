#pragma once

#include <cstdint>

/// What lower_case_table.h consists of.
namespace ks::text {

/// Every `step`-th character from `first` to `last` has its lower case `delta` further on.
struct LowerRun {
  char32_t first;
  char32_t last;
  std::int32_t step;
  std::int32_t delta;
};

/// What a character is to a word of java.text.BreakIterator, and whether it has case.
enum Kind : std::uint8_t {
  kOther,  ///< Stands alone.
  kLetter,
  kCasedLetter,
  kDigit,
  kCasedDigit,  ///< Roman numerals.
  kMark,        ///< Belongs to the letter or digit before it.
  kCasedMark,
  kIgnored,    ///< As if it were not there.
  kMidLetter,  ///< Part of the word between two letters.
  kMidDigit,   ///< Part of the word between two digits.
  kMidEither,
};

/// From `start` to the next entry's, characters are of this kind.
struct KindStart {
  std::uint32_t start : 24;
  Kind kind : 8;
};

}  // namespace ks::text
