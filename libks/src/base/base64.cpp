#include <array>

#include "ks/base/text.h"

namespace ks::text {
namespace {

// A bare array: this is the inner loop of every PEM file, and a checked index would be half of its time.
constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint32_t kInvalid = 1U << 24;  // no three bytes have this bit

using Table = std::array<std::uint32_t, 256>;

/// What each character adds to the 24 bits of its group of four, by its place in the group; kInvalid if it is none.
constexpr std::array<Table, 4> make_tables() {
  std::array<Table, 4> tables{};
  for (auto& table : tables) table.fill(kInvalid);
  for (std::uint32_t value = 0; value < 64; ++value) {
    for (std::size_t place = 0; place < 4; ++place) {
      tables[place][static_cast<std::uint8_t>(kAlphabet[value])] = value << (18 - 6 * place);
    }
  }
  return tables;
}
constexpr auto kTables = make_tables();

constexpr std::uint8_t byte(char c) noexcept { return static_cast<std::uint8_t>(c); }
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

tl::unexpected<Error> not_base64(std::size_t offset) {
  return failure(Errc::damaged, "not base64 at byte " + std::to_string(offset));
}

/// Decodes whole groups of four until one is interrupted; returns how many characters it took.
std::size_t decode_groups(std::string_view text, std::uint8_t*& out) noexcept {
  const char* at = text.data();
  for (const char* end = at + text.size(); end - at >= 4; at += 4) {
    const auto group =
        kTables[0][byte(at[0])] | kTables[1][byte(at[1])] | kTables[2][byte(at[2])] | kTables[3][byte(at[3])];
    if (group >= kInvalid) break;
    *out++ = static_cast<std::uint8_t>(group >> 16);
    *out++ = static_cast<std::uint8_t>(group >> 8);
    *out++ = static_cast<std::uint8_t>(group);
  }
  return static_cast<std::size_t>(at - text.data());
}

/// The end of a base64 text, from its padding on: what is missing of the last group, and white space.
Result<void> check_padding(std::string_view text, std::size_t at, std::size_t missing) {
  for (; at < text.size(); ++at) {
    if (is_space(text[at])) continue;
    if (text[at] != '=' || missing == 0) return not_base64(at);
    --missing;
  }
  return {};
}

char* encode_group(const std::uint8_t* three, char* out) noexcept {
  const auto group = static_cast<std::uint32_t>(three[0] << 16 | three[1] << 8 | three[2]);
  *out++ = kAlphabet[group >> 18];
  *out++ = kAlphabet[group >> 12 & 0x3f];
  *out++ = kAlphabet[group >> 6 & 0x3f];
  *out++ = kAlphabet[group & 0x3f];
  return out;
}

std::string encode(ByteView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  char* out = text.data();
  const auto* at = bytes.data();
  for (auto groups = bytes.size() / 3; groups > 0; --groups, at += 3) out = encode_group(at, out);
  if (const auto rest = bytes.size() % 3; rest > 0) {
    const std::uint8_t last[3] = {at[0], rest == 2 ? at[1] : std::uint8_t{0}, 0};
    encode_group(last, out);
    text.replace(text.size() - (3 - rest), std::string::npos, 3 - rest, '=');
  }
  return text;
}

std::string in_lines(const std::string& text, std::size_t line) {
  std::string lines;
  lines.reserve(text.size() + text.size() / line);
  for (std::size_t at = 0; at < text.size(); at += line) {
    if (at > 0) lines.push_back('\n');
    lines.append(text, at, line);
  }
  return lines;
}

}  // namespace

std::string to_base64(ByteView bytes, std::size_t line) {
  auto text = encode(bytes);
  return line == 0 ? text : in_lines(text, line);
}

Result<Bytes> from_base64(std::string_view text) {
  Bytes bytes(text.size() / 4 * 3 + 3);
  auto* out = bytes.data();
  std::uint32_t group = 0;
  std::size_t held = 0;  // characters in `group`
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (held == 0) at += decode_groups(text.substr(at), out);
    if (at == text.size()) break;
    if (is_space(text[at])) continue;
    if (text[at] == '=') break;
    const auto part = kTables[held][byte(text[at])];
    if (part >= kInvalid) return not_base64(at);
    group |= part;
    if (++held < 4) continue;
    for (const auto shift : {16, 8, 0}) *out++ = static_cast<std::uint8_t>(group >> shift);
    group = 0;
    held = 0;
  }
  if (held == 1) return not_base64(at);  // six bits are no byte
  KS_TRY(check_padding(text, at, held == 0 ? 0 : 4 - held));
  if (held >= 2) *out++ = static_cast<std::uint8_t>(group >> 16);
  if (held == 3) *out++ = static_cast<std::uint8_t>(group >> 8);
  bytes.resize(static_cast<std::size_t>(out - bytes.data()));
  return bytes;
}

}  // namespace ks::text
