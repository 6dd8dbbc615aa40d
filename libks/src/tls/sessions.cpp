#include "tls/sessions.h"

#include <algorithm>
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

std::string text_of(const KnownPeer* peer) {
  if (peer == nullptr) return "nobody\n";
  return peer->host.text() + "\n" + std::to_string(peer->port) + "\n" + peer->server_name + "\n";
}

/// Any value but null in this place of a session says that its peer was verified.
int verified_place() {
  static const int kPlace = SSL_SESSION_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return kPlace;
}

bool is_verified(SSL* ssl, const SSL_SESSION* session) {
  return SSL_get_verify_result(ssl) == X509_V_OK && SSL_SESSION_get_ex_data(session, verified_place()) != nullptr;
}

SessionPtr share(SSL_SESSION* session) {
  SSL_SESSION_up_ref(session);
  return SessionPtr(session);
}

}  // namespace

void SessionCache::keep(SessionPtr session) {
  const auto scope = scope_of(session.get());
  const std::scoped_lock lock(mutex_);
  sessions_[scope] = {.session = std::move(session), .number = ++last_};
  if (sessions_.size() <= kMost) return;
  sessions_.erase(std::ranges::min_element(sessions_, {}, [](const auto& kept) { return kept.second.number; }));
}

SessionPtr SessionCache::take(const Fingerprint& scope) {
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(scope);
  if (found == sessions_.end()) return nullptr;
  auto& session = found->second.session;
  if (SSL_SESSION_get_protocol_version(session.get()) < TLS1_3_VERSION) return share(session.get());
  auto given = std::move(session);
  sessions_.erase(found);
  return given;
}

Fingerprint scope_of(const Binding& binding, const KnownPeer* peer) {
  const auto text = text_of(binding.everyone ? &*binding.everyone : nullptr) + text_of(peer);
  Fingerprint scope{};
  std::ranges::copy(crypto::Digest::sha256().of({binding.policy->fingerprint(), as_bytes(text)}), scope.begin());
  return scope;
}

void mark_verified(SSL* ssl) noexcept {
  static char mark = 0;
  SSL_SESSION_set_ex_data(SSL_get_session(ssl), verified_place(), &mark);  // without it the session is not kept
}

int keep_session(SSL* ssl, SSL_SESSION* session) noexcept {
  return sheltered(0, [&] {
    const auto* policy = policy_of(ssl);
    const auto* connection = find_connection(ssl);
    const bool is_armed = connection != nullptr && connection->peer;
    if (policy == nullptr || !is_armed || !is_verified(ssl, session)) return 0;
    if (SSL_SESSION_is_resumable(session) == 1) policy->sessions->keep(share(session));
    return 0;  // what libssl gave remains libssl's: we have a share of our own
  });
}

}  // namespace ks::tls
