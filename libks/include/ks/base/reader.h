#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"

namespace ks {

/// Reads big-endian binary records. Keeps its first failure and gives zeros and empty views from then on, so that a
/// record is read straight through and asked once, by `status()`.
class Reader {
 public:
  explicit Reader(ByteView bytes) noexcept : bytes_(bytes) {}

  std::uint8_t u8(std::string_view what) { return static_cast<std::uint8_t>(number(1, what)); }
  std::uint16_t u16(std::string_view what) { return static_cast<std::uint16_t>(number(2, what)); }
  std::uint32_t u32(std::string_view what) { return static_cast<std::uint32_t>(number(4, what)); }
  std::uint64_t u64(std::string_view what) { return number(8, what); }

  /// The next `size` bytes, still in the source.
  ByteView bytes(std::uint64_t size, std::string_view what);

  /// A u32 number of records, refused (damaged) where `smallest` bytes each could not fit into what is left.
  std::uint32_t count(std::size_t smallest, std::string_view what);

  void fail(Errc code, std::string message);
  void fail(Error error);

  [[nodiscard]] bool failed() const noexcept { return error_.has_value(); }
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size() - offset_; }
  [[nodiscard]] Result<void> status() const;

 private:
  std::uint64_t number(std::size_t size, std::string_view what);

  ByteView bytes_;
  std::size_t offset_ = 0;
  std::optional<Error> error_;
};

}  // namespace ks
