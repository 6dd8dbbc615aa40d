#include "tls/connection.h"

#include <mutex>
#include <new>
#include <utility>

namespace ks::tls {
namespace {

template <class T>
void free_as(void*, void* owned, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<T*>(owned);
}

/// CRYPTO_EX_dup: a copy of an SSL object has a record of its own.
int copy_connection(CRYPTO_EX_DATA*, const CRYPTO_EX_DATA*, void** place, int, long, void*) {
  return sheltered(0, [place] {
    if (*place != nullptr) *place = new Connection(*static_cast<const Connection*>(*place));
    return 1;
  });
}

int binding_place() {
  static const int kPlace = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_as<Binding>);
  return kPlace;
}

int number_place() {
  static const int kPlace = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return kPlace;
}

int connection_place() {
  static const int kPlace = SSL_get_ex_new_index(0, nullptr, nullptr, copy_connection, free_as<Connection>);
  return kPlace;
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

Result<void> bind(SSL_CTX* context, Binding binding) {
  if (binding_of(context) != nullptr) return failure(Errc::usage, "this native context has been made ready before");
  auto owned = std::make_unique<Binding>(std::move(binding));
  if (SSL_CTX_set_ex_data(context, binding_place(), owned.get()) != 1) throw std::bad_alloc();
  (void)owned.release();  // context owns it from here
  return {};
}

const Binding* binding_of(const SSL_CTX* context) noexcept {
  return static_cast<const Binding*>(SSL_CTX_get_ex_data(context, binding_place()));
}

const Policy* policy_of(const SSL* ssl) noexcept {
  const auto* binding = binding_of(SSL_get_SSL_CTX(ssl));
  return binding != nullptr ? binding->policy.get() : nullptr;
}

std::uint64_t number_of(SSL_CTX* context) {
  static std::mutex mutex;
  static std::uintptr_t last = 0;
  const std::scoped_lock lock(mutex);
  if (auto* number = SSL_CTX_get_ex_data(context, number_place())) return reinterpret_cast<std::uintptr_t>(number);
  if (SSL_CTX_set_ex_data(context, number_place(), reinterpret_cast<void*>(++last)) != 1) throw std::bad_alloc();
  return last;
}

Connection& connection_of(SSL* ssl) {
  if (auto* found = static_cast<Connection*>(SSL_get_ex_data(ssl, connection_place()))) return *found;
  auto made = std::make_unique<Connection>();
  if (SSL_set_ex_data(ssl, connection_place(), made.get()) != 1) throw std::bad_alloc();
  return *made.release();
}

const Connection* find_connection(const SSL* ssl) noexcept {
  return static_cast<const Connection*>(SSL_get_ex_data(ssl, connection_place()));
}

const KnownPeer* peer_of(const SSL* ssl) noexcept {
  if (const auto* connection = find_connection(ssl); connection != nullptr && connection->peer) {
    return &*connection->peer;
  }
  const auto* binding = binding_of(SSL_get_SSL_CTX(ssl));
  return binding != nullptr && binding->everyone ? &*binding->everyone : nullptr;
}

}  // namespace ks::tls
