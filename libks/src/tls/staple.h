#pragma once

#include "tls/openssl.h"

namespace ks::tls {

/// Makes clients ask for a stapled OCSP response (RFC 6066, 8) and verify what they get: signed by the issuer or for it,
/// about this very certificate, and current. Revoked ends the handshake; what else happens if there is no good response is
/// for Revocation::stapling to say.
void ask_for_staple(SSL_CTX* context);

}  // namespace ks::tls
