#include "model/general_name.h"

#include <arpa/inet.h>

#include <utility>

#include "ks/base/text.h"
#include "model/lenient.h"

namespace ks::model {
namespace {

using Kind = GeneralName::Kind;

std::string hex_form(ByteView bytes) { return "#" + text::to_hex(bytes); }

std::string address_text(ByteView address) {
  char text[INET6_ADDRSTRLEN];
  const int family = address.size() == 4 ? AF_INET : AF_INET6;
  if ((address.size() != 4 && address.size() != 16) ||
      inet_ntop(family, address.data(), text, sizeof text) == nullptr) {
    return hex_form(address);
  }
  return text;
}

/// directoryName is a CHOICE and therefore always tagged explicitly (X.680, 31.2.7).
std::string directory_text(asn1::Cursor& in, const asn1::Value& value) {
  auto name = Name::from_der(value.content);
  if (!name) in.fail(name.error().code, "directoryName: " + name.error().message);
  return name ? name->text() : std::string();
}

/// OtherName ::= SEQUENCE { type-id, value [0] EXPLICIT ANY }, its SEQUENCE tag replaced by [0].
std::string other_text(asn1::Cursor& in, const asn1::Value& value) {
  auto other = in.into(value, "otherName");
  auto text = oid_or_hex(other, "otherName type");
  auto content = other.inside(asn1::context_constructed(0), "otherName value");
  const auto inner = content.any("otherName value");
  if (in.failed()) return {};
  const auto readable = asn1::string_text(inner);
  return std::move(text) + ":" + (readable ? *readable : hex_form(inner.whole));
}

std::string registered_id_text(asn1::Cursor& in, const asn1::Value& value) {
  auto text = asn1::oid_text(value.content);
  if (!text) in.fail(Errc::damaged, "registeredID is not an object identifier we can hold");
  return std::move(text).value_or("");
}

GeneralName read_general_name(asn1::Cursor& in) {
  const auto value = in.any("general name");
  const auto make = [&](Kind kind, std::string text) {
    return GeneralName{.kind = kind, .text = std::move(text), .value = to_bytes(value.content)};
  };
  if (in.failed()) return {};
  switch (value.tag) {
    case asn1::context_constructed(0): return make(Kind::other, other_text(in, value));
    case asn1::context(1): return make(Kind::email, std::string(as_text(value.content)));
    case asn1::context(2): return make(Kind::dns, std::string(as_text(value.content)));
    case asn1::context_constructed(3): return make(Kind::x400, hex_form(value.content));
    case asn1::context_constructed(4): return make(Kind::directory, directory_text(in, value));
    case asn1::context_constructed(5): return make(Kind::edi, hex_form(value.content));
    case asn1::context(6): return make(Kind::uri, std::string(as_text(value.content)));
    case asn1::context(7): return make(Kind::ip, address_text(value.content));
    case asn1::context(8): return make(Kind::registered_id, registered_id_text(in, value));
    default: in.fail(Errc::damaged, "a general name of tag " + text::to_hex(ByteView(&value.tag, 1))); return {};
  }
}

}  // namespace

std::vector<GeneralName> read_general_names(asn1::Cursor in) {
  std::vector<GeneralName> names;
  while (!in.at_end()) names.push_back(read_general_name(in));
  return names;
}

}  // namespace ks::model
