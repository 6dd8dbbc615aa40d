#include <string_view>
#include <utility>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/random.h"
#include "model/pbe.h"

namespace ks::pbe {
namespace {

constexpr std::size_t kSaltSize = 16;  // bytes; RFC 8018, 4.1 asks for 8, NIST SP 800-132, 5.1 for 16
constexpr std::size_t kJceksSaltSize = 8;

/// SEQUENCE { salt, iterations }
Bytes with_pbe_parameter(std::string_view oid, ByteView salt, std::uint64_t iterations) {
  return asn1::algorithm_identifier(oid, asn1::sequence({asn1::octet_string(salt), asn1::integer(iterations)}));
}

/// With the key length, which RFC 8018 leaves optional: Java writes it and every reader takes it. The PRF is always
/// said, its NULL too, as some readers know no default.
Result<Bytes> pbes2(const Protection& protection) {
  const auto cipher_oid = pbes2_cipher_oid(protection.cipher);
  const auto prf_oid = oids::hmac_oid(protection.prf);
  if (cipher_oid.empty()) return failure(Errc::unsupported_algorithm, "PBES2 with the cipher " + protection.cipher);
  if (prf_oid.empty()) return failure(Errc::unsupported_algorithm, "PBKDF2 with the digest " + protection.prf);
  KS_TRY(const auto cipher, crypto::Cipher::named(protection.cipher));
  const auto derivation = asn1::algorithm_identifier(
      oids::kPbkdf2,
      asn1::sequence({asn1::octet_string(crypto::random_bytes(kSaltSize)), asn1::integer(protection.iterations),
                      asn1::integer(std::uint64_t{cipher.key_size()}),
                      asn1::algorithm_identifier(prf_oid, asn1::null())}));
  const auto encryption =
      asn1::algorithm_identifier(cipher_oid, asn1::octet_string(crypto::random_bytes(cipher.iv_size())));
  return asn1::algorithm_identifier(oids::kPbes2, asn1::sequence({derivation, encryption}));
}

Result<Bytes> pkcs12_pbe(const Protection& protection) {
  const auto oid = protection.cipher == "des-ede3-cbc"  ? oids::kPkcs12TripleDes
                   : protection.cipher == "rc2-128-cbc" ? oids::kPkcs12Rc2With128
                   : protection.cipher == "rc2-40-cbc"  ? oids::kPkcs12Rc2With40
                                                        : oids::Oid{};
  if (oid.empty()) return failure(Errc::unsupported_algorithm, "PKCS#12 encryption with " + protection.cipher);
  return with_pbe_parameter(oid, crypto::random_bytes(kSaltSize), protection.iterations);
}

/// Old and new Java disagree about a salt of two equal halves, so that none is ever written.
Bytes jceks(const Protection& protection) {
  for (;;) {
    const auto salt = crypto::random_bytes(kJceksSaltSize);
    const ByteView view = salt;
    if (!equal(view.first(kJceksSaltSize / 2), view.last(kJceksSaltSize / 2))) {
      return with_pbe_parameter(oids::kJceksProtector, salt, protection.iterations);
    }
  }
}

}  // namespace

Result<Bytes> new_algorithm(const Protection& protection) {
  if (protection.scheme == Protection::Scheme::jks) {
    return asn1::algorithm_identifier(oids::kJksProtector, asn1::null());
  }
  if (protection.iterations == 0) return failure(Errc::usage, "an encryption of zero iterations protects nothing");
  switch (protection.scheme) {
    case Protection::Scheme::pbes2: return pbes2(protection);
    case Protection::Scheme::pkcs12_pbe: return pkcs12_pbe(protection);
    case Protection::Scheme::jceks: return jceks(protection);
    case Protection::Scheme::jks:
    case Protection::Scheme::none: break;
  }
  return failure(Errc::usage, "no encryption was asked for");
}

}  // namespace ks::pbe
