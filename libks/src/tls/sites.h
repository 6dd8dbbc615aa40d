#pragma once

#include "ks/tls/host.h"
#include "tls/policy.h"

namespace ks::tls {

/// SSL_CTX_set_client_hello_cb of servers: takes the site that the client asks for, before anything else is decided, so
/// that its certificates, whose clients it takes and the scope of its sessions are one.
int take_site(SSL* ssl, int* alert, void*) noexcept;

/// The site for clients that ask for `server_name`, which may be empty. Null: there is none.
[[nodiscard]] const NativeSite* site_for(const Policy& policy, std::string_view server_name);

}  // namespace ks::tls
