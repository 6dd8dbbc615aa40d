#include "ks/model/name.h"

#include <algorithm>
#include <span>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/oids.h"
#include "ks/base/text.h"
#include "model/lenient.h"
#include "model/name_text.h"

namespace ks {
namespace {

/// AttributeTypeAndValue as it stands in the DER.
struct RawAttribute {
  asn1::Value type;
  asn1::Value value;
  bool multi = false;
};

/// Name ::= SEQUENCE OF SET OF SEQUENCE { type, value } (RFC 5280, 4.1.2.4).
Result<std::vector<RawAttribute>> read_attributes(ByteView der) {
  std::vector<RawAttribute> attributes;
  attributes.reserve(8);  // more are rare
  asn1::Document document(der);
  auto root = document.root();
  auto name = root.sequence("name");
  root.finish("name");
  while (!name.at_end()) {
    auto rdn = name.set("relative name");
    for (bool multi = false; !rdn.at_end(); multi = true) {
      auto pair = rdn.sequence("attribute of a name");
      const auto type = model::any_oid(pair, "attribute type");
      attributes.push_back({.type = type, .value = pair.any("attribute value"), .multi = multi});
      pair.finish("attribute of a name");
    }
  }
  KS_TRY(document.status());
  return attributes;
}

std::string hex_form(ByteView der) { return "#" + text::to_hex(der); }

/// What OpenSSL's canonical form takes for white space, too.
bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// RFC 5280, 7.1, as everyone does it: ASCII letters in lower case, white space trimmed and its runs one space.
std::string folded(std::string_view value) {
  std::string out(value.size(), '\0');
  std::size_t size = 0;
  bool space = false;
  for (const char c : value) {
    if (is_space(c)) {
      space = size > 0;
      continue;
    }
    if (std::exchange(space, false)) out[size++] = ' ';
    out[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  out.resize(size);
  return out;
}

/// Appends one attribute so that no two different ones look alike: its type, 's' for a string or 'b' for anything else,
/// and its length before its value.
void append_canonical(std::string& to, const RawAttribute& raw) {
  const auto text = asn1::string_text(raw.value);
  const auto value = text ? folded(*text) : std::string(as_text(raw.value.whole));
  to += as_text(raw.type.whole);
  to += text ? 's' : 'b';
  to += std::to_string(value.size());
  to += ':';
  to += value;
}

/// One relative name: its attributes in sorted order, as they are a SET.
std::string canonical_set(std::span<const RawAttribute> rdn) {
  std::vector<std::string> sorted;
  for (const auto& raw : rdn) append_canonical(sorted.emplace_back(), raw);
  std::ranges::sort(sorted);
  std::string text;
  for (const auto& attribute : sorted) (text += attribute) += '+';
  return text;
}

std::string canonical_name(std::span<const RawAttribute> attributes) {
  std::string text;
  while (!attributes.empty()) {
    std::size_t size = 1;
    while (size < attributes.size() && attributes[size].multi) ++size;
    if (size == 1) append_canonical(text, attributes.front());
    else text += canonical_set(attributes.first(size));
    text += ',';
    attributes = attributes.subspan(size);
  }
  return text;
}

bool needs_backslash(char c) noexcept {
  return c == '"' || c == '+' || c == ',' || c == ';' || c == '<' || c == '>' || c == '\\';
}

/// RFC 4514, 2.4; control characters take its \XX form, so that the text stays on one line.
std::string escaped(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool at_edge = (i == 0 && (c == ' ' || c == '#')) || (i + 1 == value.size() && c == ' ');
    if (const auto octet = static_cast<std::uint8_t>(c); octet < 0x20 || octet == 0x7f) {
      out += "\\" + text::to_hex(ByteView(&octet, 1));
    } else {
      if (at_edge || needs_backslash(c)) out += '\\';
      out += c;
    }
  }
  return out;
}

/// "CN=Acme", or "1.2.3=#…" for a type without a short name (RFC 4514, 2.4).
void append_attribute(std::string& to, const RawAttribute& raw) {
  const auto oid = model::oid_or_hex(raw.type);
  const auto name = oids::attribute_short_name(oid);
  const auto value = asn1::string_text(raw.value);
  to += name.empty() ? oid : name;
  to += '=';
  to += !name.empty() && value ? escaped(*value) : hex_form(raw.value.whole);
}

}  // namespace

Result<Name> Name::from_der(ByteView der) {
  KS_TRY(const auto attributes, read_attributes(der));
  Name name;
  name.der_ = to_bytes(der);
  name.canonical_ = canonical_name(attributes);
  return name;
}

// What a name says is read from its DER again whenever it is asked for: of most names nothing ever is.

std::vector<Name::Attribute> Name::attributes() const {
  std::vector<Attribute> attributes;
  for (const auto& raw : read_attributes(der_).value_or(std::vector<RawAttribute>())) {
    attributes.push_back({.oid = model::oid_or_hex(raw.type),
                          .value = asn1::string_text(raw.value).value_or(hex_form(raw.value.whole)),
                          .multi = raw.multi});
  }
  return attributes;
}

std::string Name::text() const { return model::name_text(der_).value_or(""); }

Result<std::string> model::name_text(ByteView der) {
  KS_TRY(const auto attributes, read_attributes(der));
  std::string text;
  for (auto end = attributes.size(); end > 0;) {
    auto begin = end - 1;
    while (attributes[begin].multi) --begin;
    for (auto i = begin; i < end; ++i) {
      if (!text.empty()) text += i > begin ? '+' : ',';
      append_attribute(text, attributes[i]);
    }
    end = begin;
  }
  return text;
}

std::string Name::common_name() const {
  std::string last;
  for (auto& attribute : attributes()) {
    if (attribute.oid == oids::kCommonName) last = std::move(attribute.value);
  }
  return last;
}

}  // namespace ks
