#pragma once

#include <memory>

#include "ks/base/result.h"
#include "tls/connection.h"
#include "tls/policy.h"

namespace ks::tls {

/// Makes `context`, new or another library's, do what `policy` says. Errors: usage names the option that libssl does not
/// know or cannot do.
[[nodiscard]] Result<void> configure(SSL_CTX* context, const std::shared_ptr<const Policy>& policy);

}  // namespace ks::tls
