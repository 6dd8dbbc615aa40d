#include <algorithm>
#include <array>
#include <string>

#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/base/text.h"
#include "ks/base/time.h"
#include "ks/model/name.h"

namespace ks::fuzz {
namespace {

void utf16(ByteView bytes) {
  const auto utf8 = text::from_utf16be(bytes);
  if (!utf8) return;
  if (!text::is_utf8(as_bytes(*utf8))) fail("from_utf16be gives what is not UTF-8");
  const auto back = text::to_utf16be(*utf8);
  if (!back || !equal(*back, bytes)) fail("UTF-16 does not come back");
}

/// A surrogate that stands alone becomes U+FFFD and an overlong form is another's, so the text is what has to come back.
void modified_utf8(ByteView bytes) {
  const auto utf8 = text::from_modified_utf8(bytes);
  if (!utf8) return;
  if (!text::is_utf8(as_bytes(*utf8))) fail("from_modified_utf8 gives what is not UTF-8");
  const auto back = text::to_modified_utf8(*utf8);
  if (!back) fail("modified UTF-8 cannot be written again");
  if (text::from_modified_utf8(*back) != *utf8) fail("modified UTF-8 does not come back");
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void escaping(ByteView bytes) {
  const auto shown = text::escape(as_text(bytes));
  if (!text::is_utf8(as_bytes(shown))) fail("escape gives what is not UTF-8");
  if (std::ranges::any_of(shown, is_control)) fail("escape lets a control byte through");
  // C1, what is not seen, line and paragraph separators, and what turns the direction of writing.
  constexpr std::array<std::string_view, 15> forbidden = {
      "\xe2\x80\x8b", "\xc2\xad",     "\xef\xbb\xbf", "\xc2\x80",     "\xc2\x9b",
      "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xad",
      "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9"};
  for (const auto sequence : forbidden) {
    if (shown.find(sequence) != std::string::npos) fail("escape lets a formatting character through");
  }
  const auto plain = text::shown(as_text(bytes));
  if (text::shown(plain) != plain) fail("what was shown changes when it is shown again");
}

void base64(ByteView bytes) {
  for (const std::size_t line : {0U, 64U}) {
    if (text::from_base64(text::to_base64(bytes, line)) != to_bytes(bytes)) fail("base64 does not come back");
  }
  if (const auto decoded = text::from_base64(as_text(bytes))) {
    if (text::from_base64(text::to_base64(*decoded)) != *decoded) fail("base64 does not come back");
  }
}

void hex(ByteView bytes) {
  if (text::from_hex(text::to_hex(bytes)) != to_bytes(bytes)) fail("hexadecimal does not come back");
  if (const auto decoded = text::from_hex(as_text(bytes));
      decoded && text::from_hex(text::to_hex(*decoded)) != *decoded) {
    fail("hexadecimal does not come back");
  }
}

void latin1(ByteView bytes) {
  if (text::to_latin1(text::from_latin1(bytes)) != to_bytes(bytes)) fail("Latin-1 does not come back");
  (void)text::to_latin1(as_text(bytes));
}

void lower_case(ByteView bytes) {
  const auto lower = text::to_lower_as_java(as_text(bytes));
  if (text::is_utf8(bytes) && !text::is_utf8(as_bytes(lower))) fail("lower case is no UTF-8");
  if (text::to_lower_as_java(lower) != lower) fail("lower case has a lower case of its own");
}

void time(ByteView bytes) {
  const auto parsed = parse_time(as_text(bytes));
  if (parsed && parse_time(to_text(*parsed)) != *parsed) fail("a time does not come back");
}

void name(ByteView bytes) {
  const auto parsed = Name::from_der(bytes);
  if (!parsed) return;
  if (!parsed->matches(*parsed)) fail("a name that does not match itself");
  escaping(as_bytes(parsed->text()));
  (void)parsed->common_name();
}

constexpr std::array kCodecs = {utf16, modified_utf8, escaping, base64, hex, latin1, lower_case, time, name};

}  // namespace

int fuzz_text(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  kCodecs[data[0] % kCodecs.size()]({data + 1, size - 1});
  return 0;
}

}  // namespace ks::fuzz
