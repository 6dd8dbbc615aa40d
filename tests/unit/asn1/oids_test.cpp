// The table of object identifiers against libcrypto's.

#include "asn1/oids.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/objects.h>

#include <memory>
#include <string>
#include <vector>

namespace ks::oids {
namespace {

std::string dotted(int nid) {
  char text[128];
  return OBJ_obj2txt(text, sizeof text, OBJ_nid2obj(nid), 1) > 0 ? text : "";
}

struct Known {
  Oid oid;
  const char* libcrypto;
};

TEST(Oids, AreWhatLibcryptoCallsThem) {
  const Known all[] = {
      {kRsa, "rsaEncryption"},
      {kRsaOaep, "RSAES-OAEP"},
      {kRsaPss, "RSASSA-PSS"},
      {kDsa, "dsaEncryption"},
      {kEc, "id-ecPublicKey"},
      {kDhPkcs3, "dhKeyAgreement"},
      {kDhX942, "dhpublicnumber"},
      {kX25519, "X25519"},
      {kX448, "X448"},
      {kEd25519, "ED25519"},
      {kEd448, "ED448"},
      {kGost2001, "gost2001"},
      {kGost2012With256, "gost2012_256"},
      {kGost2012With512, "gost2012_512"},
      {kPrimeField, "prime-field"},
      {kCharacteristicTwoField, "characteristic-two-field"},
      {kPbeMd2Des, "PBE-MD2-DES"},
      {kPbeMd5Des, "PBE-MD5-DES"},
      {kPbeMd2Rc2, "PBE-MD2-RC2-64"},
      {kPbeMd5Rc2, "PBE-MD5-RC2-64"},
      {kPbeSha1Des, "PBE-SHA1-DES"},
      {kPbeSha1Rc2, "PBE-SHA1-RC2-64"},
      {kPbkdf2, "PBKDF2"},
      {kPbes2, "PBES2"},
      {kPbmac1, "PBMAC1"},
      {kScrypt, "id-scrypt"},
      {kPkcs12Rc4With128, "PBE-SHA1-RC4-128"},
      {kPkcs12Rc4With40, "PBE-SHA1-RC4-40"},
      {kPkcs12TripleDes, "PBE-SHA1-3DES"},
      {kPkcs12TwoKeyDes, "PBE-SHA1-2DES"},
      {kPkcs12Rc2With128, "PBE-SHA1-RC2-128"},
      {kPkcs12Rc2With40, "PBE-SHA1-RC2-40"},
      {kHmacMd5, "hmacWithMD5"},
      {kHmacSha1, "hmacWithSHA1"},
      {kHmacSha224, "hmacWithSHA224"},
      {kHmacSha256, "hmacWithSHA256"},
      {kHmacSha384, "hmacWithSHA384"},
      {kHmacSha512, "hmacWithSHA512"},
      {kHmacSha512With224, "hmacWithSHA512-224"},
      {kHmacSha512With256, "hmacWithSHA512-256"},
      {kHmacSha3With224, "id-hmacWithSHA3-224"},
      {kHmacSha3With256, "id-hmacWithSHA3-256"},
      {kHmacSha3With384, "id-hmacWithSHA3-384"},
      {kHmacSha3With512, "id-hmacWithSHA3-512"},
      {kHmacGost94, "id-HMACGostR3411-94"},
      {kHmacGost2012With256, "id-tc26-hmac-gost-3411-2012-256"},
      {kHmacGost2012With512, "id-tc26-hmac-gost-3411-2012-512"},
      {kAes128Cbc, "AES-128-CBC"},
      {kAes192Cbc, "AES-192-CBC"},
      {kAes256Cbc, "AES-256-CBC"},
      {kDesCbc, "DES-CBC"},
      {kDesEde3Cbc, "DES-EDE3-CBC"},
      {kRc2Cbc, "RC2-CBC"},
      {kCast5Cbc, "CAST5-CBC"},
      {kBlowfishCbc, "BF-CBC"},
      {kIdeaCbc, "IDEA-CBC"},
      {kSeedCbc, "SEED-CBC"},
      {kSm4Cbc, "SM4-CBC"},
      {kCamellia128Cbc, "CAMELLIA-128-CBC"},
      {kCamellia192Cbc, "CAMELLIA-192-CBC"},
      {kCamellia256Cbc, "CAMELLIA-256-CBC"},
      {kAria128Cbc, "ARIA-128-CBC"},
      {kAria192Cbc, "ARIA-192-CBC"},
      {kAria256Cbc, "ARIA-256-CBC"},
      {kData, "pkcs7-data"},
      {kSignedData, "pkcs7-signedData"},
      {kEnvelopedData, "pkcs7-envelopedData"},
      {kSignedAndEnvelopedData, "pkcs7-signedAndEnvelopedData"},
      {kDigestedData, "pkcs7-digestData"},
      {kEncryptedData, "pkcs7-encryptedData"},
      {kKeyBag, "keyBag"},
      {kShroudedKeyBag, "pkcs8ShroudedKeyBag"},
      {kCertBag, "certBag"},
      {kCrlBag, "crlBag"},
      {kSecretBag, "secretBag"},
      {kSafeContentsBag, "safeContentsBag"},
      {kX509CertificateInBag, "x509Certificate"},
      {kSdsiCertificateInBag, "sdsiCertificate"},
      {kX509CrlInBag, "x509Crl"},
      {kFriendlyName, "friendlyName"},
      {kLocalKeyId, "localKeyID"},
      {kMicrosoftCspName, "CSPName"},
      {kMicrosoftLocalKeySet, "LocalKeySet"},
      {kSubjectKeyId, "subjectKeyIdentifier"},
      {kKeyUsage, "keyUsage"},
      {kSubjectAltName, "subjectAltName"},
      {kIssuerAltName, "issuerAltName"},
      {kBasicConstraints, "basicConstraints"},
      {kNameConstraints, "nameConstraints"},
      {kCrlDistributionPoints, "crlDistributionPoints"},
      {kCertificatePolicies, "certificatePolicies"},
      {kPolicyMappings, "policyMappings"},
      {kAuthorityKeyId, "authorityKeyIdentifier"},
      {kPolicyConstraints, "policyConstraints"},
      {kExtendedKeyUsage, "extendedKeyUsage"},
      {kInhibitAnyPolicy, "inhibitAnyPolicy"},
      {kAuthorityInfoAccess, "authorityInfoAccess"},
      {kTlsFeature, "tlsfeature"},
      {kSignedCertificateTimestamps, "ct_precert_scts"},
      {kNetscapeCertType, "nsCertType"},
      {kAnyExtendedKeyUsage, "anyExtendedKeyUsage"},
      {kServerAuth, "serverAuth"},
      {kClientAuth, "clientAuth"},
      {kCodeSigning, "codeSigning"},
      {kEmailProtection, "emailProtection"},
      {kTimeStamping, "timeStamping"},
      {kOcspSigning, "OCSPSigning"},
      {kUserPrincipalName, "msUPN"},
      {kCommonName, "CN"},
  };
  for (const auto& [oid, name] : all) EXPECT_EQ(oid, dotted(OBJ_txt2nid(name))) << name;
}

TEST(Oids, KnowEveryNamedCurveOfLibcrypto) {
  std::vector<EC_builtin_curve> curves(EC_get_builtin_curves(nullptr, 0));
  EC_get_builtin_curves(curves.data(), curves.size());
  for (const auto& theirs : curves) {
    const auto oid = dotted(theirs.nid);
    if (oid.empty() || oid.starts_with("2.23.43.")) continue;  // IPsec's without an OID, and WAP's
    const auto* ours = curve(oid);
    ASSERT_NE(ours, nullptr) << OBJ_nid2sn(theirs.nid);
    const auto* nist = EC_curve_nid2nist(theirs.nid);
    EXPECT_EQ(ours->name, nist != nullptr ? nist : OBJ_nid2sn(theirs.nid));
    const std::unique_ptr<EC_GROUP, void (*)(EC_GROUP*)> group(EC_GROUP_new_by_curve_name(theirs.nid), EC_GROUP_free);
    EXPECT_EQ(static_cast<int>(ours->bits), EC_GROUP_get_degree(group.get())) << ours->name;
  }
}

TEST(Oids, ShortenAttributeTypesAsLibcryptoDoes) {
  for (const char* oid : {"2.5.4.3",
                          "2.5.4.4",
                          "2.5.4.5",
                          "2.5.4.6",
                          "2.5.4.7",
                          "2.5.4.8",
                          "2.5.4.9",
                          "2.5.4.10",
                          "2.5.4.11",
                          "2.5.4.12",
                          "2.5.4.13",
                          "2.5.4.15",
                          "2.5.4.16",
                          "2.5.4.17",
                          "2.5.4.18",
                          "2.5.4.20",
                          "2.5.4.41",
                          "2.5.4.42",
                          "2.5.4.43",
                          "2.5.4.44",
                          "2.5.4.45",
                          "2.5.4.46",
                          "2.5.4.51",
                          "2.5.4.65",
                          "2.5.4.72",
                          "2.5.4.97",
                          "0.9.2342.19200300.100.1.1",
                          "0.9.2342.19200300.100.1.25",
                          "1.2.840.113549.1.9.1",
                          "1.2.840.113549.1.9.2",
                          "1.2.840.113549.1.9.8",
                          "1.2.643.3.131.1.1",
                          "1.2.643.100.1",
                          "1.2.643.100.3",
                          "1.3.6.1.4.1.311.60.2.1.1",
                          "1.3.6.1.4.1.311.60.2.1.2",
                          "1.3.6.1.4.1.311.60.2.1.3"}) {
    EXPECT_EQ(attribute_short_name(oid), OBJ_nid2sn(OBJ_txt2nid(oid))) << oid;
  }
  EXPECT_EQ(attribute_short_name("1.2.3.4"), "");
}

TEST(Oids, NameDigestsAndTheirHmacs) {
  for (const char* name :
       {"md4", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256", "sha3-224",
        "sha3-256", "sha3-384", "sha3-512", "ripemd160", "whirlpool", "blake2b512", "blake2s256", "sm3"}) {
    EXPECT_EQ(digest_oid(name), dotted(OBJ_txt2nid(name))) << name;
    EXPECT_EQ(digest(digest_oid(name)), name);
  }
  EXPECT_EQ(hmac_digest(kHmacSha512With256), "sha512-256");
  EXPECT_EQ(hmac_oid("sha256"), kHmacSha256);
  EXPECT_EQ(hmac_oid("md4"), "");
  EXPECT_EQ(digest_oid("crc32"), "");
  EXPECT_EQ(digest(hmac_oid("sha256")), "");
}

TEST(Oids, NameSecretKeysAsJavaDoes) {
  EXPECT_EQ(secret_key_algorithm("2.16.840.1.101.3.4.1"), "AES");
  EXPECT_EQ(secret_key_algorithm("2.16.840.1.101.3.4.1.42"), "AES");
  EXPECT_EQ(secret_key_algorithm("1.2.3.4"), "");
  EXPECT_EQ(secret_key_oid("AES"), "2.16.840.1.101.3.4.1");
  EXPECT_EQ(secret_key_oid("hmacsha256"), kHmacSha256);
  EXPECT_EQ(secret_key_oid("DESede"), "1.3.14.3.2.17");
  EXPECT_EQ(secret_key_oid("RC4"), secret_key_oid("ARCFOUR"));
  EXPECT_EQ(secret_key_oid("Skein"), "");
}

TEST(Oids, NameKeyAlgorithms) {
  EXPECT_EQ(key_algorithm(kRsa), "RSA");
  EXPECT_EQ(key_algorithm("2.16.840.1.101.3.4.3.19"), "ML-DSA-87");
  EXPECT_EQ(key_algorithm("2.16.840.1.101.3.4.4.3"), "ML-KEM-1024");
  EXPECT_EQ(key_algorithm("2.16.840.1.101.3.4.3.31"), "SLH-DSA-SHAKE-256f");
  EXPECT_EQ(key_algorithm("1.2.3.4"), "");
}

}  // namespace
}  // namespace ks::oids
