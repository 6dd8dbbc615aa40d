#define OPENSSL_SUPPRESS_DEPRECATED  // SHA1_Transform and its kin, as in hash_chain.cpp

#include "kdf_contenders.h"

#include <openssl/evp.h>
#include <openssl/md5.h>
#include <openssl/pkcs12.h>
#include <openssl/sha.h>

#include <array>

#include "crypto/kdf.h"

namespace ks::bench {
namespace {

using crypto::Digest;

constexpr std::string_view kPassword = "changeit";
constexpr std::array<std::uint8_t, 18> kBmpPassword = {0,   'c', 0,   'h', 0,   'a', 0,   'n', 0,
                                                       'g', 0,   'e', 0,   'i', 0,   't', 0,   0};
constexpr std::array<std::uint8_t, 16> kSalt = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

/// Keeps `value` from being optimised away.
void keep(const void* value) { asm volatile("" : : "g"(value) : "memory"); }

template <Digest (*Prf)()>
void our_pbkdf2(std::uint64_t rounds) {
  keep(crypto::pbkdf2(Prf(), as_bytes(kPassword), kSalt, rounds, Prf().size()).reveal().data());
}

template <Digest (*Prf)()>
void our_pkcs12_kdf(std::uint64_t rounds) {
  keep(
      crypto::pkcs12_kdf(Prf(), crypto::Pkcs12Purpose::mac, kBmpPassword, kSalt, rounds, Prf().size()).reveal().data());
}

template <class Context, auto Start, auto Transform, unsigned PerRound>
void bare(std::uint64_t rounds) {
  Context context;
  Start(&context);
  alignas(64) const std::array<std::uint8_t, 128> block = {1, 2, 3};
  for (std::uint64_t i = 0; i < rounds * PerRound; ++i) Transform(&context, block.data());
  keep(&context);
}

template <const EVP_MD* (*Method)()>
void openssl_pbkdf2(std::uint64_t rounds) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out;
  PKCS5_PBKDF2_HMAC(kPassword.data(), static_cast<int>(kPassword.size()), kSalt.data(), kSalt.size(),
                    static_cast<int>(rounds), Method(), EVP_MD_get_size(Method()), out.data());
  keep(out.data());
}

template <const EVP_MD* (*Method)()>
void openssl_pkcs12_kdf(std::uint64_t rounds) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out;
  auto password = kBmpPassword;
  auto salt = kSalt;
  PKCS12_key_gen_uni(password.data(), password.size(), salt.data(), salt.size(), PKCS12_MAC_ID,
                     static_cast<int>(rounds), EVP_MD_get_size(Method()), out.data(), Method());
  keep(out.data());
}

template <Digest (*Prf)(), const EVP_MD* (*Method)(), class Context, auto Start, auto Transform>
constexpr Contenders pbkdf2_of(std::string_view name, bool judged) {
  return {name, our_pbkdf2<Prf>, bare<Context, Start, Transform, 2>, openssl_pbkdf2<Method>, judged};
}

template <Digest (*Prf)(), const EVP_MD* (*Method)(), class Context, auto Start, auto Transform>
constexpr Contenders pkcs12_kdf_of(std::string_view name, bool judged) {
  return {name, our_pkcs12_kdf<Prf>, bare<Context, Start, Transform, 1>, openssl_pkcs12_kdf<Method>, judged};
}

constexpr Contenders kContenders[] = {
    pbkdf2_of<Digest::md5, EVP_md5, MD5_CTX, MD5_Init, MD5_Transform>("PBKDF2 MD5", false),
    pbkdf2_of<Digest::sha1, EVP_sha1, SHA_CTX, SHA1_Init, SHA1_Transform>("PBKDF2 SHA-1", true),
    pbkdf2_of<Digest::sha256, EVP_sha256, SHA256_CTX, SHA256_Init, SHA256_Transform>("PBKDF2 SHA-256", true),
    pbkdf2_of<Digest::sha512, EVP_sha512, SHA512_CTX, SHA512_Init, SHA512_Transform>("PBKDF2 SHA-512", true),
    pkcs12_kdf_of<Digest::md5, EVP_md5, MD5_CTX, MD5_Init, MD5_Transform>("PKCS12KDF MD5", false),
    pkcs12_kdf_of<Digest::sha1, EVP_sha1, SHA_CTX, SHA1_Init, SHA1_Transform>("PKCS12KDF SHA-1", true),
    pkcs12_kdf_of<Digest::sha256, EVP_sha256, SHA256_CTX, SHA256_Init, SHA256_Transform>("PKCS12KDF SHA-256", true),
    pkcs12_kdf_of<Digest::sha512, EVP_sha512, SHA512_CTX, SHA512_Init, SHA512_Transform>("PKCS12KDF SHA-512", true),
};

}  // namespace

std::span<const Contenders> contenders() { return kContenders; }

}  // namespace ks::bench
