#include "ks/tls/context.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <string>
#include <utility>

#include "crypto/digest.h"
#include "model/name_key.h"
#include "tls/anchor_store.h"
#include "tls/choose.h"
#include "tls/native_context.h"
#include "tls/native_identity.h"
#include "tls/sessions.h"

namespace ks::tls {
namespace {

Time now() { return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()); }

Result<CrlStack> native_lists(const std::vector<Crl>& lists) {
  CrlStack stack(sk_X509_CRL_new_null());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto* at = lists[i].der.data();
    CrlPtr list(d2i_X509_CRL(nullptr, &at, static_cast<long>(lists[i].der.size())));
    if (!list) {
      return failure(Errc::damaged, "revocation list " + std::to_string(i + 1) + ": not one that libcrypto can read");
    }
    if (sk_X509_CRL_push(stack.get(), list.get()) > 0) (void)list.release();  // the stack owns it from here
  }
  return stack;
}

/// Errors: usage.
Result<void> check_dangers(const Policy& policy) {
  for (const auto& danger : policy.options.dangers) {
    if (!kDangersExist) return failure(Errc::usage, "this build has nothing dangerous");
    if (policy.role == Role::server) return failure(Errc::usage, "for servers nothing dangerous is of use");
    const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    if (std::ranges::all_of(danger.reason(), is_blank))
      return failure(Errc::usage, "something dangerous needs a reason");
  }
  return {};
}

/// A version of which no cipher suite is named cannot be spoken. Errors: usage.
Result<void> narrow_versions(Policy& policy) {
  auto& options = policy.options;
  if (options.max < options.min) return failure(Errc::usage, "the highest version is below the lowest");
  const auto is_left_out = [&](Version version) {
    return !policy.suites.has_any_of(version) && options.min <= version && version <= options.max;
  };
  for (const auto left_out : {Version::tls_1_2, Version::tls_1_3}) {
    const auto only = left_out == Version::tls_1_2 ? Version::tls_1_3 : Version::tls_1_2;
    if (policy.suites.empty() || !is_left_out(left_out)) continue;
    if (options.min == options.max) return failure(Errc::usage, "no cipher suite is left for " + name_of(left_out));
    options.min = options.max = only;
    policy.log("no cipher suite of " + name_of(left_out) + " is named: only " + name_of(only) + " is spoken");
  }
  return {};
}

Result<void> check_routes(const Policy& policy) {
  for (const auto& route : policy.options.routes) {
    if (!route.alias) continue;
    const auto there = std::ranges::count(policy.identities, *route.alias, &Identity::alias);
    if (there == 1) continue;
    if (there > 1) return failure(Errc::usage, "a route names several identities: " + *route.alias);
    std::string hint = "there are:";
    for (const auto& identity : policy.identities) hint += " " + identity.alias();
    return failure(Errc::usage, "a route names an identity that is not there: " + *route.alias,
                   policy.identities.empty() ? "there are no identities" : hint);
  }
  return {};
}

void warn_of(const Policy& policy, const Identity& identity) {
  if (const auto why = why_not_valid(identity, now()); !why.empty()) {
    policy.log("identity " + identity.alias() + " cannot be used now: " + why);
  }
}

NameStack names_of(const Anchors& anchors) {
  NameStack names(sk_X509_NAME_new_null());
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    const auto subject = model::subject_of(anchors.index()->der(i));
    if (!subject) continue;
    const auto* at = subject->data();
    X509_NAME* name = d2i_X509_NAME(nullptr, &at, static_cast<long>(subject->size()));
    if (name != nullptr && sk_X509_NAME_push(names.get(), name) <= 0) X509_NAME_free(name);
  }
  return names;
}

std::shared_ptr<const Context::State> share(Context::State state) {
  return std::make_shared<const Context::State>(std::move(state));
}

/// Of either role: options that make no sense, and what is made of them. Errors: usage, damaged.
Result<void> settle(Policy& policy) {
  KS_TRY(check_dangers(policy));
  KS_TRY(policy.suites, Suites::named(policy.options.ciphers));
  KS_TRY(narrow_versions(policy));
  KS_TRY(policy.crls, native_lists(policy.options.revocation.lists));
  return {};
}

/// Errors: usage.
Result<NativeSite> native_site(Site site) {
  if (site.identities.empty()) return failure(Errc::usage, "a site needs an identity");
  if (site.client_auth != ClientAuth::none && site.clients.empty()) {
    return failure(Errc::usage, "a site that asks for client certificates needs anchors to verify them");
  }
  NativeSite native;
  native.clients = store_over(site.clients.index());
  const bool are_told = site.client_auth != ClientAuth::none && site.ca_names == CaNames::send;
  native.authorities = names_of(are_told ? site.clients : Anchors());
  native.site = std::move(site);
  return native;
}

/// A session is bound to all of the policy and to the site.
Fingerprint scope_of_site(const Policy& policy, std::size_t place) {
  Fingerprint scope{};
  const auto number = std::to_string(place);
  std::ranges::copy(crypto::Digest::sha256().of({policy.fingerprint(), as_bytes(number)}), scope.begin());
  return scope;
}

Result<SslCtxPtr> new_native(const SSL_METHOD* method, const std::shared_ptr<const Policy>& policy) {
  SslCtxPtr native(SSL_CTX_new(method));
  if (!native) throw std::bad_alloc();
  KS_TRY(configure(native.get(), {.policy = policy}));
  return native;
}

}  // namespace

Result<Context> Context::client(Anchors anchors, std::vector<Identity> identities, Options options) {
  auto policy = std::make_shared<Policy>();
  policy->anchors = std::move(anchors);
  policy->identities = std::move(identities);
  policy->options = std::move(options);
  policy->sessions = std::make_unique<SessionCache>();
  policy->trust = store_over(policy->anchors.index());
  KS_TRY(settle(*policy));
  if (policy->anchors.empty() && !policy->allows(Danger::What::trust_everyone)) {
    return failure(Errc::usage, "no anchors: no server could be verified");
  }
  KS_TRY(check_routes(*policy));
  for (const auto& identity : policy->identities) warn_of(*policy, identity);
  KS_TRY(auto native, new_native(TLS_client_method(), policy));
  return Context(share(State{.policy = std::move(policy), .native = std::move(native)}));
}

Result<Context> Context::server(std::vector<Site> sites, Options options) {
  if (sites.empty()) return failure(Errc::usage, "a server needs a site");
  auto policy = std::make_shared<Policy>();
  policy->role = Role::server;
  policy->options = std::move(options);
  KS_TRY(settle(*policy));
  for (auto& site : sites) {
    for (const auto& identity : site.identities) warn_of(*policy, identity);
    KS_TRY(auto native, native_site(std::move(site)));
    policy->sites.push_back(std::move(native));
  }
  for (std::size_t i = 0; i < policy->sites.size(); ++i) policy->sites[i].scope = scope_of_site(*policy, i);
  KS_TRY(auto native, new_native(TLS_server_method(), policy));
  return Context(share(State{.policy = std::move(policy), .native = std::move(native)}));
}

Context Context::borrow(SSL_CTX* foreign) {
  SSL_CTX_up_ref(foreign);
  State state{.native = SslCtxPtr(foreign)};
  const auto name = "borrowed " + std::to_string(number_of(foreign));  // nobody can look into it
  std::ranges::copy(crypto::Digest::sha256().of({as_bytes(name)}), state.of_borrowed.begin());
  return Context(share(std::move(state)));
}

SSL_CTX* Context::native() const noexcept { return state_->native.get(); }

const Fingerprint& Context::fingerprint() const {
  return state_->policy ? state_->policy->fingerprint() : state_->of_borrowed;
}

std::string Context::describe() const {
  if (!state_->policy) return "borrowed: what it does is its maker's business\n";
  std::string all;
  for (const auto& line : tls::describe(*state_->policy)) all += line + "\n";
  return all;
}

Result<Choice> Context::explain(const Peer& peer, const CertificateRequest& request) const {
  KS_TRY(const auto known_peer, known(peer));
  if (!state_->policy) return failure(Errc::usage, "a borrowed context has identities that only its maker knows");
  return choose(*state_->policy, &known_peer, request, now());
}

}  // namespace ks::tls
