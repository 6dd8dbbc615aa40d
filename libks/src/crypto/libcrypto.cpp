#include "crypto/libcrypto.h"

#include <openssl/crypto.h>
#include <openssl/provider.h>

#include <atomic>
#include <new>

namespace ks::crypto {
namespace {

std::atomic<bool> ready{false};

OSSL_LIB_CTX* make_context() {
  auto* context = OSSL_LIB_CTX_new();
  if (context == nullptr) throw std::bad_alloc();
  // Without the default provider every fetch fails and is reported as an unsupported algorithm, so no check here.
  OSSL_PROVIDER_load(context, "default");
  ready = true;
  return context;
}

}  // namespace

OSSL_LIB_CTX* private_context() {
  // Not freed: libcrypto's exit handler runs before the destructors of statics that are older than it.
  static OSSL_LIB_CTX* const kContext = make_context();
  return kContext;
}

bool private_context_is_ready() noexcept { return ready; }

}  // namespace ks::crypto
