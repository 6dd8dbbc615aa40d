#include "asn1/der_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "ks/base/text.h"

namespace ks::asn1 {
namespace {

constexpr std::size_t kShortForm = 0x80;

std::string hex_tag(Tag tag) { return "0x" + text::to_hex(ByteView(&tag, 1)); }

/// Two digits at `at`, or -1.
int two_digits(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return -1;
  const auto tens = text[at] - '0';
  const auto ones = text[at + 1] - '0';
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
}

/// "YYYYMMDDHHMMSSZ", the one form RFC 5280 allows after the century is put before a UTCTime.
std::optional<Time> parse_generalized(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 15 || text.back() != 'Z') return std::nullopt;
  int parts[7];
  for (std::size_t i = 0; i < 7; ++i) {
    parts[i] = two_digits(text, i * 2);
    if (parts[i] < 0) return std::nullopt;
  }
  const auto date =
      year(parts[0] * 100 + parts[1]) / month(static_cast<unsigned>(parts[2])) / day(static_cast<unsigned>(parts[3]));
  if (!date.ok() || parts[4] > 23 || parts[5] > 59 || parts[6] > 59) return std::nullopt;
  return Time(sys_days(date)) + hours(parts[4]) + minutes(parts[5]) + seconds(parts[6]);
}

}  // namespace

std::optional<Value> peek_value(ByteView bytes) noexcept {
  if (bytes.size() < 2 || (bytes[0] & 0x1f) == 0x1f || bytes[0] == 0) return std::nullopt;
  std::size_t header = 2;
  std::size_t length = bytes[1];
  if (length >= kShortForm) {
    const std::size_t octets = length & 0x7f;
    if (octets == 0 || octets > 8 || bytes.size() < 2 + octets || bytes[2] == 0) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8 | bytes[2 + i];
    if (length < kShortForm) return std::nullopt;
    header += octets;
  }
  if (length > bytes.size() - header) return std::nullopt;
  return Value{.tag = bytes[0], .content = bytes.subspan(header, length), .whole = bytes.first(header + length)};
}

bool is_one_sequence(ByteView bytes) noexcept {
  const auto value = peek_value(bytes);
  return value && value->tag == kSequence && value->whole.size() == bytes.size();
}

std::optional<std::string> oid_text(ByteView content) {
  std::string text(content.size() * 4 + 1, '\0');  // no octet adds more than a dot and three digits
  char* out = text.data();
  const auto append = [&out, end = out + text.size()](std::uint64_t number) {
    out = std::to_chars(out, end, number).ptr;
  };
  std::uint64_t arc = 0;
  bool first = true;
  bool open = false;  // inside an arc whose last octet has not come yet
  for (const auto octet : content) {
    if (!open && octet == 0x80) return std::nullopt;  // a padded arc, X.690 8.19.2
    if (arc >> 57 != 0) return std::nullopt;
    arc = arc << 7 | (octet & 0x7fU);
    open = (octet & 0x80) != 0;
    if (open) continue;
    if (first) {
      const auto root = std::min<std::uint64_t>(arc / 40, 2);
      append(root);
      arc -= root * 40;
      first = false;
    }
    *out++ = '.';
    append(arc);
    arc = 0;
  }
  if (open || first) return std::nullopt;
  text.resize(static_cast<std::size_t>(out - text.data()));
  return text;
}

Result<std::string> string_text(const Value& value) {
  switch (value.tag) {
    case kUtf8String:
      if (!text::is_utf8(value.content)) return failure(Errc::damaged, "a UTF8String that is not UTF-8");
      return std::string(as_text(value.content));
    case kBmpString: return text::from_utf16be(value.content);
    case kUniversalString: return text::from_utf32be(value.content);
    case kNumericString:
    case kPrintableString:
    case kTeletexString:
    case kIa5String:
    case kVisibleString: return text::from_latin1(value.content);  // what everyone takes T.61 for
    default: return failure(Errc::damaged, "a string of tag " + hex_tag(value.tag));
  }
}

const Limits& Cursor::limits() const noexcept { return document_->limits_; }

void Cursor::fail(Errc code, std::string message) { fail_at(left_, code, std::move(message)); }

void Cursor::fail_at(ByteView where, Errc code, std::string message) {
  if (failed()) return;
  const auto offset = where.data() == nullptr ? 0 : where.data() - document_->bytes_.data();
  document_->error_ = Error{.code = code, .message = std::move(message) + " at offset " + std::to_string(offset)};
}

Value Cursor::any(std::string_view what) {
  if (failed()) return {};
  const auto value = peek_value(left_);
  if (!value) {
    fail(Errc::damaged, std::string(what) + (left_.empty() ? " is missing" : " is not DER"));
    return {};
  }
  left_ = left_.subspan(value->whole.size());
  return *value;
}

Value Cursor::take(Tag tag, std::string_view what) {
  if (failed()) return {};
  if (!next_is(tag)) {
    fail(Errc::damaged, std::string(what) + " should have tag " + hex_tag(tag) +
                            (left_.empty() ? ", nothing is left" : ", has " + hex_tag(left_.front())));
    return {};
  }
  return any(what);
}

std::optional<Value> Cursor::optional(Tag tag, std::string_view what) {
  if (!next_is(tag)) return std::nullopt;
  const auto value = any(what);
  if (failed()) return std::nullopt;
  return value;
}

Cursor Cursor::inside(Tag tag, std::string_view what) { return into(take(tag, what), what); }

Cursor Cursor::into(const Value& value, std::string_view what) {
  if (depth_ >= limits().depth) {
    fail_at(value.whole, Errc::limit, std::string(what) + " is nested deeper than " + std::to_string(limits().depth));
  }
  return {document_, failed() ? ByteView{} : value.content, depth_ + 1};
}

bool Cursor::boolean(std::string_view what) {
  const auto value = take(kBoolean, what);
  if (failed()) return false;
  if (value.content.size() != 1) fail_at(value.whole, Errc::damaged, std::string(what) + " is not a boolean");
  return !failed() && value.content[0] != 0;
}

ByteView Cursor::integer(std::string_view what) {
  const auto value = take(kInteger, what);
  if (failed()) return {};
  const auto content = value.content;
  const bool padded =
      content.size() > 1 && ((content[0] == 0 && content[1] < 0x80) || (content[0] == 0xff && content[1] >= 0x80));
  if (content.empty() || padded) {
    fail_at(value.whole, Errc::damaged, std::string(what) + " is not a DER integer");
    return {};
  }
  return content;
}

std::uint64_t Cursor::unsigned_integer(std::string_view what) {
  const auto content = integer(what);
  if (failed()) return 0;
  if (content.size() > 8 || content[0] >= 0x80) {
    fail_at(content, Errc::damaged, std::string(what) + " is negative or beyond 63 bits");
    return 0;
  }
  std::uint64_t value = 0;
  for (const auto octet : content) value = value << 8 | octet;
  return value;
}

std::string Cursor::oid(std::string_view what) {
  const auto value = take(kObjectIdentifier, what);
  if (failed()) return {};
  auto text = oid_text(value.content);
  if (!text) fail_at(value.whole, Errc::damaged, std::string(what) + " is not an object identifier we can hold");
  return std::move(text).value_or("");
}

ByteView Cursor::bit_string(std::string_view what) {
  const auto value = take(kBitString, what);
  if (failed()) return {};
  if (value.content.empty() || value.content[0] != 0) {
    fail_at(value.whole, Errc::damaged, std::string(what) + " is not a bit string of whole octets");
    return {};
  }
  return value.content.subspan(1);
}

void Cursor::null_or_absent() {
  if (const auto value = optional(kNull, "NULL"); value && !value->content.empty()) {
    fail_at(value->whole, Errc::damaged, "a NULL with content");
  }
}

Time Cursor::time(std::string_view what) {
  const auto value = any(what);
  if (failed()) return {};
  std::string digits(as_text(value.content));
  if (value.tag == kUtcTime) {
    digits.insert(0, digits < "50" ? "20" : "19");  // RFC 5280, 4.1.2.5.1
  } else if (value.tag != kGeneralizedTime) {
    digits.clear();
  }
  const auto time = parse_generalized(digits);
  if (!time) fail_at(value.whole, Errc::damaged, std::string(what) + " is not a time as RFC 5280 wants it");
  return time.value_or(Time{});
}

void Cursor::finish(std::string_view what) {
  if (!at_end()) fail(Errc::damaged, std::to_string(left_.size()) + " bytes too many in " + std::string(what));
}

Result<void> Document::status() const {
  if (error_) return failure(*error_);
  return {};
}

}  // namespace ks::asn1
