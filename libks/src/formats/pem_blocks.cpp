#include "formats/pem_blocks.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace ks::pem {
namespace {

using std::string_view;

constexpr string_view kDashes = "-----";
constexpr string_view kBegin = "BEGIN ";
constexpr string_view kEnd = "END ";
constexpr string_view kWhite = " \t\r\n\v\f";

string_view trimmed(string_view text) noexcept {
  const auto first = text.find_first_not_of(kWhite);
  if (first == string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

/// A label and where the text goes on after the dashes that close it.
struct Label {
  string_view text;
  std::size_t end;
  bool closed;
};

/// Reads a label, which ends with five dashes on the same line.
Label read_label(string_view text, std::size_t at) noexcept {
  for (auto i = at; i < text.size(); ++i) {
    i = text.find_first_of("-\r\n", i);
    if (i == string_view::npos) break;
    if (text[i] != '-') return {.text = {}, .end = i, .closed = false};
    if (text.substr(i).starts_with(kDashes)) {
      return {.text = trimmed(text.substr(at, i - at)), .end = i + kDashes.size(), .closed = true};
    }
  }
  return {.text = {}, .end = text.size(), .closed = false};
}

/// Where five dashes and BEGIN or END stand next; npos if nowhere.
std::size_t find_line(string_view text, std::size_t from) noexcept {
  for (auto at = text.find(kDashes, from); at != string_view::npos; at = text.find(kDashes, at + 1)) {
    const auto rest = text.substr(at + kDashes.size());
    if (rest.starts_with(kBegin) || rest.starts_with(kEnd)) return at;
  }
  return string_view::npos;
}

bool is_begin(string_view text, std::size_t at) noexcept {
  return text.substr(at + kDashes.size()).starts_with(kBegin);
}

/// The word at `at`, which moves behind it.
string_view take_word(string_view text, std::size_t& at) noexcept {
  at = std::min(text.find_first_not_of(kWhite, at), text.size());
  const auto word = text.substr(at, text.find_first_of(kWhite, at) - at);
  at += word.size();
  return word;
}

/// The value of a header, which ends at white space unless a comma stands before it.
string_view take_value(string_view text, std::size_t& at) noexcept {
  const auto first = take_word(text, at);
  auto last = first;
  while (last.ends_with(',') && at < text.size()) last = take_word(text, at);
  const auto begin = static_cast<std::size_t>(first.data() - text.data());
  return text.substr(begin, at - begin);
}

/// Divides what stands between BEGIN and END into header lines and base64, which has no colons. The two headers that
/// matter have no spaces in their values, so all of it may stand in one line.
void divide(string_view inside, Block& block) noexcept {
  std::size_t at = 0;
  for (;;) {
    auto after = at;
    const auto word = take_word(inside, after);
    const auto colon = word.find(':');
    if (colon == string_view::npos) break;
    at = after - (word.size() - colon - 1);
    if (const auto name = word.substr(0, colon); name == "Proc-Type") {
      block.encrypted = take_value(inside, at).ends_with("ENCRYPTED");
    } else if (name == "DEK-Info") {
      block.dek_info = take_value(inside, at);
    } else {
      at = std::min(inside.find_first_of("\r\n", at), inside.size());
    }
  }
  block.encrypted = block.encrypted || !block.dek_info.empty();
  block.headers = inside.substr(0, at);
  block.base64 = inside.substr(at);
}

constexpr std::uint32_t kReplacement = 0xfffd;

/// Appends a character as UTF-8; `at` is where in `out`.
void put_utf8(std::span<std::uint8_t> out, std::size_t& at, std::uint32_t c) noexcept {
  const auto put = [&](std::uint32_t octet) { out[at++] = static_cast<std::uint8_t>(octet); };
  if (c < 0x80) {
    put(c);
    return;
  }
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xe0 | c >> 12);
    } else {
      put(0xf0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3f));
    }
    put(0x80 | (c >> 6 & 0x3f));
  }
  put(0x80 | (c & 0x3f));
}

}  // namespace

Block Blocks::read_from(std::size_t begin) noexcept {
  Block block{.offset = begin, .before = text_.substr(last_end_, begin - last_end_)};
  if (!is_begin(text_, begin)) {
    const auto end = read_label(text_, begin + kDashes.size() + kEnd.size());
    block.end_label = end.text;
    block.fault = "has no BEGIN line";
    at_ = last_end_ = end.end;
    return block;
  }
  const auto label = read_label(text_, begin + kDashes.size() + kBegin.size());
  block.label = label.text;
  const auto stop = text_.find(kDashes, label.end);
  at_ = last_end_ = std::min(stop, text_.size());
  if (stop == string_view::npos || !text_.substr(stop + kDashes.size()).starts_with(kEnd)) {
    block.fault = "has no END line";
    return block;
  }
  const auto end = read_label(text_, stop + kDashes.size() + kEnd.size());
  block.end_label = end.text;
  if (!end.closed) block.fault = "has an END line that is cut";
  at_ = last_end_ = end.end;
  divide(text_.substr(label.end, stop - label.end), block);
  return block;
}

std::optional<Block> Blocks::next() noexcept {
  for (auto at = find_line(text_, at_); at != string_view::npos; at = find_line(text_, at_)) {
    const auto word = is_begin(text_, at) ? kBegin : kEnd;
    const auto label = read_label(text_, at + kDashes.size() + word.size());
    if (label.closed) return read_from(at);
    at_ = label.end;  // words between dashes, but no such line
  }
  at_ = text_.size();
  return std::nullopt;
}

bool has_block(string_view text) noexcept {
  const auto block = Blocks(text).next();
  return block.has_value();
}

std::optional<Secret> from_escaped(string_view text) {
  const auto begin = find_line(text, 0);
  if (begin == string_view::npos) return std::nullopt;
  const auto label = read_label(text, begin + kDashes.size() + kBegin.size());
  if (!label.closed || !text.substr(label.end).starts_with('\\')) return std::nullopt;
  Secret plain(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto next = i + 1 < text.size() ? text[i + 1] : ' ';
    const bool escaped = text[i] == '\\' && (next == 'n' || next == 'r');
    plain.reveal_mutable()[size++] = static_cast<std::uint8_t>(escaped ? '\n' : text[i]);
    if (escaped) ++i;
  }
  plain.shrink(size);
  return plain;
}

std::optional<Secret> from_utf16(ByteView bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const bool little = bytes[0] == 0xff && bytes[1] == 0xfe;
  if (!little && !(bytes[0] == 0xfe && bytes[1] == 0xff)) return std::nullopt;
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    if (i + 1 >= bytes.size()) return 0;
    return little ? bytes[i] | static_cast<std::uint32_t>(bytes[i + 1]) << 8
                  : bytes[i + 1] | static_cast<std::uint32_t>(bytes[i]) << 8;
  };
  Secret text(bytes.size() / 2 * 3);  // a unit is at most three bytes, a pair four
  std::size_t size = 0;
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    auto c = unit(i);
    if (c >= 0xd800 && c < 0xe000) {
      const auto low = unit(i + 2);
      const bool pair = c < 0xdc00 && low >= 0xdc00 && low < 0xe000;
      c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : kReplacement;
      if (pair) i += 2;
    }
    put_utf8(text.reveal_mutable(), size, c);
  }
  text.shrink(size);
  return text;
}

}  // namespace ks::pem
