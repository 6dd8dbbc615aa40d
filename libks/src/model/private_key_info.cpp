#include "model/private_key_info.h"

#include <utility>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "model/lenient.h"

namespace ks::model {
namespace {

constexpr std::uint64_t kHighestVersion = 1;  // v2, with a public key

Bytes spki(ByteView algorithm, ByteView public_key) {
  return asn1::sequence({algorithm, asn1::bit_string(public_key)});
}

/// Modulus and exponent of RSAPrivateKey (RFC 8017, A.1.2). The parameters are NULL whatever the key says, as in
/// certificates, so that the two compare.
std::optional<Bytes> rsa_public_key(ByteView rsa_private_key) {
  asn1::Document document(rsa_private_key);
  auto root = document.root();
  auto key = root.sequence("RSA private key");
  (void)key.integer("version");
  const auto modulus = key.take(asn1::kInteger, "modulus").whole;
  const auto exponent = key.take(asn1::kInteger, "public exponent").whole;
  if (!document.status()) return std::nullopt;
  return spki(asn1::algorithm_identifier(oids::kRsa, asn1::null()), asn1::sequence({modulus, exponent}));
}

/// The [1] publicKey of ECPrivateKey (RFC 5915), if it is an uncompressed point as in certificates.
std::optional<Bytes> ec_public_key(const PrivateKeyInfo& info) {
  constexpr std::uint8_t uncompressed = 0x04;
  asn1::Document document(info.key);
  auto root = document.root();
  auto key = root.sequence("EC private key");
  (void)key.integer("version");
  (void)key.octet_string("private value");
  key.skip_optional(asn1::context_constructed(0));
  auto wrapper = key.inside(asn1::context_constructed(1), "public key");
  const auto point = wrapper.bit_string("public key");
  const bool usable = document.status().has_value() && !point.empty() && point[0] == uncompressed;
  if (!usable || info.parameters.empty()) return std::nullopt;
  return spki(info.algorithm, point);
}

/// publicKey [1] IMPLICIT BIT STRING: the number of unused bits, which is 0, and the key.
std::optional<ByteView> whole_octets(const std::optional<asn1::Value>& bit_string) {
  if (!bit_string || bit_string->content.empty() || bit_string->content[0] != 0) return std::nullopt;
  return bit_string->content.subspan(1);
}

}  // namespace

Result<PrivateKeyInfo> read_private_key_info(ByteView der) {
  asn1::Document document(der);
  auto root = document.root();
  auto in = root.sequence("PrivateKeyInfo");
  root.finish("PrivateKeyInfo");
  if (in.unsigned_integer("version") > kHighestVersion) in.fail(Errc::damaged, "a version of PrivateKeyInfo above 1");
  const auto algorithm = in.take(asn1::kSequence, "key algorithm");
  auto inside = in.into(algorithm, "key algorithm");
  PrivateKeyInfo info{.oid = oid_or_hex(inside, "key algorithm"), .algorithm = algorithm.whole};
  info.parameters = inside.rest();
  info.key = in.octet_string("private key");
  in.skip_optional(asn1::context_constructed(0));  // attributes
  info.public_key = whole_octets(in.optional(asn1::context(1), "public key"));
  in.finish("PrivateKeyInfo");
  KS_TRY(document.status());
  return info;
}

bool is_private_key_info(ByteView der) { return read_private_key_info(der).has_value(); }

std::optional<Bytes> carried_public_key(const PrivateKeyInfo& info) {
  if (info.oid == oids::kRsa) return rsa_public_key(info.key);
  if (info.oid == oids::kEc) return ec_public_key(info);
  if (info.public_key) return spki(info.algorithm, *info.public_key);
  return std::nullopt;
}

}  // namespace ks::model
