#include "tls/verify.h"

#include <openssl/x509v3.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ks/base/text.h"
#include "tls/account.h"
#include "tls/connection.h"
#include "tls/sessions.h"

namespace ks::tls {
namespace {

SSL* connection_in(const X509_STORE_CTX* context) {
  return static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
}

/// Where a verification is kept while libcrypto works for it.
int verification_place() {
  static const int kPlace = X509_STORE_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return kPlace;
}

/// That there is no revocation list, or none of today.
bool is_about_lists(int error) noexcept {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE: return true;
    default: return false;
  }
}

/// Our verdict `ok`, or a refusal by `theirs`, which may be null.
int tightened(int ok, X509_STORE_CTX* context, SSL_verify_cb theirs) {
  if (theirs == nullptr) return ok;
  const int error = X509_STORE_CTX_get_error(context);
  const bool is_taken = theirs(ok, context) == 1 && ok == 1;
  if (ok == 0) X509_STORE_CTX_set_error(context, error);
  if (is_taken || X509_STORE_CTX_get_error(context) != X509_V_OK) return is_taken ? 1 : 0;
  X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

/// What a foreign context or connection allows beyond us is taken back; what it wants beyond us stays.
void forget_leniency(X509_STORE_CTX* context, const SSL* ssl, Role role) {
  constexpr unsigned long kLenient = X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_USE_CHECK_TIME |
                                     X509_V_FLAG_ALLOW_PROXY_CERTS | X509_V_FLAG_IGNORE_CRITICAL |
                                     X509_V_FLAG_PARTIAL_CHAIN;
  auto* param = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_clear_flags(param, kLenient);
  auto* of_store = X509_STORE_get0_param(X509_STORE_CTX_get0_store(context));
  X509_VERIFY_PARAM_set_flags(param, X509_VERIFY_PARAM_get_flags(of_store) & X509_V_FLAG_PARTIAL_CHAIN);
  const bool of_server = role == Role::client;
  X509_VERIFY_PARAM_set_purpose(param, of_server ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT);
  X509_VERIFY_PARAM_set_trust(param, of_server ? X509_TRUST_SSL_SERVER : X509_TRUST_SSL_CLIENT);
  X509_VERIFY_PARAM_set_auth_level(param, SSL_get_security_level(ssl));
  X509_STORE_CTX_set0_dane(context, nullptr);  // would do without a chain (RFC 7671, 5.1)
}

/// One verification of one connection.
class Verification {
 public:
  Verification(X509_STORE_CTX* context, SSL* ssl, const Policy& policy)
      : context_(context), ssl_(ssl), policy_(policy), peer_(peer_of(ssl)), connection_(connection_of(ssl)) {
    connection_ = {.peer = std::move(connection_.peer)};  // the rest is of an earlier handshake
  }

  /// Whether the peer is who it should be.
  bool run() {
    forget_leniency(context_, ssl_, policy_.role);
    if (policy_.role == Role::client) SSL_set_verify(ssl_, SSL_VERIFY_PEER, SSL_get_verify_callback(ssl_));
    if (auto why = store_is_foreign()) return refuse(X509_V_ERR_STORE_LOOKUP, -1, *std::move(why));
    if (!chain_holds()) return refuse(X509_STORE_CTX_get_error(context_), X509_STORE_CTX_get_error_depth(context_));
    if (policy_.role == Role::server) return true;
    if (auto why = name_fails()) return refuse(X509_V_ERR_HOSTNAME_MISMATCH, 0, *std::move(why));
    if (auto why = pins_fail()) return refuse(X509_V_ERR_APPLICATION_VERIFICATION, 0, *std::move(why));
    mark_verified(ssl_);
    return true;
  }

  /// X509_STORE_CTX_verify_cb: what libcrypto found about one certificate, and may go on after.
  int step(int ok) {
    const int error = X509_STORE_CTX_get_error(context_);
    if (ok == 0 && lets_pass(error)) {
      X509_STORE_CTX_set_error(context_, X509_V_OK);
      ok = 1;
    }
    return tightened(ok, context_, SSL_get_verify_callback(ssl_));
  }

 private:
  /// A revoked certificate never passes.
  bool lets_pass(int error) {
    if (policy_.options.revocation.crls == Insistence::soft && is_about_lists(error)) return true;
    if (error == X509_V_ERR_CERT_REVOKED || !policy_.allows(Danger::What::trust_everyone)) return false;
    if (overlooked_ == X509_V_OK) overlooked_ = error;
    return true;
  }

  std::optional<Finding> store_is_foreign() {
    if (policy_.role == Role::server || X509_STORE_CTX_get0_store(context_) == policy_.trust.get()) return std::nullopt;
    return Finding{.cause = Cause::no_anchors,
                   .text = "the program gave this connection a store of its own to verify with",
                   .fix = "give its certificates to the Context as anchors"};
  }

  bool chain_holds() {
    set_revocation();
    X509_STORE_CTX_set_ex_data(context_, verification_place(), this);
    X509_STORE_CTX_set_verify_cb(context_, [](int ok, X509_STORE_CTX* context) {
      return sheltered(0, [=] {
        return static_cast<Verification*>(X509_STORE_CTX_get_ex_data(context, verification_place()))->step(ok);
      });
    });
    const bool holds = X509_verify_cert(context_) == 1 && X509_STORE_CTX_get_error(context_) == X509_V_OK;
    if (!holds || overlooked_ == X509_V_OK) return holds;
    policy_.log("the chain of " + who() +
                " does not hold and is taken all the same: " + X509_verify_cert_error_string(overlooked_));
    return true;
  }

  void set_revocation() {
    const auto& revocation = policy_.options.revocation;
    const bool has_lists = sk_X509_CRL_num(policy_.crls.get()) > 0;
    if (revocation.crls == Insistence::off || (revocation.crls == Insistence::soft && !has_lists)) return;
    X509_STORE_CTX_set0_crls(context_, policy_.crls.get());
    X509_STORE_CTX_set_flags(context_, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  }

  std::optional<Finding> name_fails() {
    if (policy_.allows(Danger::What::any_name)) {
      policy_.log("the name of " + who() + " is not checked");
      return std::nullopt;
    }
    if (peer_ == nullptr) return not_armed();
    const auto leaf = to_certificate(X509_STORE_CTX_get0_cert(context_));
    const auto& host = peer_->host;
    if (!leaf || !leaf->fields()) {
      return Finding{.cause = Cause::malformed_certificate,
                     .depth = 0,
                     .text = "its certificate cannot be read" + (leaf ? ": " + leaf->fields().error().message : ""),
                     .fix = "the server needs another certificate"};
    }
    if (is_for(*leaf->fields(), host)) return std::nullopt;
    const auto names = text::shown(names_of(*leaf->fields()));
    const bool has_names = !leaf->fields()->subject_alternative_names.empty();
    return Finding{.cause = has_names ? Cause::name_mismatch : Cause::no_names,
                   .depth = 0,
                   .text = "asked for " + host.text() + ", the certificate is for " + names,
                   .fix = "use a name that the certificate has, or give the server one for " + host.text()};
  }

  std::optional<Finding> pins_fail() {
    const auto& pins = policy_.options.pins;
    if (pins.empty()) return std::nullopt;
    if (peer_ == nullptr) return not_armed();
    auto chain = to_certificates(X509_STORE_CTX_get0_chain(context_));
    // Anybody can put a stranger's certificate above the leaf; only whose key the leaf has is sure then.
    if (policy_.allows(Danger::What::trust_everyone) && chain.size() > 1) chain.erase(chain.begin() + 1, chain.end());
    auto checked = pins.check(peer_->host, chain);
    if (checked) return std::nullopt;
    auto why = std::move(checked).error();
    if (pins.on_failure == OnPinFailure::report) {
      policy_.log(why.message);
      return std::nullopt;
    }
    return Finding{
        .cause = Cause::pin_mismatch, .depth = 0, .text = std::move(why.message), .fix = std::move(why.hint)};
  }

  static Finding not_armed() {
    return {.cause = Cause::not_armed, .text = "nobody said whom this connection is for", .fix = "call arm() first"};
  }

  bool refuse(int error, int depth, std::optional<Finding> why = {}) {
    connection_.verify_error = error != X509_V_OK ? error : X509_V_ERR_UNSPECIFIED;
    connection_.verify_depth = depth;
    connection_.refusal = std::move(why);
    connection_.presented = to_certificates(X509_STORE_CTX_get0_untrusted(context_));
    X509_STORE_CTX_set_error(context_, connection_.verify_error);
    return false;
  }

  [[nodiscard]] std::string who() const { return peer_ != nullptr ? peer_->host.text() : "the peer"; }

  X509_STORE_CTX* context_;
  SSL* ssl_;
  const Policy& policy_;
  const KnownPeer* peer_;  // null if it is not armed
  Connection& connection_;
  int overlooked_ = X509_V_OK;  // the first error that trust_everyone let pass
};

}  // namespace

int verify_peer(X509_STORE_CTX* context, void*) noexcept {
  const bool is_taken = sheltered(false, [context] {
    SSL* ssl = connection_in(context);
    const auto* policy = policy_of(ssl);
    return policy != nullptr && Verification(context, ssl, *policy).run();
  });
  if (is_taken) return 1;
  if (X509_STORE_CTX_get_error(context) == X509_V_OK) X509_STORE_CTX_set_error(context, X509_V_ERR_UNSPECIFIED);
  return 0;
}

int verify_borrowed(int ok, X509_STORE_CTX* context) noexcept {
  return sheltered(0, [=] {
    const auto* connection = find_connection(connection_in(context));
    return connection != nullptr ? tightened(ok, context, connection->theirs) : 0;
  });
}

}  // namespace ks::tls
