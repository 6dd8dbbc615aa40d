#pragma once

#include <string>
#include <vector>

#include "ks/tls/anchors.h"
#include "ks/tls/identity.h"
#include "tls/openssl.h"

namespace ks::tls {

struct Identity::Native {
  std::vector<Certificate> chain;  // leaf first, at least the leaf
  X509Ptr leaf;
  CertificateStack issuers;  // the rest of the chain
  KeyPtr key;
  Fingerprint fingerprint{};  // of the chain: the key is that of its leaf
};

/// Whether the leaf may be shown at `now`; if not, why: "expired 2024-05-01T12:00:00Z".
[[nodiscard]] std::string why_not_valid(const Identity& identity, Time now);

}  // namespace ks::tls
