#pragma once

#include <cstdint>
#include <utility>

#include "ks/base/bytes.h"

namespace ks {

/// Writes big-endian binary records, as Reader reads them.
class Writer {
 public:
  void u16(std::uint16_t value) { number(value, 2); }
  void u32(std::uint32_t value) { number(value, 4); }
  void u64(std::uint64_t value) { number(value, 8); }
  void bytes(ByteView view) { append(bytes_, view); }

  [[nodiscard]] ByteView view() const noexcept { return bytes_; }
  [[nodiscard]] Bytes take() && { return std::move(bytes_); }

 private:
  void number(std::uint64_t value, unsigned size) {
    while (size-- > 0) bytes_.push_back(static_cast<std::uint8_t>(value >> (size * 8)));
  }

  Bytes bytes_;
};

}  // namespace ks
