#include "formats/pkcs12_attributes.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "asn1/der_writer.h"
#include "formats/pkcs12_oids.h"
#include "ks/base/text.h"

namespace ks::pkcs12 {
namespace {

using asn1::Cursor;
using asn1::Value;

constexpr std::string_view kTimePrefix = "Time ";

/// The one value of a SET; nullopt if there is another number of them.
std::optional<Value> only_value(ByteView set_content) {
  const auto value = asn1::peek_value(set_content);
  if (!value || value->whole.size() != set_content.size()) return std::nullopt;
  return value;
}

std::optional<std::string> name_in(ByteView values) {
  const auto value = only_value(values);
  if (!value || value->tag != asn1::kBmpString) return std::nullopt;
  auto text = text::from_utf16be(value->content);
  if (!text) return std::nullopt;
  if (text->ends_with('\0')) text->pop_back();  // Windows counts its terminator in, for keys but not for certificates
  return *std::move(text);
}

std::optional<ByteView> id_in(ByteView values) {
  const auto value = only_value(values);
  if (!value || value->tag != asn1::kOctetString) return std::nullopt;
  return value->content;
}

std::optional<std::vector<std::string>> purposes_in(ByteView values) {
  std::vector<std::string> purposes;
  bool any = false;
  while (!values.empty()) {
    const auto value = asn1::peek_value(values);
    if (!value || value->tag != asn1::kObjectIdentifier) return std::nullopt;
    auto oid = asn1::oid_text(value->content);
    if (!oid) return std::nullopt;
    if (kAnyExtendedKeyUsage.is(value->content)) any = true;
    else purposes.push_back(*std::move(oid));
    values = values.subspan(value->whole.size());
  }
  if (any) purposes.clear();
  return purposes;
}

/// Puts what `values` say into `field`, if they are what they should be and it is the first of its kind.
template <class T>
bool takes(std::optional<T>& field, std::optional<T> found, std::string_view what, Warnings& warnings) {
  if (!found) warnings.add("a " + std::string(what) + " of the wrong type is kept as an unknown attribute");
  else if (field) warnings.add("a second " + std::string(what) + " of one bag is kept as an unknown attribute");
  if (!found || field) return false;
  field = std::move(found);
  return true;
}

bool is_understood(ByteView oid, ByteView values, Bag& bag, Warnings& warnings) {
  if (bag.kind == Bag::Kind::other) return false;
  if (kFriendlyName.is(oid)) return takes(bag.friendly_name, name_in(values), "friendlyName", warnings);
  if (kLocalKeyId.is(oid)) return takes(bag.local_key_id, id_in(values), "localKeyID", warnings);
  if (bag.is_certificate() && kTrustedKeyUsage.is(oid)) {
    return takes(bag.trusted_for, purposes_in(values), "trustedKeyUsage", warnings);
  }
  return false;
}

void read_attribute(Cursor& in, Bag& bag, Warnings& warnings) {
  const auto whole = in.take(asn1::kSequence, "attribute");
  if (whole.whole.size() > in.limits().attribute_size) {
    in.fail(Errc::limit, "an attribute of " + std::to_string(whole.whole.size()) +
                             " bytes is beyond the limit of attribute-size, " +
                             std::to_string(in.limits().attribute_size));
  }
  auto parts = in.into(whole, "attribute");
  const auto oid = parts.take(asn1::kObjectIdentifier, "attribute type").content;
  auto values = parts.set("attribute values");
  parts.finish("attribute");
  if (in.failed() || is_understood(oid, values.rest(), bag, warnings)) return;
  Attribute unknown;
  while (!values.at_end()) unknown.values.push_back(to_bytes(values.any("attribute value").whole));
  auto text = asn1::oid_text(oid);
  if (!text) in.fail(Errc::damaged, "an attribute type that is no object identifier");
  unknown.oid = std::move(text).value_or("");
  bag.attributes.push_back(std::move(unknown));
}

/// UTF-8 with what is none replaced, so that every alias has some UTF-16.
Bytes utf16_of(std::string_view alias) {
  if (auto utf16 = text::to_utf16be(alias)) return *std::move(utf16);
  return text::to_utf16be(text::escape(alias)).value_or(Bytes{});
}

}  // namespace

void read_attributes(Cursor in, Bag& bag, Warnings& warnings) {
  while (!in.at_end()) read_attribute(in, bag, warnings);
}

std::optional<Time> time_of(ByteView local_key_id) {
  auto digits = as_text(local_key_id);
  if (!digits.starts_with(kTimePrefix)) return std::nullopt;
  digits.remove_prefix(kTimePrefix.size());
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return Time{milliseconds(count)};
}

Bytes local_key_id_of(Time time, std::size_t leading_zeros) {
  auto digits = std::to_string(time.time_since_epoch().count());
  digits.insert(digits.starts_with('-') ? 1 : 0, leading_zeros, '0');
  return to_bytes(std::string(kTimePrefix) + digits);
}

Attribute friendly_name(std::string_view alias) {
  return {.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(utf16_of(alias))}};
}

Attribute local_key_id(ByteView id) {
  return {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(id)}};
}

Attribute trusted_key_usage(const std::vector<std::string>& purposes) {
  Attribute usage{.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {}};
  for (const auto& purpose : purposes) usage.values.push_back(asn1::oid(purpose));
  if (purposes.empty()) usage.values.push_back(asn1::oid(oids::kAnyExtendedKeyUsage));
  return usage;
}

Bytes encoded(const Attributes& attributes) {
  if (attributes.empty()) return {};
  Bytes all;
  for (const auto& attribute : attributes) {
    Bytes values;
    for (const auto& value : attribute.values) append(values, value);
    append(all, asn1::sequence({asn1::oid(attribute.oid), asn1::wrap(asn1::kSet, values)}));
  }
  return asn1::wrap(asn1::kSet, all);
}

}  // namespace ks::pkcs12
