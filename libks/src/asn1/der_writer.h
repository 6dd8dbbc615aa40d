#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "asn1/der_reader.h"
#include "ks/base/bytes.h"

/// DER values made from the inside out: `sequence({integer(3), oid("1.2.3")})`.
namespace ks::asn1 {

[[nodiscard]] Bytes wrap(Tag tag, ByteView content);
[[nodiscard]] Bytes sequence(std::initializer_list<ByteView> parts);
[[nodiscard]] Bytes set_in_given_order(std::initializer_list<ByteView> parts);
[[nodiscard]] inline Bytes sequence_of(ByteView already_encoded) { return wrap(kSequence, already_encoded); }

[[nodiscard]] Bytes integer(std::uint64_t value);
[[nodiscard]] Bytes integer(ByteView magnitude);  ///< Unsigned, big-endian.
[[nodiscard]] Bytes boolean(bool value);
[[nodiscard]] Bytes oid(std::string_view dotted);  ///< `dotted` is one of ours or came from Cursor::oid.
[[nodiscard]] Bytes null();
[[nodiscard]] Bytes octet_string(ByteView content);
[[nodiscard]] Bytes bit_string(ByteView whole_octets);
[[nodiscard]] Bytes utf8_string(std::string_view text);
[[nodiscard]] Bytes bmp_string(ByteView utf16be);
[[nodiscard]] inline Bytes explicit_context(unsigned number, ByteView value) {
  return wrap(context_constructed(number), value);
}

/// SEQUENCE { algorithm, parameters }; empty parameters are absent ones, null() has to be said.
[[nodiscard]] Bytes algorithm_identifier(std::string_view oid, ByteView parameters = {});

}  // namespace ks::asn1
