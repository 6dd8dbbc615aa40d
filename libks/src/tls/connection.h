#pragma once

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

/// What we know of one connection beside libssl: whom it is for, and what was found out. It lives in the SSL object.
struct Connection {
  std::optional<KnownPeer> peer{};
  bool was_asked_for_certificate = false;
  std::optional<Choice> choice{};
  std::vector<Certificate> presented{};  // the peer's chain, if it was refused
  int verify_error = X509_V_OK;          // X509_V_ERR_…, if it was refused
  int verify_depth = 0;
  std::optional<Finding> refusal{};  // by one of our own checks
};

/// Makes `policy` the owner's of `context`. Throws std::bad_alloc.
void set_policy(SSL_CTX* context, std::shared_ptr<const Policy> policy);
/// Null if `context` is not ours.
[[nodiscard]] const Policy* policy_of(const SSL_CTX* context) noexcept;
[[nodiscard]] const Policy* policy_of(const SSL* ssl) noexcept;

/// Whom all connections of `context` are for that are not armed themselves. Throws std::bad_alloc.
void set_default_peer(SSL_CTX* context, KnownPeer peer);

/// The record of `ssl`, made if there is none. Throws std::bad_alloc.
[[nodiscard]] Connection& connection_of(SSL* ssl);
/// Null if there is none.
[[nodiscard]] const Connection* find_connection(const SSL* ssl) noexcept;

}  // namespace ks::tls
