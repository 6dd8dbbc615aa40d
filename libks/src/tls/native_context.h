#pragma once

#include "ks/base/result.h"
#include "tls/connection.h"
#include "tls/policy.h"

namespace ks::tls {

/// Makes `context`, new or another library's, do what the policy of `binding` says. Errors: usage names the option that
/// libssl does not know or cannot do; or `context` is bound already.
[[nodiscard]] Result<void> configure(SSL_CTX* context, Binding binding);

/// Gives `to` the cipher suites and the security level of `from`, whatever it had; and takes its pre-shared keys away,
/// which would do without a certificate. Errors: usage if libssl refuses.
[[nodiscard]] Result<void> take_suites(SSL_CTX* to, SSL_CTX* from);

}  // namespace ks::tls
