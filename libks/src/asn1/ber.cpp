#include "asn1/ber.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "asn1/der_reader.h"

namespace ks::asn1 {
namespace {

constexpr Tag kConstructed = 0x20;
constexpr Tag kCharacterString = 0x1d;  // a structure in spite of its name (X.690, 8.18)
constexpr std::uint8_t kIndefinite = 0x80;

/// Whether a value of this tag is a string that BER allows in pieces (X.690, 8.6.4, 8.7.3 and 8.23).
constexpr bool is_string_in_pieces(Tag tag) noexcept {
  switch (tag) {
    case kConstructed | kBitString:
    case kConstructed | kOctetString:
    case kConstructed | kUtf8String: return true;
    default:
      return tag >= (kConstructed | kNumericString) && tag <= (kConstructed | kBmpString) &&
             tag != (kConstructed | kCharacterString);
  }
}

/// Pieces are octet strings, or of the string's own type as some encoders write them; those of a bit string are bit
/// strings.
constexpr bool is_piece_of(Tag string, Tag piece) noexcept {
  return piece == string || (piece == kOctetString && string != kBitString);
}

/// Of a value in DER.
std::size_t header_size(std::size_t length) noexcept {
  std::size_t size = 2;
  if (length >= 0x80) {
    for (; length != 0; length >>= 8) ++size;
  }
  return size;
}

enum class EventKind {
  value,  ///< A whole primitive value.
  open,   ///< The content of a constructed value, or of a string in pieces, follows.
  piece,  ///< A part of the string that is open; that of a bit string begins with its number of unused bits.
  close,
};

struct Event {
  EventKind kind;
  Tag tag = 0;  ///< As DER has it: a string in pieces is opened as the primitive it becomes.
  ByteView content{};
};

/// The values of a BER encoding in the order they stand there, each octet looked at once.
class Walk {
 public:
  Walk(ByteView bytes, const Limits& limits) noexcept : bytes_(bytes), depth_(limits.depth) {}

  /// nullopt at the end of the one outermost value, or when something is wrong: see status().
  std::optional<Event> next();
  [[nodiscard]] Result<void> status() const;
  /// Whether something has come by that DER writes in another way.
  [[nodiscard]] bool saw_ber() const noexcept { return saw_ber_; }

 private:
  struct Header {
    Tag tag;
    bool indefinite;
    std::size_t length;
  };
  struct Level {
    std::size_t end;  ///< Where the content ends; that of an indefinite length ends before here.
    bool indefinite;
    Tag string;  ///< Of the string whose pieces are inside, 0 if none.
    bool nested_piece;
  };

  [[nodiscard]] std::size_t end() const noexcept { return levels_.empty() ? bytes_.size() : levels_.back().end; }
  [[nodiscard]] bool inside_string() const noexcept { return !levels_.empty() && levels_.back().string != 0; }
  bool at_end_of_level();
  std::optional<Header> header();
  std::optional<std::size_t> long_length(std::size_t octets);
  std::optional<Event> open(const Header& header);
  std::optional<Event> primitive(const Header& header);
  bool check_piece(Tag tag, ByteView content, std::size_t at);
  std::nullopt_t fail(Errc code, std::string message, std::size_t at);

  ByteView bytes_;
  std::uint64_t depth_;
  std::size_t at_ = 0;
  bool started_ = false;
  bool saw_ber_ = false;
  std::uint8_t unused_bits_ = 0;  ///< Of the latest piece of the open bit string.
  std::vector<Level> levels_;
  std::optional<Error> error_;
};

std::nullopt_t Walk::fail(Errc code, std::string message, std::size_t at) {
  if (!error_) error_ = Error{.code = code, .message = std::move(message) + " at offset " + std::to_string(at)};
  return std::nullopt;
}

Result<void> Walk::status() const {
  if (error_) return failure(*error_);
  return {};
}

std::optional<Event> Walk::next() {
  while (!error_) {
    if (levels_.empty() && started_) {
      if (at_ == bytes_.size()) return std::nullopt;
      return fail(Errc::damaged, std::to_string(bytes_.size() - at_) + " bytes after the BER value", at_);
    }
    if (at_end_of_level()) {
      const auto level = levels_.back();
      levels_.pop_back();
      if (!level.nested_piece) return Event{.kind = EventKind::close};
      continue;
    }
    const auto value = header();
    if (!value) return std::nullopt;
    started_ = true;
    if ((value->tag & kConstructed) == 0) return primitive(*value);
    if (const auto event = open(*value)) return event;
  }
  return std::nullopt;
}

/// Whether nothing is left of the innermost level; steps over its end-of-contents octets (X.690, 8.1.5).
bool Walk::at_end_of_level() {
  if (levels_.empty()) return false;
  const auto& level = levels_.back();
  if (!level.indefinite) return at_ == level.end;
  if (level.end - at_ < 2 || bytes_[at_] != 0 || bytes_[at_ + 1] != 0) return false;
  at_ += 2;
  return true;
}

std::optional<Walk::Header> Walk::header() {
  const auto start = at_;
  if (end() - at_ < 2) return fail(Errc::damaged, "a BER value is cut off", start);
  const Tag tag = bytes_[at_++];
  if ((tag & 0x1f) == 0x1f) return fail(Errc::damaged, "a BER tag number above 30", start);
  if (tag == 0 || tag == kConstructed) return fail(Errc::damaged, "BER end-of-contents out of place", start);
  const auto octet = bytes_[at_++];
  if (octet == kIndefinite) {
    if ((tag & kConstructed) == 0) return fail(Errc::damaged, "a primitive BER value of indefinite length", start);
    saw_ber_ = true;
    return Header{.tag = tag, .indefinite = true, .length = 0};
  }
  std::optional<std::size_t> length = octet;
  if (octet > kIndefinite) {
    length = long_length(octet & 0x7fU);
    saw_ber_ = saw_ber_ || !length || at_ - start != header_size(*length);
  }
  if (!length || *length > end() - at_) {
    return fail(Errc::damaged, "a BER length beyond the " + std::to_string(end() - at_) + " bytes left", start);
  }
  return Header{.tag = tag, .indefinite = false, .length = *length};
}

/// A length of that many octets, leading zeros allowed (X.690, 8.1.3.5); nullopt if it ends early or is beyond us.
std::optional<std::size_t> Walk::long_length(std::size_t octets) {
  if (octets == 0x7f || octets > end() - at_) return std::nullopt;
  std::size_t length = 0;
  for (; octets > 0; --octets) {
    if (length >> 56 != 0) return std::nullopt;
    length = length << 8 | bytes_[at_++];
  }
  return length;
}

/// nullopt without an error where the value is only a nested piece of the string around it.
std::optional<Event> Walk::open(const Header& header) {
  const auto content_end = header.indefinite ? end() : at_ + header.length;
  if (levels_.size() >= depth_) {
    return fail(Errc::limit, "BER is nested deeper than " + std::to_string(depth_), at_);
  }
  const auto primitive_tag = static_cast<Tag>(header.tag & ~kConstructed);
  Level level{.end = content_end, .indefinite = header.indefinite, .string = 0, .nested_piece = false};
  if (inside_string()) {
    const auto string = levels_.back().string;
    if (!is_piece_of(string, primitive_tag)) {
      return fail(Errc::damaged, "a BER string with a piece of another type", at_);
    }
    level.string = string;
    level.nested_piece = true;
    levels_.push_back(level);
    return std::nullopt;
  }
  if (is_string_in_pieces(header.tag)) {
    saw_ber_ = true;
    level.string = primitive_tag;
    unused_bits_ = 0;
  }
  levels_.push_back(level);
  return Event{.kind = EventKind::open, .tag = level.string != 0 ? level.string : header.tag};
}

std::optional<Event> Walk::primitive(const Header& header) {
  const auto start = at_;
  const auto content = bytes_.subspan(start, header.length);
  at_ += header.length;
  if (!inside_string()) return Event{.kind = EventKind::value, .tag = header.tag, .content = content};
  if (!check_piece(header.tag, content, start)) return std::nullopt;
  return Event{.kind = EventKind::piece, .tag = levels_.back().string, .content = content};
}

/// All pieces of a bit string but the last are whole octets (X.690, 8.6.4).
bool Walk::check_piece(Tag tag, ByteView content, std::size_t at) {
  const auto string = levels_.back().string;
  if (!is_piece_of(string, tag)) {
    fail(Errc::damaged, "a BER string with a piece of another type", at);
    return false;
  }
  if (string != kBitString) return true;
  const bool is_bits = !content.empty() && content[0] <= 7 && (content.size() > 1 || content[0] == 0);
  if (!is_bits || unused_bits_ != 0) {
    fail(Errc::damaged, "a BER bit string with a malformed piece", at);
    return false;
  }
  unused_bits_ = content[0];
  return true;
}

void append_header(Bytes& out, Tag tag, std::size_t length) {
  out.push_back(tag);
  const auto octets = header_size(length) - 2;
  if (octets == 0) {
    out.push_back(static_cast<std::uint8_t>(length));
    return;
  }
  out.push_back(static_cast<std::uint8_t>(0x80 | octets));
  for (auto shift = octets * 8; shift > 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(length >> (shift - 8)));
}

/// The DER lengths of the values that `open`, in the order they do; the last of the result is the size of it all.
Result<std::vector<std::size_t>> content_lengths(ByteView bytes, const Limits& limits) {
  std::vector<std::size_t> lengths;
  std::vector<std::size_t> open;  // indices into lengths
  std::size_t total = 0;
  const auto add = [&](std::size_t size) { (open.empty() ? total : lengths[open.back()]) += size; };
  Walk walk(bytes, limits);
  while (const auto event = walk.next()) {
    switch (event->kind) {
      case EventKind::value: add(header_size(event->content.size()) + event->content.size()); break;
      case EventKind::open:
        open.push_back(lengths.size());
        lengths.push_back(event->tag == kBitString ? 1 : 0);
        break;
      case EventKind::piece: add(event->content.size() - (event->tag == kBitString ? 1 : 0)); break;
      case EventKind::close: {
        const auto length = lengths[open.back()];
        open.pop_back();
        add(header_size(length) + length);
      }
    }
  }
  KS_TRY(walk.status());
  lengths.push_back(total);
  return lengths;
}

}  // namespace

bool is_der(ByteView bytes, const Limits& limits) {
  Walk walk(bytes, limits);
  while (walk.next() && !walk.saw_ber()) {
  }
  return walk.status() && !walk.saw_ber();
}

// Two passes over the input, because a DER length stands before content whose size only its end tells: the first
// counts, the second writes. Neither searches for an end, so nesting costs nothing beyond its own octets.
Result<Bytes> ber_to_der(ByteView bytes, const Limits& limits) {
  KS_TRY(const auto lengths, content_lengths(bytes, limits));
  Bytes der;
  der.reserve(lengths.back());
  std::size_t opened = 0;
  std::size_t unused_bits_at = 0;
  Walk walk(bytes, limits);
  while (const auto event = walk.next()) {
    switch (event->kind) {
      case EventKind::value:
        append_header(der, event->tag, event->content.size());
        append(der, event->content);
        break;
      case EventKind::open:
        append_header(der, event->tag, lengths[opened++]);
        unused_bits_at = der.size();
        if (event->tag == kBitString) der.push_back(0);
        break;
      case EventKind::piece:
        if (event->tag == kBitString) {
          der[unused_bits_at] = event->content[0];
          append(der, event->content.subspan(1));
        } else {
          append(der, event->content);
        }
        break;
      case EventKind::close: break;
    }
  }
  return der;
}

}  // namespace ks::asn1
