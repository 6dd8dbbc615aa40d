#include "asn1/der_writer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace ks::asn1 {
namespace {

Bytes big_endian(std::uint64_t value) {
  Bytes octets;
  for (int shift = 56; shift >= 0; shift -= 8) {
    const auto octet = static_cast<std::uint8_t>(value >> shift);
    if (octet != 0 || !octets.empty() || shift == 0) octets.push_back(octet);
  }
  return octets;
}

void append_length(Bytes& out, std::size_t length) {
  if (length < 0x80) {
    out.push_back(static_cast<std::uint8_t>(length));
    return;
  }
  const auto octets = big_endian(length);
  out.push_back(static_cast<std::uint8_t>(0x80 | octets.size()));
  append(out, octets);
}

Bytes wrap_parts(Tag tag, std::initializer_list<ByteView> parts) {
  std::size_t length = 0;
  for (const auto part : parts) length += part.size();
  Bytes out;
  out.reserve(length + 10);
  out.push_back(tag);
  append_length(out, length);
  for (const auto part : parts) append(out, part);
  return out;
}

void append_arc(Bytes& out, std::uint64_t arc) {
  int shift = 63;
  while (shift > 0 && arc >> shift == 0) shift -= 7;
  for (; shift > 0; shift -= 7) out.push_back(static_cast<std::uint8_t>(0x80 | (arc >> shift & 0x7f)));
  out.push_back(static_cast<std::uint8_t>(arc & 0x7f));
}

}  // namespace

Bytes wrap(Tag tag, ByteView content) { return wrap_parts(tag, {content}); }
Bytes sequence(std::initializer_list<ByteView> parts) { return wrap_parts(kSequence, parts); }
Bytes set_in_given_order(std::initializer_list<ByteView> parts) { return wrap_parts(kSet, parts); }

Bytes integer(std::uint64_t value) { return integer(big_endian(value)); }

Bytes integer(ByteView magnitude) {
  while (magnitude.size() > 1 && magnitude[0] == 0) magnitude = magnitude.subspan(1);
  Bytes content;
  if (magnitude.empty() || magnitude[0] >= 0x80) content.push_back(0);
  append(content, magnitude);
  return wrap(kInteger, content);
}

Bytes boolean(bool value) {
  const std::uint8_t content = value ? 0xff : 0x00;
  return wrap(kBoolean, ByteView(&content, 1));
}

Bytes oid(std::string_view dotted) {
  Bytes content;
  std::uint64_t first = 0;
  for (std::size_t index = 0; !dotted.empty(); ++index) {
    const auto dot = std::min(dotted.find('.'), dotted.size());
    std::uint64_t arc = 0;
    std::from_chars(dotted.data(), dotted.data() + dot, arc);
    if (index == 0) first = arc;
    else append_arc(content, index == 1 ? first * 40 + arc : arc);
    dotted.remove_prefix(std::min(dot + 1, dotted.size()));
  }
  return wrap(kObjectIdentifier, content);
}

Bytes null() { return {kNull, 0}; }
Bytes octet_string(ByteView content) { return wrap(kOctetString, content); }

Bytes bit_string(ByteView whole_octets) {
  const std::uint8_t unused_bits = 0;
  return wrap_parts(kBitString, {ByteView(&unused_bits, 1), whole_octets});
}

Bytes utf8_string(std::string_view text) { return wrap(kUtf8String, as_bytes(text)); }
Bytes bmp_string(ByteView utf16be) { return wrap(kBmpString, utf16be); }

Bytes algorithm_identifier(std::string_view algorithm, ByteView parameters) {
  return sequence({oid(algorithm), parameters});
}

}  // namespace ks::asn1
