#include "tls/sessions.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "crypto/digest.h"

namespace ks::tls {
namespace {

static_assert(sizeof(Fingerprint) <= SSL_MAX_SID_CTX_LENGTH);

Fingerprint scope_of(const SSL_SESSION* session) {
  Fingerprint scope{};
  unsigned int size = 0;
  const auto* bytes = SSL_SESSION_get0_id_context(session, &size);
  std::copy_n(bytes, std::min<std::size_t>(size, scope.size()), scope.begin());
  return scope;
}

}  // namespace

void SessionCache::keep(SessionPtr session) {
  const auto scope = scope_of(session.get());
  const std::scoped_lock lock(mutex_);
  const auto [place, is_new] = sessions_.insert_or_assign(scope, std::move(session));
  if (!is_new) return;
  order_.push_back(scope);
  if (order_.size() <= kMost) return;
  sessions_.erase(order_.front());
  order_.pop_front();
}

SessionPtr SessionCache::take(const Fingerprint& scope) {
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(scope);
  if (found == sessions_.end()) return nullptr;
  if (SSL_SESSION_get_protocol_version(found->second.get()) < TLS1_3_VERSION) {
    SSL_SESSION_up_ref(found->second.get());
    return SessionPtr(found->second.get());
  }
  auto session = std::move(found->second);
  sessions_.erase(found);
  order_.remove(scope);
  return session;
}

Fingerprint scope_of(const Policy& policy, const KnownPeer* peer) {
  std::string text;
  if (peer != nullptr) text = peer->host.text() + "\n" + std::to_string(peer->port) + "\n" + peer->server_name;
  Fingerprint scope{};
  std::ranges::copy(crypto::Digest::sha256().of({policy.fingerprint(), as_bytes(text)}), scope.begin());
  return scope;
}

void bind_session(SSL* ssl, const Fingerprint& scope) noexcept {
  SSL_set_session_id_context(ssl, scope.data(), static_cast<unsigned>(scope.size()));  // 32 bytes always fit
}

int keep_session(SSL* ssl, SSL_SESSION* session) noexcept {
  try {
    const auto* policy = policy_of(ssl);
    if (policy == nullptr || !policy->sessions || SSL_SESSION_is_resumable(session) != 1) return 0;
    policy->sessions->keep(SessionPtr(session));
    return 1;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

}  // namespace ks::tls
