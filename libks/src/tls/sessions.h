#pragma once

#include <cstdint>
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
  void keep(SessionPtr session);
  /// A session of `scope`; null if there is none. One of TLS 1.3 is given away, since each is good once (RFC 8446, C.4).
  [[nodiscard]] SessionPtr take(const Fingerprint& scope);

 private:
  static constexpr std::size_t kMost = 256;

  struct Kept {
    SessionPtr session;
    std::uint64_t number = 0;  // the lower, the older
  };

  std::mutex mutex_;
  std::map<Fingerprint, Kept> sessions_;
  std::uint64_t last_ = 0;
};

/// What a session with `peer` is bound to, in a context of `binding`; `peer` is null for connections that are not armed.
[[nodiscard]] Fingerprint scope_of(const Binding& binding, const KnownPeer* peer);

/// Notes in the session that `ssl` is about to have that its peer was verified. Copies of the session bear it, too.
void mark_verified(SSL* ssl) noexcept;

/// SSL_CTX_sess_set_new_cb of clients: keeps a verified session of an armed connection.
int keep_session(SSL* ssl, SSL_SESSION* session) noexcept;

}  // namespace ks::tls
