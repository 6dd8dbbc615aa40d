#pragma once

#include <string>
#include <vector>

#include "connect/endpoint.h"
#include "ks/tls/context.h"
#include "ks/tls/diagnose.h"

namespace ks::tool {

/// What came of a handshake, for people and for JSON.
struct Handshake {
  std::vector<tls::Finding> findings;  ///< Why it failed; empty if it did not.
  std::string version;                 ///< "TLSv1.3"; empty, like what follows, if it did not come to that.
  std::string cipher;                  ///< IANA's name.
  std::string group;
  std::string alpn;
  tls::Account account;

  [[nodiscard]] bool worked() const noexcept { return findings.empty(); }
};

/// Shakes hands as `peer`'s client. In TLS 1.3 a server that does not like our certificate says so only after its
/// handshake is over, so that one that asked for one is given a moment to refuse.
/// Errors: usage if `peer` is no peer; io if the time is over. A handshake that fails is no error but a finding.
[[nodiscard]] Result<Handshake> shake_hands(const tls::Context& context, const Socket& socket, const tls::Peer& peer);

}  // namespace ks::tool
