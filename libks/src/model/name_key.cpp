#include "model/name_key.h"

#include <algorithm>
#include <array>

#include "model/quick_der.h"

namespace ks::model {
namespace {

using asn1::Tag;
using asn1::Value;

/// One step of splitmix64: numbers that have nothing to do with one another.
constexpr std::uint64_t mixed(std::uint64_t number) noexcept {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

/// What a character counts. Matching keeps letters, whatever their case, digits and signs of ASCII; spaces and all else may
/// be written otherwise, and count nothing. Characters are added up, in any order, which is quick and tells names apart.
constexpr std::array<std::uint64_t, 256> kWeights = [] {
  std::array<std::uint64_t, 256> weights{};
  for (std::uint8_t c = '!'; c <= '~'; ++c) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    weights[c] = mixed(0x9e3779b97f4a7c15 * (is_upper ? c | 0x20U : c));
  }
  return weights;
}();

/// How many bytes a character of this string type has.
std::size_t width(Tag tag) noexcept {
  if (tag == asn1::kBmpString) return 2;
  return tag == asn1::kUniversalString ? 4 : 1;
}

/// Characters of two or four bytes: those of ASCII are all zeros but for the last.
std::uint64_t key_of_wide(ByteView text, std::size_t step) noexcept {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at + step <= text.size(); at += step) {
    const auto high = text.subspan(at, step - 1);
    if (std::ranges::all_of(high, [](auto byte) { return byte == 0; })) sum += kWeights[text[at + step - 1]];
  }
  return sum;
}

std::uint64_t key_of_text(const Value& text) noexcept {
  if (const auto step = width(text.tag); step > 1) return key_of_wide(text.content, step);
  std::uint64_t sum = 0;
  for (const auto byte : text.content) sum += kWeights[byte];
  return sum;
}

std::uint64_t key_of_attribute(ByteView attribute) noexcept {
  std::uint64_t type = 0;
  if (const auto oid = take(attribute, asn1::kObjectIdentifier)) {
    for (const auto byte : oid->content) type = type << 7 ^ byte;
  }
  return mixed(key_of_text(first_of(attribute)) + mixed(type));
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
  std::uint64_t key = 0;
  if (auto rdns = take(name, asn1::kSequence)) {
    auto left = rdns->content;
    while (const auto rdn = take(left, asn1::kSet)) key = mixed(key + key_of_rdn(rdn->content));
  }
  return key;
}

}  // namespace ks::model
