#pragma once

#include "tls/openssl.h"
#include "tls/policy.h"

namespace ks::tls {

/// SSL_CTX_set_cert_verify_callback: chain, then, of servers, name and pins. 1 if the peer is who it should be; else the
/// connection keeps why.
int verify_peer(X509_STORE_CTX* context, void* policy) noexcept;

}  // namespace ks::tls
