#include "ks/base/text.h"

namespace ks::text {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int value_of(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string hex(bytes.size() * 2, '0');
  auto* out = hex.data();
  for (const auto byte : bytes) {
    *out++ = kDigits[byte >> 4];
    *out++ = kDigits[byte & 0xf];
  }
  return hex;
}

Result<Bytes> from_hex(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ' || text[at] == ':') {
      ++at;
      continue;
    }
    const auto high = value_of(text[at]);
    const auto low = at + 1 < text.size() ? value_of(text[at + 1]) : -1;
    if (high < 0 || low < 0) return failure(Errc::damaged, "not hexadecimal at byte " + std::to_string(at));
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    at += 2;
  }
  return bytes;
}

}  // namespace ks::text
