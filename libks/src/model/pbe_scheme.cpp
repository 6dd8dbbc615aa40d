#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/oids.h"
#include "model/pbe.h"

namespace ks::pbe {
namespace {

using Kind = Scheme::Kind;

constexpr std::uint64_t kLongestKey = 128;  // bytes, RC2's; every other cipher takes less

/// The schemes whose OID says digest and cipher.
struct FixedRow {
  std::string_view oid;
  Kind kind;
  std::string_view digest;
  std::string_view cipher;  // empty for RC2
  unsigned rc2_bits = 0;
};

constexpr FixedRow kFixed[] = {
    {oids::kPbeMd5Des, Kind::pkcs5_v1, "md5", "des-cbc"},
    {oids::kPbeMd5Rc2, Kind::pkcs5_v1, "md5", "", 64},
    {oids::kPbeSha1Des, Kind::pkcs5_v1, "sha1", "des-cbc"},
    {oids::kPbeSha1Rc2, Kind::pkcs5_v1, "sha1", "", 64},
    {oids::kPkcs12Rc4With128, Kind::pkcs12, "sha1", "rc4"},
    {oids::kPkcs12Rc4With40, Kind::pkcs12, "sha1", "rc4-40"},
    {oids::kPkcs12TripleDes, Kind::pkcs12, "sha1", "des-ede3-cbc"},
    {oids::kPkcs12TwoKeyDes, Kind::pkcs12, "sha1", "des-ede3-cbc"},
    {oids::kPkcs12Rc2With128, Kind::pkcs12, "sha1", "", 128},
    {oids::kPkcs12Rc2With40, Kind::pkcs12, "sha1", "", 40},
    {oids::kJceksProtector, Kind::jceks, "md5", "des-ede3-cbc"},
};

struct CipherRow {
  std::string_view oid;
  std::string_view cipher;
};

constexpr CipherRow kCiphers[] = {
    {oids::kAes256Cbc, "aes-256-cbc"},
    {oids::kAes128Cbc, "aes-128-cbc"},
    {oids::kAes192Cbc, "aes-192-cbc"},
    {oids::kDesEde3Cbc, "des-ede3-cbc"},
    {oids::kDesCbc, "des-cbc"},
    {oids::kCast5Cbc, "cast5-cbc"},
    {oids::kBlowfishCbc, "bf-cbc"},
    {oids::kIdeaCbc, "idea-cbc"},
    {oids::kSeedCbc, "seed-cbc"},
    {oids::kSm4Cbc, "sm4-cbc"},
    {oids::kCamellia128Cbc, "camellia-128-cbc"},
    {oids::kCamellia192Cbc, "camellia-192-cbc"},
    {oids::kCamellia256Cbc, "camellia-256-cbc"},
    {oids::kAria128Cbc, "aria-128-cbc"},
    {oids::kAria192Cbc, "aria-192-cbc"},
    {oids::kAria256Cbc, "aria-256-cbc"},
    {oids::kAes128Ofb, "aes-128-ofb"},
    {oids::kAes192Ofb, "aes-192-ofb"},
    {oids::kAes256Ofb, "aes-256-ofb"},
    {oids::kAes128Cfb, "aes-128-cfb"},
    {oids::kAes192Cfb, "aes-192-cfb"},
    {oids::kAes256Cfb, "aes-256-cfb"},
};

/// What we know by name and cannot undo.
struct UnsupportedRow {
  std::string_view oid;
  std::string_view name;
};

constexpr UnsupportedRow kUnsupported[] = {
    {oids::kPbeMd2Des, "pbeWithMD2AndDES-CBC"},
    {oids::kPbeMd2Rc2, "pbeWithMD2AndRC2-CBC"},
    {oids::kPbmac1, "PBMAC1, which is no encryption"},
    {"1.2.840.113549.3.8", "RC5-CBC"},
    {oids::kRc5CbcPad, "RC5-CBC"},
    {"2.16.840.1.101.3.4.1.6", "the AEAD cipher AES-128-GCM"},
    {"2.16.840.1.101.3.4.1.26", "the AEAD cipher AES-192-GCM"},
    {"2.16.840.1.101.3.4.1.46", "the AEAD cipher AES-256-GCM"},
    {"2.16.840.1.101.3.4.1.7", "the AEAD cipher AES-128-CCM"},
    {"2.16.840.1.101.3.4.1.27", "the AEAD cipher AES-192-CCM"},
    {"2.16.840.1.101.3.4.1.47", "the AEAD cipher AES-256-CCM"},
    {"1.2.840.113549.1.9.16.3.18", "the AEAD cipher ChaCha20-Poly1305"},
    {"1.2.643.2.2.21", "the cipher GOST 28147-89"},
    {"1.2.643.7.1.1.5.1.1", "the cipher Magma-CTR-ACPKM"},
    {"1.2.643.7.1.1.5.2.1", "the cipher Kuznyechik-CTR-ACPKM"},
    {"1.2.643.7.1.1.5.2.2", "the cipher Kuznyechik-CTR-ACPKM-OMAC"},
    {oids::kHmacGost94, "HMAC-GOST R 34.11-94"},
    {oids::kHmacGost2012With256, "HMAC-GOST R 34.11-2012-256"},
    {oids::kHmacGost2012With512, "HMAC-GOST R 34.11-2012-512"},
};

tl::unexpected<Error> unsupported(std::string_view what, const std::string& oid) {
  const auto* row = std::ranges::find(kUnsupported, oid, &UnsupportedRow::oid);
  const bool known = row != std::end(kUnsupported);
  return failure(Errc::unsupported_algorithm,
                 known ? std::string(row->name) + " (" + oid + ")" : std::string(what) + " " + oid);
}

/// AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters OPTIONAL }
struct Algorithm {
  std::string oid;
  ByteView parameters;
};

Algorithm read_algorithm(asn1::Cursor& in, std::string_view what) {
  auto algorithm = in.sequence(what);
  Algorithm read{.oid = algorithm.oid(what), .parameters = algorithm.rest()};
  if (!algorithm.at_end()) (void)algorithm.any("parameters");
  algorithm.finish(what);
  return read;
}

/// PBEParameter ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }, the same in PKCS#5 v1.5, PKCS#12 and JCEKS.
Result<void> read_pbe_parameter(ByteView parameters, Scheme& scheme) {
  asn1::Document document(parameters);
  auto root = document.root();
  auto in = root.sequence("parameters");
  scheme.salt = to_bytes(in.octet_string("salt"));
  scheme.iterations = in.unsigned_integer("iteration count");
  in.finish("parameters");
  return document.status();
}

void use_rc2(Scheme& scheme, std::size_t key_size, unsigned bits) {
  scheme.cipher = crypto::Cipher::rc2_cbc(key_size, bits);
  scheme.rc2_bits = bits;
}

Result<Scheme> read_fixed(const FixedRow& row, ByteView parameters) {
  Scheme scheme{.kind = row.kind};
  KS_TRY(scheme.digest, crypto::Digest::named(row.digest));
  if (row.rc2_bits != 0) {
    use_rc2(scheme, row.rc2_bits / 8, row.rc2_bits);
  } else {
    KS_TRY(scheme.cipher, crypto::Cipher::named(row.cipher));
  }
  scheme.two_key_des = row.oid == oids::kPkcs12TwoKeyDes;
  KS_TRY(read_pbe_parameter(parameters, scheme));
  if (scheme.kind == Kind::jceks && scheme.salt.size() != 8) {
    return failure(Errc::damaged, "a salt of " + std::to_string(scheme.salt.size()) + " bytes, not 8");
  }
  return scheme;
}

/// PBKDF2-params ::= SEQUENCE { salt CHOICE { OCTET STRING, AlgorithmIdentifier }, iterationCount,
///                              keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 } (RFC 8018, A.2)
Result<void> read_pbkdf2(ByteView parameters, Scheme& scheme, std::uint64_t& key_length) {
  asn1::Document document(parameters);
  auto root = document.root();
  auto in = root.sequence("PBKDF2 parameters");
  if (in.next_is(asn1::kSequence)) in.fail(Errc::unsupported_algorithm, "PBKDF2 with a salt from another source");
  scheme.salt = to_bytes(in.octet_string("salt"));
  scheme.iterations = in.unsigned_integer("iteration count");
  if (in.next_is(asn1::kInteger)) key_length = in.unsigned_integer("key length");
  std::string prf(oids::kHmacSha1);
  if (!in.at_end()) prf = read_algorithm(in, "pseudo-random function").oid;
  in.finish("PBKDF2 parameters");
  KS_TRY(document.status());
  const auto digest = oids::hmac_digest(prf);
  if (digest.empty()) return unsupported("the pseudo-random function", prf);
  KS_TRY(scheme.digest, crypto::Digest::named(digest));
  return {};
}

/// scrypt-params ::= SEQUENCE { salt, costParameter, blockSize, parallelizationParameter, keyLength OPTIONAL }
/// (RFC 7914, 7.1)
Result<void> read_scrypt(ByteView parameters, const Limits& limits, Scheme& scheme, std::uint64_t& key_length) {
  asn1::Document document(parameters);
  auto root = document.root();
  auto in = root.sequence("scrypt parameters");
  scheme.salt = to_bytes(in.octet_string("salt"));
  scheme.cost.n = in.unsigned_integer("cost");
  scheme.cost.r = in.unsigned_integer("block size");
  scheme.cost.p = in.unsigned_integer("parallelization");
  if (!in.at_end()) key_length = in.unsigned_integer("key length");
  in.finish("scrypt parameters");
  KS_TRY(document.status());
  const auto memory = crypto::scrypt_memory(scheme.cost);
  if (memory > limits.scrypt_memory) {
    return failure(Errc::limit,
                   "scrypt would need " + std::to_string(memory) + " bytes of memory, the limit is " +
                       std::to_string(limits.scrypt_memory),
                   "--limit scrypt-memory=" + std::to_string(memory) + " allows it");
  }
  scheme.iterations = memory / 128;  // N·r·p: as a unit of work about what one round of PBKDF2 costs
  return {};
}

/// RC2's effective key bits as its parameters encode them (RFC 2268, 6). Versions from 256 on are the number itself.
std::optional<unsigned> rc2_effective_bits(std::uint64_t version) noexcept {
  switch (version) {
    case 160: return 40;
    case 120: return 64;
    case 58: return 128;
    default: break;
  }
  if (version < 256 || version > 1024) return std::nullopt;
  return static_cast<unsigned>(version);
}

/// The IV of a CBC mode: an OCTET STRING. CAST5's RFC 2984 and IDEA's RFC 3058 put that into a SEQUENCE, CAST5 with its
/// key length in bits after it.
ByteView read_iv(asn1::Cursor& in, std::uint64_t& key_length) {
  if (!in.next_is(asn1::kSequence)) return in.octet_string("IV");
  auto sequence = in.sequence("cipher parameters");
  const auto iv = sequence.octet_string("IV");
  if (!sequence.at_end()) key_length = sequence.unsigned_integer("key length in bits") / 8;
  sequence.finish("cipher parameters");
  return iv;
}

/// RC2-CBC-Parameter ::= SEQUENCE { rc2ParameterVersion INTEGER OPTIONAL, iv OCTET STRING } (RFC 8018, B.2.3).
/// Without a derived key's length the key is as long as it is strong, which is how OpenSSL writes and reads it.
Result<void> read_rc2(ByteView parameters, std::uint64_t key_length, Scheme& scheme) {
  constexpr unsigned bits_without_version = 32;
  asn1::Document document(parameters);
  auto root = document.root();
  auto in = root.sequence("RC2 parameters");
  const auto version = in.next_is(asn1::kInteger) ? in.unsigned_integer("RC2 version") : 0;
  scheme.iv = to_bytes(in.octet_string("IV"));
  in.finish("RC2 parameters");
  KS_TRY(document.status());
  const auto bits = version == 0 ? bits_without_version : rc2_effective_bits(version);
  if (!bits) return failure(Errc::unsupported_algorithm, "RC2 of version " + std::to_string(version));
  const auto size = key_length == 0 ? (*bits + 7) / 8 : key_length;
  use_rc2(scheme, static_cast<std::size_t>(size), *bits);
  return {};
}

/// Old NSS took all the DER of a 14-byte OCTET STRING, 16 bytes with its header, for the IV of AES.
Bytes iv_of(const crypto::Cipher& cipher, ByteView parameters, ByteView iv) {
  const bool header_counts = iv.size() + 2 == cipher.iv_size() && parameters.size() == cipher.iv_size();
  return to_bytes(header_counts ? parameters : iv);
}

Result<void> read_block_cipher(const Algorithm& algorithm, std::uint64_t key_length, Scheme& scheme) {
  const auto* row = std::ranges::find(kCiphers, algorithm.oid, &CipherRow::oid);
  if (row == std::end(kCiphers)) return unsupported("the cipher", algorithm.oid);
  KS_TRY(auto cipher, crypto::Cipher::named(row->cipher));
  asn1::Document document(algorithm.parameters);
  auto root = document.root();
  const auto iv = read_iv(root, key_length);
  root.finish("cipher parameters");
  KS_TRY(document.status());
  if (key_length != 0 && key_length != cipher.key_size()) {
    if (key_length > kLongestKey) return failure(Errc::damaged, "a key of " + std::to_string(key_length) + " bytes");
    KS_TRY(cipher, cipher.with_key_size(static_cast<std::size_t>(key_length)));
  }
  scheme.iv = iv_of(cipher, algorithm.parameters, iv);
  scheme.cipher = cipher;
  return {};
}

/// PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }
Result<Scheme> read_pbes2(ByteView parameters, const Limits& limits) {
  asn1::Document document(parameters);
  auto root = document.root();
  auto in = root.sequence("PBES2 parameters");
  const auto derivation = read_algorithm(in, "key derivation");
  const auto encryption = read_algorithm(in, "encryption scheme");
  in.finish("PBES2 parameters");
  KS_TRY(document.status());

  Scheme scheme;
  std::uint64_t key_length = 0;  // as the derivation gives it; 0 if it leaves that to the cipher
  if (derivation.oid == oids::kPbkdf2) {
    KS_TRY(read_pbkdf2(derivation.parameters, scheme, key_length));
  } else if (derivation.oid == oids::kScrypt) {
    scheme.kind = Kind::scrypt;
    KS_TRY(read_scrypt(derivation.parameters, limits, scheme, key_length));
  } else {
    return unsupported("the key derivation", derivation.oid);
  }
  if (key_length > kLongestKey) return failure(Errc::damaged, "a key of " + std::to_string(key_length) + " bytes");
  if (encryption.oid == oids::kRc2Cbc) {
    KS_TRY(read_rc2(encryption.parameters, key_length, scheme));
  } else {
    KS_TRY(read_block_cipher(encryption, key_length, scheme));
  }
  if (scheme.iv.size() != scheme.cipher->iv_size()) {
    return failure(Errc::damaged, "an IV of " + std::to_string(scheme.iv.size()) + " bytes for " + describe(scheme));
  }
  return scheme;
}

Result<Scheme> read(ByteView der, const Limits& limits) {
  asn1::Document document(der, limits);
  auto root = document.root();
  const auto algorithm = read_algorithm(root, "encryption algorithm");
  root.finish("encryption algorithm");
  KS_TRY(document.status());
  if (algorithm.oid == oids::kPbes2) return read_pbes2(algorithm.parameters, limits);
  if (algorithm.oid == oids::kJksProtector) return Scheme{.kind = Kind::jks};
  const auto* row = std::ranges::find(kFixed, algorithm.oid, &FixedRow::oid);
  if (row == std::end(kFixed)) return unsupported("the encryption algorithm", algorithm.oid);
  return read_fixed(*row, algorithm.parameters);
}

std::string upper(std::string_view name) {
  std::string text(name);
  for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

Result<Scheme> read_scheme(ByteView der, const Limits& limits) {
  return read(der, limits).map_error([](Error error) { return within("password-based encryption", std::move(error)); });
}

std::string describe(const Scheme& scheme) {
  if (scheme.kind == Kind::jks) return "the JKS key protector";
  if (scheme.rc2_bits != 0) return "RC2-" + std::to_string(scheme.rc2_bits);
  auto name = upper(scheme.cipher->name());
  if (name == "DES-EDE3-CBC") return scheme.two_key_des ? "two-key 3DES" : "3DES";
  return name == "DES-CBC" ? "DES" : name;
}

bool weak(const Scheme& scheme) { return scheme.kind == Kind::jks || scheme.cipher->weak(); }

std::string_view pbes2_cipher_oid(std::string_view cipher) noexcept {
  const auto* row = std::ranges::find(kCiphers, cipher, &CipherRow::cipher);
  return row == std::end(kCiphers) ? std::string_view{} : row->oid;
}

std::optional<Protection> to_protection(const Scheme& scheme) {
  using To = Protection::Scheme;
  Protection protection{.iterations = scheme.iterations};
  switch (scheme.kind) {
    case Kind::jks: protection = Protection{.scheme = To::jks}; break;
    case Kind::jceks: protection.scheme = To::jceks; break;
    case Kind::pkcs12:
      protection.scheme = To::pkcs12_pbe;
      protection.cipher =
          scheme.rc2_bits != 0 ? "rc2-" + std::to_string(scheme.rc2_bits) + "-cbc" : std::string(scheme.cipher->name());
      if (scheme.two_key_des || protection.cipher.starts_with("rc4")) return std::nullopt;
      break;
    case Kind::pbkdf2:
      protection.cipher = scheme.cipher->name();
      protection.prf = scheme.digest->name();
      if (pbes2_cipher_oid(protection.cipher).empty()) return std::nullopt;
      break;
    case Kind::pkcs5_v1:
    case Kind::scrypt: return std::nullopt;
  }
  return protection;
}

PasswordUse password_use(const Scheme& scheme) noexcept {
  switch (scheme.kind) {
    case Kind::pkcs12: return PasswordUse::pkcs12;
    case Kind::jks: return PasswordUse::jks;
    case Kind::jceks: return PasswordUse::jceks;
    case Kind::pkcs5_v1:
    case Kind::pbkdf2:
    case Kind::scrypt: break;
  }
  return PasswordUse::pkcs5;
}

}  // namespace ks::pbe
