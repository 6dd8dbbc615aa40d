#pragma once

#include <optional>
#include <vector>

#include "ks/tls/diagnose.h"
#include "tls/openssl.h"

namespace ks::tls {

/// Nothing if we cannot read it.
[[nodiscard]] std::optional<Certificate> to_certificate(const X509* native);
/// Those of `stack` that we can read, in its order.
[[nodiscard]] std::vector<Certificate> to_certificates(const STACK_OF(X509) * stack);

}  // namespace ks::tls
