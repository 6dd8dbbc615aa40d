#pragma once

#include "tls/openssl.h"
#include "tls/policy.h"

namespace ks::tls {

/// SSL_CTX_set_cert_verify_callback: chain, then, of servers, name and pins. 1 if the peer is who it should be; else the
/// connection keeps why. A verify callback of the program's own may refuse what we take, and not take what we refuse.
int verify_peer(X509_STORE_CTX* context, void*) noexcept;

/// SSL_verify_cb for connections of a borrowed context: libssl's verdict and that of Connection::theirs, likewise.
int verify_borrowed(int ok, X509_STORE_CTX* context) noexcept;

}  // namespace ks::tls
