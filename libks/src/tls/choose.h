#pragma once

#include "ks/tls/context.h"
#include "tls/connection.h"
#include "tls/policy.h"

namespace ks::tls {

/// Which of our identities goes to `peer` if it asks like `request` at `now`: that of the route if there is one, else the
/// first that is valid, that an authority the server names stands behind, and whose key can sign as it wants. `peer` may
/// be null.
[[nodiscard]] Choice choose(const Policy& policy, const KnownPeer* peer, const CertificateRequest& request, Time now);

/// SSL_CTX_set_cert_cb of clients: called when, and only when, a server asks for a certificate.
int send_chosen(SSL* ssl, void*) noexcept;

/// IANA's numbers of the signature schemes that a key can sign by in `version`.
[[nodiscard]] bool can_sign(const KeyInfo& key, std::uint16_t scheme, Version version) noexcept;

}  // namespace ks::tls
