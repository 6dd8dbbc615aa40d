#include "model/key_info.h"

#include <bit>
#include <utility>

#include "asn1/oids.h"
#include "model/lenient.h"

namespace ks {
namespace {

/// A key without its frame: what its AlgorithmIdentifier says, and the content of its BIT STRING or OCTET STRING.
struct Key {
  std::string oid;
  ByteView parameters;
  ByteView bytes;
  bool is_private = false;
};

/// Of a positive INTEGER's content octets.
unsigned bit_length(ByteView integer) noexcept {
  while (!integer.empty() && integer[0] == 0) integer = integer.subspan(1);
  if (integer.empty()) return 0;
  return static_cast<unsigned>((integer.size() - 1) * 8) + static_cast<unsigned>(std::bit_width(integer[0]));
}

/// RSAPublicKey ::= SEQUENCE { modulus, … }; RSAPrivateKey has a version before it (RFC 8017, A.1).
Result<unsigned> modulus_bits(const Key& key) {
  asn1::Document document(key.bytes);
  auto root = document.root();
  auto rsa = root.sequence("RSA key");
  if (key.is_private) (void)rsa.integer("version");
  const auto bits = bit_length(rsa.integer("modulus"));
  KS_TRY(document.status());
  return bits;
}

/// Dss-Parms, PKCS#3's DHParameter and X9.42's DomainParameters all begin with p. DSA keys may inherit theirs.
Result<unsigned> prime_bits(const Key& key) {
  if (key.parameters.empty() || key.parameters[0] == asn1::kNull) return 0U;
  asn1::Document document(key.parameters);
  auto root = document.root();
  auto domain = root.sequence("domain parameters");
  const auto bits = bit_length(domain.integer("prime"));
  KS_TRY(document.status());
  return bits;
}

/// FieldID ::= SEQUENCE { fieldType, parameters }: a prime, or for fields of characteristic two SEQUENCE { m, … }.
unsigned field_bits(asn1::Cursor explicit_curve) {
  (void)explicit_curve.integer("version");
  auto field = explicit_curve.sequence("field");
  if (field.oid("field type") == oids::kPrimeField) return bit_length(field.integer("prime"));
  auto two = field.sequence("field of characteristic two");
  return static_cast<unsigned>(two.unsigned_integer("degree"));
}

/// EcpkParameters ::= CHOICE { namedCurve OID, explicit SEQUENCE, implicitCurve NULL } (RFC 3279, 2.3.5).
Result<KeyInfo> with_curve(KeyInfo info, ByteView parameters) {
  asn1::Document document(parameters);
  auto root = document.root();
  if (root.next_is(asn1::kObjectIdentifier)) {
    info.curve = model::oid_or_hex(root, "curve");
    if (const auto* curve = oids::curve(info.curve)) {
      info.curve = curve->name;
      info.bits = curve->bits;
    }
  } else if (root.next_is(asn1::kSequence)) {
    info.curve = "explicit";
    info.bits = field_bits(root.sequence("curve"));
  }
  KS_TRY(document.status());
  return info;
}

/// The curve that ECPrivateKey ::= SEQUENCE { 1, OCTET STRING, [0] EXPLICIT parameters OPTIONAL, … } carries itself.
ByteView inner_curve(ByteView ec_private_key) {
  asn1::Document document(ec_private_key);
  auto root = document.root();
  auto key = root.sequence("EC key");
  (void)key.integer("version");
  (void)key.octet_string("private value");
  const auto parameters = key.optional(asn1::context_constructed(0), "parameters");
  return parameters ? parameters->content : ByteView{};
}

Result<KeyInfo> with_bits(KeyInfo info, Result<unsigned> bits) {
  KS_TRY(info.bits, std::move(bits));
  return info;
}

Result<KeyInfo> describe(const Key& key) {
  auto info = model::key_info_of_algorithm(key.oid);
  const auto& name = info.algorithm;
  if (name == "RSA" || name == "RSASSA-PSS" || name == "RSAES-OAEP")
    return with_bits(std::move(info), modulus_bits(key));
  if (name == "DSA" || name == "DH") return with_bits(std::move(info), prime_bits(key));
  if (name == "EC" || name == "ECDH") {
    const bool inside = key.parameters.empty() && key.is_private;
    return with_curve(std::move(info), inside ? inner_curve(key.bytes) : key.parameters);
  }
  return info;
}

/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm, BIT STRING }
/// PrivateKeyInfo ::= SEQUENCE { version, algorithm, OCTET STRING, … }
Result<Key> read_key(ByteView der) {
  asn1::Document document(der);
  auto root = document.root();
  auto outer = root.sequence("key");
  Key key{.is_private = outer.next_is(asn1::kInteger)};
  if (key.is_private) (void)outer.integer("version");
  auto algorithm = outer.sequence("key algorithm");
  key.oid = model::oid_or_hex(algorithm, "key algorithm");
  key.parameters = algorithm.rest();
  key.bytes = key.is_private ? outer.octet_string("private key") : outer.bit_string("public key");
  KS_TRY(document.status());
  return key;
}

unsigned fixed_bits(std::string_view oid) noexcept {
  if (oid == oids::kEd25519 || oid == oids::kX25519) return 256;
  if (oid == oids::kX448) return 448;
  if (oid == oids::kEd448) return 456;
  if (oid == oids::kGost2001 || oid == oids::kGost2012With256) return 256;
  return oid == oids::kGost2012With512 ? 512 : 0;
}

}  // namespace

KeyInfo model::key_info_of_algorithm(std::string oid) {
  const auto name = oids::key_algorithm(oid);
  KeyInfo info{.algorithm = name.empty() ? oid : std::string(name), .bits = fixed_bits(oid)};
  info.oid = std::move(oid);
  return info;
}

Result<KeyInfo> public_key_info(ByteView spki) {
  KS_TRY(const auto key, read_key(spki));
  return describe(key);
}

}  // namespace ks
