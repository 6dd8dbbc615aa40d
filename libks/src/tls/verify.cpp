#include "tls/verify.h"

#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ks/base/text.h"
#include "tls/connection.h"

namespace ks::tls {
namespace {

std::optional<Certificate> to_certificate(const X509* native) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(native, &der);
  if (size <= 0) return std::nullopt;
  auto certificate = Certificate::from_der(ByteView(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return certificate ? std::optional(*std::move(certificate)) : std::nullopt;
}

std::vector<Certificate> to_certificates(const STACK_OF(X509) * stack) {
  std::vector<Certificate> all;
  for (int i = 0; i < sk_X509_num(stack); ++i) {
    if (auto certificate = to_certificate(sk_X509_value(stack, i))) all.push_back(*std::move(certificate));
  }
  return all;
}

/// X509_STORE_CTX_set_verify_cb: lets pass that a revocation list is missing or too old, but never a revoked certificate.
int accept_missing_lists(int ok, X509_STORE_CTX* context) {
  switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
      if (ok == 0) X509_STORE_CTX_set_error(context, X509_V_OK);
      return 1;
    default: return ok;
  }
}

void set_revocation(X509_STORE_CTX* context, const Policy& policy) {
  const auto& revocation = policy.options.revocation;
  const bool has_lists = sk_X509_CRL_num(policy.crls.get()) > 0;
  if (revocation.crls == Insistence::off || (revocation.crls == Insistence::soft && !has_lists)) return;
  X509_STORE_CTX_set0_crls(context, policy.crls.get());
  X509_STORE_CTX_set_flags(context, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  if (revocation.crls == Insistence::soft) X509_STORE_CTX_set_verify_cb(context, accept_missing_lists);
}

/// One verification of one connection.
class Verification {
 public:
  Verification(X509_STORE_CTX* context, const Policy& policy, Connection& connection)
      : context_(context), policy_(policy), connection_(connection) {}

  /// Whether the peer is who it should be.
  bool run() {
    if (!chain_holds()) return refuse(X509_STORE_CTX_get_error(context_), X509_STORE_CTX_get_error_depth(context_));
    if (policy_.role == Role::server) return true;
    if (auto why = name_fails()) return refuse(X509_V_ERR_HOSTNAME_MISMATCH, 0, *std::move(why));
    if (auto why = pins_fail()) return refuse(X509_V_ERR_APPLICATION_VERIFICATION, 0, *std::move(why));
    X509_STORE_CTX_set_error(context_, X509_V_OK);
    return true;
  }

 private:
  bool chain_holds() {
    set_revocation(context_, policy_);
    if (X509_verify_cert(context_) == 1) return true;
    if (!policy_.allows(Danger::What::trust_everyone)) return false;
    policy_.log("the chain of " + who() + " does not hold and is taken all the same: " +
                X509_verify_cert_error_string(X509_STORE_CTX_get_error(context_)));
    return true;
  }

  std::optional<Finding> name_fails() {
    if (policy_.allows(Danger::What::any_name)) {
      policy_.log("the name of " + who() + " is not checked");
      return std::nullopt;
    }
    if (!connection_.peer) {
      return Finding{
          .cause = Cause::not_armed, .text = "nobody said whom this connection is for", .fix = "call arm() first"};
    }
    const auto leaf = to_certificate(X509_STORE_CTX_get0_cert(context_));
    const auto& host = connection_.peer->host;
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
    if (pins.empty() || !connection_.peer) return std::nullopt;
    auto checked = pins.check(connection_.peer->host, to_certificates(X509_STORE_CTX_get0_chain(context_)));
    if (checked) return std::nullopt;
    auto why = std::move(checked).error();
    if (pins.on_failure == OnPinFailure::report) {
      policy_.log(why.message);
      return std::nullopt;
    }
    return Finding{
        .cause = Cause::pin_mismatch, .depth = 0, .text = std::move(why.message), .fix = std::move(why.hint)};
  }

  bool refuse(int error, int depth, std::optional<Finding> why = {}) {
    X509_STORE_CTX_set_error(context_, error);
    connection_.verify_error = error;
    connection_.verify_depth = depth;
    connection_.refusal = std::move(why);
    connection_.presented = to_certificates(X509_STORE_CTX_get0_untrusted(context_));
    return false;
  }

  [[nodiscard]] std::string who() const { return connection_.peer ? connection_.peer->host.text() : "the peer"; }

  X509_STORE_CTX* context_;
  const Policy& policy_;
  Connection& connection_;
};

}  // namespace

int verify_peer(X509_STORE_CTX* context, void* argument) noexcept {
  try {
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return Verification(context, *static_cast<const Policy*>(argument), connection_of(ssl)).run() ? 1 : 0;
  } catch (const std::bad_alloc&) {
    X509_STORE_CTX_set_error(context, X509_V_ERR_OUT_OF_MEM);
    return 0;
  }
}

}  // namespace ks::tls
