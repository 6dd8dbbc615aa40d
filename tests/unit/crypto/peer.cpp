#include "peer.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include <algorithm>
#include <iterator>

namespace ks::crypto {
namespace peer {
namespace {

struct Loaded {
  OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
  OSSL_PROVIDER* standard = OSSL_PROVIDER_load(context, "default");
  OSSL_PROVIDER* legacy = OSSL_PROVIDER_load(context, "legacy");
};

const Loaded& loaded() {
  static const Loaded kLoaded;
  return kLoaded;
}

bool has_digest(const std::string& name) {
  auto* digest = EVP_MD_fetch(context(), name.c_str(), nullptr);
  EVP_MD_free(digest);
  return digest != nullptr;
}

}  // namespace

OSSL_LIB_CTX* context() { return loaded().context; }
bool has_legacy() { return loaded().legacy != nullptr; }

std::vector<std::string> digests(const std::vector<std::string>& names) {
  std::vector<std::string> found;
  std::ranges::copy_if(names, std::back_inserter(found), has_digest);
  ERR_clear_error();
  return found;
}

}  // namespace peer

Bytes some_bytes(std::size_t size, unsigned seed) {
  Bytes bytes(size);
  for (auto& byte : bytes) {
    seed = seed * 1103515245 + 12345;
    byte = static_cast<std::uint8_t>(seed >> 16);
  }
  return bytes;
}

std::string test_name(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '-', '_');
  return text;
}

}  // namespace ks::crypto
