#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <utility>

#include "crypto/libcrypto.h"
#include "ks/base/bytes.h"

/// libssl's objects, owned.
namespace ks::tls {

using crypto::Deleter;

using SslCtxPtr = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
using SessionPtr = std::unique_ptr<SSL_SESSION, Deleter<SSL_SESSION_free>>;
using X509Ptr = std::unique_ptr<X509, Deleter<X509_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
using CrlPtr = std::unique_ptr<X509_CRL, Deleter<X509_CRL_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

/// A stack that owns what it holds.
struct FreeCertificates {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_pop_free(stack, X509_free); }
};
using CertificateStack = std::unique_ptr<STACK_OF(X509), FreeCertificates>;

/// Runs `work` for C code that called us: no exception gets through it, `otherwise` does.
template <class Value, class Work>
Value sheltered(Value otherwise, Work work) noexcept {
  try {
    return work();
  } catch (...) {  // of a program's own functions, too
    return otherwise;
  }
}

/// The same certificate as libcrypto has it; null if it cannot read it.
[[nodiscard]] inline X509Ptr to_x509(ByteView der) {
  const auto* at = der.data();
  X509Ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return at == der.data() + der.size() ? std::move(certificate) : nullptr;
}

}  // namespace ks::tls
