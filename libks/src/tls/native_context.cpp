#include "tls/native_context.h"

#include <openssl/err.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/text.h"
#include "tls/choose.h"
#include "tls/sessions.h"
#include "tls/sites.h"
#include "tls/staple.h"
#include "tls/suites.h"
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

Result<void> accepted(bool is_accepted, std::string_view what) {
  if (is_accepted) return {};
  return failure(Errc::usage, "libssl refuses " + std::string(what));
}

Result<void> set_versions(SSL_CTX* context, const Options& options) {
  return accepted(SSL_CTX_set_min_proto_version(context, static_cast<int>(options.min)) == 1 &&
                      SSL_CTX_set_max_proto_version(context, static_cast<int>(options.max)) == 1,
                  "the versions");
}

Result<void> set_groups(SSL_CTX* context, const Options& options) {
  if (options.groups.empty()) return {};
  const crypto::ErrorMark mark;
  for (const auto& group : options.groups) {
    if (SSL_CTX_set1_groups_list(context, group.c_str()) == 1) continue;
    return failure(Errc::usage, "no group is called " + text::shown(group), "this libssl may be too old for it");
  }
  return accepted(SSL_CTX_set1_groups_list(context, joined(options.groups, ':').c_str()) == 1, "the groups");
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
int select_alpn(SSL* ssl, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                unsigned int offered_size, void*) {
  const auto* policy = policy_of(ssl);
  if (policy == nullptr) return SSL_TLSEXT_ERR_ALERT_FATAL;
  for (const auto& name : policy->options.alpn) {
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
    SSL_CTX_set_alpn_select_cb(context, select_alpn, nullptr);
    return {};
  }
  return accepted(SSL_CTX_set_alpn_protos(context, list.data(), static_cast<unsigned>(list.size())) == 0,
                  "the ALPN names");
}

void log_key(const SSL* ssl, const char* line) {
  sheltered(0, [&] {
    if (const auto* policy = policy_of(ssl); policy != nullptr) policy->options.key_log(line);
    return 0;
  });
}

/// Connections that are armed get a scope of their own, and so does what each site of a server gives.
Result<void> set_sessions(SSL_CTX* context, const Binding& binding) {
  const auto& policy = *binding.policy;
  const auto scope = scope_of(binding, nullptr);
  KS_TRY(accepted(SSL_CTX_set_session_id_context(context, scope.data(), static_cast<unsigned>(scope.size())) == 1,
                  "the scope of sessions"));
  if (const auto& timeout = policy.options.session_timeout) {
    SSL_CTX_set_timeout(context, static_cast<long>(timeout->count()));
  }
  if (!policy.keeps_sessions()) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    return accepted(SSL_CTX_set_num_tickets(context, 0) == 1, "to send no tickets");
  }
  if (policy.role == Role::server) return {};
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, keep_session);
  return {};
}

Result<void> set_client(SSL_CTX* context, const Policy& policy) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, SSL_CTX_get_verify_callback(context));
  SSL_CTX_set_cert_cb(context, send_chosen, nullptr);
  if (policy.options.revocation.stapling != Insistence::off) ask_for_staple(context);
  return accepted(SSL_CTX_set1_verify_cert_store(context, policy.trust.get()) == 1, "the anchors");
}

void set_server(SSL_CTX* context) {
  SSL_CTX_set_client_hello_cb(context, take_site, nullptr);
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION);
}

}  // namespace

Result<void> configure(SSL_CTX* context, Binding binding) {
  const auto& policy = *binding.policy;
  const auto& options = policy.options;
  KS_TRY(bind(context, binding));
  SSL_CTX_set_cert_verify_callback(context, verify_peer, nullptr);
  KS_TRY(set_versions(context, options));
  if (!policy.suites.empty()) KS_TRY(policy.suites.set(context));
  KS_TRY(set_groups(context, options));
  KS_TRY(set_alpn(context, policy));
  KS_TRY(set_sessions(context, binding));
  if (options.key_log) SSL_CTX_set_keylog_callback(context, log_key);
  if (policy.role == Role::client) return set_client(context, policy);
  set_server(context);
  return {};
}

Result<void> take_suites(SSL_CTX* to, SSL_CTX* from) {
  SSL_CTX_set_security_level(to, SSL_CTX_get_security_level(from));
  SSL_CTX_set_psk_client_callback(to, nullptr);
  SSL_CTX_set_psk_use_session_callback(to, nullptr);
  return Suites::of(from).set(to);
}

}  // namespace ks::tls
