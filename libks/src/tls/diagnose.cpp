#include "ks/tls/diagnose.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <optional>
#include <utility>

#include "ks/base/text.h"
#include "tls/connection.h"

namespace ks::tls {
namespace {

using std::string_view;

constexpr string_view kAuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";  // RFC 5280, 4.2.2.1

struct CauseName {
  Cause cause;
  string_view name;
};
constexpr CauseName kNames[] = {
    {Cause::none, "none"},
    {Cause::not_armed, "not_armed"},
    {Cause::name_mismatch, "name_mismatch"},
    {Cause::no_names, "no_names"},
    {Cause::pin_mismatch, "pin_mismatch"},
    {Cause::unknown_authority, "unknown_authority"},
    {Cause::missing_intermediate, "missing_intermediate"},
    {Cause::self_signed, "self_signed"},
    {Cause::no_anchors, "no_anchors"},
    {Cause::expired, "expired"},
    {Cause::not_yet_valid, "not_yet_valid"},
    {Cause::revoked, "revoked"},
    {Cause::crl_missing, "crl_missing"},
    {Cause::crl_expired, "crl_expired"},
    {Cause::staple_missing, "staple_missing"},
    {Cause::staple_invalid, "staple_invalid"},
    {Cause::wrong_purpose, "wrong_purpose"},
    {Cause::not_an_authority, "not_an_authority"},
    {Cause::path_too_long, "path_too_long"},
    {Cause::weak_key, "weak_key"},
    {Cause::weak_signature, "weak_signature"},
    {Cause::bad_signature, "bad_signature"},
    {Cause::name_constraint, "name_constraint"},
    {Cause::unknown_critical_extension, "unknown_critical_extension"},
    {Cause::malformed_certificate, "malformed_certificate"},
    {Cause::protocol_version, "protocol_version"},
    {Cause::no_shared_cipher, "no_shared_cipher"},
    {Cause::no_shared_group, "no_shared_group"},
    {Cause::no_shared_signature, "no_shared_signature"},
    {Cause::no_alpn, "no_alpn"},
    {Cause::unknown_server_name, "unknown_server_name"},
    {Cause::client_certificate_required, "client_certificate_required"},
    {Cause::client_certificate_unknown_authority, "client_certificate_unknown_authority"},
    {Cause::client_certificate_expired, "client_certificate_expired"},
    {Cause::client_certificate_revoked, "client_certificate_revoked"},
    {Cause::client_certificate_refused, "client_certificate_refused"},
    {Cause::no_identity_fits, "no_identity_fits"},
    {Cause::not_tls, "not_tls"},
    {Cause::plain_http, "plain_http"},
    {Cause::closed, "closed"},
    {Cause::reset, "reset"},
    {Cause::timed_out, "timed_out"},
    {Cause::session_of_another_context, "session_of_another_context"},
    {Cause::peer_alert, "peer_alert"},
    {Cause::other, "other"},
};

/// A number of libcrypto's or libssl's, and what it means here.
struct Meaning {
  int number;
  Cause cause;
  string_view text;
  string_view fix;
};

const Meaning* meaning_of(int number, const Meaning* first, const Meaning* last) {
  const auto* found = std::find_if(first, last, [&](const Meaning& row) { return row.number == number; });
  return found == last ? nullptr : found;
}

// Verification of chains: X509_V_ERR_….
constexpr Meaning kChainErrors[] = {
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, Cause::self_signed, "it signed itself and is no anchor",
     "add this certificate to the anchors, if it is the right one"},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, Cause::unknown_authority, "the chain ends in a root that is no anchor",
     "add this root to the anchors, if you trust it"},
    {X509_V_ERR_CERT_HAS_EXPIRED, Cause::expired, "it has expired", "renew it"},
    {X509_V_ERR_CERT_NOT_YET_VALID, Cause::not_yet_valid, "it is not valid yet", "look at the clock of this machine"},
    {X509_V_ERR_CERT_REVOKED, Cause::revoked, "its authority has revoked it", "the peer needs a new certificate"},
    {X509_V_ERR_UNABLE_TO_GET_CRL, Cause::crl_missing, "there is no revocation list of its issuer",
     "give one, or do not insist on it"},
    {X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, Cause::crl_missing, "nobody known has issued its revocation list",
     "give the list of its issuer, or do not insist on it"},
    {X509_V_ERR_CRL_HAS_EXPIRED, Cause::crl_expired, "the revocation list of its issuer is too old",
     "get the current one"},
    {X509_V_ERR_INVALID_PURPOSE, Cause::wrong_purpose, "it is not for this side of a connection",
     "a server needs serverAuth in its extended key usage, a client clientAuth"},
    {X509_V_ERR_CERT_REJECTED, Cause::wrong_purpose, "its anchor is marked as not to be trusted for this",
     "trust another anchor, or take the mark away"},
    {X509_V_ERR_CERT_UNTRUSTED, Cause::wrong_purpose, "its anchor is trusted for other purposes only",
     "trust it for this purpose, too"},
    {X509_V_ERR_INVALID_CA, Cause::not_an_authority, "it has issued a certificate and is no authority",
     "the chain needs an issuer with basicConstraints CA:TRUE"},
    {X509_V_ERR_KEYUSAGE_NO_CERTSIGN, Cause::not_an_authority, "its key usage does not let it issue certificates",
     "the chain needs an issuer with keyCertSign"},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, Cause::path_too_long, "more authorities are below it than it allows",
     "the chain needs another issuer"},
    {X509_V_ERR_CERT_CHAIN_TOO_LONG, Cause::path_too_long, "the chain is too long", "no honest chain is so long"},
    {X509_V_ERR_EE_KEY_TOO_SMALL, Cause::weak_key, "its key is too short", "it needs a key of 2048 bits RSA or P-256"},
    {X509_V_ERR_CA_KEY_TOO_SMALL, Cause::weak_key, "the key of an authority is too short",
     "the chain needs another issuer"},
    {X509_V_ERR_CA_MD_TOO_WEAK, Cause::weak_signature, "it is signed with a digest that is too weak",
     "its authority has to sign it with SHA-256"},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, Cause::bad_signature, "its signature is wrong",
     "another authority has the same name, or the certificate was changed"},
    {X509_V_ERR_PERMITTED_VIOLATION, Cause::name_constraint, "its authority may not issue for this name", ""},
    {X509_V_ERR_EXCLUDED_VIOLATION, Cause::name_constraint, "its authority may not issue for this name", ""},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, Cause::unknown_critical_extension,
     "it has a critical extension that nobody here understands", ""},
    {X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, Cause::malformed_certificate, "its first date cannot be read", ""},
    {X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, Cause::malformed_certificate, "its last date cannot be read", ""},
    {X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, Cause::malformed_certificate, "its public key cannot be read", ""},
    {X509_V_ERR_INVALID_EXTENSION, Cause::malformed_certificate, "one of its extensions cannot be read", ""},
};

// What libssl says of a handshake: SSL_R_….
constexpr Meaning kHandshakeErrors[] = {
    {SSL_R_WRONG_VERSION_NUMBER, Cause::not_tls, "what came was no TLS",
     "look at the port; mail and databases often need STARTTLS first"},
    {SSL_R_PACKET_LENGTH_TOO_LONG, Cause::not_tls, "what came was no TLS", "look at the port"},
    {SSL_R_HTTP_REQUEST, Cause::plain_http, "the client spoke plain HTTP", "its address has to begin with https://"},
    {SSL_R_HTTPS_PROXY_REQUEST, Cause::plain_http, "the client took this server for a proxy",
     "look at its proxy settings"},
    {SSL_R_UNSUPPORTED_PROTOCOL, Cause::protocol_version, "no TLS version is spoken by both sides",
     "allow one that the other side has"},
    {SSL_R_NO_PROTOCOLS_AVAILABLE, Cause::protocol_version, "every TLS version is switched off", "allow at least one"},
    {SSL_R_VERSION_TOO_LOW, Cause::protocol_version, "the other side wants a TLS version that is too old",
     "allow it, or bring the other side up to date"},
    {SSL_R_NO_SHARED_CIPHER, Cause::no_shared_cipher, "no cipher suite is spoken by both sides",
     "allow one that the other side has; of DSA and other keys few sides have any"},
    {SSL_R_NO_CIPHERS_AVAILABLE, Cause::no_shared_cipher, "no cipher suite is left", "allow more"},
    {SSL_R_NO_SUITABLE_KEY_SHARE, Cause::no_shared_group, "no group is spoken by both sides",
     "allow one that the other side has"},
    {SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, Cause::no_shared_signature,
     "no key of ours can sign by a scheme that the other side takes", "use a key of another kind"},
    {SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, Cause::no_shared_signature, "no signature scheme is taken by both sides",
     "use a key of another kind"},
    {SSL_R_NO_APPLICATION_PROTOCOL, Cause::no_alpn, "no protocol of ALPN is spoken by both sides",
     "offer one that the other side has"},
    {SSL_R_CALLBACK_FAILED, Cause::unknown_server_name, "there is no site for the name that the client asked for",
     "add one, or a site without names for everybody else"},
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, Cause::client_certificate_required, "the client sent no certificate",
     "give the client an identity, or make its certificate optional"},
    {SSL_R_ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT, Cause::session_of_another_context,
     "the session was made under other anchors, identities or options, or with another peer",
     "let arm() take sessions up"},
    {SSL_R_UNEXPECTED_EOF_WHILE_READING, Cause::closed, "the other side hung up in the middle of the handshake",
     "its log knows why; some servers do so where they want a client certificate or know no such name"},
    {SSL_R_EE_KEY_TOO_SMALL, Cause::weak_key, "a key is too short for the security level of libssl",
     "use a longer key"},
    {SSL_R_DH_KEY_TOO_SMALL, Cause::weak_key, "the Diffie-Hellman group of the other side is too small",
     "switch elliptic curves on there"},
    {SSL_R_CA_MD_TOO_WEAK, Cause::weak_signature, "a certificate is signed with a digest that is too weak",
     "its authority has to sign it with SHA-256"},
};

// Alerts that a client gets (RFC 8446, 6.2).
constexpr Meaning kAlertsToClients[] = {
    {SSL_AD_UNKNOWN_CA, Cause::client_certificate_unknown_authority,
     "the server does not know the authority of the client certificate that it got",
     "use an identity of an authority that the server names, and send its whole chain"},
    {SSL_AD_CERTIFICATE_EXPIRED, Cause::client_certificate_expired, "the server says that our certificate has expired",
     "renew it"},
    {SSL_AD_CERTIFICATE_REVOKED, Cause::client_certificate_revoked, "the server says that our certificate is revoked",
     "use another identity"},
    {SSL_AD_BAD_CERTIFICATE, Cause::client_certificate_refused, "the server refuses our certificate",
     "its log knows why"},
    {SSL_AD_UNSUPPORTED_CERTIFICATE, Cause::client_certificate_refused, "the server cannot use our certificate",
     "it may need clientAuth in its extended key usage, or a key of another kind"},
    {SSL_AD_CERTIFICATE_UNKNOWN, Cause::client_certificate_refused, "the server refuses our certificate",
     "its log knows why"},
    {SSL_AD_ACCESS_DENIED, Cause::client_certificate_refused, "the server knows our certificate and denies access",
     "its owner has to let it in"},
    {SSL_AD_CERTIFICATE_REQUIRED, Cause::client_certificate_required,
     "the server wants a client certificate, and got none", "give an identity that fits"},
};

// Alerts that mean the same to both sides.
constexpr Meaning kAlerts[] = {
    {SSL_AD_PROTOCOL_VERSION, Cause::protocol_version, "the other side speaks none of our TLS versions",
     "allow one that it has"},
    {SSL_AD_INSUFFICIENT_SECURITY, Cause::no_shared_cipher, "our cipher suites are too weak for the other side",
     "allow stronger ones"},
    {SSL_AD_UNRECOGNIZED_NAME, Cause::unknown_server_name, "the server has no such name",
     "look at the name that is asked for"},
    {SSL_AD_NO_APPLICATION_PROTOCOL, Cause::no_alpn, "the server speaks none of the protocols of our ALPN",
     "offer one that it has"},
};

Finding finding_of(const Meaning& meaning, int depth = -1) {
  return {.cause = meaning.cause, .depth = depth, .text = std::string(meaning.text), .fix = std::string(meaning.fix)};
}

std::string dates_of(const Certificate& certificate) {
  const auto& fields = certificate.fields();
  return fields ? " (valid from " + to_text(fields->not_before) + " to " + to_text(fields->not_after) + ")" : "";
}

class Diagnosis {
 public:
  explicit Diagnosis(const SSL* ssl) : ssl_(ssl), connection_(find_connection(ssl)) {
    const auto code = ERR_peek_error();
    if (code != 0 && ERR_GET_LIB(code) == ERR_LIB_SSL) reason_ = ERR_GET_REASON(code);
    else if (code != 0) foreign_ = code;
  }

  std::vector<Finding> run() {
    if (connection_ != nullptr && connection_->refusal) return {*connection_->refusal};
    if (connection_ != nullptr && connection_->verify_error != X509_V_OK) return {of_chain()};
    if (reason_ > SSL_AD_REASON_OFFSET) return of_alert(reason_ - SSL_AD_REASON_OFFSET);
    if (reason_ != 0) return {of_handshake()};
    if (foreign_ != 0) return {other(ERR_reason_error_string(foreign_))};
    return {SSL_is_init_finished(ssl_) == 1 ? Finding{.cause = Cause::none, .text = "the handshake is done"}
                                            : of_system()};
  }

 private:
  [[nodiscard]] bool is_client() const { return SSL_is_server(ssl_) == 0; }

  [[nodiscard]] const Certificate* presented(int depth) const {
    const auto& chain = connection_->presented;
    return depth >= 0 && static_cast<std::size_t>(depth) < chain.size() ? &chain[static_cast<std::size_t>(depth)]
                                                                        : nullptr;
  }

  /// "CN=example.org: what is wrong with it".
  [[nodiscard]] Finding about(Finding finding) const {
    if (const auto* certificate = presented(finding.depth)) {
      const bool is_date = finding.cause == Cause::expired || finding.cause == Cause::not_yet_valid;
      finding.text =
          text::shown(certificate->describe()) + ": " + finding.text + (is_date ? dates_of(*certificate) : "");
    }
    return finding;
  }

  [[nodiscard]] Finding of_chain() const {
    const int error = connection_->verify_error, depth = connection_->verify_depth;
    const auto* meaning = meaning_of(error, std::begin(kChainErrors), std::end(kChainErrors));
    if (meaning != nullptr) return about(finding_of(*meaning, depth));
    switch (error) {
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return of_missing_issuer(depth);
      default: return about(other(X509_verify_cert_error_string(error), depth));
    }
  }

  /// The chain ends too early. Who says where its issuer can be got was most likely meant to bring it along.
  [[nodiscard]] Finding of_missing_issuer(int depth) const {
    const auto* last = presented(depth);
    if (last == nullptr || !last->fields()) return other("a chain whose end cannot be read", depth);
    const auto& fields = *last->fields();
    const auto issuer = text::shown(fields.issuer.text());
    const auto tells = std::ranges::find(fields.extensions, kAuthorityInformationAccess, &Extension::oid);
    const bool alone = connection_->presented.size() == 1 && tells != fields.extensions.end();
    return about(
        {.cause = alone ? Cause::missing_intermediate : Cause::unknown_authority,
         .depth = depth,
         .text = "its issuer " + issuer + " is neither sent nor an anchor",
         .fix = alone ? "the other side has to send its whole chain"
                      : "add " + issuer + " to the anchors, if you trust it, or let the other side send its chain"});
  }

  [[nodiscard]] Finding of_handshake() const {
    const auto* meaning = meaning_of(reason_, std::begin(kHandshakeErrors), std::end(kHandshakeErrors));
    return meaning != nullptr ? finding_of(*meaning) : other(ERR_reason_error_string(ERR_peek_error()));
  }

  [[nodiscard]] std::vector<Finding> of_alert(int alert) const {
    std::vector<Finding> all;
    const bool none_was_sent = connection_ != nullptr && connection_->choice && !connection_->choice->identity;
    const auto* meaning = meaning_of(alert, std::begin(kAlerts), std::end(kAlerts));
    if (meaning == nullptr && is_client()) meaning = of_client_certificate(alert, none_was_sent);
    if (meaning != nullptr) all.push_back(finding_of(*meaning));
    else if (alert == SSL_AD_HANDSHAKE_FAILURE) all.push_back(of_handshake_failure());
    else all.push_back(of_other_alert(alert));
    if (none_was_sent) {
      all.push_back({.cause = Cause::no_identity_fits,
                     .text = connection_->choice->text(),
                     .fix = "Context::explain() tells the same without a server"});
    }
    return all;
  }

  /// TLS 1.2 has no alert for a certificate that is missing: servers say handshake_failure, some bad_certificate.
  static const Meaning* of_client_certificate(int alert, bool none_was_sent) {
    const auto* last = std::end(kAlertsToClients);
    if (none_was_sent && (alert == SSL_AD_HANDSHAKE_FAILURE || alert == SSL_AD_BAD_CERTIFICATE)) return last - 1;
    return meaning_of(alert, std::begin(kAlertsToClients), last);
  }

  [[nodiscard]] Finding of_handshake_failure() const {
    return {.cause = Cause::no_shared_cipher,
            .text = "the other side found no cipher suite, group or signature scheme in common",
            .fix = "allow more of them; its log may say which it wants"};
  }

  [[nodiscard]] Finding of_other_alert(int alert) const {
    return {.cause = Cause::peer_alert,
            .text = std::string("the other side said: ") + SSL_alert_desc_string_long(alert),
            .fix = is_client() ? "its log knows why"
                               : "the client does not like our certificate, or its program has more to say"};
  }

  [[nodiscard]] static Finding of_system() {
    switch (errno) {
      case ECONNRESET:
      case EPIPE:
        return {.cause = Cause::reset,
                .text = "the connection was reset",
                .fix = "a firewall or the other side cut it off"};
      case ETIMEDOUT:
      case EAGAIN:
        return {
            .cause = Cause::timed_out, .text = "nothing came for too long", .fix = "look at the network and the port"};
      default:
        return {.cause = Cause::closed,
                .text = "the connection ended before the handshake did",
                .fix = "the log of the other side knows why"};
    }
  }

  [[nodiscard]] static Finding other(const char* what, int depth = -1) {
    return {.cause = Cause::other, .depth = depth, .text = what != nullptr ? what : "libssl does not say why"};
  }

  const SSL* ssl_;
  const Connection* connection_;
  int reason_ = 0;             // SSL_R_…
  unsigned long foreign_ = 0;  // of another library than libssl
};

}  // namespace

string_view name(Cause cause) noexcept {
  const auto* found = std::ranges::find(kNames, cause, &CauseName::cause);
  return found == std::end(kNames) ? "other" : found->name;
}

std::vector<Finding> diagnose(const SSL* ssl) { return Diagnosis(ssl).run(); }

}  // namespace ks::tls
