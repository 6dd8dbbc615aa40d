#include "tls/choose.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ks/base/time.h"
#include "tls/native_identity.h"

namespace ks::tls {
namespace {

/// Signature schemes of TLS (IANA's registry) by the keys that make them.
struct Scheme {
  std::uint16_t number;
  std::string_view algorithm;  // of KeyInfo
  std::string_view curve;      // that TLS 1.3 wants; TLS 1.2 takes any
  Version last = Version::tls_1_3;
};
constexpr Scheme kSchemes[] = {
    {0x0401, "RSA", "", Version::tls_1_2},
    {0x0501, "RSA", "", Version::tls_1_2},
    {0x0601, "RSA", "", Version::tls_1_2},
    {0x0201, "RSA", "", Version::tls_1_2},
    {0x0301, "RSA", "", Version::tls_1_2},
    {0x0804, "RSA", ""},
    {0x0805, "RSA", ""},
    {0x0806, "RSA", ""},
    {0x0809, "RSASSA-PSS", ""},
    {0x080a, "RSASSA-PSS", ""},
    {0x080b, "RSASSA-PSS", ""},
    {0x0403, "EC", "P-256"},
    {0x0503, "EC", "P-384"},
    {0x0603, "EC", "P-521"},
    {0x081a, "EC", "brainpoolP256r1"},
    {0x081b, "EC", "brainpoolP384r1"},
    {0x081c, "EC", "brainpoolP512r1"},
    {0x0203, "EC", "", Version::tls_1_2},
    {0x0303, "EC", "", Version::tls_1_2},
    {0x0807, "Ed25519", ""},
    {0x0808, "Ed448", ""},
    {0x0904, "ML-DSA-44", ""},
    {0x0905, "ML-DSA-65", ""},
    {0x0906, "ML-DSA-87", ""},
    {0x0202, "DSA", "", Version::tls_1_2},
    {0x0402, "DSA", "", Version::tls_1_2},
};

std::vector<Name> names_in(const std::vector<Bytes>& authorities) {
  std::vector<Name> names;
  for (const auto& der : authorities) {
    if (auto name = Name::from_der(der)) names.push_back(*std::move(name));
  }
  return names;
}

/// Whether one of `authorities` is above the leaf: issued a certificate of the chain, or is its last one.
bool stands_behind(const std::vector<Name>& authorities, const Identity& identity) {
  return std::ranges::any_of(identity.chain(), [&](const Certificate& certificate) {
    const auto& fields = certificate.fields();
    return fields && std::ranges::any_of(authorities, [&](const Name& name) { return name.matches(fields->issuer); });
  });
}

bool can_sign_any(const Identity& identity, const CertificateRequest& request) {
  const auto& fields = identity.leaf().fields();
  if (!fields || request.signature_schemes.empty()) return true;
  return std::ranges::any_of(request.signature_schemes,
                             [&](std::uint16_t scheme) { return can_sign(fields->key, scheme, request.version); });
}

bool is_for(const Route& route, const KnownPeer* peer) {
  if (peer == nullptr) return route.host.is_every() && !route.port;
  return route.host.matches(peer->host) && (!route.port || *route.port == peer->port);
}

/// The route for `peer`, if one is.
const Route* route_for(const std::vector<Route>& routes, const KnownPeer* peer) {
  const Route* best = nullptr;
  for (const auto& route : routes) {
    if (!is_for(route, peer)) continue;
    const auto rank = [](const Route& one) { return std::pair(one.host.exactness(), one.port.has_value()); };
    if (best == nullptr || rank(*best) < rank(route)) best = &route;
  }
  return best;
}

std::string key_of(const Identity& identity) {
  const auto& fields = identity.leaf().fields();
  if (!fields) return "an unreadable";
  return fields->key.curve.empty() ? fields->key.algorithm : fields->key.algorithm + " " + fields->key.curve;
}

class Chooser {
 public:
  Chooser(const Policy& policy, const KnownPeer* peer, const CertificateRequest& request, Time now)
      : identities_(policy.identities),
        routes_(policy.options.routes),
        route_(route_for(policy.options.routes, peer)),
        request_(request),
        authorities_(names_in(request.authorities)),
        now_(now) {}

  Choice choose() {
    for (std::size_t i = 0; i < identities_.size(); ++i) {
      auto why_not = why_not_this(identities_[i]);
      if (why_not.empty() && choice_.identity) why_not = identities_[*choice_.identity].alias() + " comes first";
      if (why_not.empty()) choice_.identity = i;
      choice_.reasons.push_back(identities_[i].alias() + ": " + (why_not.empty() ? why() : why_not));
    }
    if (identities_.empty()) choice_.reasons.emplace_back("there is no identity to send");
    return std::move(choice_);
  }

 private:
  [[nodiscard]] std::string why() const { return route_ != nullptr ? "chosen by the route " + route_text() : "chosen"; }

  [[nodiscard]] std::string route_text() const {
    return route_->port ? route_->host.text() + ":" + std::to_string(*route_->port) : route_->host.text();
  }

  [[nodiscard]] bool is_routed(const Identity& identity) const {
    return std::ranges::find(routes_, identity.alias(), &Route::alias) != routes_.end();
  }

  [[nodiscard]] std::string why_not_this(const Identity& identity) const {
    if (route_ != nullptr && !route_->alias) return "the route " + route_text() + " sends none";
    if (route_ != nullptr && *route_->alias != identity.alias()) {
      return "the route " + route_text() + " sends " + *route_->alias;
    }
    if (route_ == nullptr && is_routed(identity)) return "only the hosts of its route get it";
    if (auto invalid = why_not_valid(identity, now_); !invalid.empty()) return invalid;
    // A route is what its author wants, whatever authorities the server thinks of.
    if (route_ == nullptr && !request_.authorities.empty() && !stands_behind(authorities_, identity)) {
      return "issued by none of the " + std::to_string(request_.authorities.size()) + " authorities asked for";
    }
    if (!can_sign_any(identity, request_)) return key_of(identity) + " key cannot sign by any scheme asked for";
    return {};
  }

  const std::vector<Identity>& identities_;
  const std::vector<Route>& routes_;
  const Route* route_;
  const CertificateRequest& request_;
  std::vector<Name> authorities_;
  Time now_;
  Choice choice_;
};

CertificateRequest request_of(SSL* ssl) {
  CertificateRequest request;
  if (SSL_version(ssl) <= TLS1_2_VERSION) request.version = Version::tls_1_2;
  const auto* names = SSL_get0_peer_CA_list(ssl);
  for (int i = 0; i < sk_X509_NAME_num(names); ++i) {
    const unsigned char* der = nullptr;
    std::size_t size = 0;
    if (X509_NAME_get0_der(sk_X509_NAME_value(names, i), &der, &size) == 1) {
      request.authorities.emplace_back(der, der + size);
    }
  }
  const int count = SSL_get_sigalgs(ssl, 0, nullptr, nullptr, nullptr, nullptr, nullptr);
  for (int i = 0; i < count; ++i) {
    unsigned char low = 0, high = 0;
    SSL_get_sigalgs(ssl, i, nullptr, nullptr, nullptr, &low, &high);
    request.signature_schemes.push_back(static_cast<std::uint16_t>(high << 8 | low));
  }
  return request;
}

bool use(SSL* ssl, const Identity& identity) {
  const auto& native = identity.native();
  return SSL_use_cert_and_key(ssl, native.leaf.get(), native.key.get(), native.issuers.get(), /*override=*/1) == 1;
}

}  // namespace

bool can_sign(const KeyInfo& key, std::uint16_t scheme, Version version) noexcept {
  return std::ranges::any_of(kSchemes, [&](const Scheme& row) {
    const bool curve_fits = row.curve.empty() || version == Version::tls_1_2 || row.curve == key.curve;
    return row.number == scheme && row.algorithm == key.algorithm && version <= row.last && curve_fits;
  });
}

Choice choose(const Policy& policy, const KnownPeer* peer, const CertificateRequest& request, Time now) {
  return Chooser(policy, peer, request, now).choose();
}

int send_chosen(SSL* ssl, void*) noexcept {
  return sheltered(0, [ssl] {
    const auto* policy = policy_of(ssl);
    if (policy == nullptr) return 0;
    const auto now = std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
    const auto choice = choose(*policy, peer_of(ssl), request_of(ssl), now);
    connection_of(ssl).choice = choice;
    SSL_certs_clear(ssl);
    if (!choice.identity) return 1;  // an empty certificate message: the server decides
    return use(ssl, policy->identities[*choice.identity]) ? 1 : 0;
  });
}

std::string Choice::text() const {
  std::string all;
  for (const auto& reason : reasons) all += (all.empty() ? "" : "; ") + reason;
  return all;
}

}  // namespace ks::tls
