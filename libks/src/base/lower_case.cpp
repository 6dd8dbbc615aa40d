#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/lower_case_table.h"
#include "base/utf8.h"
#include "ks/base/text.h"

namespace ks::text {
namespace {

constexpr char32_t kDottedCapitalI = 0x130;
constexpr char32_t kCombiningDot = 0x307;
constexpr char32_t kCapitalSigma = 0x3a3;
constexpr char32_t kNoCharacter = 0xfffd;
constexpr std::string_view kFinalSigma = "\xcf\x82";  // as long as a small sigma

/// Character.toLowerCase(int).
char32_t simple_lower(char32_t code) noexcept {
  const auto* run = std::ranges::lower_bound(kLowerRuns, code, {}, &LowerRun::last);
  if (run == std::end(kLowerRuns) || code < run->first) return code;
  const auto distance = static_cast<std::int32_t>(code - run->first);
  if (distance % run->step != 0) return code;
  return static_cast<char32_t>(static_cast<std::int32_t>(code) + run->delta);
}

Kind kind_of(char32_t code) noexcept {
  const auto* after = std::ranges::upper_bound(kKindStarts, code, {}, [](KindStart entry) { return entry.start; });
  return std::prev(after)->kind;
}

enum class Base { none, letter, digit };

constexpr Base base_of(Kind kind) noexcept {
  if (kind == kLetter || kind == kCasedLetter) return Base::letter;
  return kind == kDigit || kind == kCasedDigit ? Base::digit : Base::none;
}
constexpr bool is_mark(Kind kind) noexcept { return kind == kMark || kind == kCasedMark; }
constexpr bool is_cased(Kind kind) noexcept {
  return kind == kCasedLetter || kind == kCasedDigit || kind == kCasedMark;
}
constexpr bool is_mid(Kind kind) noexcept { return kind == kMidLetter || kind == kMidDigit || kind == kMidEither; }
/// Whether `mid` between two of `base` is part of their word.
constexpr bool joins(Kind mid, Base base) noexcept {
  return mid == kMidEither || mid == (base == Base::letter ? kMidLetter : kMidDigit);
}

/// Follows a text to find the capital sigmas that become final ones: those that are the last cased character of a
/// word, and not its only one. Words are those of java.text.BreakIterator, not Unicode's: a hyphen between letters
/// does not end one, so ΟΔΟΣ-ΑΕ has no final sigma.
/// Source: observed on Java 17, in all strings of up to six characters of every kind. It loses count of a word at a
/// character above U+FFFF; we do not.
class FinalSigmas {
 public:
  using Place = std::optional<std::size_t>;

  /// `place` is where the lower case of `code` goes. Gives the place of a final sigma, if a word with one has ended.
  Place next(char32_t code, std::size_t place) {
    const auto kind = kind_of(code);
    if (kind == kIgnored) return std::nullopt;
    const bool after_mid = mid_ != kOther;
    if (is_mid(kind) && base_ != Base::none && !after_mid) {
      mid_ = kind;  // what comes next tells whether it is inside the word
      return std::nullopt;
    }
    const auto base = is_mark(kind) && !after_mid ? base_ : base_of(kind);
    const bool same_word =
        base != Base::none && base_ != Base::none && (!after_mid || (base == base_ && joins(mid_, base)));
    const auto found = same_word ? std::nullopt : end();
    base_ = base;
    mid_ = kOther;
    if (is_cased(kind)) {
      ++cased_;
      last_is_sigma_ = code == kCapitalSigma ? Place(place) : std::nullopt;
    }
    return found;
  }

  /// The same at the end of the text.
  Place end() {
    const auto found = cased_ > 1 ? last_is_sigma_ : std::nullopt;
    cased_ = 0;
    last_is_sigma_.reset();
    return found;
  }

 private:
  Base base_ = Base::none;  // of the word's last letter or digit
  Kind mid_ = kOther;       // what stands behind that, if it may be inside a word
  std::size_t cased_ = 0;   // in the word so far
  Place last_is_sigma_;     // the place of the last of them, if that is a capital sigma
};

void append_lower(std::string& to, char32_t code) {
  if (code == kDottedCapitalI) {
    to += "i";
    append_character(to, kCombiningDot);
  } else {
    append_character(to, simple_lower(code));
  }
}

std::string lower_ascii(std::string_view ascii) {
  std::string lower(ascii);
  for (auto& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

}  // namespace

std::string to_lower_as_java(std::string_view utf8) {
  if (std::ranges::none_of(utf8, [](char c) { return (c & 0x80) != 0; })) return lower_ascii(utf8);
  std::string lower;
  lower.reserve(utf8.size());
  FinalSigmas sigmas;
  const auto put_final_sigma = [&lower](FinalSigmas::Place place) {
    if (place) lower.replace(*place, kFinalSigma.size(), kFinalSigma);
  };
  while (!utf8.empty()) {
    const auto character = first_character(utf8);
    put_final_sigma(sigmas.next(character.size == 0 ? kNoCharacter : character.code, lower.size()));
    if (character.size == 0) lower.push_back(utf8.front());
    else append_lower(lower, character.code);
    utf8.remove_prefix(std::max<std::size_t>(character.size, 1));
  }
  put_final_sigma(sigmas.end());
  return lower;
}

}  // namespace ks::text
