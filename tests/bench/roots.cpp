#include "roots.h"

#include <cstdint>
#include <stdexcept>
#include <utility>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/file.h"
#include "ks/formats/format.h"

namespace ks::bench {
namespace {

constexpr std::size_t kRsaBytes = 3072 / 8;
constexpr std::string_view kSha256WithRsa = "1.2.840.113549.1.1.11";

/// Bytes without a pattern, the same for the same seed (xorshift64).
Bytes noise(std::uint64_t seed, std::size_t size) {
  Bytes bytes(size);
  std::uint64_t state = (seed + 1) * 0x9e3779b97f4a7c15U;
  for (auto& byte : bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<std::uint8_t>(state >> 56);
  }
  bytes.front() |= 0x80;  // as long as it says
  bytes.back() |= 0x01;
  return bytes;
}

Bytes attribute(std::string_view type, const std::string& value) {
  return asn1::wrap(asn1::kSet, asn1::sequence({asn1::oid(type), asn1::utf8_string(value)}));
}

Bytes name(const std::string& number) {
  return asn1::sequence({attribute("2.5.4.6", "XX"), attribute("2.5.4.10", "Example Trust Services Limited"),
                         attribute("2.5.4.11", "Certification Authority " + number),
                         attribute(oids::kCommonName, "Example Global Root CA " + number)});
}

Bytes validity() {
  return asn1::sequence({asn1::wrap(asn1::kUtcTime, as_bytes("200101000000Z")),
                         asn1::wrap(asn1::kGeneralizedTime, as_bytes("21200101000000Z"))});
}

Bytes public_key(std::uint64_t seed) {
  const auto rsa =
      asn1::sequence({asn1::integer(ByteView(noise(seed, kRsaBytes))), asn1::integer(std::uint64_t{65537})});
  return asn1::sequence({asn1::algorithm_identifier(oids::kRsa, asn1::null()), asn1::bit_string(rsa)});
}

Bytes extension(std::string_view oid, ByteView value) {
  return asn1::sequence({asn1::oid(oid), asn1::octet_string(value)});
}

Bytes critical_extension(std::string_view oid, ByteView value) {
  return asn1::sequence({asn1::oid(oid), asn1::boolean(true), asn1::octet_string(value)});
}

Bytes extensions(std::uint64_t seed) {
  const auto key_cert_sign_and_crl_sign = Bytes{asn1::kBitString, 2, 1, 0x06};
  return asn1::sequence({critical_extension(oids::kBasicConstraints, asn1::sequence({asn1::boolean(true)})),
                         critical_extension(oids::kKeyUsage, key_cert_sign_and_crl_sign),
                         extension(oids::kSubjectKeyId, asn1::octet_string(noise(seed, 20)))});
}

void must(const Result<void>& done) {
  if (!done) throw std::runtime_error(done.error().message);
}

}  // namespace

Bytes root_certificate(std::size_t number) {
  const auto called = name(std::to_string(number));
  const auto algorithm = asn1::algorithm_identifier(kSha256WithRsa, asn1::null());
  const auto tbs = asn1::sequence({asn1::explicit_context(0, asn1::integer(std::uint64_t{2})),
                                   asn1::integer(ByteView(noise(number, 16))), algorithm, called, validity(), called,
                                   public_key(number), asn1::explicit_context(3, extensions(number))});
  return asn1::sequence({tbs, algorithm, asn1::bit_string(noise(~std::uint64_t{number}, kRsaBytes))});
}

Store roots(std::size_t count) {
  Store store;
  for (std::size_t i = 0; i < count; ++i) {
    auto certificate = Certificate::from_der(root_certificate(i)).value();
    must(store.add({.alias = Alias("root " + std::to_string(i)),
                    .value = TrustedCertificateEntry{.certificate = std::move(certificate)}}));
  }
  return store;
}

void write(const Store& store, const std::string& format, const std::string& path) {
  const auto encoded = encode(format, store, {.password = share(Secret("changeit"))}).value();
  must(file::write(path, encoded.bytes, file::Mode::normal));
}

}  // namespace ks::bench
