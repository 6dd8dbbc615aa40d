#include "asn1/oids.h"

#include <algorithm>
#include <iterator>

namespace ks::oids {
namespace {

struct Named {
  Oid oid;
  std::string_view name;
};

// The common ones first: lookups walk a table from its start.
constexpr Curve kCurves[] = {
    {"1.2.840.10045.3.1.7", "P-256", 256},
    {"1.3.132.0.34", "P-384", 384},
    {"1.3.132.0.35", "P-521", 521},
    {"1.3.132.0.33", "P-224", 224},
    {"1.2.840.10045.3.1.1", "P-192", 192},
    {"1.2.156.10197.1.301", "SM2", 256},
    {"1.2.840.10045.3.0.1", "c2pnb163v1", 163},
    {"1.2.840.10045.3.0.2", "c2pnb163v2", 163},
    {"1.2.840.10045.3.0.3", "c2pnb163v3", 163},
    {"1.2.840.10045.3.0.4", "c2pnb176v1", 176},
    {"1.2.840.10045.3.0.5", "c2tnb191v1", 191},
    {"1.2.840.10045.3.0.6", "c2tnb191v2", 191},
    {"1.2.840.10045.3.0.7", "c2tnb191v3", 191},
    {"1.2.840.10045.3.0.10", "c2pnb208w1", 208},
    {"1.2.840.10045.3.0.11", "c2tnb239v1", 239},
    {"1.2.840.10045.3.0.12", "c2tnb239v2", 239},
    {"1.2.840.10045.3.0.13", "c2tnb239v3", 239},
    {"1.2.840.10045.3.0.16", "c2pnb272w1", 272},
    {"1.2.840.10045.3.0.17", "c2pnb304w1", 304},
    {"1.2.840.10045.3.0.18", "c2tnb359v1", 359},
    {"1.2.840.10045.3.0.19", "c2pnb368w1", 368},
    {"1.2.840.10045.3.0.20", "c2tnb431r1", 431},
    {"1.2.840.10045.3.1.2", "prime192v2", 192},
    {"1.2.840.10045.3.1.3", "prime192v3", 192},
    {"1.2.840.10045.3.1.4", "prime239v1", 239},
    {"1.2.840.10045.3.1.5", "prime239v2", 239},
    {"1.2.840.10045.3.1.6", "prime239v3", 239},
    {"1.3.36.3.3.2.8.1.1.1", "brainpoolP160r1", 160},
    {"1.3.36.3.3.2.8.1.1.2", "brainpoolP160t1", 160},
    {"1.3.36.3.3.2.8.1.1.3", "brainpoolP192r1", 192},
    {"1.3.36.3.3.2.8.1.1.4", "brainpoolP192t1", 192},
    {"1.3.36.3.3.2.8.1.1.5", "brainpoolP224r1", 224},
    {"1.3.36.3.3.2.8.1.1.6", "brainpoolP224t1", 224},
    {"1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256},
    {"1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1", 256},
    {"1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1", 320},
    {"1.3.36.3.3.2.8.1.1.10", "brainpoolP320t1", 320},
    {"1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384},
    {"1.3.36.3.3.2.8.1.1.12", "brainpoolP384t1", 384},
    {"1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512},
    {"1.3.36.3.3.2.8.1.1.14", "brainpoolP512t1", 512},
    {"1.3.132.0.1", "K-163", 163},
    {"1.3.132.0.2", "sect163r1", 163},
    {"1.3.132.0.3", "sect239k1", 239},
    {"1.3.132.0.4", "sect113r1", 113},
    {"1.3.132.0.5", "sect113r2", 113},
    {"1.3.132.0.6", "secp112r1", 112},
    {"1.3.132.0.7", "secp112r2", 112},
    {"1.3.132.0.8", "secp160r1", 160},
    {"1.3.132.0.9", "secp160k1", 160},
    {"1.3.132.0.10", "secp256k1", 256},
    {"1.3.132.0.15", "B-163", 163},
    {"1.3.132.0.16", "K-283", 283},
    {"1.3.132.0.17", "B-283", 283},
    {"1.3.132.0.22", "sect131r1", 131},
    {"1.3.132.0.23", "sect131r2", 131},
    {"1.3.132.0.24", "sect193r1", 193},
    {"1.3.132.0.25", "sect193r2", 193},
    {"1.3.132.0.26", "K-233", 233},
    {"1.3.132.0.27", "B-233", 233},
    {"1.3.132.0.28", "secp128r1", 128},
    {"1.3.132.0.29", "secp128r2", 128},
    {"1.3.132.0.30", "secp160r2", 160},
    {"1.3.132.0.31", "secp192k1", 192},
    {"1.3.132.0.32", "secp224k1", 224},
    {"1.3.132.0.36", "K-409", 409},
    {"1.3.132.0.37", "B-409", 409},
    {"1.3.132.0.38", "K-571", 571},
    {"1.3.132.0.39", "B-571", 571},
};

constexpr Named kKeyAlgorithms[] = {
    {kRsa, "RSA"},
    {kEc, "EC"},
    {kEd25519, "Ed25519"},
    {kEd448, "Ed448"},
    {kX25519, "X25519"},
    {kX448, "X448"},
    {kRsaPss, "RSASSA-PSS"},
    {kRsaOaep, "RSAES-OAEP"},
    {"2.5.8.1.1", "RSA"},  // X.509's own, in a few certificates of the 1990s
    {kDsa, "DSA"},
    {kEcDh, "ECDH"},
    {kDhPkcs3, "DH"},
    {kDhX942, "DH"},
    {"2.16.840.1.101.3.4.3.17", "ML-DSA-44"},
    {"2.16.840.1.101.3.4.3.18", "ML-DSA-65"},
    {"2.16.840.1.101.3.4.3.19", "ML-DSA-87"},
    {"2.16.840.1.101.3.4.4.1", "ML-KEM-512"},
    {"2.16.840.1.101.3.4.4.2", "ML-KEM-768"},
    {"2.16.840.1.101.3.4.4.3", "ML-KEM-1024"},
    {"2.16.840.1.101.3.4.3.20", "SLH-DSA-SHA2-128s"},
    {"2.16.840.1.101.3.4.3.21", "SLH-DSA-SHA2-128f"},
    {"2.16.840.1.101.3.4.3.22", "SLH-DSA-SHA2-192s"},
    {"2.16.840.1.101.3.4.3.23", "SLH-DSA-SHA2-192f"},
    {"2.16.840.1.101.3.4.3.24", "SLH-DSA-SHA2-256s"},
    {"2.16.840.1.101.3.4.3.25", "SLH-DSA-SHA2-256f"},
    {"2.16.840.1.101.3.4.3.26", "SLH-DSA-SHAKE-128s"},
    {"2.16.840.1.101.3.4.3.27", "SLH-DSA-SHAKE-128f"},
    {"2.16.840.1.101.3.4.3.28", "SLH-DSA-SHAKE-192s"},
    {"2.16.840.1.101.3.4.3.29", "SLH-DSA-SHAKE-192f"},
    {"2.16.840.1.101.3.4.3.30", "SLH-DSA-SHAKE-256s"},
    {"2.16.840.1.101.3.4.3.31", "SLH-DSA-SHAKE-256f"},
    {"1.2.840.113549.1.9.16.3.17", "HSS-LMS"},
    {"1.3.6.1.5.5.7.6.34", "XMSS"},
    {"1.3.6.1.5.5.7.6.35", "XMSSMT"},
    {"1.2.643.2.2.20", "GOST R 34.10-94"},
    {kGost2001, "GOST R 34.10-2001"},
    {kGost2012With256, "GOST R 34.10-2012-256"},
    {kGost2012With512, "GOST R 34.10-2012-512"},
};

constexpr Named kAttributeTypes[] = {
    {kCommonName, "CN"},
    {"2.5.4.6", "C"},
    {"2.5.4.10", "O"},
    {"2.5.4.11", "OU"},
    {"2.5.4.7", "L"},
    {"2.5.4.8", "ST"},
    {"1.2.840.113549.1.9.1", "emailAddress"},
    {"0.9.2342.19200300.100.1.25", "DC"},
    {"0.9.2342.19200300.100.1.1", "UID"},
    {"2.5.4.5", "serialNumber"},
    {"2.5.4.97", "organizationIdentifier"},
    {"2.5.4.9", "street"},
    {"2.5.4.17", "postalCode"},
    {"2.5.4.12", "title"},
    {"2.5.4.4", "SN"},
    {"2.5.4.42", "GN"},
    {"2.5.4.43", "initials"},
    {"2.5.4.44", "generationQualifier"},
    {"2.5.4.46", "dnQualifier"},
    {"2.5.4.65", "pseudonym"},
    {"2.5.4.15", "businessCategory"},
    {"2.5.4.13", "description"},
    {"2.5.4.41", "name"},
    {"2.5.4.72", "role"},
    {"2.5.4.20", "telephoneNumber"},
    {"2.5.4.45", "x500UniqueIdentifier"},
    {"2.5.4.51", "houseIdentifier"},
    {"2.5.4.16", "postalAddress"},
    {"2.5.4.18", "postOfficeBox"},
    {"1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"},
    {"1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"},
    {"1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"},
    {"1.2.840.113549.1.9.2", "unstructuredName"},
    {"1.2.840.113549.1.9.8", "unstructuredAddress"},
    {"1.2.643.3.131.1.1", "INN"},
    {"1.2.643.100.1", "OGRN"},
    {"1.2.643.100.3", "SNILS"},
};

constexpr Named kDigests[] = {
    {"2.16.840.1.101.3.4.2.1", "sha256"},
    {"1.3.14.3.2.26", "sha1"},
    {"2.16.840.1.101.3.4.2.3", "sha512"},
    {"2.16.840.1.101.3.4.2.2", "sha384"},
    {"2.16.840.1.101.3.4.2.4", "sha224"},
    {"2.16.840.1.101.3.4.2.5", "sha512-224"},
    {"2.16.840.1.101.3.4.2.6", "sha512-256"},
    {"2.16.840.1.101.3.4.2.7", "sha3-224"},
    {"2.16.840.1.101.3.4.2.8", "sha3-256"},
    {"2.16.840.1.101.3.4.2.9", "sha3-384"},
    {"2.16.840.1.101.3.4.2.10", "sha3-512"},
    {"1.2.840.113549.2.5", "md5"},
    {"1.2.840.113549.2.4", "md4"},
    {"1.2.840.113549.2.2", "md2"},
    {"1.3.36.3.2.1", "ripemd160"},
    {"1.0.10118.3.0.49", "ripemd160"},
    {"1.0.10118.3.0.55", "whirlpool"},
    {"1.3.6.1.4.1.1722.12.2.1.16", "blake2b512"},
    {"1.3.6.1.4.1.1722.12.2.2.8", "blake2s256"},
    {"1.2.156.10197.1.401", "sm3"},
};

constexpr Named kHmacs[] = {
    {kHmacSha256, "sha256"},
    {kHmacSha1, "sha1"},
    {kHmacSha512, "sha512"},
    {kHmacSha384, "sha384"},
    {kHmacSha224, "sha224"},
    {kHmacSha512With224, "sha512-224"},
    {kHmacSha512With256, "sha512-256"},
    {kHmacSha3With224, "sha3-224"},
    {kHmacSha3With256, "sha3-256"},
    {kHmacSha3With384, "sha3-384"},
    {kHmacSha3With512, "sha3-512"},
    {kHmacMd5, "md5"},
    {kHmacSm3, "sm3"},
    {"1.2.156.10197.1.401.3.1", "sm3"},  // GM/T 0091-2020, table A.1
    {"1.3.6.1.5.5.8.1.1", "md5"},        // the two that IANA registered for IPsec
    {"1.3.6.1.5.5.8.1.2", "sha1"},
};

// The first row of a name is the OID that Java writes for it.
constexpr Named kSecretKeys[] = {
    {"2.16.840.1.101.3.4.1", "AES"},
    {kAes128Cbc, "AES"},
    {kAes192Cbc, "AES"},
    {kAes256Cbc, "AES"},
    {"1.3.14.3.2.17", "DESede"},
    {kDesEde3Cbc, "DESede"},
    {kDesCbc, "DES"},
    {kHmacSha256, "HmacSHA256"},
    {kHmacSha1, "HmacSHA1"},
    {kHmacSha512, "HmacSHA512"},
    {kHmacSha384, "HmacSHA384"},
    {kHmacSha224, "HmacSHA224"},
    {kHmacSha512With224, "HmacSHA512/224"},
    {kHmacSha512With256, "HmacSHA512/256"},
    {kHmacSha3With224, "HmacSHA3-224"},
    {kHmacSha3With256, "HmacSHA3-256"},
    {kHmacSha3With384, "HmacSHA3-384"},
    {kHmacSha3With512, "HmacSHA3-512"},
    {kHmacMd5, "HmacMD5"},
    {kRc2Cbc, "RC2"},
    {"1.2.840.113549.3.4", "ARCFOUR"},
    {"1.3.6.1.4.1.3029.1.1.2", "Blowfish"},
    {kPbeMd5Des, "PBEWithMD5AndDES"},
    {kPbeMd5Rc2, "PBEWithMD5AndRC2"},
    {kPbeSha1Des, "PBEWithSHA1AndDES"},
    {kPbeSha1Rc2, "PBEWithSHA1AndRC2"},
    {kPkcs12TripleDes, "PBEWithSHA1AndDESede"},
    {kPkcs12Rc2With40, "PBEWithSHA1AndRC2_40"},
    {kPkcs12Rc2With128, "PBEWithSHA1AndRC2_128"},
    {kPkcs12Rc4With40, "PBEWithSHA1AndRC4_40"},
    {kPkcs12Rc4With128, "PBEWithSHA1AndRC4_128"},
};

template <std::size_t N>
std::string_view name_in(const Named (&table)[N], Oid oid) noexcept {
  const auto* row = std::ranges::find(table, oid, &Named::oid);
  return row == std::end(table) ? std::string_view{} : row->name;
}

template <std::size_t N>
Oid oid_in(const Named (&table)[N], std::string_view name) noexcept {
  const auto* row = std::ranges::find(table, name, &Named::name);
  return row == std::end(table) ? Oid{} : row->oid;
}

bool equal_but_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

const Curve* curve(Oid oid) noexcept {
  const auto* row = std::ranges::find(kCurves, oid, &Curve::oid);
  return row == std::end(kCurves) ? nullptr : row;
}

std::string_view key_algorithm(Oid oid) noexcept { return name_in(kKeyAlgorithms, oid); }
std::string_view attribute_short_name(Oid oid) noexcept { return name_in(kAttributeTypes, oid); }
std::string_view digest(Oid oid) noexcept { return name_in(kDigests, oid); }
Oid digest_oid(std::string_view name) noexcept { return oid_in(kDigests, name); }
std::string_view hmac_digest(Oid oid) noexcept { return name_in(kHmacs, oid); }
Oid hmac_oid(std::string_view digest) noexcept { return oid_in(kHmacs, digest); }
std::string_view secret_key_algorithm(Oid oid) noexcept { return name_in(kSecretKeys, oid); }

Oid secret_key_oid(std::string_view algorithm) noexcept {
  for (const auto& row : kSecretKeys) {
    if (equal_but_case(row.name, algorithm)) return row.oid;
  }
  return equal_but_case(algorithm, "RC4") ? Oid("1.2.840.113549.3.4") : Oid{};
}

}  // namespace ks::oids
