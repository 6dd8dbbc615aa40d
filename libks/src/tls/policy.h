#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "ks/tls/context.h"
#include "tls/openssl.h"

namespace ks::tls {

class SessionCache;

enum class Role { client, server };

struct FreeNames {
  void operator()(STACK_OF(X509_NAME) * stack) const noexcept { sk_X509_NAME_pop_free(stack, X509_NAME_free); }
};
using NameStack = std::unique_ptr<STACK_OF(X509_NAME), FreeNames>;

struct FreeCrls {
  void operator()(STACK_OF(X509_CRL) * stack) const noexcept { sk_X509_CRL_pop_free(stack, X509_CRL_free); }
};
using CrlStack = std::unique_ptr<STACK_OF(X509_CRL), FreeCrls>;

using StorePtr = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;

/// A site as libssl takes it.
struct NativeSite {
  Site site;
  StorePtr clients;       // whose certificates are verified
  NameStack authorities;  // what clients are told; may be null
  Fingerprint scope{};    // of its sessions
};

/// All that decides what a connection does, shared by a native context and every connection of it. The native context
/// owns it, so that old connections live on when whoever made the context has let go.
struct Policy {
  Role role = Role::client;
  Anchors anchors{};                   // clients
  std::vector<Identity> identities{};  // clients
  std::vector<NativeSite> sites{};     // servers
  Options options{};
  CrlStack crls{};
  std::unique_ptr<SessionCache> sessions{};

  [[nodiscard]] bool allows(Danger::What what) const noexcept;
  void log(std::string_view line) const;
  /// Of everything but the callbacks.
  [[nodiscard]] const Fingerprint& fingerprint() const;

  mutable std::once_flag fingerprint_once{};
  mutable Fingerprint fingerprint_value{};

  Policy();
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;
  ~Policy();
};

/// What `policy` is, in lines of text that differ if it does.
[[nodiscard]] std::vector<std::string> describe(const Policy& policy);

struct Context::State {
  std::shared_ptr<const Policy> policy{};  // null for a borrowed context
  SslCtxPtr native{};
  Fingerprint of_borrowed{};
};

}  // namespace ks::tls
