#include <optional>
#include <span>
#include <string_view>

#include "asn1/der_reader.h"
#include "formats/pem_base64.h"
#include "ks/formats/pem.h"

namespace ks::pem {
namespace {

using std::string_view;

constexpr string_view kDashes = "-----", kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END CERTIFICATE-----";

/// Takes the base64 of the block that `text` starts with off; nullopt if it is not a plain certificate.
std::optional<string_view> take_block(string_view& text) {
  if (!text.starts_with(kBegin)) return std::nullopt;
  text.remove_prefix(kBegin.size());
  const auto end = text.find('-');
  if (end == string_view::npos) return std::nullopt;
  const auto base64 = text.substr(0, end);
  text.remove_prefix(end);
  if (!text.starts_with(kEnd)) return std::nullopt;
  text.remove_prefix(kEnd.size());
  return base64;
}

}  // namespace

std::optional<Bytes> certificates_of_bundle(Bytes bytes) {
  auto text = as_text(bytes);
  std::size_t size = 0;  // of what is written over the text, always behind where it is read
  for (auto begin = text.find(kDashes); begin != string_view::npos; begin = text.find(kDashes)) {
    text.remove_prefix(begin);
    const auto base64 = take_block(text);
    if (!base64) return std::nullopt;
    const auto room = std::span(bytes).subspan(size);
    const auto decoded = decode_base64(*base64, room);
    if (!decoded || !asn1::is_one_sequence(room.first(*decoded))) return std::nullopt;
    size += *decoded;
  }
  if (size == 0) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace ks::pem
