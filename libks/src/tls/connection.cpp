#include "tls/connection.h"

#include <new>
#include <utility>

namespace ks::tls {
namespace {

using SharedPolicy = std::shared_ptr<const Policy>;

template <class T>
void free_as(void*, void* owned, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<T*>(owned);
}

int policy_place() {
  static const int kPlace = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_as<SharedPolicy>);
  return kPlace;
}

int peer_place() {
  static const int kPlace = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_as<KnownPeer>);
  return kPlace;
}

int connection_place() {
  static const int kPlace = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_as<Connection>);
  return kPlace;
}

/// Puts `value` where `context` keeps it, in place of what was there.
template <class T>
void put(SSL_CTX* context, int place, T value) {
  auto owned = std::make_unique<T>(std::move(value));
  const std::unique_ptr<T> old(static_cast<T*>(SSL_CTX_get_ex_data(context, place)));
  if (SSL_CTX_set_ex_data(context, place, owned.release()) != 1) throw std::bad_alloc();
}

}  // namespace

Result<KnownPeer> known(const Peer& peer) {
  KS_TRY(auto host, Host::parse(peer.host));
  KnownPeer known{.host = std::move(host), .port = peer.port, .server_name = {}};
  if (!peer.server_name) {
    if (!known.host.is_ip()) known.server_name = known.host.text();
    return known;
  }
  if (peer.server_name->empty()) return known;
  KS_TRY(const auto asked, Host::parse(*peer.server_name));
  if (asked.is_ip()) return failure(Errc::usage, "an address is no server name: " + asked.text());  // RFC 6066, 3
  known.server_name = asked.text();
  return known;
}

void set_policy(SSL_CTX* context, SharedPolicy policy) { put(context, policy_place(), std::move(policy)); }

const Policy* policy_of(const SSL_CTX* context) noexcept {
  const auto* policy = static_cast<const SharedPolicy*>(SSL_CTX_get_ex_data(context, policy_place()));
  return policy != nullptr ? policy->get() : nullptr;
}

const Policy* policy_of(const SSL* ssl) noexcept { return policy_of(SSL_get_SSL_CTX(ssl)); }

void set_default_peer(SSL_CTX* context, KnownPeer peer) { put(context, peer_place(), std::move(peer)); }

Connection& connection_of(SSL* ssl) {
  if (auto* found = static_cast<Connection*>(SSL_get_ex_data(ssl, connection_place()))) return *found;
  auto made = std::make_unique<Connection>();
  if (const auto* peer = static_cast<const KnownPeer*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), peer_place()))) {
    made->peer = *peer;
  }
  if (SSL_set_ex_data(ssl, connection_place(), made.get()) != 1) throw std::bad_alloc();
  return *made.release();
}

const Connection* find_connection(const SSL* ssl) noexcept {
  return static_cast<const Connection*>(SSL_get_ex_data(ssl, connection_place()));
}

}  // namespace ks::tls
