#include <openssl/x509v3.h>

#include <string>
#include <utility>

#include "ks/tls/context.h"
#include "tls/connection.h"
#include "tls/native_context.h"
#include "tls/sessions.h"

namespace ks::tls {
namespace {

/// SSL_set_tlsext_host_name(), which is a macro with casts of its own.
bool set_server_name(SSL* ssl, const std::string& name) {
  return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(name.c_str())) == 1;
}

/// libssl checks the name itself where the context is not ours.
Result<void> arm_borrowed(SSL* ssl, const KnownPeer& peer) {
  auto* param = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  const auto& ip = peer.host.ip();
  const int set = peer.host.is_ip() ? X509_VERIFY_PARAM_set1_ip(param, ip.data(), ip.size())
                                    : SSL_set1_host(ssl, peer.host.text().c_str());
  if (set != 1) return failure(Errc::usage, "libssl refuses the name " + peer.host.text());
  SSL_set_verify(ssl, SSL_VERIFY_PEER, SSL_get_verify_callback(ssl));
  return {};
}

/// Binds the connection's session to its peer, and takes up an earlier one if there is any.
void arm_session(SSL* ssl, const Policy& policy, const KnownPeer& peer) {
  const auto scope = scope_of(policy, &peer);
  bind_session(ssl, scope);
  if (policy.options.sessions == Sessions::none || !policy.sessions) return;
  if (const auto session = policy.sessions->take(scope)) SSL_set_session(ssl, session.get());
}

}  // namespace

Result<void> arm(SSL* ssl, const Peer& peer) {
  KS_TRY(auto known_peer, known(peer));
  if (!known_peer.server_name.empty() && !set_server_name(ssl, known_peer.server_name)) {
    return failure(Errc::usage, "libssl refuses the server name " + known_peer.server_name);
  }
  if (const auto* policy = policy_of(ssl)) arm_session(ssl, *policy, known_peer);
  else KS_TRY(arm_borrowed(ssl, known_peer));
  connection_of(ssl).peer = std::move(known_peer);
  return {};
}

Result<void> arm_all(SSL_CTX* foreign, const Context& context, const Peer& peer) {
  const auto& policy = context.state().policy;
  if (!policy || policy->role != Role::client)
    return failure(Errc::usage, "only a client's own context can be applied");
  KS_TRY(auto known_peer, known(peer));
  KS_TRY(configure(foreign, policy));
  const auto scope = scope_of(*policy, &known_peer);
  SSL_CTX_set_session_id_context(foreign, scope.data(), scope.size());
  set_default_peer(foreign, std::move(known_peer));
  return {};
}

}  // namespace ks::tls
