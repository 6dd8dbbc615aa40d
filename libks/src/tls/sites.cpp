#include "tls/sites.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/reader.h"
#include "tls/connection.h"
#include "tls/native_identity.h"

namespace ks::tls {
namespace {

/// The host_name of a server_name extension; empty if there is none; nullopt if the extension is broken (RFC 6066, 3).
std::optional<std::string_view> server_name_in(SSL* ssl) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &size) != 1) return std::string_view();
  Reader list(ByteView(bytes, size));
  const auto of_list = list.u16("length of the list");
  if (of_list != size - 2 || list.u8("type of name") != TLSEXT_NAMETYPE_host_name) return std::nullopt;
  const auto name = list.bytes(list.u16("length of the name"), "name");
  return list.status() ? std::optional(as_text(name)) : std::nullopt;
}

int verify_mode(ClientAuth client_auth) noexcept {
  switch (client_auth) {
    case ClientAuth::none: return SSL_VERIFY_NONE;
    case ClientAuth::optional: return SSL_VERIFY_PEER;
    case ClientAuth::required: return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
}

bool apply(SSL* ssl, const NativeSite& native) {
  const auto& site = native.site;
  SSL_certs_clear(ssl);
  // Of one kind of key the last that is used stays, and the first is to stay.
  for (auto identity = site.identities.rbegin(); identity != site.identities.rend(); ++identity) {
    const auto& mine = identity->native();
    if (SSL_use_cert_and_key(ssl, mine.leaf.get(), mine.key.get(), mine.issuers.get(), /*override=*/1) != 1)
      return false;
  }
  SSL_set_verify(ssl, verify_mode(site.client_auth), nullptr);
  if (SSL_set1_verify_cert_store(ssl, native.clients.get()) != 1) return false;
  auto* names = SSL_dup_CA_list(native.authorities.get());
  if (names == nullptr) return false;
  SSL_set_client_CA_list(ssl, names);  // ssl owns names from here; none replaces those of an earlier ClientHello
  return SSL_set_session_id_context(ssl, native.scope.data(), static_cast<unsigned>(native.scope.size())) == 1;
}

/// How well `site` fits to who asks for `host`, which may be null: 0 not at all, 1 because it takes everybody.
std::size_t rank_of(const Site& site, const Host* host) {
  std::size_t rank = site.names.empty() ? 1 : 0;
  for (const auto& pattern : site.names) {
    if (host != nullptr && pattern.matches(*host)) rank = std::max(rank, 2 + pattern.exactness());
  }
  return rank;
}

}  // namespace

const NativeSite* site_for(const Policy& policy, std::string_view server_name) {
  const auto host = Host::parse(server_name);
  const NativeSite* best = nullptr;
  std::size_t best_rank = 0;
  for (const auto& native : policy.sites) {
    const auto rank = rank_of(native.site, host ? &*host : nullptr);
    if (rank <= best_rank) continue;
    best = &native;
    best_rank = rank;
  }
  return best;
}

int take_site(SSL* ssl, int* alert, void*) noexcept {
  *alert = SSL_AD_INTERNAL_ERROR;
  return sheltered(SSL_CLIENT_HELLO_ERROR, [=] {
    const auto* policy = policy_of(ssl);
    if (policy == nullptr) return SSL_CLIENT_HELLO_ERROR;
    const auto server_name = server_name_in(ssl);
    const auto* site = server_name ? site_for(*policy, *server_name) : nullptr;
    if (site == nullptr) {
      *alert = server_name ? SSL_AD_UNRECOGNIZED_NAME : SSL_AD_DECODE_ERROR;
      return SSL_CLIENT_HELLO_ERROR;
    }
    return apply(ssl, *site) ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_ERROR;
  });
}

}  // namespace ks::tls
