#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/time.h"

/// DER as a typed view: nothing is copied, nothing is guessed, a wrong tag is an error and never a cast (X.690).
namespace ks::asn1 {

/// An identifier octet. Tag numbers above 30 do not occur in what we read and are refused.
using Tag = std::uint8_t;

inline constexpr Tag kBoolean = 0x01, kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04, kNull = 0x05,
                     kObjectIdentifier = 0x06, kEnumerated = 0x0a, kUtf8String = 0x0c, kNumericString = 0x12,
                     kPrintableString = 0x13, kTeletexString = 0x14, kIa5String = 0x16, kUtcTime = 0x17,
                     kGeneralizedTime = 0x18, kVisibleString = 0x1a, kUniversalString = 0x1c, kBmpString = 0x1e,
                     kSequence = 0x30, kSet = 0x31;

[[nodiscard]] constexpr Tag context(unsigned number) noexcept { return static_cast<Tag>(0x80 | number); }
[[nodiscard]] constexpr Tag context_constructed(unsigned number) noexcept { return static_cast<Tag>(0xa0 | number); }

struct Value {
  Tag tag = 0;
  ByteView content;  ///< Without identifier and length.
  ByteView whole;    ///< With them.
};

class Document;

/// Walks the values inside one constructed value. Like ks::Reader it gives empty things once anything of its Document
/// has failed, so that a structure is read straight through and asked once.
class Cursor {
 public:
  /// Whether nothing is left; true after a failure, so that loops end.
  [[nodiscard]] bool at_end() const noexcept;
  /// Whether the next value has this tag; false after a failure.
  [[nodiscard]] bool next_is(Tag tag) const noexcept;
  /// All that is left, unread.
  [[nodiscard]] ByteView rest() const noexcept { return left_; }

  Value any(std::string_view what);             ///< The next value, whatever it is.
  Value take(Tag tag, std::string_view what);   ///< The next value; damaged if it has another tag.
  std::optional<Value> optional(Tag tag, std::string_view what);
  void skip_optional(Tag tag) { (void)optional(tag, "optional value"); }

  Cursor inside(Tag tag, std::string_view what);  ///< Steps into the next value, one level deeper (limit: depth).
  Cursor sequence(std::string_view what) { return inside(kSequence, what); }
  Cursor set(std::string_view what) { return inside(kSet, what); }
  /// Steps into a value that was taken before.
  Cursor into(const Value& value, std::string_view what);

  bool boolean(std::string_view what);                    ///< Any octet but 0 is true, as OpenSSL takes it.
  ByteView integer(std::string_view what);                ///< Two's complement, big-endian, shortest form.
  std::uint64_t unsigned_integer(std::string_view what);  ///< damaged if negative or above 2^63 - 1.
  std::string oid(std::string_view what);                 ///< "1.2.840.113549"; damaged if an arc exceeds 2^64 - 1.
  ByteView octet_string(std::string_view what) { return take(kOctetString, what).content; }
  ByteView bit_string(std::string_view what);             ///< Whole octets only: damaged if bits are unused.
  void null_or_absent();
  Time time(std::string_view what);                       ///< UTCTime or GeneralizedTime, UTC (RFC 5280, 4.1.2.5).

  void finish(std::string_view what);  ///< damaged if anything is left.
  void fail(Errc code, std::string message);
  [[nodiscard]] bool failed() const noexcept;
  [[nodiscard]] const Limits& limits() const noexcept;

 private:
  friend class Document;
  /// Fails at the offset of `where` in the document.
  void fail_at(ByteView where, Errc code, std::string message);
  Cursor(Document* document, ByteView bytes, std::uint64_t depth) noexcept
      : document_(document), left_(bytes), depth_(depth) {}

  Document* document_;
  ByteView left_;
  std::uint64_t depth_;
};

/// One encoding being read, and the first thing that went wrong in it. Outlives its cursors.
class Document {
 public:
  explicit Document(ByteView bytes, const Limits& limits = {}) noexcept : bytes_(bytes), limits_(limits) {}
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  [[nodiscard]] Cursor root() noexcept { return {this, bytes_, 0}; }
  [[nodiscard]] Result<void> status() const;

 private:
  friend class Cursor;
  ByteView bytes_;
  Limits limits_;
  std::optional<Error> error_;
};

// Asked before and after every value.
inline bool Cursor::failed() const noexcept { return document_->error_.has_value(); }
inline bool Cursor::at_end() const noexcept { return failed() || left_.empty(); }
inline bool Cursor::next_is(Tag tag) const noexcept { return !at_end() && left_.front() == tag; }

/// One value at the start of `bytes` in strict DER: definite, shortest lengths. nullopt if there is none.
[[nodiscard]] std::optional<Value> peek_value(ByteView bytes) noexcept;

/// Whether `bytes` is exactly one DER SEQUENCE by its outermost length.
[[nodiscard]] bool is_one_sequence(ByteView bytes) noexcept;

/// Any of the string types of a directory string or general name, as UTF-8. Errors: damaged.
[[nodiscard]] Result<std::string> string_text(const Value& value);

/// The content octets of an object identifier, dotted. nullopt if malformed.
[[nodiscard]] std::optional<std::string> oid_text(ByteView content);

}  // namespace ks::asn1
