#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ks/tls/context.h"
#include "ks/tls/diagnose.h"
#include "tls/openssl.h"
#include "tls/policy.h"

namespace ks::tls {

/// A peer whose names have been read.
struct KnownPeer {
  Host host;
  std::uint16_t port = 443;
  std::string server_name;  // empty: none is asked for
};

/// Errors: usage.
[[nodiscard]] Result<KnownPeer> known(const Peer& peer);

/// What a native context of ours is bound to, for good: connections of it may run at any time. It lives in the SSL_CTX.
struct Binding {
  std::shared_ptr<const Policy> policy;
  std::optional<KnownPeer> everyone{};  // whom all connections are for that are not armed: arm_all()
};

/// Errors: usage if `context` is bound already.
[[nodiscard]] Result<void> bind(SSL_CTX* context, Binding binding);
/// Null if `context` is not ours.
[[nodiscard]] const Binding* binding_of(const SSL_CTX* context) noexcept;
[[nodiscard]] const Policy* policy_of(const SSL* ssl) noexcept;

/// A number that no other native context has or ever had in this process.
[[nodiscard]] std::uint64_t number_of(SSL_CTX* context);

/// What we know of one connection beside libssl: whom it is for, and what was found out. It lives in the SSL object.
struct Connection {
  std::optional<KnownPeer> peer{};       // as arm() was told
  SSL_verify_cb theirs = nullptr;        // the program's own verify callback, if the context is borrowed
  std::optional<Choice> choice{};        // set if the server asked for a certificate
  std::vector<Certificate> presented{};  // the peer's chain, if it was refused
  int verify_error = X509_V_OK;          // X509_V_ERR_…, if it was refused
  int verify_depth = 0;
  std::optional<Finding> refusal{};  // by one of our own checks
};

/// The record of `ssl`, made if there is none. Throws std::bad_alloc.
[[nodiscard]] Connection& connection_of(SSL* ssl);
/// Null if there is none.
[[nodiscard]] const Connection* find_connection(const SSL* ssl) noexcept;
/// Whom `ssl` is for; null if nobody said so.
[[nodiscard]] const KnownPeer* peer_of(const SSL* ssl) noexcept;

}  // namespace ks::tls
