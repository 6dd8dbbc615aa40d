#include "tls/suites.h"

#include <openssl/objects.h>

#include <algorithm>
#include <initializer_list>
#include <new>
#include <string_view>

#include "ks/base/text.h"

namespace ks::tls {
namespace {

bool is_any_of(int nid, std::initializer_list<int> these) { return std::ranges::count(these, nid) > 0; }

bool is_safe(const SSL_CIPHER* cipher) {
  return is_any_of(SSL_CIPHER_get_auth_nid(cipher), {NID_auth_any, NID_auth_rsa, NID_auth_ecdsa, NID_auth_dss}) &&
         is_any_of(SSL_CIPHER_get_kx_nid(cipher), {NID_kx_any, NID_kx_rsa, NID_kx_dhe, NID_kx_ecdhe}) &&
         SSL_CIPHER_get_cipher_nid(cipher) != NID_undef;
}

bool is_called(const SSL_CIPHER* cipher, std::string_view name) {
  const char* iana = SSL_CIPHER_standard_name(cipher);
  return name == SSL_CIPHER_get_name(cipher) || (iana != nullptr && name == iana);
}

std::vector<const SSL_CIPHER*> ciphers_of(SSL_CTX* context) {
  std::vector<const SSL_CIPHER*> all;
  const auto* stack = SSL_CTX_get_ciphers(context);
  for (int i = 0; i < sk_SSL_CIPHER_num(stack); ++i) all.push_back(sk_SSL_CIPHER_value(stack, i));
  return all;
}

/// A context with every cipher suite that this libssl has.
SslCtxPtr with_all() {
  SslCtxPtr context(SSL_CTX_new(TLS_method()));
  if (!context || SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFALL:@SECLEVEL=0") != 1)
    throw std::bad_alloc();
  SSL_CTX_set_ciphersuites(context.get(),
                           "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:"
                           "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256");  // RFC 8446, B.4
  return context;
}

}  // namespace

Result<Suites> Suites::named(const std::vector<std::string>& names) {
  if (names.empty()) return Suites();
  const auto context = with_all();
  const auto known = ciphers_of(context.get());
  Suites suites;
  for (const auto& name : names) {
    const auto found = std::ranges::find_if(known, [&](const auto* cipher) { return is_called(cipher, name); });
    if (found == known.end()) return failure(Errc::usage, "no cipher suite is called " + text::shown(name));
    if (!is_safe(*found)) {
      return failure(Errc::usage, "cipher suite " + name + " does without a certificate or without encryption");
    }
    suites.add(*found);
  }
  return suites;
}

Suites Suites::of(SSL_CTX* context) {
  Suites suites;
  for (const auto* cipher : ciphers_of(context)) {
    if (is_safe(cipher)) suites.add(cipher);
  }
  return suites;
}

bool Suites::has_any_of(Version version) const noexcept {
  return version == Version::tls_1_3 ? !of_1_3_.empty() : !up_to_1_2_.empty();
}

Result<void> Suites::set(SSL_CTX* context) const {
  const bool is_set = (up_to_1_2_.empty() || SSL_CTX_set_cipher_list(context, up_to_1_2_.c_str()) == 1) &&
                      SSL_CTX_set_ciphersuites(context, of_1_3_.c_str()) == 1;
  if (is_set) return {};
  return failure(Errc::usage, "libssl refuses the cipher suites");
}

void Suites::add(const SSL_CIPHER* cipher) {
  const bool is_of_1_3 = std::string_view(SSL_CIPHER_get_version(cipher)) == "TLSv1.3";
  auto& list = is_of_1_3 ? of_1_3_ : up_to_1_2_;
  list += (list.empty() ? "" : ":") + std::string(SSL_CIPHER_get_name(cipher));
}

}  // namespace ks::tls
