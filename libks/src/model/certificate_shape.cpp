#include "model/certificate_shape.h"

#include "ks/base/text.h"
#include "model/quick_der.h"

namespace ks::model {
namespace {

using asn1::Tag;
using asn1::Value;

/// X.690, 8.3: the shortest form.
bool is_integer(ByteView content) noexcept {
  if (content.size() < 2) return !content.empty();
  return !(content[0] == 0 && content[1] < 0x80) && !(content[0] == 0xff && content[1] >= 0x80);
}

/// X.690, 8.6 and 11.2.
bool is_bit_string(ByteView content) noexcept {
  return !content.empty() && content[0] < 8 && (content.size() > 1 || content[0] == 0);
}

bool take_oid(ByteView& bytes) noexcept {
  const auto oid = take(bytes, asn1::kObjectIdentifier);
  return oid && is_oid(oid->content);
}

bool take_bit_string(ByteView& bytes) noexcept {
  const auto bits = take(bytes, asn1::kBitString);
  return bits && is_bit_string(bits->content);
}

/// Of an algorithm: what there is, and nothing that libcrypto would look into.
bool is_parameter(const Value& value) noexcept {
  switch (value.tag) {
    case asn1::kNull: return value.content.empty();
    case asn1::kObjectIdentifier: return is_oid(value.content);
    case asn1::kInteger: return is_integer(value.content);
    default: return value.tag == asn1::kSequence || value.tag == asn1::kOctetString;
  }
}

bool take_algorithm(ByteView& bytes) noexcept {
  const auto algorithm = take(bytes, asn1::kSequence);
  if (!algorithm) return false;
  auto parts = algorithm->content;
  if (!take_oid(parts)) return false;
  const auto parameter = first_of(parts);
  return parts.empty() || (is_parameter(parameter) && parameter.whole.size() == parts.size());
}

/// Of a name. Names are turned into UTF-8 to be compared, so that those of more than one byte a character have to be well
/// formed; a BIT STRING is x500UniqueIdentifier (RFC 4519, 2.40).
bool is_text(const Value& text) noexcept {
  switch (text.tag) {
    case asn1::kUtf8String: return text::is_utf8(text.content);
    case asn1::kBmpString: return text::from_utf16be(text.content).has_value();
    case asn1::kUniversalString: return text::from_utf32be(text.content).has_value();
    case asn1::kBitString: return is_bit_string(text.content);
    case asn1::kNumericString:
    case asn1::kPrintableString:
    case asn1::kTeletexString:
    case asn1::kIa5String:
    case asn1::kVisibleString: return true;
    default: return false;
  }
}

bool is_attribute(ByteView parts) noexcept {
  if (!take_oid(parts)) return false;
  const auto text = first_of(parts);
  return is_text(text) && text.whole.size() == parts.size();
}

bool is_rdn(ByteView attributes) noexcept {
  while (!attributes.empty()) {
    const auto attribute = take(attributes, asn1::kSequence);
    if (!attribute || !is_attribute(attribute->content)) return false;
  }
  return true;
}

bool take_name(ByteView& bytes) noexcept {
  const auto name = take(bytes, asn1::kSequence);
  if (!name) return false;
  for (auto rdns = name->content; !rdns.empty();) {
    const auto rdn = take(rdns, asn1::kSet);
    if (!rdn || !is_rdn(rdn->content)) return false;
  }
  return true;
}

bool take_time(ByteView& bytes) noexcept { return take(bytes, asn1::kUtcTime) || take(bytes, asn1::kGeneralizedTime); }

bool take_validity(ByteView& bytes) noexcept {
  const auto validity = take(bytes, asn1::kSequence);
  if (!validity) return false;
  auto times = validity->content;
  return take_time(times) && take_time(times) && times.empty();
}

bool take_key(ByteView& bytes) noexcept {
  const auto key = take(bytes, asn1::kSequence);
  if (!key) return false;
  auto parts = key->content;
  return take_algorithm(parts) && take_bit_string(parts) && parts.empty();
}

bool is_extension(ByteView parts) noexcept {
  if (!take_oid(parts)) return false;
  if (const auto critical = take(parts, asn1::kBoolean); critical && critical->content.size() != 1) return false;
  return take(parts, asn1::kOctetString) && parts.empty();
}

bool are_extensions(ByteView wrapped) noexcept {
  const auto list = take(wrapped, asn1::kSequence);
  if (!list || !wrapped.empty()) return false;
  for (auto extensions = list->content; !extensions.empty();) {
    const auto extension = take(extensions, asn1::kSequence);
    if (!extension || !is_extension(extension->content)) return false;
  }
  return true;
}

bool is_integer_alone(ByteView bytes) noexcept {
  const auto number = take(bytes, asn1::kInteger);
  return number && is_integer(number->content) && bytes.empty();
}

bool is_to_be_signed(ByteView fields) noexcept {
  const auto version = take(fields, asn1::context_constructed(0));
  if (version && !is_integer_alone(version->content)) return false;
  const auto serial = take(fields, asn1::kInteger);
  if (!serial || !is_integer(serial->content)) return false;
  if (!take_algorithm(fields) || !take_name(fields) || !take_validity(fields) || !take_name(fields)) return false;
  if (!take_key(fields)) return false;
  for (const unsigned unique_id : {1U, 2U}) {
    const auto id = take(fields, asn1::context(unique_id));
    if (id && !is_bit_string(id->content)) return false;
  }
  const auto extensions = take(fields, asn1::context_constructed(3));
  return (!extensions || are_extensions(extensions->content)) && fields.empty();
}

}  // namespace

bool has_shape_of_certificate(ByteView der) noexcept {
  const auto outer = take(der, asn1::kSequence);
  if (!outer || !der.empty()) return false;
  auto parts = outer->content;
  const auto to_be_signed = take(parts, asn1::kSequence);
  return to_be_signed && is_to_be_signed(to_be_signed->content) && take_algorithm(parts) && take_bit_string(parts) &&
         parts.empty();
}

}  // namespace ks::model
