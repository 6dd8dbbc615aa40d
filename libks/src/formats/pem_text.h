#pragma once

#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/secret.h"

namespace ks::pem {

/// PEM being written. It may hold a private key, so growing leaves no copies behind.
class Text {
 public:
  Text() : bytes_(kFirstCapacity) {}

  Text& operator<<(std::string_view text);
  /// A whole block: BEGIN line, headers if there are, `der` as base64 of 64 characters a line, END line.
  void block(std::string_view label, ByteView der, std::string_view headers = {});

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] ByteView bytes() const noexcept { return bytes_.reveal().first(size_); }

 private:
  static constexpr std::size_t kFirstCapacity = 4096;
  std::span<std::uint8_t> more(std::size_t size);

  Secret bytes_;  // as long as there is room
  std::size_t size_ = 0;
};

}  // namespace ks::pem
