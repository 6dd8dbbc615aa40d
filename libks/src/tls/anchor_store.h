#pragma once

#include <memory>

#include "tls/anchor_index.h"
#include "tls/openssl.h"

namespace ks::tls {

/// A store that looks for issuers in `index`, beside the certificates that are added to it as usual. Nothing is parsed
/// here; verification takes no lock of the store where the index knows the issuer.
///
/// Two ways in: libcrypto's own verification asks through get_issuer and lookup_certs; programs that look up issuers
/// themselves (X509_STORE_CTX_get1_issuer, as servers do that staple OCSP responses) come through a lookup method.
[[nodiscard]] StorePtr store_over(std::shared_ptr<const Anchors::Index> index);

}  // namespace ks::tls
