#include "ks/base/reader.h"

#include <utility>

namespace ks {

ByteView Reader::bytes(std::uint64_t size, std::string_view what) {
  if (failed()) return {};
  if (size > left()) {
    fail(Errc::damaged, std::string(what) + " needs " + std::to_string(size) + " bytes, " + std::to_string(left()) +
                            " left at offset " + std::to_string(offset_));
    return {};
  }
  const auto view = bytes_.subspan(offset_, static_cast<std::size_t>(size));
  offset_ += view.size();
  return view;
}

std::uint64_t Reader::number(std::size_t size, std::string_view what) {
  std::uint64_t value = 0;
  for (const auto byte : bytes(size, what)) value = value << 8 | byte;
  return value;
}

std::uint32_t Reader::count(std::size_t smallest, std::string_view what) {
  const auto at = offset_;
  const auto records = u32(what);
  if (!failed() && records > left() / smallest) {
    fail(Errc::damaged, std::string(what) + " is " + std::to_string(records) + " at offset " + std::to_string(at) +
                            ", more than " + std::to_string(left()) + " bytes can hold");
    return 0;
  }
  return records;
}

void Reader::fail(Errc code, std::string message) { fail(Error{.code = code, .message = std::move(message)}); }

void Reader::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

Result<void> Reader::status() const {
  if (error_) return failure(*error_);
  return {};
}

}  // namespace ks
