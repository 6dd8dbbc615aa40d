#include "ks/model/name.h"

#include <algorithm>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/oids.h"
#include "ks/base/text.h"
#include "model/lenient.h"

namespace ks {
namespace {

/// AttributeTypeAndValue as it stands in the DER.
struct RawAttribute {
  std::string oid;
  asn1::Value value;
  bool multi = false;
};

/// Name ::= SEQUENCE OF SET OF SEQUENCE { type, value } (RFC 5280, 4.1.2.4).
Result<std::vector<RawAttribute>> read_attributes(ByteView der) {
  std::vector<RawAttribute> attributes;
  asn1::Document document(der);
  auto root = document.root();
  auto name = root.sequence("name");
  root.finish("name");
  while (!name.at_end()) {
    auto rdn = name.set("relative name");
    for (bool multi = false; !rdn.at_end(); multi = true) {
      auto pair = rdn.sequence("attribute of a name");
      auto oid = model::oid_or_hex(pair, "attribute type");
      attributes.push_back({.oid = std::move(oid), .value = pair.any("attribute value"), .multi = multi});
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
  std::string out;
  out.reserve(value.size());
  bool space = false;
  for (const char c : value) {
    if (is_space(c)) {
      space = !out.empty();
      continue;
    }
    if (std::exchange(space, false)) out += ' ';
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return out;
}

/// One attribute so that no two different ones look alike: 's' for a string, 'b' for anything else, and its length.
std::string canonical_attribute(const RawAttribute& raw, const Result<std::string>& text) {
  const auto value = text ? folded(*text) : std::string(as_text(raw.value.whole));
  return raw.oid + (text ? "=s" : "=b") + std::to_string(value.size()) + ":" + value;
}

/// Joins RDNs in order, and the attributes of each in sorted order as they are a SET.
class CanonicalName {
 public:
  void add(std::string attribute, bool multi) {
    if (!multi) finish_rdn();
    rdn_.push_back(std::move(attribute));
  }
  std::string take() {
    finish_rdn();
    return std::move(text_);
  }

 private:
  void finish_rdn() {
    if (rdn_.empty()) return;
    std::ranges::sort(rdn_);
    for (const auto& attribute : rdn_) text_ += attribute + "+";
    text_.back() = ',';
    rdn_.clear();
  }

  std::vector<std::string> rdn_;
  std::string text_;
};

bool needs_backslash(char c) noexcept { return std::string_view("\"+,;<>\\").find(c) != std::string_view::npos; }

/// RFC 4514, 2.4; control characters take its \XX form, so that the text stays on one line.
std::string escaped(std::string_view value) {
  std::string out;
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
std::string attribute_text(const RawAttribute& raw) {
  const auto name = oids::attribute_short_name(raw.oid);
  if (name.empty()) return raw.oid + "=" + hex_form(raw.value.whole);
  const auto value = asn1::string_text(raw.value);
  return std::string(name) + "=" + (value ? escaped(*value) : hex_form(raw.value.whole));
}

}  // namespace

Result<Name> Name::from_der(ByteView der) {
  KS_TRY(const auto raw_attributes, read_attributes(der));
  Name name;
  name.der_ = to_bytes(der);
  name.attributes_.reserve(raw_attributes.size());
  CanonicalName canonical;
  for (const auto& raw : raw_attributes) {
    auto text = asn1::string_text(raw.value);
    canonical.add(canonical_attribute(raw, text), raw.multi);
    name.attributes_.push_back(
        {.oid = raw.oid, .value = text ? *std::move(text) : hex_form(raw.value.whole), .multi = raw.multi});
  }
  name.canonical_ = canonical.take();
  return name;
}

std::string Name::text() const {
  // The DER is read again: attributes_ has no room for what an unknown type needs here, and texts are asked for rarely.
  const auto attributes = read_attributes(der_);
  if (!attributes) return {};
  std::string text;
  for (auto end = attributes->size(); end > 0;) {
    auto begin = end - 1;
    while ((*attributes)[begin].multi) --begin;
    for (auto i = begin; i < end; ++i) {
      text += (i > begin ? "+" : text.empty() ? "" : ",") + attribute_text((*attributes)[i]);
    }
    end = begin;
  }
  return text;
}

std::string Name::common_name() const {
  for (auto i = attributes_.size(); i-- > 0;) {
    if (attributes_[i].oid == oids::kCommonName) return attributes_[i].value;
  }
  return {};
}

}  // namespace ks
