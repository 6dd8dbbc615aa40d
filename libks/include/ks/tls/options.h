#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/time.h"
#include "ks/model/certificate.h"
#include "ks/tls/anchors.h"
#include "ks/tls/dangerous.h"
#include "ks/tls/host.h"
#include "ks/tls/identity.h"
#include "ks/tls/pins.h"

namespace ks::tls {

enum class Version : std::uint16_t { tls_1_2 = 0x0303, tls_1_3 = 0x0304 };

/// Which identity goes to a host. Among routes that match the most exact counts, then the first. An identity that a
/// route names goes nowhere else; where no route matches, those that none names are offered.
struct Route {
  HostPattern host{};                   ///< Every host, and a peer that nobody has named, if absent.
  std::optional<std::uint16_t> port{};  ///< Any if absent.
  std::optional<std::string> alias{};   ///< Of one identity; nullopt sends none, whatever the server asks for.
};

/// Whether the absence of revocation data is accepted. A certificate that is known to be revoked never is.
enum class Insistence { off, soft, hard };

struct Revocation {
  Insistence crls = Insistence::soft;      ///< hard: every certificate of the chain needs a current CRL of its issuer.
  /// Clients ask for a stapled OCSP response; hard: and insist on it, unless they take a session up again, whose own was
  /// judged. One that does not say until when it is good is so for a week.
  Insistence stapling = Insistence::soft;
  std::vector<Crl> lists{};
};

/// Whether a session may be taken up again; if so, never under other anchors, identities, pins or options, or with
/// another peer, than it was made with.
enum class Sessions { scoped, none };

/// What both sides of a connection agree on, and how.
struct Options {
  Version min = Version::tls_1_2;
  Version max = Version::tls_1_3;
  /// IANA's names or OpenSSL's; empty: libssl's choice. Without one of a version that version is not spoken.
  std::vector<std::string> ciphers{};
  std::vector<std::string> groups{};   ///< "X25519MLKEM768", "X25519", "P-256"; empty: libssl's choice.
  std::vector<std::string> alpn{};     ///< "h2", "http/1.1"; the first that both speak is taken.
  Sessions sessions = Sessions::scoped;
  std::optional<std::chrono::seconds>
      session_timeout{};  ///< How long one may be taken up again; else libssl's 2 hours.
  Revocation revocation{};
  std::vector<Route> routes{};  ///< Clients only.
  Pins pins{};                  ///< Clients only.
  std::vector<Danger> dangers{};
  /// Gets every line of an NSS key log; without it no key is ever logged. Called from any thread.
  std::function<void(std::string_view)> key_log{};
  /// Gets what an administrator should see, one line each; standard error if absent. Called from any thread.
  std::function<void(std::string_view)> log{};
};

enum class ClientAuth {
  none,      ///< Clients are not asked.
  optional,  ///< Clients are asked; what they send is verified, and they may send nothing.
  required,
};

/// Whether clients are told which authorities a server takes.
enum class CaNames { send, conceal };

/// What a server is to the clients that ask for one of `names`.
struct Site {
  std::vector<HostPattern> names{};    ///< Empty: whoever asks for no name, or for one of no other site.
  std::vector<Identity> identities{};  ///< One per kind of key is used; at least one.
  ClientAuth client_auth = ClientAuth::none;
  Anchors clients{};  ///< Whose certificates clients may have.
  CaNames ca_names = CaNames::send;
};

}  // namespace ks::tls
