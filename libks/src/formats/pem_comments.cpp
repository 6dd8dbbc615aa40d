#include "formats/pem_comments.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "base/utf8.h"
#include "formats/pieces_shape.h"
#include "ks/base/text.h"
#include "ks/model/name.h"

namespace ks::pem {
namespace {

using std::string_view;

constexpr string_view kSection = "Bag Attributes";
constexpr string_view kIndent = "    ";
constexpr string_view kTrustName = "Trusted key usage (Oracle)";  // since OpenSSL 3.2
constexpr string_view kApart = "none";                            // trusted for nothing
constexpr string_view kNoValues = "<No Values>";
constexpr string_view kTime = "Time ";  // begins a localKeyID of Java's
constexpr string_view kDigits = "0123456789ABCDEF";
constexpr string_view kWhite = " \t";

string_view trimmed(string_view text) noexcept {
  const auto first = text.find_first_not_of(kWhite);
  return first == string_view::npos ? string_view{} : text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

string_view take_line(string_view& text) noexcept {
  const auto end = std::min(text.find_first_of("\r\n"), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Whether `text` is an object identifier that can be encoded and comes back the same.
bool is_oid(string_view text) {
  if (text.find('.') == string_view::npos || text.find_first_not_of("0123456789.") != string_view::npos) return false;
  const auto der = asn1::oid(text);
  const auto value = asn1::peek_value(der);
  return value && asn1::oid_text(value->content) == text;
}

/// Every object identifier of a text, bare or in parentheses.
std::vector<std::string> oids_of(string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" ()"), text.size());
    if (is_oid(text.substr(0, end))) found.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

/// "Time 1714564800000"; zeros before the number are what our PKCS#12 tells keys of one instant apart by.
std::optional<Time> time_of(ByteView local_key_id) {
  const auto text = as_text(local_key_id);
  if (!text.starts_with(kTime)) return std::nullopt;
  std::int64_t count = 0;
  const auto digits = text.substr(kTime.size());
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return Time(milliseconds(count));
}

std::string hex_pairs(ByteView bytes) {
  std::string pairs;
  for (const auto byte : bytes) {
    pairs += {kDigits[byte >> 4], kDigits[byte & 15], ' '};
  }
  return pairs;
}

/// Reads the lines of one section into Comments.
class Section {
 public:
  Section(Comments& comments, const Limits& limits) : comments_(comments), limits_(limits) {}

  void line(string_view text) {
    const auto colon = text.find(':');
    const auto name = trimmed(text.substr(0, colon));
    if (colon == string_view::npos) {
      if (after_trust_) add_purposes(text);  // a second value has a line of its own
      return;
    }
    after_trust_ = false;
    if (text.size() / 3 > limits_.attribute_size) ignore(name);
    else attribute(name, trimmed(text.substr(colon + 1)));
  }

 private:
  void attribute(string_view name, string_view value) {
    if (name == "friendlyName") comments_.said.name = unescape_comment(value);
    else if (name == "localKeyID") local_key_id(value);
    else if (name == "Microsoft CSP Name") csp_name(value);
    else if (name == "Microsoft Local Key set" && value == kNoValues) keep(oids::kMicrosoftLocalKeySet, {});
    else if (is_oid(name) && value.starts_with('#')) values(name, value);
    else if (name == oids::kOracleTrustedKeyUsage || name == kTrustName) trust(value);
    else if (is_oid(name) && value == kNoValues) keep(name, {});
    else ignore(name);
  }

  void local_key_id(string_view value) {
    auto id = text::from_hex(value);
    if (!id) return ignore("localKeyID");
    if (const auto time = time_of(*id)) comments_.said.created = time;
    else keep(oids::kLocalKeyId, {asn1::octet_string(*id)});
    comments_.said.local_key_id = *std::move(id);
  }

  void csp_name(string_view value) {
    const auto utf16 = text::to_utf16be(unescape_comment(value));
    if (utf16) keep(oids::kMicrosoftCspName, {asn1::bmp_string(*utf16)});
    else ignore("Microsoft CSP Name");
  }

  void trust(string_view value) {
    comments_.trust.apart = true;
    if (value == kApart) return;
    comments_.trust.trusted =
        true;  // "<Unsupported tag 6>" of OpenSSL 3.0 as well: Java asks for no more than presence
    add_purposes(value);
    after_trust_ = true;
  }

  void add_purposes(string_view text) {
    for (auto& oid : oids_of(text)) {
      if (oid != oids::kAnyExtendedKeyUsage) comments_.trust.purposes.push_back(std::move(oid));
      else any_ = true;
    }
    if (any_) comments_.trust.purposes.clear();
  }

  /// "#HEX #HEX": our own way to write any attribute; "#" alone is one without values.
  void values(string_view name, string_view text) {
    std::vector<Bytes> values;
    if (text == "#") text = {};
    while (text.starts_with('#')) {
      const auto end = std::min(text.find(' '), text.size());
      auto der = text::from_hex(text.substr(1, end - 1));
      if (!der || !asn1::peek_value(*der)) return ignore(name);
      values.push_back(*std::move(der));
      text = trimmed(text.substr(end));
    }
    keep(name, std::move(values));
  }

  void keep(string_view oid, std::vector<Bytes> values) {
    comments_.said.attributes.push_back({.oid = std::string(oid), .values = std::move(values)});
  }
  void ignore(string_view name) { comments_.ignored.emplace_back(name); }

  Comments& comments_;
  const Limits& limits_;
  bool after_trust_ = false;
  bool any_ = false;
};

/// The text of an attribute with a single value of type `tag`; nullopt if it is anything else.
std::optional<ByteView> only_value(const Attribute& attribute, asn1::Tag tag) {
  if (attribute.values.size() != 1) return std::nullopt;
  const auto value = asn1::peek_value(attribute.values[0]);
  if (!value || value->tag != tag || value->whole.size() != attribute.values[0].size()) return std::nullopt;
  return value->content;
}

void write_line(Text& out, string_view name, string_view value) { out << kIndent << name << ": " << value << "\n"; }

/// The bytes of a localKeyID that can be written as one; nullopt if it would read back as something else.
std::optional<ByteView> local_key_id_of(const Attribute& attribute) {
  if (attribute.oid != oids::kLocalKeyId) return std::nullopt;
  const auto id = only_value(attribute, asn1::kOctetString);
  return id && !id->empty() && !time_of(*id) ? id : std::nullopt;
}

void write_attribute(Text& out, const Attribute& attribute) {
  if (attribute.oid == oids::kMicrosoftCspName) {
    const auto name = only_value(attribute, asn1::kBmpString);
    const auto utf8 = name ? text::from_utf16be(*name) : Result<std::string>(failure(Errc::damaged, ""));
    if (utf8) return write_line(out, "Microsoft CSP Name", escape_comment(*utf8));
  }
  if (attribute.oid == oids::kMicrosoftLocalKeySet && attribute.values.empty()) {
    return write_line(out, "Microsoft Local Key set", kNoValues);
  }
  std::string values;
  for (const auto& value : attribute.values) values += (values.empty() ? "#" : " #") + text::to_hex(value);
  // Without values it would say that something is trusted.
  const auto none = attribute.oid == oids::kOracleTrustedKeyUsage ? string_view("#") : kNoValues;
  write_line(out, attribute.oid, values.empty() ? none : string_view(values));
}

void write_trust(Text& out, const pieces::Trust& trust) {
  std::string purposes;
  for (const auto& oid : trust.purposes) purposes += (purposes.empty() ? "" : " ") + oid;
  if (purposes.empty()) purposes = trust.trusted ? oids::kAnyExtendedKeyUsage : kApart;
  write_line(out, oids::kOracleTrustedKeyUsage, purposes);
}

std::string escaped(char kind, char32_t code) {
  char digits[8];
  const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<std::uint32_t>(code), 16).ptr;
  return std::string("\\") + kind + "{" + std::string(digits, end) + "}";
}

bool begins_escape(string_view text) noexcept { return text.starts_with("\\u{") || text.starts_with("\\x{"); }

/// The character that an escape at the start of `text` stands for, and how long it is; 0 if it is none of ours.
struct Escape {
  char32_t code = 0;
  std::size_t size = 0;
  bool is_byte = false;
};

Escape read_escape(string_view text) noexcept {
  if (!begins_escape(text)) return {};
  const auto end = std::min(text.find('}'), std::size_t{10});
  if (end >= text.size() || text[end] != '}') return {};
  std::uint32_t code = 0;
  const auto digits = text.substr(3, end - 3);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  const bool is_byte = text[1] == 'x';
  const bool is_character = code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
  if (digits.empty() || read.ptr != digits.data() + digits.size() || (is_byte ? code > 0xff : !is_character)) return {};
  return {.code = code, .size = end + 1, .is_byte = is_byte};
}

}  // namespace

std::string escape_comment(string_view text) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    const auto character = text::first_character(rest);
    const bool at_edge = at == 0 || rest.size() == 1;
    if (character.size == 0) safe += escaped('x', static_cast<std::uint8_t>(rest[0]));
    else if (text::is_unsafe(character.code) || rest.starts_with("-----") || begins_escape(rest) ||
             (at_edge && rest[0] == ' '))
      safe += escaped('u', character.code);
    else safe += rest.substr(0, character.size);
    at += std::max<std::size_t>(character.size, 1);
  }
  return safe;
}

std::string unescape_comment(string_view text) {
  const auto latin1 = text::is_utf8(as_bytes(text)) ? std::string() : text::from_latin1(as_bytes(text));
  if (!latin1.empty()) text = latin1;
  std::string plain;
  while (!text.empty()) {
    const auto escape = read_escape(text);
    if (escape.size == 0) plain += text[0];
    else if (escape.is_byte) plain += static_cast<char>(escape.code);
    else text::append_character(plain, escape.code);
    text.remove_prefix(std::max<std::size_t>(escape.size, 1));
  }
  return plain;
}

Comments read_comments(string_view before, string_view headers, const Limits& limits) {
  Comments comments;
  std::optional<Section> section;
  while (!before.empty()) {
    const auto line = trimmed(take_line(before));
    if (line.starts_with(kSection)) {
      comments = {.found = true};
      section.emplace(comments, limits);
    } else if (line.starts_with("Key Attributes") || line.starts_with("subject") || line.starts_with("issuer")) {
      section.reset();
    } else if (section) {
      section->line(line);
    }
  }
  while (!headers.empty()) {
    const auto line = trimmed(take_line(headers));
    if (line.starts_with("friendlyName:")) Section(comments, limits).line(line);
  }
  return comments;
}

ByteView local_key_id_among(const Attributes& attributes) {
  for (const auto& attribute : attributes) {
    if (const auto id = local_key_id_of(attribute)) return *id;
  }
  return {};
}

void write_comments(Text& out, const pieces::Remarks& said, const pieces::Trust& trust) {
  if (!said.name && said.local_key_id.empty() && said.attributes.empty() && !trust.apart) return;
  out << kSection << "\n";
  if (said.name) write_line(out, "friendlyName", escape_comment(*said.name));
  bool has_id = !said.local_key_id.empty();
  if (has_id) write_line(out, "localKeyID", hex_pairs(said.local_key_id));
  for (const auto& attribute : said.attributes) {
    const auto id = local_key_id_of(attribute);
    if (id && !has_id) write_line(out, "localKeyID", hex_pairs(*id));
    else write_attribute(out, attribute);
    has_id = has_id || id;
  }
  if (trust.apart) write_trust(out, trust);
}

void write_names(Text& out, const Certificate& certificate) {
  const auto view = pieces::view_of(certificate.der());
  if (!view) return;
  const auto subject = Name::from_der(view->subject);
  const auto issuer = Name::from_der(view->issuer);
  if (subject) out << "subject=" << escape_comment(subject->text()) << "\n";
  if (issuer) out << "issuer=" << escape_comment(issuer->text()) << "\n";
}

}  // namespace ks::pem
