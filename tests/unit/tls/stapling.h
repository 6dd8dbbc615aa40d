#pragma once

#include <openssl/ocsp.h>

#include <optional>
#include <string>
#include <vector>

#include "ks/base/bytes.h"
#include "tls/openssl.h"

namespace ks::test {

/// What an OCSP response says about one certificate of testdata/pki.
struct Status {
  std::string leaf = "server";
  std::string issuer = "intermediate";
  int status = V_OCSP_CERTSTATUS_GOOD;
  const EVP_MD* digest = EVP_sha1();  ///< Of its CertID.
  long from = -60;                    ///< thisUpdate, seconds from now.
  std::optional<long> until = 3600;   ///< nextUpdate.
};

/// DER of a response of `all`, signed by `signer`.
[[nodiscard]] Bytes ocsp_response(const std::vector<Status>& all, const std::string& signer = "intermediate");

/// Makes the server staple `response`, which is to live as long as it does.
void staple(SSL_CTX* server, const Bytes& response);

}  // namespace ks::test
