#include "formats/pkcs12_mac.h"

#include <string>
#include <string_view>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/kdf.h"
#include "crypto/random.h"

namespace ks::pkcs12 {
namespace {

using asn1::Cursor;

constexpr std::uint64_t kSmallestPbmac1Key = 20;  // RFC 9579, 5 and go-pkcs12; OpenSSL since 3.5.6
constexpr std::uint64_t kLargestPbmac1Key = 64;
constexpr std::size_t kSaltSize = 8;         // older macOS refuses 16 bytes
constexpr std::size_t kPbmac1SaltSize = 16;  // FIPS wants 128 bits (SP 800-132, 5.1)

struct Algorithm {
  std::string oid;
  ByteView parameters;
};

Algorithm read_algorithm(Cursor& in, std::string_view what) {
  auto algorithm = in.sequence(what);
  Algorithm read{.oid = algorithm.oid(what), .parameters = algorithm.rest()};
  if (!algorithm.at_end()) (void)algorithm.any("parameters");
  algorithm.finish(what);
  return read;
}

tl::unexpected<Error> unsupported(std::string_view what, const std::string& oid) {
  return failure(Errc::unsupported_algorithm, std::string(what) + " " + oid);
}

Result<crypto::Digest> digest_of_hmac(const std::string& oid, std::string_view what) {
  const auto name = oids::hmac_digest(oid);
  if (name.empty()) return unsupported(what, oid);
  return crypto::Digest::named(name);
}

/// PBKDF2-params as RFC 9579, 5 narrows them: the key length has to be there, and the salt is one.
Result<void> read_pbkdf2(ByteView parameters, MacScheme& scheme) {
  asn1::Document document(parameters);
  auto root = document.root();
  auto in = root.sequence("PBKDF2 parameters");
  scheme.salt = in.octet_string("PBMAC1 salt");
  scheme.iterations = in.unsigned_integer("PBMAC1 iterations");
  scheme.key_size = in.unsigned_integer("PBMAC1 key length");
  Algorithm prf{.oid = std::string(oids::kHmacSha1), .parameters = {}};
  if (!in.at_end()) prf = read_algorithm(in, "PBMAC1 pseudo-random function");
  in.finish("PBKDF2 parameters");
  KS_TRY(document.status());
  if (scheme.key_size < kSmallestPbmac1Key || scheme.key_size > kLargestPbmac1Key) {
    return failure(Errc::damaged, "a PBMAC1 key of " + std::to_string(scheme.key_size) +
                                      " bytes; it has 20 to 64, as others can be forged");
  }
  KS_TRY(scheme.prf, digest_of_hmac(prf.oid, "PBMAC1 with the pseudo-random function"));
  return {};
}

/// PBMAC1-params = SEQUENCE { keyDerivationFunc, messageAuthScheme } (RFC 8018, A.5)
Result<MacScheme> read_pbmac1(ByteView parameters) {
  asn1::Document document(parameters);
  auto root = document.root();
  auto in = root.sequence("PBMAC1 parameters");
  const auto derivation = read_algorithm(in, "PBMAC1 key derivation");
  const auto hmac = read_algorithm(in, "PBMAC1 message authentication");
  in.finish("PBMAC1 parameters");
  KS_TRY(document.status());
  if (derivation.oid != oids::kPbkdf2) return unsupported("PBMAC1 with the key derivation", derivation.oid);
  MacScheme scheme{.kind = Mac::Scheme::pbmac1};
  KS_TRY(scheme.digest, digest_of_hmac(hmac.oid, "PBMAC1 with the MAC"));
  KS_TRY(read_pbkdf2(derivation.parameters, scheme));
  return scheme;
}

Result<MacScheme> read_pkcs12_kdf(const std::string& oid, const MacData& mac) {
  const auto name = oids::digest(oid);
  if (name.empty()) return unsupported("the MAC's digest", oid);
  MacScheme scheme{.salt = mac.salt, .iterations = mac.iterations};
  KS_TRY(scheme.digest, crypto::Digest::named(name));
  scheme.prf = scheme.digest;
  scheme.key_size = scheme.digest.size();
  return scheme;
}

Secret key_of(const MacScheme& scheme, ByteView password) {
  const auto size = static_cast<std::size_t>(scheme.key_size);
  if (scheme.kind == Mac::Scheme::pbmac1) {
    return crypto::pbkdf2(scheme.prf, password, scheme.salt, scheme.iterations, size);
  }
  return crypto::pkcs12_kdf(scheme.digest, crypto::Pkcs12Purpose::mac, password, scheme.salt, scheme.iterations, size);
}

Bytes mac_of(const MacScheme& scheme, ByteView authenticated, ByteView password) {
  return scheme.digest.hmac(key_of(scheme, password).reveal(), authenticated);
}

pbe::PasswordUse use_of(const MacScheme& scheme) noexcept {
  return scheme.kind == Mac::Scheme::pbmac1 ? pbe::PasswordUse::pkcs5 : pbe::PasswordUse::pkcs12;
}

Bytes algorithm_of(const MacScheme& scheme) {
  if (scheme.kind != Mac::Scheme::pbmac1) {
    return asn1::algorithm_identifier(oids::digest_oid(scheme.digest.name()), asn1::null());
  }
  const auto hmac = asn1::algorithm_identifier(oids::hmac_oid(scheme.digest.name()), asn1::null());
  const auto pbkdf2 = asn1::sequence(
      {asn1::octet_string(scheme.salt), asn1::integer(scheme.iterations), asn1::integer(scheme.key_size), hmac});
  return asn1::algorithm_identifier(oids::kPbmac1,
                                    asn1::sequence({asn1::algorithm_identifier(oids::kPbkdf2, pbkdf2), hmac}));
}

/// RFC 9579, 4: with PBMAC1 the fields of the old derivation mean nothing, and say so.
Bytes mac_data(const MacScheme& scheme, ByteView mac) {
  const auto digest_info = asn1::sequence({algorithm_of(scheme), asn1::octet_string(mac)});
  if (scheme.kind == Mac::Scheme::pbmac1) {
    return asn1::sequence({digest_info, asn1::octet_string(as_bytes("NOT USED")), asn1::integer(std::uint64_t{1})});
  }
  return asn1::sequence({digest_info, asn1::octet_string(scheme.salt), asn1::integer(scheme.iterations)});
}

Result<MacScheme> scheme_for(const Mac& mac, ByteView salt) {
  KS_TRY(const auto digest, crypto::Digest::named(mac.digest));
  const auto oid = mac.scheme == Mac::Scheme::pbmac1 ? oids::hmac_oid(mac.digest) : oids::digest_oid(mac.digest);
  if (oid.empty()) return failure(Errc::unsupported_algorithm, "no MAC can be written with " + mac.digest);
  if (mac.iterations == 0) return failure(Errc::usage, "a MAC of zero iterations protects nothing");
  const MacScheme scheme{.kind = mac.scheme,
                         .digest = digest,
                         .prf = digest,
                         .salt = salt,
                         .iterations = mac.iterations,
                         .key_size = digest.size()};
  if (mac.scheme == Mac::Scheme::pbmac1 && scheme.key_size < kSmallestPbmac1Key) {
    return failure(Errc::usage, "PBMAC1 needs a digest of 20 bytes or more, " + mac.digest + " has fewer");
  }
  return scheme;
}

}  // namespace

Result<MacScheme> read_mac_scheme(const MacData& mac, const Limits& limits) {
  asn1::Document document(mac.algorithm, limits);
  auto root = document.root();
  const auto algorithm = read_algorithm(root, "MAC algorithm");
  KS_TRY(document.status());
  KS_TRY(const auto scheme,
         algorithm.oid == oids::kPbmac1 ? read_pbmac1(algorithm.parameters) : read_pkcs12_kdf(algorithm.oid, mac));
  if (mac.expected.size() != scheme.digest.size()) {
    return failure(Errc::damaged, "a MAC of " + std::to_string(mac.expected.size()) + " bytes for a digest of " +
                                      std::to_string(scheme.digest.size()));
  }
  return scheme;
}

std::optional<Mac> to_mac(const MacScheme& scheme) {
  if (scheme.digest.name() != scheme.prf.name()) return std::nullopt;
  Mac mac{.scheme = scheme.kind, .digest = std::string(scheme.digest.name()), .iterations = scheme.iterations};
  const auto oid = mac.scheme == Mac::Scheme::pbmac1 ? oids::hmac_oid(mac.digest) : oids::digest_oid(mac.digest);
  if (oid.empty()) return std::nullopt;
  return mac;
}

Result<std::optional<pbe::PasswordForm>> verify(const MacScheme& scheme, ByteView authenticated, ByteView expected,
                                                const Secret& password, RoundBudget& budget,
                                                std::optional<pbe::PasswordForm> first) {
  auto forms = pbe::password_forms(use_of(scheme), password);
  if (first) pbe::try_first(forms, *first);
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (const auto allowed = budget.spend(scheme.iterations); !allowed) {
      if (i == 0) return failure(allowed.error());
      break;
    }
    const auto mac = mac_of(scheme, authenticated, forms[i].bytes.reveal());
    if (equal_in_constant_time(mac, expected)) return forms[i].form;
  }
  return std::nullopt;
}

Result<Bytes> make_mac_data(ByteView authenticated, const Secret& password, const Mac& mac) {
  const auto salt = crypto::random_bytes(mac.scheme == Mac::Scheme::pbmac1 ? kPbmac1SaltSize : kSaltSize);
  KS_TRY(const auto scheme, scheme_for(mac, salt));
  const auto forms = pbe::password_forms(use_of(scheme), password);
  const auto& standard = forms.front();
  if (standard.form != pbe::PasswordForm::bmp_terminated && standard.form != pbe::PasswordForm::as_given) {
    return failure(Errc::usage, "the password is not UTF-8");
  }
  return mac_data(scheme, mac_of(scheme, authenticated, standard.bytes.reveal()));
}

}  // namespace ks::pkcs12
