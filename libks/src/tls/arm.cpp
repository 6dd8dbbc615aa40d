#include <openssl/x509v3.h>

#include <string>
#include <utility>

#include "ks/tls/context.h"
#include "tls/connection.h"
#include "tls/native_context.h"
#include "tls/sessions.h"
#include "tls/verify.h"

namespace ks::tls {
namespace {

/// SSL_set_tlsext_host_name(), which is a macro with casts of its own. An empty name asks for none.
bool set_server_name(SSL* ssl, const std::string& name) {
  auto* text = name.empty() ? nullptr : const_cast<char*>(name.c_str());  // NOLINT: libssl's void*, which it copies
  return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, text) == 1;
}

/// A connection of a TLS_method() counts as a server's until SSL_connect() or SSL_set_connect_state() says otherwise.
bool is_server(const SSL* ssl) { return SSL_is_server(ssl) == 1 && SSL_get_ssl_method(ssl) != TLS_method(); }

/// Errors: usage.
Result<void> check_is_new_client(const SSL* ssl, const Policy* policy) {
  if (is_server(ssl) || (policy != nullptr && policy->role == Role::server)) {
    return failure(Errc::usage, "only clients are armed: a server's sites say whom it takes");
  }
  if (SSL_in_before(ssl) == 1) return {};
  return failure(Errc::usage, "the handshake has begun: arm() comes before it");
}

/// libssl checks the name itself where the context is not ours.
Result<void> arm_borrowed(SSL* ssl, const KnownPeer& peer) {
  auto* param = SSL_get0_param(ssl);
  const auto& ip = peer.host.ip();
  const char* name = peer.host.is_ip() ? nullptr : peer.host.text().c_str();
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (X509_VERIFY_PARAM_set1_host(param, name, 0) != 1 ||
      X509_VERIFY_PARAM_set1_ip(param, ip.empty() ? nullptr : ip.data(), ip.size()) != 1) {
    return failure(Errc::usage, "libssl refuses the name " + peer.host.text());
  }
  if (auto theirs = SSL_get_verify_callback(ssl); theirs != verify_borrowed) connection_of(ssl).theirs = theirs;
  SSL_set_verify(ssl, SSL_VERIFY_PEER, verify_borrowed);
  return {};
}

/// Makes `scope` that of the session which `ssl` will have.
bool bind_session(SSL* ssl, const Fingerprint& scope) {
  return SSL_set_session_id_context(ssl, scope.data(), static_cast<unsigned>(scope.size())) == 1;
}

/// Binds the connection's session to its peer, and takes up an earlier one if there is any.
Result<void> arm_ours(SSL* ssl, const Policy& policy, const KnownPeer& peer) {
  const auto scope = scope_of(*binding_of(SSL_get_SSL_CTX(ssl)), &peer);
  if (!bind_session(ssl, scope)) return failure(Errc::usage, "libssl refuses the scope of the session");
  if (!policy.keeps_sessions()) return {};
  if (const auto session = policy.sessions->take(scope)) SSL_set_session(ssl, session.get());
  return {};
}

}  // namespace

Result<void> arm(SSL* ssl, const Peer& peer) {
  const auto* policy = policy_of(ssl);
  KS_TRY(check_is_new_client(ssl, policy));
  KS_TRY(auto known_peer, known(peer));
  if (!set_server_name(ssl, known_peer.server_name)) {
    return failure(Errc::usage, "libssl refuses the server name " + known_peer.server_name);
  }
  SSL_set_session(ssl, nullptr);  // what an earlier peer had
  auto& connection = connection_of(ssl);
  connection = {.theirs = connection.theirs};
  KS_TRY(policy != nullptr ? arm_ours(ssl, *policy, known_peer) : arm_borrowed(ssl, known_peer));
  connection.peer = std::move(known_peer);
  return {};
}

Result<void> arm_all(SSL_CTX* foreign, const Context& context, const Peer& peer) {
  const auto& policy = context.state().policy;
  if (!policy || policy->role != Role::client) {
    return failure(Errc::usage, "only a client's own context can be applied");
  }
  if (SSL_CTX_get_ssl_method(foreign) == TLS_server_method()) {
    return failure(Errc::usage, "a context of servers cannot be a client's");
  }
  KS_TRY(auto known_peer, known(peer));
  KS_TRY(configure(foreign, {.policy = policy, .everyone = std::move(known_peer)}));
  return take_suites(foreign, context.native());
}

}  // namespace ks::tls
