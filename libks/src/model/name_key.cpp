#include "model/name_key.h"

#include "asn1/der_reader.h"

namespace ks::model {
namespace {

using asn1::peek_value;
using asn1::Tag;
using asn1::Value;

/// Takes the value at the start of `bytes` off; nullopt if it has another tag.
std::optional<Value> take(ByteView& bytes, Tag tag) noexcept {
  const auto value = peek_value(bytes);
  if (!value || value->tag != tag) return std::nullopt;
  bytes = bytes.subspan(value->whole.size());
  return value;
}

/// FNV-1a, then mixed so that the low bits depend on all others.
class Hash {
 public:
  void add(std::uint8_t byte) noexcept { state_ = (state_ ^ byte) * 0x100000001b3; }
  void add(ByteView bytes) noexcept {
    for (const auto byte : bytes) add(byte);
  }
  void add(std::uint64_t number) noexcept {
    state_ ^= number;
    state_ *= 0x9e3779b97f4a7c15;
    state_ ^= state_ >> 29;
  }
  [[nodiscard]] std::uint64_t value() const noexcept { return state_ ^ (state_ >> 32); }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325;
};

/// How many bytes a character of this string type has.
std::size_t width(Tag tag) noexcept {
  if (tag == asn1::kBmpString) return 2;
  return tag == asn1::kUniversalString ? 4 : 1;
}

/// What matching keeps in any case: letters, digits and signs of ASCII. Spaces, cases and all else may be written otherwise.
void add_text(Hash& hash, const Value& text) noexcept {
  const auto step = width(text.tag);
  std::uint8_t high = 0;
  std::size_t at = 0;
  for (const auto byte : text.content) {
    if (++at % step != 0) {
      high |= byte;
      continue;
    }
    const bool is_printable = high == 0 && byte > ' ' && byte < 0x7f;
    high = 0;
    if (is_printable) hash.add(byte >= 'A' && byte <= 'Z' ? static_cast<std::uint8_t>(byte | 0x20) : byte);
  }
}

std::uint64_t key_of_attribute(ByteView attribute) noexcept {
  Hash hash;
  if (const auto type = take(attribute, asn1::kObjectIdentifier)) hash.add(type->content);
  if (const auto value = peek_value(attribute)) add_text(hash, *value);
  return hash.value();
}

/// The attributes of one RDN are a SET: their order says nothing.
std::uint64_t key_of_rdn(ByteView rdn) noexcept {
  std::uint64_t sum = 0;
  while (const auto attribute = take(rdn, asn1::kSequence)) sum += key_of_attribute(attribute->content);
  return sum;
}

}  // namespace

std::optional<ByteView> subject_of(ByteView certificate) noexcept {
  using asn1::kSequence;
  auto outer = take(certificate, kSequence);
  if (!outer || !certificate.empty()) return std::nullopt;
  auto parts = outer->content;
  const auto to_be_signed = take(parts, kSequence);
  if (!to_be_signed || !take(parts, kSequence) || !take(parts, asn1::kBitString) || !parts.empty()) return std::nullopt;
  auto fields = to_be_signed->content;
  (void)take(fields, asn1::context_constructed(0));  // version
  if (!take(fields, asn1::kInteger) || !take(fields, kSequence) || !take(fields, kSequence) ||
      !take(fields, kSequence)) {
    return std::nullopt;  // serial number, signature, issuer, validity
  }
  const auto subject = take(fields, kSequence);
  if (!subject || !take(fields, kSequence)) return std::nullopt;
  return subject->whole;
}

std::uint64_t name_key(ByteView name) noexcept {
  Hash hash;
  if (auto rdns = take(name, asn1::kSequence)) {
    auto left = rdns->content;
    while (const auto rdn = take(left, asn1::kSet)) hash.add(key_of_rdn(rdn->content));
  }
  return hash.value();
}

}  // namespace ks::model
