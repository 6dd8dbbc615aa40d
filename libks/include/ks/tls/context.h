#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/tls/options.h"

struct ssl_ctx_st;  // SSL_CTX
struct ssl_st;      // SSL

/// A TLS context that is right: chain verified, name verified, the proper client certificate sent when it is asked for.
///
///     auto context = ks::tls::Context::client(anchors, identities).value();
///     SSL* ssl = SSL_new(context.native());
///     KS_TRY(ks::tls::arm(ssl, {.host = "example.org"}));    // before SSL_connect()
namespace ks::tls {

/// Whom a connection is for.
struct Peer {
  std::string host;  ///< What Host::parse() takes; its name is verified.
  std::uint16_t port = 443;
  /// What is asked for instead of `host` (RFC 6066, 3), an empty text for nothing; an address is never asked for.
  std::optional<std::string> server_name{};
};

/// What a server says when it asks for a client certificate.
struct CertificateRequest {
  std::vector<Bytes> authorities{};                ///< DER of the names it takes; empty: any.
  std::vector<std::uint16_t> signature_schemes{};  ///< IANA's numbers; empty: any.
  Version version = Version::tls_1_3;
};

/// Which identity was taken for a peer, and why not the others.
struct Choice {
  std::optional<std::size_t> identity{};  ///< Its place among those of the context; nullopt: none is sent.
  std::vector<std::string> reasons{};     ///< One per identity: "web: chosen", "old: expired 2024-01-01T00:00:00Z", …
  [[nodiscard]] std::string text() const;  ///< All of them in one line.
};

/// Anchors, identities and options, made ready. Immutable and thread-safe; copies share everything.
///
/// What a program sets on the native context or on a connection may refuse more than we do: a verify callback, a purpose,
/// a name. It may not take more: SSL_VERIFY_NONE, lenient flags or another store do not count.
class Context {
 public:
  /// Errors: usage names the option that makes no sense: a cipher suite that is unknown or does without certificates, a
  /// route to an alias that is not there, anchors that are empty, a danger without a reason. Told to the log only: an
  /// identity that is not valid now, a version of which no cipher suite is named.
  [[nodiscard]] static Result<Context> client(Anchors anchors, std::vector<Identity> identities = {},
                                              Options options = {});
  /// The first site without names is that of clients who ask for none; if there is none, they are refused. Errors: usage.
  [[nodiscard]] static Result<Context> server(std::vector<Site> sites, Options options = {});
  /// A context that someone else made: it stays as it is, and arm() does for its connections what it can. Chain and name
  /// are libssl's to check, by what the context trusts; a verify callback of its maker's may refuse more, and take nothing
  /// back. One that has SSL_CTX_set_cert_verify_callback() judges alone: nobody can look over its shoulder.
  [[nodiscard]] static Context borrow(ssl_ctx_st* foreign);

  /// Owned by this context; SSL_new() takes a share of its own.
  [[nodiscard]] ssl_ctx_st* native() const noexcept;

  /// Equal for equal anchors, identities and options.
  [[nodiscard]] const Fingerprint& fingerprint() const;
  /// What it does, for people, a line each, without secrets; what is dangerous first.
  [[nodiscard]] std::string describe() const;
  /// Which identity would go to `peer`, if it asked like that. Errors: usage if `peer` has no host.
  [[nodiscard]] Result<Choice> explain(const Peer& peer, const CertificateRequest& request = {}) const;

  friend bool operator==(const Context& a, const Context& b) { return a.fingerprint() == b.fingerprint(); }

  struct State;
  [[nodiscard]] const State& state() const noexcept { return *state_; }

 private:
  explicit Context(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// Gets a client's connection ready for `peer`, before its handshake: server name, name check, pins, route and session.
/// A connection of a Context that is not armed refuses every certificate. Arming again, for the same peer or another,
/// begins afresh; of what SSL_dup() makes the server name is lost, so arm it, too.
/// Errors: usage if there is no such host, the handshake has begun or it is a server's connection.
[[nodiscard]] Result<void> arm(ssl_st* ssl, const Peer& peer);

/// Gets a context that another library made, and all its connections, ready for `peer`: for those who never show the
/// connection, as libcurl does. What `context` is, `foreign` becomes, once and for all: what it trusted counts no more, nor
/// what it let pass, its cipher suites and its pre-shared keys. Its connections take no session up again by themselves.
/// Errors: usage, also if it was made ready before.
[[nodiscard]] Result<void> arm_all(ssl_ctx_st* foreign, const Context& context, const Peer& peer);

}  // namespace ks::tls
