#include "tls/native_context.h"

#include <openssl/err.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tls/anchor_store.h"
#include "tls/choose.h"
#include "tls/sessions.h"
#include "tls/sites.h"
#include "tls/staple.h"
#include "tls/verify.h"

namespace ks::tls {
namespace {

std::string joined(const std::vector<std::string>& parts, char separator) {
  std::string all;
  for (const auto& part : parts) {
    if (!all.empty()) all += separator;
    all += part;
  }
  return all;
}

Result<void> set_versions(SSL_CTX* context, const Options& options) {
  if (options.max < options.min) return failure(Errc::usage, "the highest version is below the lowest");
  SSL_CTX_set_min_proto_version(context, static_cast<int>(options.min));
  SSL_CTX_set_max_proto_version(context, static_cast<int>(options.max));
  return {};
}

/// Ciphers that libssl knows by one of their names, in TLS 1.2's list or TLS 1.3's.
struct Suites {
  std::string up_to_1_2, of_1_3;
};

/// Every cipher that this libssl has, by both its names.
class KnownSuites {
 public:
  KnownSuites() : context_(SSL_CTX_new(TLS_method())) {
    if (context_) SSL_CTX_set_cipher_list(context_.get(), "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    if (context_) ssl_.reset(SSL_new(context_.get()));
  }

  [[nodiscard]] const SSL_CIPHER* find(std::string_view name) const {
    const auto* all = ssl_ ? SSL_get_ciphers(ssl_.get()) : nullptr;
    for (int i = 0; i < sk_SSL_CIPHER_num(all); ++i) {
      const auto* cipher = sk_SSL_CIPHER_value(all, i);
      const char* iana = SSL_CIPHER_standard_name(cipher);
      if (name == SSL_CIPHER_get_name(cipher) || (iana != nullptr && name == iana)) return cipher;
    }
    return nullptr;
  }

 private:
  SslCtxPtr context_;
  std::unique_ptr<SSL, Deleter<SSL_free>> ssl_;
};

Result<Suites> suites_named(const std::vector<std::string>& names) {
  const KnownSuites known;
  Suites suites;
  for (const auto& name : names) {
    const auto* cipher = known.find(name);
    if (cipher == nullptr) return failure(Errc::usage, "no cipher suite is called " + name);
    const bool is_1_3 = std::string_view(SSL_CIPHER_get_version(cipher)) == "TLSv1.3";
    auto& list = is_1_3 ? suites.of_1_3 : suites.up_to_1_2;
    list += (list.empty() ? "" : ":") + std::string(SSL_CIPHER_get_name(cipher));
  }
  return suites;
}

Result<void> set_ciphers(SSL_CTX* context, const Options& options) {
  if (options.ciphers.empty()) return {};
  KS_TRY(const auto suites, suites_named(options.ciphers));
  if (suites.up_to_1_2.empty() && options.max == Version::tls_1_2) {
    return failure(Errc::usage, "no cipher suite is left for TLS 1.2");
  }
  if (suites.of_1_3.empty() && options.min == Version::tls_1_3) {
    return failure(Errc::usage, "no cipher suite is left for TLS 1.3");
  }
  if (!suites.up_to_1_2.empty()) SSL_CTX_set_cipher_list(context, suites.up_to_1_2.c_str());
  else SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  if (!suites.of_1_3.empty()) SSL_CTX_set_ciphersuites(context, suites.of_1_3.c_str());
  else SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  return {};
}

Result<void> set_groups(SSL_CTX* context, const Options& options) {
  if (options.groups.empty()) return {};
  const crypto::ErrorMark mark;
  for (const auto& group : options.groups) {
    if (SSL_CTX_set1_groups_list(context, group.c_str()) == 1) continue;
    return failure(Errc::usage, "no group is called " + group, "this libssl may be too old for it");
  }
  SSL_CTX_set1_groups_list(context, joined(options.groups, ':').c_str());
  return {};
}

/// The form of the ALPN extension: each name after its length (RFC 7301, 3.1).
Result<Bytes> alpn_list(const Options& options) {
  Bytes list;
  for (const auto& name : options.alpn) {
    if (name.empty() || name.size() > 255) return failure(Errc::usage, "an ALPN name has 1 to 255 bytes");
    list.push_back(static_cast<std::uint8_t>(name.size()));
    append(list, as_bytes(name));
  }
  return list;
}

/// SSL_CTX_set_alpn_select_cb of servers: the first of ours that the client speaks.
int select_alpn(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                unsigned int offered_size, void* argument) {
  const auto& ours = static_cast<const Policy*>(argument)->options.alpn;
  for (const auto& name : ours) {
    for (unsigned int at = 0; at < offered_size && at + offered[at] < offered_size; at += 1U + offered[at]) {
      if (as_text({offered + at + 1, offered[at]}) != name) continue;
      *chosen = offered + at + 1;
      *size = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<void> set_alpn(SSL_CTX* context, const Policy& policy) {
  if (policy.options.alpn.empty()) return {};
  KS_TRY(const auto list, alpn_list(policy.options));
  if (policy.role == Role::server) {
    SSL_CTX_set_alpn_select_cb(context, select_alpn, const_cast<Policy*>(&policy));  // NOLINT: libssl's void*
  } else if (SSL_CTX_set_alpn_protos(context, list.data(), static_cast<unsigned>(list.size())) != 0) {
    return failure(Errc::usage, "libssl refuses the ALPN names");
  }
  return {};
}

void log_key(const SSL* ssl, const char* line) {
  if (const auto* policy = policy_of(ssl); policy != nullptr) policy->options.key_log(line);
}

void set_sessions(SSL_CTX* context, const Policy& policy) {
  if (const auto& timeout = policy.options.session_timeout)
    SSL_CTX_set_timeout(context, static_cast<long>(timeout->count()));
  if (policy.options.sessions == Sessions::none) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
  } else if (policy.role == Role::client) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep_session);
  }
}

void set_client(SSL_CTX* context, const Policy& policy, void* argument) {
  look_in(SSL_CTX_get_cert_store(context), policy.anchors.index());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_cb(context, send_chosen, argument);
  if (policy.options.revocation.stapling != Insistence::off) ask_for_staple(context);
}

void set_server(SSL_CTX* context, void* argument) {
  SSL_CTX_set_client_hello_cb(context, take_site, argument);
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION);
}

}  // namespace

Result<void> configure(SSL_CTX* context, const std::shared_ptr<const Policy>& policy) {
  const auto& options = policy->options;
  KS_TRY(set_versions(context, options));
  KS_TRY(set_ciphers(context, options));
  KS_TRY(set_groups(context, options));
  KS_TRY(set_alpn(context, *policy));
  set_policy(context, policy);
  auto* argument = const_cast<Policy*>(policy.get());  // NOLINT: libssl's void*; it is read only
  SSL_CTX_set_cert_verify_callback(context, verify_peer, argument);
  set_sessions(context, *policy);
  if (options.key_log) SSL_CTX_set_keylog_callback(context, log_key);
  if (policy->role == Role::client) set_client(context, *policy, argument);
  else set_server(context, argument);
  return {};
}

}  // namespace ks::tls
