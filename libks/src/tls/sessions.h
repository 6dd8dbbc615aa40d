#pragma once

#include <list>
#include <map>
#include <mutex>

#include "ks/tls/anchors.h"
#include "tls/connection.h"
#include "tls/openssl.h"

namespace ks::tls {

/// The latest session with each peer of a client context.
///
/// Each bears its scope as its session id context, which libssl compares before it takes a session up again, on both
/// sides: one that was made under another policy or for another peer ends the handshake even if a program brings it
/// along by itself.
class SessionCache {
 public:
  /// Takes over `session`.
  void keep(SessionPtr session);
  /// A session of `scope`; null if there is none. One of TLS 1.3 is given away, since each is good once (RFC 8446, C.4).
  [[nodiscard]] SessionPtr take(const Fingerprint& scope);

 private:
  static constexpr std::size_t kMost = 256;

  std::mutex mutex_;
  std::map<Fingerprint, SessionPtr> sessions_;
  std::list<Fingerprint> order_;  // oldest first
};

/// What a session with `peer` under `policy` is bound to. `peer` may be null.
[[nodiscard]] Fingerprint scope_of(const Policy& policy, const KnownPeer* peer);

/// Makes `scope` that of the session which `ssl` will have.
void bind_session(SSL* ssl, const Fingerprint& scope) noexcept;

/// SSL_CTX_sess_set_new_cb of clients: 1 if the session was taken over.
int keep_session(SSL* ssl, SSL_SESSION* session) noexcept;

}  // namespace ks::tls
