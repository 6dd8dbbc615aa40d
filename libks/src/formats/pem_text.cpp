#include "formats/pem_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace ks::pem {
namespace {

constexpr std::size_t kBytesPerLine = 48;  // 64 characters (RFC 7468, 2)
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Four characters for up to three bytes.
void encode_group(ByteView bytes, std::span<std::uint8_t> out) noexcept {
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < 3; ++i) group = group << 8 | (i < bytes.size() ? bytes[i] : 0U);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto sextet = group >> (18 - 6 * i) & 0x3f;
    out[i] = static_cast<std::uint8_t>(i <= bytes.size() ? kAlphabet[sextet] : '=');
  }
}

}  // namespace

std::span<std::uint8_t> Text::more(std::size_t size) {
  if (bytes_.size() - size_ < size) {
    Secret larger(std::max(bytes_.size() * 2, size_ + size));
    std::ranges::copy(bytes(), larger.reveal_mutable().begin());
    bytes_ = std::move(larger);
  }
  size_ += size;
  return bytes_.reveal_mutable().subspan(size_ - size, size);
}

Text& Text::operator<<(std::string_view text) {
  std::ranges::copy(as_bytes(text), more(text.size()).begin());
  return *this;
}

void Text::block(std::string_view label, ByteView der, std::string_view headers) {
  *this << "-----BEGIN " << label << "-----\n" << headers;
  while (!der.empty()) {
    auto line = der.first(std::min(der.size(), kBytesPerLine));
    der = der.subspan(line.size());
    auto out = more((line.size() + 2) / 3 * 4 + 1);
    while (!line.empty()) {
      const auto group = line.first(std::min<std::size_t>(line.size(), 3));
      encode_group(group, out);
      line = line.subspan(group.size());
      out = out.subspan(4);
    }
    out[0] = '\n';
  }
  *this << "-----END " << label << "-----\n";
}

}  // namespace ks::pem
