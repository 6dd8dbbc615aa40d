#include "pkcs12_by_hand.h"

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/text.h"
#include "ks/formats/pkcs12.h"
#include "model/pbe.h"

namespace ks::test::by_hand {
namespace {

using namespace asn1;

template <class Range>
Bytes joined(const Range& parts) {
  Bytes all;
  for (const auto& part : parts) append(all, part);
  return all;
}

Bytes name(std::string_view common_name) {
  return sequence_of(wrap(kSet, sequence({oid(oids::kCommonName), utf8_string(common_name)})));
}

}  // namespace

Bytes authenticated(std::initializer_list<Bytes> safes) { return sequence_of(joined(safes)); }

Bytes pfx_of(ByteView authenticated, ByteView mac_data) {
  return sequence({integer(std::uint64_t{3}), content_info(oids::kData, octet_string(authenticated)), mac_data});
}

Bytes pfx(std::initializer_list<Bytes> safes, ByteView mac_data) { return pfx_of(authenticated(safes), mac_data); }

Bytes content_info(std::string_view type, ByteView content) {
  return sequence({oid(type), content.empty() ? Bytes{} : explicit_context(0, content)});
}

Bytes safe(const std::vector<Bytes>& bags) {
  return content_info(oids::kData, octet_string(sequence_of(joined(bags))));
}

Bytes safe(std::initializer_list<Bytes> bags) { return safe(std::vector<Bytes>(bags)); }

Bytes encrypted_safe(ByteView algorithm, ByteView encrypted_content) {
  const auto info = sequence({oid(oids::kData), algorithm, encrypted_content});
  return content_info(oids::kEncryptedData, sequence({integer(std::uint64_t{0}), info}));
}

Bytes encrypted_safe(std::initializer_list<Bytes> bags, std::string_view password, const Protection& protection) {
  const auto encrypted = pbe::encrypt(sequence_of(joined(bags)), Secret(password), protection).value();
  return encrypted_safe(encrypted.algorithm, wrap(context(0), encrypted.ciphertext));
}

Bytes bag(std::string_view type, ByteView value, std::initializer_list<Bytes> attributes) {
  return sequence(
      {oid(type), explicit_context(0, value), attributes.size() == 0 ? Bytes{} : wrap(kSet, joined(attributes))});
}

Bytes certificate_bag(ByteView der, std::initializer_list<Bytes> attributes) {
  const auto value = sequence({oid(oids::kX509CertificateInBag), explicit_context(0, octet_string(der))});
  return bag(oids::kCertBag, value, attributes);
}

Bytes locked_key(ByteView pkcs8, std::string_view password, const Protection& protection) {
  const auto encrypted = pbe::encrypt(pkcs8, Secret(password), protection).value();
  return sequence({encrypted.algorithm, octet_string(encrypted.ciphertext)});
}

Bytes locked_key_bag(ByteView encrypted, std::initializer_list<Bytes> attributes) {
  return bag(oids::kShroudedKeyBag, encrypted, attributes);
}

Bytes attribute(std::string_view type, std::initializer_list<Bytes> values) {
  return sequence({oid(type), wrap(kSet, joined(values))});
}

Bytes named(std::string_view utf8) {
  return attribute(oids::kFriendlyName, {bmp_string(text::to_utf16be(utf8).value())});
}

Bytes id(std::string_view octets) { return attribute(oids::kLocalKeyId, {octet_string(as_bytes(octets))}); }

Bytes trusted() { return attribute(oids::kOracleTrustedKeyUsage, {oid(oids::kAnyExtendedKeyUsage)}); }

Bytes mac_data(const Pbmac1& parts) {
  const auto prf = algorithm_identifier(parts.prf, null());
  const auto pbkdf2 = sequence({parts.salt, parts.iterations, parts.key_length, prf});
  const auto parameters =
      sequence({algorithm_identifier(oids::kPbkdf2, pbkdf2), algorithm_identifier(parts.hmac, null())});
  const auto info = sequence({algorithm_identifier(oids::kPbmac1, parameters), octet_string(parts.mac)});
  return sequence({info, octet_string(as_bytes("NOT USED")), integer(std::uint64_t{1})});
}

Bytes mac_data(std::string_view digest_oid, ByteView mac, ByteView salt, ByteView iterations) {
  const auto info = sequence({algorithm_identifier(digest_oid, null()), octet_string(mac)});
  return sequence({info, octet_string(salt), iterations});
}

Bytes certificate(std::string_view subject, std::string_view issuer, std::string_view key) {
  const auto algorithm = algorithm_identifier("1.2.840.10045.4.3.2");
  const auto time = wrap(kUtcTime, as_bytes("260101000000Z"));
  const auto spki = sequence({algorithm_identifier("1.3.101.112"), bit_string(as_bytes(key))});
  const auto fields =
      sequence({integer(std::uint64_t{1}), algorithm, name(issuer), sequence({time, time}), name(subject), spki});
  return sequence({fields, algorithm, bit_string(as_bytes("none"))});
}

Result<Store> decode(ByteView file) { return pkcs12::kFormat.decode(file, {}); }

Result<Store> decode(ByteView file, std::string_view password) {
  return pkcs12::kFormat.decode(file, {.password = share(Secret(password))});
}

}  // namespace ks::test::by_hand
