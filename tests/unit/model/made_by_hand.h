#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/bytes.h"

/// Names and certificates put together octet by octet, right or wrong.
namespace ks::test {

/// AttributeTypeAndValue of a UTF8String.
[[nodiscard]] inline Bytes attribute(std::string_view oid, ByteView value) {
  return asn1::sequence({asn1::oid(oid), value});
}
[[nodiscard]] inline Bytes attribute(std::string_view oid, std::string_view utf8) {
  return attribute(oid, asn1::utf8_string(utf8));
}
[[nodiscard]] inline Bytes rdn(std::initializer_list<ByteView> attributes) {
  return asn1::set_in_given_order(attributes);
}
[[nodiscard]] inline Bytes rdn(std::string_view oid, std::string_view utf8) { return rdn({attribute(oid, utf8)}); }

/// The DER of a name of one common name.
[[nodiscard]] inline Bytes name_of(std::string_view common_name) {
  return asn1::sequence({rdn(oids::kCommonName, common_name)});
}

[[nodiscard]] inline Bytes text_value(asn1::Tag tag, std::string_view content) {
  return asn1::wrap(tag, as_bytes(content));
}

[[nodiscard]] inline Bytes extension(std::string_view oid, ByteView value, bool critical = false) {
  return asn1::sequence({asn1::oid(oid), critical ? asn1::boolean(true) : Bytes{}, asn1::octet_string(value)});
}

/// The fields of a certificate as DER; each test breaks one.
struct CertificateParts {
  Bytes version = asn1::explicit_context(0, asn1::integer(std::uint64_t{2}));
  Bytes serial = asn1::integer(std::uint64_t{7});
  Bytes inner_algorithm = asn1::algorithm_identifier("1.2.840.10045.4.3.2");
  Bytes issuer = name_of("issuer");
  Bytes not_before = text_value(asn1::kUtcTime, "240501120000Z");
  Bytes not_after = text_value(asn1::kUtcTime, "340501120000Z");
  Bytes subject = name_of("subject");
  Bytes spki = asn1::sequence({asn1::algorithm_identifier(oids::kEd25519), asn1::bit_string(Bytes(32, 1))});
  Bytes unique_ids{};
  std::vector<Bytes> extensions{};
  Bytes after_extensions{};
  Bytes outer_algorithm = inner_algorithm;
  Bytes signature = asn1::bit_string(Bytes(8, 2));
  Bytes after_signature{};

  [[nodiscard]] Bytes der() const {
    Bytes list;
    for (const auto& one : extensions) append(list, one);
    const auto wrapped = extensions.empty() ? Bytes{} : asn1::explicit_context(3, asn1::sequence_of(list));
    const auto validity = asn1::sequence({not_before, not_after});
    const auto tbs = asn1::sequence(
        {version, serial, inner_algorithm, issuer, validity, subject, spki, unique_ids, wrapped, after_extensions});
    return asn1::sequence({tbs, outer_algorithm, signature, after_signature});
  }
};

}  // namespace ks::test
