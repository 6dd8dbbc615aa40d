#pragma once

#include <string_view>

/// Every object identifier the library knows, and the names that go with them. Dotted text, as Cursor::oid gives it.
namespace ks::oids {

using Oid = std::string_view;

// Public and private keys (RFC 3279, 5480, 8410, 9881, 9909, 9935, 9215; X9.42).
inline constexpr Oid kRsa = "1.2.840.113549.1.1.1", kRsaOaep = "1.2.840.113549.1.1.7",
                     kRsaPss = "1.2.840.113549.1.1.10", kDsa = "1.2.840.10040.4.1", kEc = "1.2.840.10045.2.1",
                     kEcDh = "1.3.132.1.12", kDhPkcs3 = "1.2.840.113549.1.3.1", kDhX942 = "1.2.840.10046.2.1",
                     kX25519 = "1.3.101.110", kX448 = "1.3.101.111", kEd25519 = "1.3.101.112", kEd448 = "1.3.101.113",
                     kGost2001 = "1.2.643.2.2.19", kGost2012With256 = "1.2.643.7.1.1.1.1",
                     kGost2012With512 = "1.2.643.7.1.1.1.2";

// Fields that explicit EC parameters name (RFC 3279, 2.3.5).
inline constexpr Oid kPrimeField = "1.2.840.10045.1.1", kCharacteristicTwoField = "1.2.840.10045.1.2";

// Password-based encryption: PKCS#5 v1.5 and v2 (RFC 8018, appendix A), PKCS#12 (RFC 7292, appendix C), scrypt
// (RFC 7914), Java's two key protectors (sun.security.provider.KeyProtector, com.sun.crypto.provider.KeyProtector).
inline constexpr Oid kPbeMd2Des = "1.2.840.113549.1.5.1", kPbeMd5Des = "1.2.840.113549.1.5.3",
                     kPbeMd2Rc2 = "1.2.840.113549.1.5.4", kPbeMd5Rc2 = "1.2.840.113549.1.5.6",
                     kPbeSha1Des = "1.2.840.113549.1.5.10", kPbeSha1Rc2 = "1.2.840.113549.1.5.11",
                     kPbkdf2 = "1.2.840.113549.1.5.12", kPbes2 = "1.2.840.113549.1.5.13",
                     kPbmac1 = "1.2.840.113549.1.5.14", kScrypt = "1.3.6.1.4.1.11591.4.11";
inline constexpr Oid kPkcs12Rc4With128 = "1.2.840.113549.1.12.1.1", kPkcs12Rc4With40 = "1.2.840.113549.1.12.1.2",
                     kPkcs12TripleDes = "1.2.840.113549.1.12.1.3", kPkcs12TwoKeyDes = "1.2.840.113549.1.12.1.4",
                     kPkcs12Rc2With128 = "1.2.840.113549.1.12.1.5", kPkcs12Rc2With40 = "1.2.840.113549.1.12.1.6";
inline constexpr Oid kJksProtector = "1.3.6.1.4.1.42.2.17.1.1", kJceksProtector = "1.3.6.1.4.1.42.2.19.1";

// HMACs, as PBKDF2's prf and in PBMAC1.
inline constexpr Oid kHmacMd5 = "1.2.840.113549.2.6", kHmacSha1 = "1.2.840.113549.2.7",
                     kHmacSha224 = "1.2.840.113549.2.8", kHmacSha256 = "1.2.840.113549.2.9",
                     kHmacSha384 = "1.2.840.113549.2.10", kHmacSha512 = "1.2.840.113549.2.11",
                     kHmacSha512With224 = "1.2.840.113549.2.12", kHmacSha512With256 = "1.2.840.113549.2.13",
                     kHmacSha3With224 = "2.16.840.1.101.3.4.2.13", kHmacSha3With256 = "2.16.840.1.101.3.4.2.14",
                     kHmacSha3With384 = "2.16.840.1.101.3.4.2.15", kHmacSha3With512 = "2.16.840.1.101.3.4.2.16",
                     kHmacSm3 = "1.2.156.10197.1.401.2", kHmacGost94 = "1.2.643.2.2.10",
                     kHmacGost2012With256 = "1.2.643.7.1.1.4.1", kHmacGost2012With512 = "1.2.643.7.1.1.4.2";

// Ciphers of PBES2.
inline constexpr Oid kAes128Cbc = "2.16.840.1.101.3.4.1.2", kAes192Cbc = "2.16.840.1.101.3.4.1.22",
                     kAes256Cbc = "2.16.840.1.101.3.4.1.42", kAes128Ofb = "2.16.840.1.101.3.4.1.3",
                     kAes192Ofb = "2.16.840.1.101.3.4.1.23", kAes256Ofb = "2.16.840.1.101.3.4.1.43",
                     kAes128Cfb = "2.16.840.1.101.3.4.1.4", kAes192Cfb = "2.16.840.1.101.3.4.1.24",
                     kAes256Cfb = "2.16.840.1.101.3.4.1.44", kDesCbc = "1.3.14.3.2.7",
                     kDesEde3Cbc = "1.2.840.113549.3.7", kRc2Cbc = "1.2.840.113549.3.2",
                     kRc5CbcPad = "1.2.840.113549.3.9", kCast5Cbc = "1.2.840.113533.7.66.10",
                     kBlowfishCbc = "1.3.6.1.4.1.3029.1.2", kIdeaCbc = "1.3.6.1.4.1.188.7.1.1.2",
                     kSeedCbc = "1.2.410.200004.1.4", kSm4Cbc = "1.2.156.10197.1.104.2",
                     kCamellia128Cbc = "1.2.392.200011.61.1.1.1.2", kCamellia192Cbc = "1.2.392.200011.61.1.1.1.3",
                     kCamellia256Cbc = "1.2.392.200011.61.1.1.1.4", kAria128Cbc = "1.2.410.200046.1.1.2",
                     kAria192Cbc = "1.2.410.200046.1.1.7", kAria256Cbc = "1.2.410.200046.1.1.12";

// PKCS#7 content types (RFC 5652).
inline constexpr Oid kData = "1.2.840.113549.1.7.1", kSignedData = "1.2.840.113549.1.7.2",
                     kEnvelopedData = "1.2.840.113549.1.7.3", kSignedAndEnvelopedData = "1.2.840.113549.1.7.4",
                     kDigestedData = "1.2.840.113549.1.7.5", kEncryptedData = "1.2.840.113549.1.7.6";

// PKCS#12 bags and what they hold (RFC 7292, 4.2).
inline constexpr Oid kKeyBag = "1.2.840.113549.1.12.10.1.1", kShroudedKeyBag = "1.2.840.113549.1.12.10.1.2",
                     kCertBag = "1.2.840.113549.1.12.10.1.3", kCrlBag = "1.2.840.113549.1.12.10.1.4",
                     kSecretBag = "1.2.840.113549.1.12.10.1.5", kSafeContentsBag = "1.2.840.113549.1.12.10.1.6",
                     kX509CertificateInBag = "1.2.840.113549.1.9.22.1",
                     kSdsiCertificateInBag = "1.2.840.113549.1.9.22.2", kX509CrlInBag = "1.2.840.113549.1.9.23.1";

// Attributes of bags and keys (RFC 2985; Microsoft; Oracle, sun.security.pkcs12.PKCS12KeyStore).
inline constexpr Oid kFriendlyName = "1.2.840.113549.1.9.20", kLocalKeyId = "1.2.840.113549.1.9.21",
                     kMicrosoftCspName = "1.3.6.1.4.1.311.17.1", kMicrosoftLocalKeySet = "1.3.6.1.4.1.311.17.2",
                     kOracleTrustedKeyUsage = "2.16.840.1.113894.746875.1.1";

// X.509 extensions (RFC 5280, 4.2).
inline constexpr Oid kSubjectKeyId = "2.5.29.14", kKeyUsage = "2.5.29.15", kSubjectAltName = "2.5.29.17",
                     kIssuerAltName = "2.5.29.18", kBasicConstraints = "2.5.29.19", kNameConstraints = "2.5.29.30",
                     kCrlDistributionPoints = "2.5.29.31", kCertificatePolicies = "2.5.29.32",
                     kPolicyMappings = "2.5.29.33", kAuthorityKeyId = "2.5.29.35", kPolicyConstraints = "2.5.29.36",
                     kExtendedKeyUsage = "2.5.29.37", kInhibitAnyPolicy = "2.5.29.54",
                     kAuthorityInfoAccess = "1.3.6.1.5.5.7.1.1", kTlsFeature = "1.3.6.1.5.5.7.1.24",
                     kSignedCertificateTimestamps = "1.3.6.1.4.1.11129.2.4.2",
                     kNetscapeCertType = "2.16.840.1.113730.1.1";

// Extended key usages (RFC 5280, 4.2.1.12).
inline constexpr Oid kAnyExtendedKeyUsage = "2.5.29.37.0", kServerAuth = "1.3.6.1.5.5.7.3.1",
                     kClientAuth = "1.3.6.1.5.5.7.3.2", kCodeSigning = "1.3.6.1.5.5.7.3.3",
                     kEmailProtection = "1.3.6.1.5.5.7.3.4", kTimeStamping = "1.3.6.1.5.5.7.3.8",
                     kOcspSigning = "1.3.6.1.5.5.7.3.9";

/// Microsoft's user principal name, an otherName of subjectAltName.
inline constexpr Oid kUserPrincipalName = "1.3.6.1.4.1.311.20.2.3";
inline constexpr Oid kCommonName = "2.5.4.3";

/// A named elliptic curve.
struct Curve {
  Oid oid;
  std::string_view name;  ///< "P-256", "secp256k1", "brainpoolP256r1": NIST's name, else SEC's, X9.62's or RFC 5639's.
  unsigned bits;          ///< Of its field.
};
/// The curve of this OID; null if we do not know it.
[[nodiscard]] const Curve* curve(Oid oid) noexcept;

/// "RSA", "EC", "Ed25519", "ML-DSA-65", …; empty if we do not know it.
[[nodiscard]] std::string_view key_algorithm(Oid oid) noexcept;

/// Short name of an attribute type as `openssl x509 -nameopt RFC2253` writes it: "CN", "emailAddress"; empty if there
/// is none.
[[nodiscard]] std::string_view attribute_short_name(Oid oid) noexcept;

/// Name of a digest as crypto::Digest spells it: "sha256"; empty if unknown.
[[nodiscard]] std::string_view digest(Oid oid) noexcept;
/// And back; empty if that digest has no OID.
[[nodiscard]] Oid digest_oid(std::string_view name) noexcept;

/// Name of the digest under an HMAC: "sha256" for hmacWithSHA256; empty if unknown.
[[nodiscard]] std::string_view hmac_digest(Oid oid) noexcept;
/// And back: the PKCS#5 form of it; empty if that digest has none.
[[nodiscard]] Oid hmac_oid(std::string_view digest) noexcept;

/// Name of a secret key's algorithm as Java's SecretKey.getAlgorithm() gives it: "AES", "HmacSHA256"; empty if unknown.
/// Source: sun.security.util.KnownOIDs, by which PKCS12KeyStore reads and writes its secret bags.
[[nodiscard]] std::string_view secret_key_algorithm(Oid oid) noexcept;
/// And back, in any case of letters. Empty if unknown.
[[nodiscard]] Oid secret_key_oid(std::string_view algorithm) noexcept;

}  // namespace ks::oids
