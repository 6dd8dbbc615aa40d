#include "tls/policy.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "crypto/digest.h"
#include "ks/base/text.h"
#include "tls/native_identity.h"
#include "tls/sessions.h"

namespace ks::tls {
namespace {

std::string hex(const Fingerprint& fingerprint) { return text::to_hex(fingerprint); }

std::string_view name_of(Insistence insistence) {
  switch (insistence) {
    case Insistence::off: return "off";
    case Insistence::soft: return "soft";
    case Insistence::hard: return "hard";
  }
  return "hard";
}

std::string_view name_of(ClientAuth client_auth) {
  switch (client_auth) {
    case ClientAuth::none: return "not asked for";
    case ClientAuth::optional: return "optional";
    case ClientAuth::required: return "required";
  }
  return "required";
}

std::string_view name_of(Danger::What what) {
  return what == Danger::What::trust_everyone ? "takes any chain" : "takes any name";
}

/// No item shows a comma, so that two lists never look alike.
std::string listed(const std::vector<std::string>& items, std::string_view otherwise) {
  if (items.empty()) return std::string(otherwise);
  std::string all;
  for (const auto& item : items) {
    if (!all.empty()) all += ", ";
    for (const char c : text::escape(item)) all += c == ',' ? "\\x2c" : std::string(1, c);
  }
  return all;
}

std::string described(const Anchors& anchors) {
  return std::to_string(anchors.size()) + (anchors.size() == 1 ? " certificate" : " certificates") +
         (anchors.partial_chain() == PartialChain::accept ? "" : ", roots only") + ", " + hex(anchors.fingerprint());
}

std::string described(const Identity& identity) {
  return text::escape(identity.alias()) + " (" + text::escape(identity.leaf().describe()) + "), " +
         hex(identity.native().fingerprint);
}

std::string described(const Route& route) {
  return route.host.text() + (route.port ? ":" + std::to_string(*route.port) : "") + " gets " +
         (route.alias ? text::escape(*route.alias) : "none");
}

/// What the fingerprint is made of as well: no two policies may look alike.
class Description {
 public:
  std::vector<std::string> of(const Policy& policy) {
    for (const auto& danger : policy.options.dangers) {
      add("DANGEROUS", std::string(name_of(danger.what())) + ": " + text::escape(danger.reason()));
    }
    add("role", policy.role == Role::client ? "client" : "server");
    if (policy.role == Role::client) add_client(policy);
    for (const auto& site : policy.sites) add_site(site.site);
    add_options(policy.options);
    add_sessions(policy);
    return std::move(lines_);
  }

 private:
  void add(std::string_view what, const std::string& is) { lines_.push_back(std::string(what) + ": " + is); }

  void add_client(const Policy& policy) {
    add("anchors", described(policy.anchors));
    for (const auto& identity : policy.identities) add("identity", described(identity));
    for (const auto& route : policy.options.routes) add("route", described(route));
    for (const auto& pin : policy.options.pins.list()) add("pin", pin);
    if (!policy.options.pins.empty()) {
      add("wrong pins", policy.options.pins.on_failure == OnPinFailure::refuse ? "refused" : "reported");
    }
  }

  void add_site(const Site& site) {
    std::vector<std::string> names;
    for (const auto& name : site.names) names.push_back(name.text());
    add("site", listed(names, "any name"));
    for (const auto& identity : site.identities) add("  identity", described(identity));
    add("  client certificates", std::string(name_of(site.client_auth)));
    if (site.client_auth == ClientAuth::none) return;
    add("  clients", described(site.clients));
    add("  authorities", site.ca_names == CaNames::send ? "told" : "concealed");
  }

  void add_options(const Options& options) {
    add("versions", name_of(options.min) + " to " + name_of(options.max));
    add("cipher suites", listed(options.ciphers, "libssl's"));
    add("groups", listed(options.groups, "libssl's"));
    add("ALPN", listed(options.alpn, "none"));
    const auto& revocation = options.revocation;
    add("stapled OCSP", std::string(name_of(revocation.stapling)));
    add("revocation lists", std::string(name_of(revocation.crls)) + ", " + std::to_string(revocation.lists.size()));
    add("key log", options.key_log ? "ON" : "off");
  }

  void add_sessions(const Policy& policy) {
    if (!policy.keeps_sessions()) return add("sessions", "never taken up again");
    const auto& timeout = policy.options.session_timeout;
    add("sessions", "taken up again" + (timeout ? " for " + std::to_string(timeout->count()) + " s" : std::string()));
  }

  std::vector<std::string> lines_;
};

}  // namespace

std::string name_of(Version version) { return version == Version::tls_1_2 ? "TLS 1.2" : "TLS 1.3"; }

Policy::Policy() = default;
Policy::~Policy() = default;

bool Policy::allows(Danger::What what) const noexcept {
  return std::ranges::find(options.dangers, what, &Danger::what) != options.dangers.end();
}

void Policy::log(std::string_view line) const {
  if (options.log) return options.log(line);
  const auto shown = "ks: warning: " + text::shown(line) + "\n";
  (void)std::fputs(shown.c_str(), stderr);
}

const Fingerprint& Policy::fingerprint() const {
  std::call_once(fingerprint_once, [this] {
    std::string all;
    for (const auto& line : tls::describe(*this)) all += line + "\n";
    Bytes bytes = to_bytes(all);
    for (const auto& list : options.revocation.lists) append(bytes, crypto::Digest::sha256().of({list.der}));
    std::ranges::copy(crypto::Digest::sha256().of({bytes}), fingerprint_value.begin());
  });
  return fingerprint_value;
}

std::vector<std::string> describe(const Policy& policy) { return Description().of(policy); }

}  // namespace ks::tls
