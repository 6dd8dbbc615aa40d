#include <array>

#include "ks/base/text.h"

namespace ks::text {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

/// The value of each character; -1 if it is no digit.
constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t value = 0; value < 16; ++value) {
    values[static_cast<std::uint8_t>(kDigits[value])] = static_cast<std::int8_t>(value);
    values[static_cast<std::uint8_t>("0123456789ABCDEF"[value])] = static_cast<std::int8_t>(value);
  }
  return values;
}
constexpr auto kValues = make_values();

constexpr int value_of(char digit) noexcept { return kValues[static_cast<std::uint8_t>(digit)]; }

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
