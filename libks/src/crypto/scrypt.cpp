#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <bit>
#include <limits>
#include <memory>
#include <string>

#include "crypto/kdf.h"
#include "crypto/libcrypto.h"

namespace ks::crypto {
namespace {

using Kdf = std::unique_ptr<EVP_KDF, Deleter<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Deleter<EVP_KDF_CTX_free>>;

constexpr auto kMax64 = std::numeric_limits<std::uint64_t>::max();

/// RFC 7914, 2: N is a power of two above 1 and below 2^(128·r/8); p·r below 2^30, so neither p nor r is larger.
bool allowed(const ScryptCost& cost) {
  constexpr std::uint64_t kMostRp = (1U << 30) - 1;
  if (cost.n < 2 || !std::has_single_bit(cost.n) || cost.r == 0 || cost.p == 0) return false;
  if (cost.r > kMostRp || cost.p > kMostRp / cost.r) return false;
  return cost.r >= 4 || cost.n < (std::uint64_t{1} << (16 * cost.r));
}

OSSL_PARAM octets(const char* name, ByteView bytes) {
  static std::uint8_t none = 0;  // an empty password is one that is set; a null pointer would be one that is not
  auto* data = bytes.empty() ? &none : const_cast<std::uint8_t*>(bytes.data());  // libcrypto only reads it
  return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
}

}  // namespace

std::uint64_t scrypt_memory(const ScryptCost& cost) noexcept {
  std::uint64_t bytes = 128;
  for (const auto factor : {cost.n, cost.r, cost.p}) {
    if (factor != 0 && bytes > kMax64 / factor) return kMax64;
    bytes *= factor;
  }
  return bytes;
}

Result<Secret> scrypt(ByteView password, ByteView salt, const ScryptCost& cost, std::size_t length) {
  if (!allowed(cost)) {
    return failure(Errc::damaged, "scrypt with N=" + std::to_string(cost.n) + " r=" + std::to_string(cost.r) +
                                      " p=" + std::to_string(cost.p) + ", which RFC 7914 does not allow");
  }
  const ErrorMark mark;
  const Kdf kdf(EVP_KDF_fetch(private_context(), "SCRYPT", nullptr));
  if (kdf == nullptr)
    return failure(Errc::unsupported_algorithm, "this libcrypto has no scrypt (1.3.6.1.4.1.11591.4.11)");
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
  auto [n, r, p] = cost;
  auto no_limit = kMax64;  // libcrypto's own is 32 MiB; our caller has compared scrypt_memory() with ours
  const OSSL_PARAM parameters[] = {
      octets(OSSL_KDF_PARAM_PASSWORD, password),
      octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_R, &r),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_P, &p),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &no_limit),
      OSSL_PARAM_construct_end(),
  };
  Secret out(length);
  if (length == 0) return out;
  if (context == nullptr || EVP_KDF_derive(context.get(), out.reveal_mutable().data(), length, parameters) != 1) {
    return failure(Errc::limit, "scrypt could not have the " + std::to_string(scrypt_memory(cost)) + " bytes it needs");
  }
  return out;
}

}  // namespace ks::crypto
