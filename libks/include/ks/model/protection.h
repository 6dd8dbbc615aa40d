#pragma once

#include <cstdint>
#include <string>

namespace ks {

/// How a key or a safe is encrypted under a password.
struct Protection {
  enum class Scheme {
    none,        ///< Plain.
    pbes2,       ///< PBKDF2 and a cipher (RFC 8018, 6.2).
    pkcs12_pbe,  ///< SHA-1 and 3DES or RC2 (RFC 7292, appendix C).
    jks,         ///< Java's own XOR key stream, 1.3.6.1.4.1.42.2.17.1.1.
    jceks,       ///< PBEWithMD5AndTripleDES as Java has it, 1.3.6.1.4.1.42.2.19.1.
  };
  Scheme scheme = Scheme::pbes2;
  std::string cipher = "aes-256-cbc";  ///< pbes2: aes-128-cbc … ; pkcs12_pbe: des-ede3-cbc, rc2-40-cbc, rc2-128-cbc.
  std::string prf = "sha256";          ///< pbes2 only.
  std::uint64_t iterations = 10'000;

  friend bool operator==(const Protection&, const Protection&) = default;
};

/// How a PKCS#12 file authenticates itself.
struct Mac {
  enum class Scheme { none, pkcs12_kdf, pbmac1 };
  Scheme scheme = Scheme::pkcs12_kdf;
  std::string digest = "sha256";
  std::uint64_t iterations = 10'000;

  friend bool operator==(const Mac&, const Mac&) = default;
};

}  // namespace ks
