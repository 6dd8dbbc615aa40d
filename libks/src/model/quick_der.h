#pragma once

#include <cstddef>
#include <optional>

#include "asn1/der_reader.h"
#include "ks/base/bytes.h"

/// Strict DER in as few steps as there are, for those who walk through whole bundles: no offsets, no messages.
namespace ks::model {

/// The value at the start of `bytes`, as asn1::peek_value() gives it; of tag 0 where there is none. What is seldom stands
/// aside: a certificate has some hundred values.
[[gnu::always_inline]] inline asn1::Value first_of(ByteView bytes) noexcept {
  if (bytes.size() < 2) return {};
  std::size_t header = 2, length = bytes[1];
  if (length >= 0x80) {
    const auto octets = length & 0x7f;
    if (octets == 0 || octets > 4 || bytes.size() < 2 + octets) return {};
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8 | bytes[2 + i];
    header += octets;
    if (length < 0x80 || length >> (8 * (octets - 1)) == 0) return {};  // a shorter form was possible
  }
  if (length > bytes.size() - header) return {};
  return {.tag = bytes[0], .content = bytes.subspan(header, length), .whole = bytes.first(header + length)};
}

/// Takes the value at the start of `bytes` off; nothing if it has another tag.
[[gnu::always_inline]] inline std::optional<asn1::Value> take(ByteView& bytes, asn1::Tag tag) noexcept {
  const auto value = first_of(bytes);
  if (value.tag != tag || value.whole.empty()) return std::nullopt;
  bytes = bytes.subspan(value.whole.size());
  return value;
}

/// Whether the content of an OBJECT IDENTIFIER has complete arcs, none of them padded (X.690, 8.19.2).
[[nodiscard]] inline bool is_oid(ByteView content) noexcept {
  bool inside = false;
  for (const auto octet : content) {
    if (!inside && octet == 0x80) return false;
    inside = (octet & 0x80) != 0;
  }
  return !content.empty() && !inside;
}

}  // namespace ks::model
