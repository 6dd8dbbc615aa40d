#include "formats/pieces_shape.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "asn1/der_reader.h"

namespace ks::pieces {
namespace {

using asn1::Tag;
using asn1::Value;

constexpr std::size_t kMostChildren = 10;  // of which a shape depends

// Content octets of object identifiers, so that no text is made of them.
constexpr std::uint8_t kSignedData[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};  // 1.2.840.113549.1.7.2
constexpr std::uint8_t kPkcs7[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07};             // 1.2.840.113549.1.7
constexpr std::uint8_t kEcPublicKey[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};             // 1.2.840.10045.2.1
constexpr std::uint8_t kCommonName[] = {0x55, 0x04, 0x03};                                      // 2.5.4.3

/// The first values inside a constructed one.
class Children {
 public:
  explicit Children(ByteView content) noexcept {
    while (count_ < kMostChildren && !content.empty()) {
      const auto value = asn1::peek_value(content);
      if (!value) break;
      values_[count_++] = *value;
      content = content.subspan(value->whole.size());
    }
    whole_ = content.empty();
  }

  [[nodiscard]] const Value& operator[](std::size_t i) const noexcept { return values_[i]; }
  [[nodiscard]] bool whole() const noexcept { return whole_; }
  [[nodiscard]] bool begin_with(std::initializer_list<Tag> tags) const noexcept {
    return count_ >= tags.size() && std::equal(tags.begin(), tags.end(), values_.begin(), has_tag);
  }
  [[nodiscard]] bool are(std::initializer_list<Tag> tags) const noexcept {
    return whole_ && count_ == tags.size() && begin_with(tags);
  }
  /// How many integers they begin with.
  [[nodiscard]] std::size_t integers() const noexcept {
    const auto end = values_.begin() + static_cast<std::ptrdiff_t>(count_);
    return static_cast<std::size_t>(
        std::find_if(values_.begin(), end, [](const Value& value) { return value.tag != asn1::kInteger; }) -
        values_.begin());
  }

 private:
  static bool has_tag(Tag tag, const Value& value) noexcept { return value.tag == tag; }

  std::array<Value, kMostChildren> values_;
  std::size_t count_ = 0;
  bool whole_ = false;
};

bool is_algorithm(const Value& value) noexcept {
  return value.tag == asn1::kSequence && Children(value.content).begin_with({asn1::kObjectIdentifier});
}

bool is_time(const Value& value) noexcept { return value.tag == asn1::kUtcTime || value.tag == asn1::kGeneralizedTime; }

/// The parts of a TBSCertificate after its version: serial, signature, issuer, validity, subject, key.
Children after_version(ByteView tbs) noexcept {
  const auto version = asn1::peek_value(tbs);
  const bool is_version = version && version->tag == asn1::context_constructed(0);
  return Children(is_version ? tbs.subspan(version->whole.size()) : tbs);
}

bool is_tbs_certificate(const Children& tbs) noexcept {
  using asn1::kSequence;
  return tbs.begin_with({asn1::kInteger, kSequence, kSequence, kSequence, kSequence, kSequence}) &&
         is_time(Children(tbs[3].content)[0]);
}

bool is_tbs_crl(ByteView content) noexcept {
  const Children tbs(content);
  const std::size_t version = tbs.begin_with({asn1::kInteger}) ? 1 : 0;
  return is_algorithm(tbs[version]) && tbs[version + 1].tag == asn1::kSequence && is_time(tbs[version + 2]);
}

/// Something signed: SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }.
Shape shape_of_signed(ByteView content) noexcept {
  if (is_tbs_certificate(after_version(content))) return Shape::certificate;
  if (is_tbs_crl(content)) return Shape::crl;
  const Children tbs(content);
  if (tbs.begin_with({asn1::kInteger, asn1::kSequence, asn1::kSequence}) && is_algorithm(Children(tbs[2].content)[0])) {
    return Shape::request;
  }
  if (tbs.begin_with({asn1::kInteger, asn1::kSequence, asn1::context_constructed(0)})) {
    return Shape::attribute_certificate;
  }
  return Shape::unknown;
}

Shape shape_of_content_info(ByteView type) noexcept {
  if (equal(type, kSignedData)) return Shape::signed_data;
  return starts_with(type, kPkcs7) ? Shape::other_content_info : Shape::unknown;
}

/// What begins with an INTEGER: mostly a version.
Shape shape_of_versioned(const Children& parts) noexcept {
  const auto integers = parts.integers();
  if (integers >= 9) return Shape::rsa_private_key;  // more than nine values: other primes follow
  if (integers == 6 && parts.whole()) return Shape::dsa_private_key;
  if (parts.begin_with({asn1::kInteger, asn1::kOctetString})) return Shape::ec_private_key;
  if (integers == 1 && is_algorithm(parts[1])) {
    if (parts[2].tag == asn1::kOctetString) return Shape::private_key_info;
    const Children type(parts[1].content);
    if (type.begin_with({asn1::kObjectIdentifier, asn1::context_constructed(0)})) return Shape::pfx;
    return Shape::parameters;  // of a curve: its field, equation, base point, order
  }
  if (integers == 2 && parts.whole()) return parts[1].content.size() < 16 ? Shape::public_key : Shape::parameters;
  return integers == 3 ? Shape::parameters : Shape::unknown;
}

Shape shape_of_sequence(const Children& parts) noexcept {
  if (parts.are({asn1::kSequence, asn1::kSequence, asn1::kBitString})) return shape_of_signed(parts[0].content);
  if (parts.are({asn1::kSequence, asn1::kBitString}) && is_algorithm(parts[0])) return Shape::public_key;
  if (parts.are({asn1::kSequence, asn1::kOctetString}) && is_algorithm(parts[0])) {
    return Shape::encrypted_private_key_info;
  }
  if (parts.begin_with({asn1::kObjectIdentifier, asn1::context_constructed(0)})) {
    return shape_of_content_info(parts[0].content);
  }
  return parts.begin_with({asn1::kInteger}) ? shape_of_versioned(parts) : Shape::unknown;
}

/// X9.62's point compression: 02 or 03 by the last bit of y, then x.
std::string compressed(ByteView point) {
  const auto half = (point.size() - 1) / 2;
  std::string text(1, (point.back() & 1) != 0 ? '\x03' : '\x02');
  text += as_text(point.subspan(1, half));
  return text;
}

}  // namespace

Shape shape_of(ByteView der) noexcept {
  const auto value = asn1::peek_value(der);
  if (!value || value->whole.size() != der.size()) return Shape::unknown;
  if (value->tag == asn1::kObjectIdentifier) return Shape::parameters;  // a named curve
  return value->tag == asn1::kSequence ? shape_of_sequence(Children(value->content)) : Shape::unknown;
}

std::string_view describe(Shape shape) noexcept {
  switch (shape) {
    case Shape::certificate: return "a certificate";
    case Shape::crl: return "a certificate revocation list";
    case Shape::private_key_info: return "a private key";
    case Shape::encrypted_private_key_info: return "an encrypted private key";
    case Shape::rsa_private_key: return "an RSA private key";
    case Shape::ec_private_key: return "an EC private key";
    case Shape::dsa_private_key: return "a DSA private key";
    case Shape::signed_data: return "PKCS#7 SignedData";
    case Shape::other_content_info: return "PKCS#7 content that is not SignedData";
    case Shape::pfx: return "PKCS#12";
    case Shape::public_key: return "a public key";
    case Shape::request: return "a certificate request";
    case Shape::attribute_certificate: return "an attribute certificate";
    case Shape::parameters: return "key parameters";
    case Shape::unknown: break;
  }
  return "nothing we know";
}

bool is_private_key(Shape shape) noexcept {
  switch (shape) {
    case Shape::private_key_info:
    case Shape::encrypted_private_key_info:
    case Shape::rsa_private_key:
    case Shape::ec_private_key:
    case Shape::dsa_private_key: return true;
    default: return false;
  }
}

bool may_be_ber(ByteView bytes) noexcept {
  return bytes.size() > 4 && bytes[0] == asn1::kSequence && (bytes[1] == 0x80 || !asn1::peek_value(bytes));
}

std::optional<CertificateView> view_of(ByteView der) noexcept {
  const auto certificate = asn1::peek_value(der);
  if (!certificate || certificate->tag != asn1::kSequence) return std::nullopt;
  const auto outer = asn1::peek_value(certificate->content);
  if (!outer || outer->tag != asn1::kSequence) return std::nullopt;
  const auto tbs = after_version(outer->content);
  if (!is_tbs_certificate(tbs)) return std::nullopt;
  return CertificateView{.issuer = tbs[2].whole, .subject = tbs[4].whole, .spki = tbs[5].whole};
}

std::string common_name(ByteView name) {
  std::string found;
  asn1::Document document(name);
  auto root = document.root();
  auto rdns = root.sequence("name");
  while (!rdns.at_end()) {
    auto rdn = rdns.set("relative name");
    while (!rdn.at_end()) {
      auto attribute = rdn.sequence("attribute");
      const auto type = attribute.take(asn1::kObjectIdentifier, "attribute type");
      const auto value = attribute.any("attribute value");
      if (!attribute.failed() && equal(type.content, kCommonName)) found = asn1::string_text(value).value_or(found);
    }
  }
  return found;
}

std::string comparable_key(ByteView spki) {
  asn1::Document document(spki);
  auto root = document.root();
  auto parts = root.sequence("public key");
  auto algorithm = parts.sequence("algorithm");
  const auto type = algorithm.take(asn1::kObjectIdentifier, "algorithm").content;
  const auto key = parts.bit_string("key");
  if (!document.status() || key.empty()) return {};
  const bool is_point = equal(type, kEcPublicKey) && key.size() % 2 == 1;
  const bool is_uncompressed = key[0] == 0x04 || key[0] == 0x06 || key[0] == 0x07;  // X9.62, 4.3.6
  return is_point && is_uncompressed ? compressed(key) : std::string(as_text(key));
}

}  // namespace ks::pieces
