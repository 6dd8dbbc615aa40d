#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ks/tls/context.h"
#include "tls/openssl.h"
#include "tls/suites.h"

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

/// A site as libssl takes it.
struct NativeSite {
  Site site;
  StorePtr clients;       // whose certificates are verified
  NameStack authorities;  // what clients are told; empty if nothing
  Fingerprint scope{};    // of its sessions
};

/// All that decides what a connection does, shared by a native context and every connection of it. The native context
/// owns it, so that old connections live on when whoever made the context has let go.
struct Policy {
  Role role = Role::client;
  Anchors anchors{};                   // clients
  StorePtr trust{};                    // clients; looks for issuers in `anchors` and nowhere else
  std::vector<Identity> identities{};  // clients
  std::vector<NativeSite> sites{};     // servers
  Options options{};
  Suites suites{};  // of the options; empty: libssl's
  CrlStack crls{};
  std::unique_ptr<SessionCache> sessions{};

  [[nodiscard]] bool allows(Danger::What what) const noexcept;
  /// Whether a session may be taken up again: never one that was made while something dangerous was allowed.
  [[nodiscard]] bool keeps_sessions() const noexcept {
    return options.sessions == Sessions::scoped && options.dangers.empty();
  }
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

/// Whether libks was built with what weakens a context; whatever a program believes that defined it otherwise.
#ifdef KS_NO_DANGEROUS
inline constexpr bool kDangersExist = false;
#else
inline constexpr bool kDangersExist = true;
#endif

/// "TLS 1.3".
[[nodiscard]] std::string name_of(Version version);
/// What `policy` is, in lines of text that differ if it does.
[[nodiscard]] std::vector<std::string> describe(const Policy& policy);

struct Context::State {
  std::shared_ptr<const Policy> policy{};  // null for a borrowed context
  SslCtxPtr native{};
  Fingerprint of_borrowed{};
};

}  // namespace ks::tls
