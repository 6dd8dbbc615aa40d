#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ks/tls/context.h"

struct ssl_st;

namespace ks::tls {

enum class Cause {
  none,       ///< The handshake is done, and nothing was read that says otherwise.
  not_armed,  ///< arm() was not called.
  name_mismatch,
  no_names,  ///< The certificate has no subjectAltName at all.
  pin_mismatch,
  unknown_authority,     ///< The chain ends in a certificate that is no anchor.
  missing_intermediate,  ///< The server sent a leaf without its issuer.
  self_signed,           ///< The leaf signed itself.
  no_anchors,
  expired,
  not_yet_valid,  ///< Or the clock of this machine is wrong.
  revoked,
  crl_missing,
  crl_expired,
  staple_missing,
  staple_invalid,
  wrong_purpose,     ///< A client's certificate shown by a server, or the other way round.
  not_an_authority,  ///< A chain through a certificate that may not issue others.
  path_too_long,
  weak_key,
  weak_signature,
  bad_signature,
  name_constraint,
  unknown_critical_extension,
  malformed_certificate,
  protocol_version,  ///< No version in common.
  no_shared_cipher,
  no_shared_group,
  no_shared_signature,
  no_alpn,
  unknown_server_name,          ///< The server has no such name.
  client_certificate_required,  ///< The server wants one, and none was sent.
  client_certificate_unknown_authority,
  client_certificate_expired,
  client_certificate_revoked,
  client_certificate_refused,  ///< For another reason.
  no_identity_fits,            ///< We had identities, and the server asked for others.
  not_tls,                     ///< The other side does not speak TLS: plain HTTP, SMTP, …
  plain_http,                  ///< A server, and the client spoke HTTP.
  closed,                      ///< The connection ended in the middle of the handshake.
  reset,
  timed_out,
  session_of_another_context,
  peer_alert,  ///< Another alert, named in the text.
  other,
};

/// "name_mismatch" for Cause::name_mismatch, and so on.
[[nodiscard]] std::string_view name(Cause cause) noexcept;

struct Finding {
  Cause cause = Cause::other;
  int depth = -1;    ///< Of the certificate in the chain, 0 for the leaf; -1 if it is about none.
  std::string text;  ///< What was asked for and what came: "asked for example.org, the certificate is for example.com"
  std::string fix;   ///< What to do about it.
};

/// Why the handshake of `ssl` failed, the first cause first; a finding of Cause::none alone if it did not.
///
/// To be called right after SSL_connect(), SSL_accept() or the first SSL_read() has failed, since libssl's error queue is
/// read and left as it is. In TLS 1.3 a client whose certificate is refused has finished its handshake by then and learns
/// of it by the first read only.
[[nodiscard]] std::vector<Finding> diagnose(const ssl_st* ssl);

/// What went over a client's connection, whether or not it was verified.
struct Account {
  std::vector<Certificate> presented{};  ///< By the server, in its order; empty if a session was taken up again.
  std::vector<Certificate> verified{};   ///< The leaf up to an anchor; empty if it was not verified.
  std::optional<std::vector<Name>>
      authorities{};               ///< Of which it wants a client certificate, none: of any; nullopt: it wants none.
  std::optional<Choice> choice{};  ///< What was sent to it then.
};
[[nodiscard]] Account account_of(const ssl_st* ssl);

}  // namespace ks::tls
